//! `iamkit serve` as it is started: what it says, what it logs, and what whoever starts it wrongly is told.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iamkit"));
    command.arg("serve").args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The line that whoever starts it is told.
fn mistake(arguments: &[&str]) -> String {
    let output = command(arguments).output().unwrap();
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{line}");
    assert_eq!(line.matches('\n').count(), 1, "{line}");
    assert!(output.stdout.is_empty());
    line.trim_end().to_owned()
}

/// A file that its owner alone may read.
fn secret(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

struct Started {
    child: Child,
    address: String,
    exports: Vec<String>,
}

/// A server on a free port, once it has said where.
fn started(arguments: &[&str]) -> Started {
    let mut child = command(&[&["--listen", "127.0.0.1:0"], arguments].concat()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let exports = lines.take(3).collect::<Vec<_>>();
    let (_, address) = exports.first().unwrap().split_once("://").unwrap();
    Started { address: address.to_owned(), child, exports }
}

impl Started {
    fn answer(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Tells it to end: whether it did well, and what it logged.
    fn ended(mut self) -> (bool, String) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        let output = self.child.wait_with_output().unwrap();
        self.exports.clear();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    }
}

#[test]
fn mistakes_of_whoever_starts_it_are_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = mistake(&["--listen", &address]);
    assert!(
        told.contains(&format!("cannot listen at {address}, where another program listens already")),
        "{told}"
    );

    let key = secret(folder.path(), "server.key", &"k".repeat(40));
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    for option in ["--secret-key", "--root-key", "--token"] {
        let told = mistake(&[option, &key]);
        assert!(told.contains("can be read by others: run `chmod 600"), "{option}: {told}");
    }
    let short = secret(folder.path(), "short.key", "guess");
    assert!(mistake(&["--token", &short]).contains("fewer than 32 characters"));

    let certificate = secret(folder.path(), "cert.pem", "no certificate");
    assert!(mistake(&["--tls", &certificate, &certificate]).contains("there is no certificate"));
    assert!(mistake(&["--tls", &certificate]).contains("2 values required"));

    let told = mistake(&["--store", "postgres://nobody:hidden@127.0.0.1:1/none"]);
    assert!(told.contains("postgresql://127.0.0.1:1/none") && !told.contains("hidden"), "{told}");

    let newer = folder.path().join("newer.db");
    let file = newer.to_str().unwrap();
    started(&["--store", file]).ended();
    raise_version(&newer);
    let told = mistake(&["--store", file]);
    assert!(told.contains("newer than"), "{told}");
    assert!(mistake(&["--enforce", "iamm"]).contains("iam"));
    assert!(mistake(&["--rate", "0"]).contains("--rate"));
}

/// Makes a database one of a later version: `SQLite` keeps the number at a place of its own (`user_version`).
fn raise_version(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes.splice(60..64, [0, 0, 3, 0xe7]);
    std::fs::write(file, bytes).unwrap();
    for beside in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(beside);
        let _ = std::fs::remove_file(name);
    }
}

#[test]
fn calls_are_logged_as_objects_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let token = secret(folder.path(), "token", &"t".repeat(40));
    let server = started(&["--log", "json", "--token", &token, "--max-body", "500"]);
    let call = "POST /?X-Amz-Security-Token=hidden HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
        content-type: application/x-www-form-urlencoded\r\ncontent-length: 16\r\n\r\nAction=ListUsers";
    let refused = server.answer(call);
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    let question = r#"{"principal": "arn:aws:iam::123456789012:root", "action": "s3:ListAllMyBuckets"}"#;
    let asked = format!(
        "POST /authorize HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\n\
         content-length: {}\r\n\r\n{question}",
        "t".repeat(40),
        question.len()
    );
    assert!(server.answer(&asked).contains(r#""decision":"allowed""#));
    let long = "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 501\r\n\r\n";
    assert!(server.answer(&format!("{long}{}", "x".repeat(501))).starts_with("HTTP/1.1 413"));
    let secret = server.exports.last().unwrap().rsplit('=').next().unwrap().to_owned();
    let (has_ended_well, logged) = server.ended();
    assert!(has_ended_well);
    let lines = logged.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>();
    let of = |message: &str| lines.iter().find(|line| line["message"] == message).unwrap();
    let call = of("call");
    assert_eq!((&call["service"], &call["operation"]), (&"iam".into(), &"ListUsers".into()));
    assert_eq!(call["code"], "MissingAuthenticationToken");
    let request_id = call["request_id"].as_str().unwrap();
    assert!(refused.contains(request_id), "the same that the client was told");
    assert_eq!(of("questions")["code"], "OK");
    for hidden in ["hidden", &*secret, &*"t".repeat(40)] {
        assert!(!logged.contains(hidden), "{logged}");
    }
}

#[test]
fn nothing_is_logged_unless_it_is_asked_for() {
    let server = started(&[]);
    assert!(server.answer("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").ends_with("ok\n"));
    server.answer("GET /?Action=ListUsers HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert_eq!(server.ended(), (true, String::new()));
}
