//! Several servers on one store: what one is told, the others know.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::time::{Duration, Instant};

use crate::postgres_server::Database;
use crate::support::{Client, get};
use iamkit_server::{RunningServer, Server};
use iamkit_store_postgres::{PostgresJournal, PostgresListener};
use iamkit_store_sqlite::SqliteJournal;

const PATIENCE: Duration = Duration::from_secs(20);

fn eventually(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn server_on(url: &str) -> RunningServer {
    let mut listener = PostgresListener::connect(url).unwrap();
    Server::builder()
        .journal(PostgresJournal::connect(url).unwrap())
        .follow(move |patience| listener.wait(patience))
        .secret_key("the key of both servers, which nobody else knows")
        .spawn()
        .unwrap()
}

#[test]
fn servers_on_one_postgres_see_each_other_s_changes() {
    let Some(database) = Database::new() else { return };
    let [one, two] = [(); 2].map(|()| server_on(&database.url()));
    let [root_of_one, root_of_two] = [&one, &two].map(Client::root);
    let alice = root_of_one.of_new_user(&one, "alice");
    let at_two = Client { address: two.address(), ..alice };
    eventually("alice's key is good at the other server", || {
        at_two.iam("ListUsers", &[]).code() == "AccessDenied"
    });
    // What is decided there goes by what was changed here.
    let document =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}"#;
    root_of_one
        .did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", document)]);
    eventually("the policy counts at the other server", || at_two.iam("ListUsers", &[]).status == 200);
    // A writer takes up what it missed, so nothing is lost and no name is given twice.
    for n in 0..20 {
        let [a, b] = [&root_of_one, &root_of_two]
            .map(|root| root.iam("CreateUser", &[("UserName", &format!("u{n}"))]));
        assert_eq!([a.status, b.status], [200, 409], "{a:?} {b:?}");
    }
    root_of_two.did("CreateUser", &[("UserName", "zoe")]);
    eventually("both list the same", || {
        let [a, b] = [&root_of_one, &root_of_two].map(|root| root.did("ListUsers", &[]).texts("UserName"));
        a.len() == 22 && a == b
    });
    root_of_two.did("DeleteUserPolicy", &[("UserName", "alice"), ("PolicyName", "P")]);
    let at_one = Client { address: one.address(), ..at_two };
    eventually("the first server denies, too", || at_one.iam("ListUsers", &[]).status == 403);
}

/// A server whose store is gone answers from what it knows, and says that it isn't ready.
#[test]
fn a_server_without_its_postgres_is_not_ready() {
    let Some(database) = Database::new() else { return };
    let server = server_on(&database.url());
    let root = Client::root(&server);
    root.did("CreateUser", &[("UserName", "alice")]);
    assert_eq!(get(server.address(), "/readyz").status, 200);
    let name = database.url().rsplit('/').next().unwrap().to_owned();
    let mut admin =
        postgres::Client::connect(&database.url().replace(&name, "postgres"), postgres::NoTls).unwrap();
    admin.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).unwrap();
    let ended = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    admin.batch_execute(&ended).unwrap();
    eventually("it isn't ready", || get(server.address(), "/readyz").status == 503);
    assert_eq!(root.did("ListUsers", &[]).texts("UserName"), ["alice"]);
    let refused = root.iam("CreateUser", &[("UserName", "bob")]);
    assert_eq!((refused.status, refused.code()), (500, "ServiceFailure".to_owned()));
    admin.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).unwrap();
    eventually("it is ready again", || get(server.address(), "/readyz").status == 200);
    root.did("CreateUser", &[("UserName", "bob")]);
}

/// Another program may write to the same file.
#[test]
fn changes_of_another_writer_to_a_file_are_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.db");
    let server = |file: &std::path::Path| {
        let wait = |patience| {
            std::thread::sleep(patience);
            Ok(true)
        };
        Server::builder().journal(SqliteJournal::open(file).unwrap()).follow(wait).spawn().unwrap()
    };
    let [one, two] = [(); 2].map(|()| server(&file));
    Client::root(&one).did("CreateUser", &[("UserName", "alice")]);
    let root = Client::root(&two);
    eventually("the other server knows her", || root.iam("GetUser", &[("UserName", "alice")]).status == 200);
}
