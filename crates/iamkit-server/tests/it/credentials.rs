//! What users prove themselves with besides access keys, and what an account has besides users and policies.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "integration test")]

use std::path::Path;

use crate::support::{Answer, Client};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use iamkit_server::{Clock, RunningServer, Server};
use iamkit_store_sqlite::SqliteJournal;
use sha1::Sha1;

const NOW: i64 = 1_777_629_600;

fn server() -> RunningServer {
    Server::builder().account("111122223333".parse().unwrap()).clock(clock()).spawn().unwrap()
}

fn clock() -> Clock {
    Clock::Fixed("2026-05-01T10:00:00Z".parse().unwrap())
}

fn on_file(file: &Path) -> RunningServer {
    let journal = SqliteJournal::open(file).unwrap();
    let builder = Server::builder().account("111122223333".parse().unwrap()).clock(clock());
    builder.secret_key("a key of thirty-two characters!!").journal(journal).spawn().unwrap()
}

/// The code that a device shows at a time, by the seed that its maker was told.
fn code(seed: &str, time: i64) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = seed.chars().flat_map(|it| {
        let value = letters.find(it).unwrap();
        (0..5).rev().map(move |place| (value >> place) & 1)
    });
    let bits = bits.collect::<Vec<_>>();
    let bytes =
        bits.chunks(8).map(|bits| bits.iter().fold(0, |sum, bit| (sum << 1) | u8::try_from(*bit).unwrap()));
    let mut mac = Hmac::<Sha1>::new_from_slice(&bytes.collect::<Vec<_>>()).unwrap();
    mac.update(&(time / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn seed(made: &Answer) -> String {
    String::from_utf8(STANDARD.decode(made.text("Base32StringSeed")).unwrap()).unwrap()
}

#[test]
fn a_password_is_what_the_policy_asks_and_is_kept_as_a_hash() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.db");
    let server = on_file(&file);
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let profile = |password| [("UserName", "alice"), ("Password", password)];
    // What AWS asks where the account asks nothing.
    for weak in ["short1A", "onlylowercase", "111122223333"] {
        assert_eq!(
            root.iam("CreateLoginProfile", &profile(weak)).code(),
            "PasswordPolicyViolation",
            "{weak}"
        );
    }
    root.did("CreateLoginProfile", &profile("Correct-Horse-1"));
    assert_eq!(root.iam("CreateLoginProfile", &profile("Correct-Horse-1")).code(), "EntityAlreadyExists");
    let rules =
        [("MinimumPasswordLength", "20"), ("RequireSymbols", "true"), ("PasswordReusePrevention", "2")];
    root.did("UpdateAccountPasswordPolicy", &rules);
    assert_eq!(root.iam("UpdateLoginProfile", &profile("Correct-Horse-2")).code(), "PasswordPolicyViolation");
    root.did("UpdateLoginProfile", &profile("Correct-Horse-Battery-2"));
    let again = root.iam("UpdateLoginProfile", &profile("Correct-Horse-Battery-2"));
    assert_eq!(again.message(), "Password has been used previously");
    let change = |old, new| alice.iam("ChangePassword", &[("OldPassword", old), ("NewPassword", new)]);
    assert_eq!(change("Correct-Horse-Battery-2", "Correct-Horse-Battery-3").code(), "AccessDenied");
    let all =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", all)]);
    assert_eq!(change("wrong", "Correct-Horse-Battery-3").message(), "The old password was incorrect.");
    assert_eq!(change("Correct-Horse-Battery-2", "Correct-Horse-Battery-3").status, 200);
    assert_eq!(
        root.iam("ChangePassword", &[("OldPassword", "a"), ("NewPassword", "b")]).code(),
        "InvalidUserType"
    );
    drop(server);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(13).any(|window| window == b"Correct-Horse"), "no password in the clear");
    }
    // What is kept is known after a restart.
    let server = on_file(&file);
    let alice = Client { address: server.address(), ..alice };
    let change = |old, new| alice.iam("ChangePassword", &[("OldPassword", old), ("NewPassword", new)]);
    assert_eq!(change("Correct-Horse-Battery-3", "Correct-Horse-Battery-4").status, 200);
}

