//! The live adapter on recorded samples, served by a loopback server.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use iamkit_catalog::encode::encode;
use iamkit_catalog::{Catalog, KeyType};

use super::Record;

const INDEX: &str = include_str!("../samples/index.json");
const NOTES: &str = include_str!("../samples/demo-notes.json");
const LOG: &str = include_str!("../samples/demo-log.json");

/// A server that gives one answer for each path, for as many connections as there are answers.
fn serve(answers: Vec<(&'static str, String)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let own = base.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let request = lines.next().unwrap_or_default();
            let _ = lines.find(String::is_empty);
            let path = request.split(' ').nth(1).unwrap_or_default();
            let body = answers
                .iter()
                .find(|(known, _)| *known == path)
                .map(|(_, body)| body.replace("{BASE}", &own));
            let (status, body) = body.map_or(("404 Not Found", String::new()), |body| ("200 OK", body));
            let len = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {len}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    base
}

fn serve_samples() -> String {
    serve(vec![
        ("/", INDEX.to_owned()),
        ("/v1/demo-notes/demo-notes.json", NOTES.to_owned()),
        ("/v1/demo-log/demo-log.json", LOG.to_owned()),
    ])
}

fn fetch(base: &str) -> Result<Record, String> {
    Record::fetch(&format!("{base}/")).map_err(|error| error.to_string())
}

fn sample_catalog() -> Catalog {
    let record = fetch(&serve_samples()).unwrap();
    Catalog::from_bytes(encode(&record.entries().unwrap()).unwrap()).unwrap()
}

#[test]
fn services_of_the_index_are_fetched() {
    let catalog = sample_catalog();
    let prefixes: Vec<_> = catalog.services().map(|service| service.prefix().to_owned()).collect();
    assert_eq!(prefixes, ["demo-log", "demo-notes"]);
    assert_eq!(catalog.action_count(), 6);
}

#[test]
fn flags_become_access_levels_and_none_of_them_means_read() {
    let catalog = sample_catalog();
    let levels = |name: &str| catalog.action(name).unwrap().access_levels().to_string();
    assert_eq!(levels("demo-notes:CreateNote"), "Write");
    assert_eq!(levels("demo-notes:GetNote"), "Read");
    assert_eq!(levels("demo-notes:ListNotes"), "List");
    assert_eq!(levels("demo-notes:ShareNote"), "Permissions management, Write");
    assert_eq!(levels("demo-notes:TagNote"), "Tagging, Write");
}

#[test]
fn resources_keys_and_what_is_absent_are_taken_over() {
    let catalog = sample_catalog();
    let create = catalog.action("demo-notes:CreateNote").unwrap();
    let uses: Vec<_> =
        create.resource_types().map(|it| (it.resource_type().name(), it.is_required())).collect();
    assert_eq!(uses, [("note", None), ("notebook", None)]);
    assert_eq!(create.dependent_actions().count(), 0);
    let keys: Vec<_> = create.condition_keys().map(|key| key.name()).collect();
    assert_eq!(keys, ["aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}", "demo-notes:Colour"]);
    assert_eq!(catalog.resource_type("demo-notes", "note").unwrap().arn_templates().count(), 2);
    assert!(catalog.condition_key("aws:TagKeys").unwrap().types().contains(KeyType::ArrayOfString));
    assert!(catalog.action("demo-log:WriteLine").unwrap().is_wildcard_only());
}

#[test]
fn record_is_read_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let record = fetch(&serve_samples()).unwrap();
    let path = folder.path().join(super::RECORD);
    std::fs::write(&path, record.to_json().unwrap()).unwrap();
    let again = Record::read(&path).unwrap();
    assert_eq!(again.n_services(), 2);
    assert_eq!(again.entries().unwrap(), record.entries().unwrap());
}

#[test]
fn missing_file_of_a_service_is_named() {
    let base = serve(vec![("/", INDEX.to_owned())]);
    let expected = format!("cannot download `{base}/v1/demo-notes/demo-notes.json`: http status: 404");
    assert_eq!(fetch(&base).unwrap_err(), expected);
}

#[test]
fn address_outside_of_the_index_is_refused() {
    let index = r#"[{"service": "x", "url": "http://192.0.2.1/x.json"}]"#;
    let base = serve(vec![("/", index.to_owned())]);
    let expected = format!("the index `{base}/` names `http://192.0.2.1/x.json` for `x`");
    assert_eq!(fetch(&base).unwrap_err(), expected);
}

#[test]
fn answer_that_is_no_json_is_named() {
    let base = serve(vec![("/", "<html>".to_owned())]);
    let expected = format!("the answer of `{base}/` is no JSON: expected value at line 1 column 1");
    assert_eq!(fetch(&base).unwrap_err(), expected);
}

#[test]
fn closed_port_is_no_network() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = fetch(&format!("http://{port}")).unwrap_err();
    assert!(error.starts_with(&format!("cannot download `http://{port}/`: ")), "{error}");
}

#[test]
fn unknown_key_type_is_named() {
    let file = r#"{"Name": "x", "ConditionKeys": [{"Name": "x:K", "Types": ["Colour"]}]}"#;
    let services = [("x".to_owned(), serde_json::from_str(file).unwrap())].into();
    let error = Record { services }.entries().unwrap_err();
    assert_eq!(error.to_string(), "unknown type `Colour` of condition key `x:K` of `x`");
}
