//! Kills a server at random points while clients call it, and asks the next one on the same store: nothing that was
//! acknowledged is lost, nothing is done by half, and what a reader is told never goes back.
//!
//! The test is its own server: started with a store in its environment, it serves until it is killed.
//! `IAMKIT_SERVER_KILLS` says how often, for `SQLite` and for `PostgreSQL` each.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "integration test")]

#[path = "../../iamkit-store-postgres/tests/journal/server.rs"]
#[expect(dead_code, clippy::print_stderr, reason = "the store's own tests use all of it")]
mod postgres_server;
#[path = "it/support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use iamkit_server::{RootKey, Server};
use iamkit_store_postgres::PostgresJournal;
use iamkit_store_sqlite::SqliteJournal;
use postgres_server::Database;
use support::{Answer, Client, parsed};

/// Tells the server its store.
const STORE: &str = "IAMKIT_SERVER_STORE";
/// How often a server is killed, unless the environment says otherwise.
const N_KILLS: usize = 10;
const KILLS: &str = "IAMKIT_SERVER_KILLS";
/// So many servers more are started where nobody was answered by any.
const MOST_MORE: usize = 100;
/// Who writes at once.
const N_WRITERS: usize = 4;
/// The longest that a server lives once it listens, in milliseconds.
const LIFE: u64 = 300;
const ROOT: (&str, &str) = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