#[test]
fn a_virtual_device_is_enabled_by_its_own_codes() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let made = root.did("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "phone")]);
    let (serial, seed) = (made.text("SerialNumber"), seed(&made));
    assert_eq!(serial, "arn:aws:iam::111122223333:mfa/phone");
    assert!(STANDARD.decode(made.text("QRCodePNG")).unwrap().starts_with(b"\x89PNG"));
    let enable = |first: &str, second: &str| {
        let codes = [("AuthenticationCode1", first), ("AuthenticationCode2", second)];
        root.iam(
            "EnableMFADevice",
            &[&[("UserName", "alice"), ("SerialNumber", &*serial)], &codes[..]].concat(),
        )
    };
    let (now, next) = (code(&seed, NOW), code(&seed, NOW + 30));
    assert_eq!(enable("123456", "654321").code(), "InvalidAuthenticationCode");
    assert_eq!(enable(&next, &now).code(), "InvalidAuthenticationCode");
    assert_eq!(enable(&now, &next).status, 200);
    assert_eq!(enable(&now, &next).code(), "EntityAlreadyExists");
    assert_eq!(root.iam("DeleteVirtualMFADevice", &[("SerialNumber", &*serial)]).code(), "DeleteConflict");
    let summary = root.did("GetAccountSummary", &[]);
    assert!(summary.body.contains("<key>MFADevicesInUse</key><value>1</value>"), "{}", summary.body);
    // A session without a code of the device calls nothing of IAM; one with it does, and says so.
    let session = |more: &[(&str, &str)]| alice.sts("GetSessionToken", more);
    let plain = Client::of_credentials(&server, &session(&[]));
    assert_eq!(plain.iam("GetUser", &[]).code(), "InvalidClientTokenId");
    let wrong = session(&[("SerialNumber", &*serial), ("TokenCode", "000000")]);
    assert_eq!(wrong.code(), "AccessDenied");
    let shown =
        Client::of_credentials(&server, &session(&[("SerialNumber", &*serial), ("TokenCode", &*now)]));
    let only_shown = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:GetUser",
        "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}"#;
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", only_shown)]);
    assert_eq!(shown.did("GetUser", &[]).text("UserName"), "alice");
    assert_eq!(alice.iam("GetUser", &[]).code(), "AccessDenied");
    // A role that asks for a code is assumed with one.
    let trust = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}"#;
    root.did("CreateRole", &[("RoleName", "Ops"), ("AssumeRolePolicyDocument", trust)]);
    let role = [("RoleArn", "arn:aws:iam::111122223333:role/Ops"), ("RoleSessionName", "work")];
    let assume = |more: &[(&str, &str)]| alice.sts("AssumeRole", &[&role, more].concat());
    assert_eq!(assume(&[]).code(), "AccessDenied");
    assert_eq!(assume(&[("SerialNumber", &*serial), ("TokenCode", "000000")]).code(), "AccessDenied");
    assert_eq!(assume(&[("SerialNumber", &*serial), ("TokenCode", &*now)]).status, 200);
    root.did("DeactivateMFADevice", &[("UserName", "alice"), ("SerialNumber", &*serial)]);
    root.did("DeleteVirtualMFADevice", &[("SerialNumber", &*serial)]);
}

#[test]
fn a_user_goes_only_without_credentials() {
    let server = server();
    let root = Client::root(&server);
    root.did("CreateUser", &[("UserName", "alice")]);
    let user = [("UserName", "alice")];
    let refused = |what: &str| {
        let answer = root.iam("DeleteUser", &user);
        assert_eq!(answer.code(), "DeleteConflict", "{what}");
    };
    root.did("CreateLoginProfile", &[("UserName", "alice"), ("Password", "Correct-Horse-1")]);
    refused("login profile");
    root.did("DeleteLoginProfile", &user);
    let device = [("UserName", "alice"), ("SerialNumber", "GAHT12345678")];
    let codes = [("AuthenticationCode1", "123456"), ("AuthenticationCode2", "654321")];
    root.did("EnableMFADevice", &[device, codes].concat());
    refused("device");
    root.did("DeactivateMFADevice", &device);
    let key = root.did("UploadSSHPublicKey", &[("UserName", "alice"), ("SSHPublicKeyBody", &ssh_key())]);
    refused("SSH key");
    let id = key.text("SSHPublicKeyId");
    let again = root.iam("UploadSSHPublicKey", &[("UserName", "alice"), ("SSHPublicKeyBody", &ssh_key())]);
    assert_eq!(again.code(), "DuplicateSSHPublicKey");
    let of_key = [("UserName", "alice"), ("SSHPublicKeyId", &*id)];
    let pem = root.did("GetSSHPublicKey", &[&of_key[..], &[("Encoding", "PEM")]].concat());
    assert!(pem.text("SSHPublicKeyBody").starts_with("-----BEGIN PUBLIC KEY-----"));
    root.did("DeleteSSHPublicKey", &of_key);
    let certificate = [("UserName", "alice"), ("CertificateBody", CERTIFICATE)];
    let uploaded = root.did("UploadSigningCertificate", &certificate);
    refused("certificate");
    let id = uploaded.text("CertificateId");
    root.did("DeleteSigningCertificate", &[("UserName", "alice"), ("CertificateId", &*id)]);
    let service = [("UserName", "alice"), ("ServiceName", "codecommit.amazonaws.com")];
    let made = root.did("CreateServiceSpecificCredential", &service);
    assert_eq!(made.text("ServiceUserName"), "alice-at-111122223333");
    refused("service-specific credential");
    let id = made.text("ServiceSpecificCredentialId");
    let of_credential = [("UserName", "alice"), ("ServiceSpecificCredentialId", &*id)];
    let reset = root.did("ResetServiceSpecificCredential", &of_credential);
    assert_ne!(reset.text("ServicePassword"), made.text("ServicePassword"));
    root.did("DeleteServiceSpecificCredential", &of_credential);
    root.did("DeleteUser", &user);
}

