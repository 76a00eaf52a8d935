//! TLS: a client that trusts the certificate gets through, and what doesn't fit doesn't start.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use crate::support::{Answer, Client, exchange, parsed};
use iamkit_server::{RunningServer, Server};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

fn certificate() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap()
}

/// What a client that trusts the certificate gets for a request.
fn exchanged(
    server: &RunningServer,
    trusted: &CertifiedKey<KeyPair>,
    request: &[u8],
) -> std::io::Result<Answer> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(server.address())?);
    stream.write_all(request)?;
    let mut answer = Vec::new();
    // A server that ends a connection after its answer doesn't always say so first.
    let _ = stream.read_to_end(&mut answer);
    Ok(parsed(answer))
}

#[test]
fn calls_over_tls_are_answered_and_known_to_be_secure() {
    let own = certificate();
    let server = Server::builder().tls(own.cert.pem(), own.signing_key.serialize_pem()).spawn().unwrap();
    assert!(server.url().starts_with("https://127.0.0.1:"));
    let root = Client::root(&server);
    let call = |client: &Client, action: &str, parameters: &[(&str, &str)]| {
        exchanged(&server, &own, &client.written(action, parameters)).unwrap()
    };
    assert_eq!(call(&root, "CreateUser", &[("UserName", "alice")]).status, 200);
    let key = call(&root, "CreateAccessKey", &[("UserName", "alice")]);
    let alice = Client::of_credentials(&server, &key);
    let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListUsers",
        "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#;
    let put = [("UserName", "alice"), ("PolicyName", "Secure"), ("PolicyDocument", document)];
    assert_eq!(call(&root, "PutUserPolicy", &put).status, 200);
    assert_eq!(call(&alice, "ListUsers", &[]).texts("UserName"), ["alice"]);
    // Another certificate isn't trusted, and a client without TLS gets no answer.
    assert!(exchanged(&server, &certificate(), &root.written("ListUsers", &[])).is_err());
    assert_eq!(exchange(server.address(), &root.written("ListUsers", &[])).status, 0);
    assert_eq!(call(&root, "ListUsers", &[]).status, 200, "others are answered all the same");
}

#[test]
fn what_doesn_t_fit_is_told_in_a_line() {
    let (own, other) = (certificate(), certificate());
    let why = |certificates: &str, key: &str| {
        let error = Server::builder().tls(certificates, key).build().unwrap_err().to_string();
        assert!(!error.contains('\n'));
        error
    };
    let (chain, key) = (own.cert.pem(), own.signing_key.serialize_pem());
    assert_eq!(why("", &key), "cannot use TLS: there is no certificate");
    assert_eq!(why(&chain, ""), "cannot use TLS: there is a certificate without a private key");
    assert_eq!(why(&chain, &chain), "cannot use TLS: there is a certificate without a private key");
    let of_other = why(&chain, &other.signing_key.serialize_pem());
    assert!(of_other.starts_with("cannot use TLS: certificate and key don't fit"), "{of_other}");
}
