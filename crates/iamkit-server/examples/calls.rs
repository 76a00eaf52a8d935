//! How fast a server answers: client and server in one program, on the loopback interface.
//!
//! `cargo run --release -p iamkit-server --example calls` prints a line for each measurement.

#![expect(clippy::print_stdout, reason = "an example")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use iamkit_server::{RootKey, RunningServer, Server};
use iamkit_store::{Call, Change, Command, CreateUser, EmbeddedManagedPolicies, Identity, Store, UserName};
use iamkit_store_sqlite::SqliteJournal;
use sha2::{Digest as _, Sha256};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const TOKEN: &str = "a-token-for-the-measurement-alone";
const KEY: &str = "the key that secrets are made from, here";

fn main() -> Result<(), Failure> {
    let server = Server::builder().bearer_token(TOKEN).spawn()?;
    let root = Signer::new(server.address(), server.root_key());
    let alice = with_user(&server, &root)?;
    for (connections, calls) in [(1, 6_000), (32, 2_000)] {
        let of_user = [("Action", "GetUser"), ("UserName", "alice")];
        measured("GetUser, signed and enforced", connections, calls, |_, _| alice.form(&of_user))?;
    }
    batches(&server)?;
    let folder = tempfile::tempdir()?;
    let journal = SqliteJournal::open(folder.path().join("durable.db"))?;
    let durable = Server::builder().journal(journal).spawn()?;
    let root = Signer::new(durable.address(), durable.root_key());
    for (connections, calls) in [(1, 1_000), (16, 125)] {
        measured("CreateUser, durable on SQLite", connections, calls, |at, n| {
            root.form(&[("Action", "CreateUser"), ("UserName", &format!("user-{connections}-{at}-{n}"))])
        })?;
    }
    first_answer(&folder.path().join("many.db"))
}