/// A key whose modulus has 2,048 bits, in SSH's form.
fn ssh_key() -> String {
    let string = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
    let modulus = [&[0, 0xc5][..], &[0x5a; 255]].concat();
    let blob = [string(b"ssh-rsa"), string(&[1, 0, 1]), string(&modulus)].concat();
    format!("ssh-rsa {} alice@laptop", STANDARD.encode(blob))
}

#[test]
fn what_is_no_key_or_certificate_is_refused() {
    let server = server();
    let root = Client::root(&server);
    root.did("CreateUser", &[("UserName", "alice")]);
    let key = [("UserName", "alice"), ("SSHPublicKeyBody", "ssh-rsa AAAA")];
    assert_eq!(root.iam("UploadSSHPublicKey", &key).code(), "InvalidPublicKey");
    let cut = CERTIFICATE.replace("MIIB", "MIIC");
    for body in ["notacert", &cut] {
        let certificate = [("UserName", "alice"), ("CertificateBody", body)];
        assert_eq!(root.iam("UploadSigningCertificate", &certificate).code(), "MalformedCertificate");
        let server_certificate =
            [("ServerCertificateName", "web"), ("CertificateBody", body), ("PrivateKey", PRIVATE_KEY)];
        assert_eq!(root.iam("UploadServerCertificate", &server_certificate).code(), "MalformedCertificate");
    }
    let good =
        [("ServerCertificateName", "web"), ("CertificateBody", CERTIFICATE), ("PrivateKey", PRIVATE_KEY)];
    assert_eq!(root.did("UploadServerCertificate", &good).text("Expiration"), "2036-11-27T00:00:00Z");
    assert_eq!(root.iam("UploadServerCertificate", &good).code(), "EntityAlreadyExists");
    let metadata = "x".repeat(1_000);
    let provider = [("Name", "Idp"), ("SAMLMetadataDocument", &*metadata)];
    assert_eq!(root.iam("CreateSAMLProvider", &provider).code(), "InvalidInput");
    for url in ["http://example.org", "https://example.org:8443", "https://example.org?x=y", "example.org"] {
        assert_eq!(
            root.iam("CreateOpenIDConnectProvider", &[("Url", url)]).code(),
            "ValidationError",
            "{url}"
        );
    }
}

#[test]
fn all_of_it_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.db");
    let server = on_file(&file);
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    root.did("CreateAccountAlias", &[("AccountAlias", "example-corp")]);
    root.did("UpdateAccountPasswordPolicy", &[("MaxPasswordAge", "90")]);
    let tags = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")];
    let url = [("Url", "https://token.example.com/a"), ("ClientIDList.member.1", "web")];
    root.did("CreateOpenIDConnectProvider", &[&url[..], &tags].concat());
    root.did("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "phone")]);
    root.did("CreateServiceLinkedRole", &[("AWSServiceName", "autoscaling.amazonaws.com")]);
    assert_eq!(alice.iam("ListUsers", &[]).code(), "AccessDenied");
    let questions: [(&str, &[(&str, &str)]); 7] = [
        ("ListAccountAliases", &[]),
        ("GetAccountPasswordPolicy", &[]),
        (
            "GetOpenIDConnectProvider",
            &[("OpenIDConnectProviderArn", "arn:aws:iam::111122223333:oidc-provider/token.example.com/a")],
        ),
        ("ListVirtualMFADevices", &[]),
        ("GetRole", &[("RoleName", "AWSServiceRoleForAutoScaling")]),
        ("GetAccountSummary", &[]),
        ("GetAccessKeyLastUsed", &[("AccessKeyId", &alice.id)]),
    ];
    let without_id = |answer: Answer| answer.body.split("<ResponseMetadata>").next().unwrap().to_owned();
    let ask = |client: &Client| questions.map(|(action, given)| without_id(client.did(action, given)));
    let before = ask(&root);
    assert!(before[2].contains("<Value>blue</Value>") && before[4].contains("/aws-service-role/"));
    assert!(before[6].contains("<ServiceName>iam</ServiceName>"), "{}", before[6]);
    drop(server);
    let server = on_file(&file);
    assert_eq!(ask(&Client::root(&server)), before);
}