fn main() {
    if let Ok(store) = env::var(STORE) {
        return serve(&store);
    }
    let n_kills = env::var(KILLS).map_or(N_KILLS, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    kill("SQLite", folder.path().join("accounts.db").to_str().unwrap(), n_kills);
    if let Some(database) = Database::new() {
        kill("PostgreSQL", &database.url(), n_kills);
    }
}

/// A server on a store, until it is killed.
fn serve(store: &str) {
    let server = Server::builder()
        .root_key(RootKey::new(ROOT.0, ROOT.1).unwrap())
        .secret_key("the key of servers that are killed");
    let server = if store.starts_with("postgres") {
        server.journal(PostgresJournal::connect(store).unwrap())
    } else {
        server.journal(SqliteJournal::open(store).unwrap())
    };
    let running = server.spawn().unwrap();
    println!("{}", running.address());
    loop {
        thread::park();
    }
}

/// A server of its own process
struct Started {
    child: Child,
    root: Client,
}

fn started(store: &str) -> Started {
    let program = env::current_exe().unwrap();
    let mut child = Command::new(program).env(STORE, store).stdout(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let (id, secret) = (ROOT.0.to_owned(), ROOT.1.to_owned());
    let address = address.trim().parse::<SocketAddr>().unwrap();
    Started { child, root: Client { address, id, secret, token: None, time: SystemTime::now() } }
}

/// What a writer does, one after the other: makes a user, and then removes the one before.
#[derive(Debug, Clone, Default)]
struct Writer {
    done: usize,
    n_answers: usize,
}

impl Writer {
    /// The users that there are after so many of its calls.
    fn users(at: usize, done: usize) -> BTreeSet<String> {
        let (made, removed) = (done.div_ceil(2), (done / 2).saturating_sub(1));
        // The first pair has nobody to remove: it tags instead.
        (removed..made).map(|n| name(at, n)).collect()
    }

    fn call(&self, at: usize) -> (&'static str, Vec<(&'static str, String)>) {
        let n = self.done / 2;
        match (self.done % 2, n) {
            (0, _) => {
                let tag = [("Tags.member.1.Key", "whole"), ("Tags.member.1.Value", "yes")];
                let tag = tag.map(|(name, value)| (name, value.to_owned()));
                ("CreateUser", [("UserName", name(at, n))].into_iter().chain(tag).collect())
            }
            (_, 0) => {
                let tag = [
                    ("UserName", &*name(at, 0)),
                    ("Tags.member.1.Key", "whole"),
                    ("Tags.member.1.Value", "yes"),
                ];
                ("TagUser", tag.map(|(name, value)| (name, value.to_owned())).to_vec())
            }
            _ => ("DeleteUser", vec![("UserName", name(at, n - 1))]),
        }
    }

    /// Writes until the server is gone.
    fn run(&mut self, at: usize, root: &Client) {
        loop {
            let (action, parameters) = self.call(at);
            let parameters = parameters.iter().map(|(name, value)| (*name, &**value)).collect::<Vec<_>>();
            let Some(answer) = exchanged(root, action, &parameters) else { return };
            assert_eq!(answer.status, 200, "{action} {parameters:?}: {}", answer.body);
            self.done += 1;
            self.n_answers += 1;
        }
    }
}

fn name(at: usize, n: usize) -> String {
    format!("user-{at}-{n}")
}

/// The whole answer to a call; none where the server is gone before it.
fn exchanged(client: &Client, action: &str, parameters: &[(&str, &str)]) -> Option<Answer> {
    let mut stream = TcpStream::connect(client.address).ok()?;
    stream.write_all(&client.written(action, parameters)).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let answer = parsed(bytes);
    let length = answer.header("content-length")?.parse::<usize>().ok()?;
    (answer.body.len() == length).then_some(answer)
}

/// Reads until the server is gone: the account's number of changes that a reader can tell never goes down.
fn read(root: &Client, newest: &AtomicUsize) {
    // Of the users of the first writer, the newest one never gets older.
    while let Some(answer) = exchanged(root, "ListUsers", &[("MaxItems", "1000")]) {
        let numbers = answer.texts("UserName").into_iter();
        let of_first = numbers.filter_map(|name| name.strip_prefix("user-0-")?.parse::<usize>().ok());
        let now = of_first.max().unwrap_or_default();
        assert!(newest.load(Ordering::SeqCst) <= now, "user {now} is the newest, and there was a newer one");
        newest.store(now, Ordering::SeqCst);
    }
}

fn kill(what: &str, store: &str, n_kills: usize) {
    let began = Instant::now();
    let mut writers = vec![Writer::default(); N_WRITERS];
    let newest = AtomicUsize::new(0);
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut n_open = 0;
    let mut round = 0;
    // A machine that is too busy for anybody to be answered gives the next server longer.
    while round < n_kills || writers.iter().all(|writer| writer.n_answers == 0) {
        assert!(round < n_kills + MOST_MORE, "nobody was answered by {round} servers");
        let mut server = started(store);
        n_open += look(&server.root, &mut writers);
        random = xorshift(random);
        let life =
            Duration::from_millis(random % LIFE + 10 * u64::try_from(round.saturating_sub(n_kills)).unwrap());
        thread::scope(|scope| {
            let root = &server.root;
            for (at, writer) in writers.iter_mut().enumerate() {
                scope.spawn(move || writer.run(at, root));
            }
            scope.spawn(|| read(root, &newest));
            thread::sleep(life);
            server.child.kill().unwrap();
            server.child.wait().unwrap();
        });
        round += 1;
    }
    let mut last = started(store);
    n_open += look(&last.root, &mut writers);
    last.child.kill().unwrap();
    last.child.wait().unwrap();
    let n_answers = writers.iter().map(|writer| writer.n_answers).sum::<usize>();
    println!(
        "{what}: killed {round} servers in {:.1} s: {n_answers} changes acknowledged, and {n_open} made that nobody was \
         told of; ok",
        began.elapsed().as_secs_f64()
    );
}

/// Looks at what the server before left: each writer's users are those of its acknowledged calls, or of one more.
fn look(root: &Client, writers: &mut [Writer]) -> usize {
    let mut users = BTreeSet::new();
    let listed = root.did("ListUsers", &[("MaxItems", "1000")]);
    users.extend(listed.texts("UserName"));
    let mut n_open = 0;
    for (at, writer) in writers.iter_mut().enumerate() {
        let prefix = format!("user-{at}-");
        let own = users.iter().filter(|name| name.starts_with(&prefix)).cloned().collect::<BTreeSet<_>>();
        let [kept, and_one] = [writer.done, writer.done + 1].map(|done| Writer::users(at, done));
        assert!(own == kept || own == and_one, "{own:?} are there, and not {kept:?} or {and_one:?}");
        if own != kept {
            writer.done += 1;
            n_open += 1;
        }
        for name in &own {
            assert_eq!(root.did("ListUserTags", &[("UserName", name)]).texts("Key"), ["whole"], "{name}");
        }
    }
    n_open
}

fn xorshift(mut state: u64) -> u64 {
    state ^= state << 13;
    state ^= state >> 7;
    state ^ (state << 17)
}