/// A user who may see herself, and her key.
fn with_user(server: &RunningServer, root: &Signer) -> Result<Signer, Failure> {
    let mut connection = Connection::open(server.address())?;
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::reports/*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}},{"Effect":"Allow","Action":"iam:Get*","Resource":"arn:aws:iam::*:user/${aws:username}"}]}"#;
    connection.ask(&root.form(&[("Action", "CreateUser"), ("UserName", "alice")]))?;
    let put = [
        ("Action", "PutUserPolicy"),
        ("UserName", "alice"),
        ("PolicyName", "Own"),
        ("PolicyDocument", policy),
    ];
    connection.ask(&root.form(&put))?;
    let made = connection.ask(&root.form(&[("Action", "CreateAccessKey"), ("UserName", "alice")]))?;
    let text = |name: &str| {
        let (_, rest) = made.split_once(&format!("<{name}>"))?;
        rest.split('<').next()
    };
    let (id, secret) = text("AccessKeyId").zip(text("SecretAccessKey")).ok_or("no key was made")?;
    Ok(Signer::new(server.address(), &RootKey::new(id, secret)?))
}

/// Calls on several connections at once, each with its own time.
fn measured(
    what: &str,
    connections: usize,
    calls: usize,
    request: impl Fn(usize, usize) -> Vec<u8> + Sync,
) -> Result<(), Failure> {
    let request = &request;
    let began = Instant::now();
    let times = std::thread::scope(|scope| {
        let run = |at| {
            scope.spawn(move || -> Result<Vec<Duration>, Failure> {
                let address = address_of(&request(at, usize::MAX))?;
                let mut connection = Connection::open(address)?;
                let timed = (0..calls).map(|n| {
                    let began = Instant::now();
                    connection.ask(&request(at, n)).map(|_| began.elapsed())
                });
                timed.collect()
            })
        };
        let threads = (0..connections).map(run).collect::<Vec<_>>();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| "a client ended")?)
            .collect::<Result<Vec<_>, Failure>>()
    })?;
    let took = began.elapsed();
    let mut times = times.concat();
    times.sort_unstable();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    let rate = rate(times.len(), took);
    println!("{what}, {connections} connections: {rate} a second, p50 {:?}, p99 {:?}", at(50), at(99));
    Ok(())
}

fn rate(n: usize, took: Duration) -> u128 {
    n as u128 * 1_000_000_000 / took.as_nanos().max(1)
}

/// Where a request goes, by its own word.
fn address_of(request: &[u8]) -> Result<SocketAddr, Failure> {
    let text = String::from_utf8_lossy(request);
    let (_, rest) = text.split_once("host: ").ok_or("no host")?;
    Ok(rest.lines().next().unwrap_or_default().parse()?)
}

/// Batches of decisions, on as many connections as there are cores.
fn batches(server: &RunningServer) -> Result<(), Failure> {
    const IN_BATCH: usize = 4_000;
    const BATCHES: usize = 50;
    let question = |n: usize| {
        format!(
            r#"{{"principal":"arn:aws:iam::123456789012:user/alice","action":"s3:GetObject","resource":"arn:aws:s3:::reports/{n}","context":{{"aws:SourceIp":"10.1.2.{}"}}}}"#,
            n % 256
        )
    };
    let body = format!("[{}]", (0..IN_BATCH).map(question).collect::<Vec<_>>().join(","));
    let request = format!(
        "POST /authorize HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {TOKEN}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        server.address(),
        body.len()
    );
    for connections in [1, 2] {
        let began = Instant::now();
        std::thread::scope(|scope| {
            let run = |_| {
                scope.spawn(|| -> Result<(), Failure> {
                    let mut connection = Connection::open(server.address())?;
                    for _ in 0..BATCHES {
                        let answer = connection.ask(request.as_bytes())?;
                        if answer.matches("\"allowed\"").count() != IN_BATCH {
                            return Err("a question was decided otherwise".into());
                        }
                    }
                    Ok(())
                })
            };
            let threads = (0..connections).map(run).collect::<Vec<_>>();
            threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a client ended")?)
        })?;
        let rate = rate(connections * BATCHES * IN_BATCH, began.elapsed());
        println!("/authorize in batches of {IN_BATCH}, {connections} connections: {rate} decisions a second");
    }
    Ok(())
}

/// How long a server with 5,000 users takes from its start to its first answer.
fn first_answer(file: &Path) -> Result<(), Failure> {
    let account = "123456789012".parse::<iamkit_store::AccountId>()?;
    let call = Call::new("admin".parse()?, "2026-05-01T10:00:00Z".parse()?);
    let store = Store::open_with(SqliteJournal::open(file)?, Arc::new(EmbeddedManagedPolicies))?;
    store.commit(&[Change::create_account(call.clone(), account.clone())])?;
    for hundred in 0..50 {
        let mut changes = Vec::new();
        for n in 0..100 {
            let name = format!("user-{hundred}-{n}").parse::<UserName>()?;
            let document = format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::home-{hundred}-{n}/*"}}}}"#
            );
            let put = Command::PutPolicy {
                of: Identity::User(name.clone()),
                name: "Own".parse()?,
                document: Arc::new(document.parse()?),
            };
            for command in [Command::CreateUser(CreateUser::new(name)), put] {
                changes.push(Change::in_account(call.clone(), account.clone(), command));
            }
        }
        store.commit(&changes)?;
    }
    drop(store);
    for _ in 0..3 {
        let began = Instant::now();
        let server = Server::builder().journal(SqliteJournal::open(file)?).secret_key(KEY).spawn()?;
        let root = Signer::new(server.address(), server.root_key());
        let answer = Connection::open(server.address())?;
        let answer = { answer }.ask(&root.form(&[("Action", "GetUser"), ("UserName", "user-7-7")]))?;
        let took = began.elapsed();
        if !answer.contains("user-7-7") {
            return Err("another user was told".into());
        }
        println!("start to the first answer, 5,000 users with a policy each: {took:?}");
    }
    Ok(())
}

/// A connection that is kept
struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { reader: BufReader::new(stream) })
    }

    /// The body of the answer to a request, which has to go well.
    fn ask(&mut self, request: &[u8]) -> Result<String, Failure> {
        self.reader.get_mut().write_all(request)?;
        let (mut length, mut status, mut line) = (0, String::new(), String::new());
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            if status.is_empty() {
                header.clone_into(&mut status);
            }
            if let Some((name, value)) = header.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.parse()?;
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body)?;
        let body = String::from_utf8(body)?;
        if status.contains(" 200 ") { Ok(body) } else { Err(format!("{status}: {body}").into()) }
    }
}

/// Whoever signs, with the key of a day made once
struct Signer {
    host: String,
    id: String,
    time: String,
    scope: String,
    key: Vec<u8>,
}

impl Signer {
    fn new(address: SocketAddr, key: &RootKey) -> Self {
        let seconds = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
        let now =
            jiff::Timestamp::from_second(i64::try_from(seconds).unwrap_or_default()).unwrap_or_default();
        let time = now.to_string().replace(['-', ':'], "");
        let date = time.get(..8).unwrap_or_default().to_owned();
        let start = format!("AWS4{}", key.secret()).into_bytes();
        let parts = [&*date, "us-east-1", "iam", "aws4_request"];
        let signing = parts.iter().fold(start, |key, part| keyed(&key, part.as_bytes()));
        let scope = format!("{date}/us-east-1/iam/aws4_request");
        Self { host: address.to_string(), id: key.id().to_owned(), time, scope, key: signing }
    }

    /// A signed request with parameters.
    fn form(&self, parameters: &[(&str, &str)]) -> Vec<u8> {
        const KIND: &str = "application/x-www-form-urlencoded; charset=utf-8";
        let mut body = form_urlencoded::Serializer::new("Version=2010-05-08".to_owned());
        let body = body.extend_pairs(parameters).finish();
        let (host, time, scope) = (&self.host, &self.time, &self.scope);
        let signed = "content-type;host;x-amz-date";
        let canonical = format!(
            "POST\n/\n\ncontent-type:{KIND}\nhost:{host}\nx-amz-date:{time}\n\n{signed}\n{}",
            hex(&Sha256::digest(&body))
        );
        let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
        let signature = hex(&keyed(&self.key, to_sign.as_bytes()));
        format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: {KIND}\r\nx-amz-date: {time}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={signed}, Signature={signature}\r\n\
             content-length: {}\r\n\r\n{body}",
            self.id,
            body.len()
        )
        .into_bytes()
    }
}

fn keyed(key: &[u8], message: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