#[test]
fn a_service_linked_role_is_its_services_alone() {
    let server = server();
    let root = Client::root(&server);
    let made = root.did("CreateServiceLinkedRole", &[("AWSServiceName", "autoscaling.amazonaws.com")]);
    let name = made.text("RoleName");
    let attached = root.did("ListAttachedRolePolicies", &[("RoleName", &*name)]);
    assert_eq!(attached.texts("PolicyName"), ["AutoScalingServiceRolePolicy"]);
    let deleted = root.iam("DeleteRole", &[("RoleName", &*name)]);
    // No policy lets anybody, the root user included.
    assert_eq!(deleted.code(), "AccessDenied", "{deleted:?}");
    let taken = root.iam("CreateServiceLinkedRole", &[("AWSServiceName", "autoscaling.amazonaws.com")]);
    assert_eq!(taken.code(), "InvalidInput");
    let task = root.did("DeleteServiceLinkedRole", &[("RoleName", &*name)]).text("DeletionTaskId");
    let status = |task: &str| root.iam("GetServiceLinkedRoleDeletionStatus", &[("DeletionTaskId", task)]);
    assert_eq!(status(&task).text("Status"), "SUCCEEDED");
    assert_eq!(status(&task.replace("AutoScaling", "Other")).code(), "NoSuchEntity");
    assert_eq!(root.iam("GetRole", &[("RoleName", &*name)]).code(), "NoSuchEntity");
}

#[test]
fn reports_tell_what_was_seen() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let arn = "arn:aws:iam::111122223333:user/alice";
    let list = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:List*", "sqs:*"], "Resource": "*"}}"#;
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "Lists"), ("PolicyDocument", list)]);
    alice.did("ListUsers", &[]);
    let services = [("ServiceNamespaces.member.1", "iam"), ("ServiceNamespaces.member.2", "ec2")];
    let granting = root.did("ListPoliciesGrantingServiceAccess", &[&[("Arn", arn)], &services[..]].concat());
    assert_eq!(granting.texts("PolicyName"), ["Lists"]);
    let job = root.did("GenerateServiceLastAccessedDetails", &[("Arn", arn)]).text("JobId");
    let details = root.did("GetServiceLastAccessedDetails", &[("JobId", &*job)]);
    assert_eq!(details.texts("ServiceNamespace"), ["iam", "sqs"]);
    assert_eq!(details.texts("LastAuthenticated"), ["2026-05-01T10:00:00Z"]);
    let who = [("JobId", &*job), ("ServiceNamespace", "iam")];
    let entities = root.did("GetServiceLastAccessedDetailsWithEntities", &who);
    assert_eq!(
        (entities.texts("Arn"), entities.texts("Type")),
        (vec![arn.to_owned()], vec!["USER".to_owned()])
    );
    assert_eq!(root.iam("GetCredentialReport", &[]).code(), "ReportNotPresent");
    assert_eq!(root.did("GenerateCredentialReport", &[]).text("State"), "STARTED");
    assert_eq!(root.did("GenerateCredentialReport", &[]).text("State"), "COMPLETE");
    let report = STANDARD.decode(root.did("GetCredentialReport", &[]).text("Content")).unwrap();
    let report = String::from_utf8(report).unwrap();
    let line = report.lines().find(|line| line.starts_with("alice,")).unwrap();
    let cells = line.split(',').collect::<Vec<_>>();
    assert_eq!((cells.len(), cells[8], cells[12]), (22, "true", "iam"));
}

const CERTIFICATE: &str = include_str!("../material/certificate.pem");
const PRIVATE_KEY: &str = include_str!("../material/private-key.pem");
