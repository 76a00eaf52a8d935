//! A server that is paused, cut off or killed at every message of opening, reading and committing.

use std::env;
use std::process::Command as Process;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use iamkit_store::Store;
use iamkit_store_postgres::PostgresJournal;
use iamkit_testkit::store::account;
use postgres::{Client, NoTls};

use crate::proxy::{Fault, Plan, Proxy};
use crate::server::Database;
use crate::{filled, open, user};

/// How long connecting and each question may take where nobody answers, and where it is told that nobody will.
const SHORT: Duration = Duration::from_millis(250);
const LONG: Duration = Duration::from_secs(5);
/// How long it may take where nothing does, on a machine that others use.
const AMPLE: Duration = Duration::from_mins(1);

/// Opens a store through a network and commits a user.
fn commit(database: &Database, proxy: &Proxy, name: &str, limit: Duration) -> Result<(), String> {
    let address =
        database.url().replace(&database.address().to_string(), &format!("127.0.0.1:{}", proxy.port()));
    let mut config: tokio_postgres::Config = address.parse().unwrap();
    config.connect_timeout(limit);
    let journal = PostgresJournal::connect_with(config, NoTls).map_err(|error| error.to_string())?;
    let store = Store::open(journal.with_time_limit(limit)).map_err(|error| error.to_string())?;
    store.commit(&[user(name)]).map(|_| ()).map_err(|error| error.to_string())
}

fn n_messages(database: &Database) -> usize {
    let proxy = Proxy::new(database.address(), Plan { fault: Fault::Nothing, nth: 0, is_delivered: true });
    commit(database, &proxy, "whole", AMPLE).unwrap();
    proxy.n_messages()
}

/// Lets something happen at every message, and looks at what was said and what is there.
fn at_every_message(database: &Database, fault: &Fault, limit: Duration, reasons: &[&str]) {
    at_messages(database, fault, limit, reasons, |_| true);
}

/// The same at some of the messages, which are chosen by how many are behind them.
fn at_messages(
    database: &Database,
    fault: &Fault,
    limit: Duration,
    reasons: &[&str],
    is_chosen: impl Fn(usize) -> bool,
) {
    let n_messages = n_messages(database);
    assert!(10 < n_messages, "{n_messages}");
    let chosen = (1..=n_messages).filter(|nth| is_chosen(n_messages - nth)).collect::<Vec<_>>();
    let mut n_failed = 0;
    for (nth, is_delivered) in chosen.iter().flat_map(|nth| [(*nth, false), (*nth, true)]) {
        let proxy = Proxy::new(database.address(), Plan { fault: fault.clone(), nth, is_delivered });
        let (started, name) = (Instant::now(), format!("u{nth}{is_delivered}"));
        let outcome = commit(database, &proxy, &name, limit);
        drop(proxy);
        let place = format!("message {nth} of {n_messages}, delivered: {is_delivered}: {outcome:?}");
        // Connecting, the first look, reading and the commit.
        assert!(started.elapsed() < 4 * limit + Duration::from_secs(2), "{place}: {:?}", started.elapsed());
        if let Err(error) = &outcome {
            n_failed += 1;
            let is_reason = reasons.iter().any(|reason| error.contains(&format!("can't be used: {reason}")));
            assert!(is_reason, "{place}");
        }
        let store = reopened(database);
        let is_there = store.snapshot().account(&account()).unwrap().user(&name.parse().unwrap()).is_ok();
        assert!(is_there || outcome.is_err(), "{place}: acknowledged and not there");
        assert!(
            !is_there || outcome.is_ok() || n_messages <= nth + 1,
            "{place}: there before it was committed"
        );
    }
    // At the first message there may be nobody yet to be killed; the last one is the end of the conversation.
    assert!(2 * (chosen.len() - 3) <= n_failed, "{n_failed} of {chosen:?}");
}

/// The store, when the server is there again.
fn reopened(database: &Database) -> Store<PostgresJournal> {
    let started = Instant::now();
    loop {
        match open(database) {
            Ok(store) => return store,
            Err(error) => assert!(started.elapsed() < AMPLE, "{error}"),
        }
        thread::sleep(Duration::from_millis(20));
    }
}

const LATE: &str = "the server didn't answer over the network within 250ms";
const CLOSED: &[&str] =
    &["connection closed", "error communicating with the server", "error connecting to server"];

#[test]
fn a_paused_server_is_given_up_in_time() {
    let Some(database) = filled() else { return };
    at_every_message(&database, &Fault::Pause, SHORT, &[LATE]);
}

#[test]
fn a_server_that_is_cut_off_is_told_so() {
    let Some(database) = filled() else { return };
    at_every_message(&database, &Fault::Cut, LONG, CLOSED);
}

/// Does something to each process of the server that works for others in a database.
fn strike(database: &Database, kill: impl Fn(&mut Client, i32) + Send + Sync + 'static) -> Fault {
    let url = database.url();
    Fault::Strike(Arc::new(move || {
        let Ok(mut client) = Client::connect(&url, NoTls) else { return };
        let sql = "SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        for pid in client.query(sql, &[]).unwrap() {
            kill(&mut client, pid.get(0));
        }
    }))
}

const ENDED: &[&str] = &["db error: FATAL", "db error: WARNING"];

#[test]
fn a_server_that_ends_connections_loses_nothing_acknowledged() {
    let Some(database) = filled() else { return };
    let terminate = |client: &mut Client, pid| {
        client.execute("SELECT pg_terminate_backend($1, 5000)", &[&pid]).unwrap();
    };
    at_every_message(&database, &strike(&database, terminate), LONG, &[CLOSED, ENDED].concat());
}

/// The server begins anew after each kill, which takes it seconds: so by itself at the messages of the commit and at every
/// tenth of the others, and at all of them where `IAMKIT_SERVER_KILLS=all` says so.
#[test]
fn a_server_that_is_killed_loses_nothing_acknowledged() {
    let Some(database) = Database::alone() else { return };
    crate::fill(&database);
    let kill =
        |_: &mut Client, pid: i32| drop(Process::new("kill").args(["-KILL", &pid.to_string()]).output());
    let is_all = env::var("IAMKIT_SERVER_KILLS").is_ok_and(|which| which == "all");
    let is_chosen = |behind: usize| is_all || behind < 6 || behind.is_multiple_of(10);
    at_messages(&database, &strike(&database, kill), LONG, &[CLOSED, ENDED].concat(), is_chosen);
}

#[test]
fn a_wrong_password_is_told_and_not_repeated() {
    let Some(database) = Database::alone() else { return };
    let mut owner = database.client();
    owner.batch_execute("CREATE ROLE alice LOGIN PASSWORD 'correct'").unwrap();
    let rules: String = owner.query_one("SELECT current_setting('hba_file')", &[]).unwrap().get(0);
    let sql = format!(
        "COPY (VALUES ('host all alice 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')) TO '{rules}';
         SELECT pg_reload_conf()"
    );
    owner.batch_execute(&sql).unwrap();
    let url = database.url().replace("postgres@", "alice:wrong@");
    let started = Instant::now();
    let error = loop {
        // The rules count when the server has taken them up; until then the role lacks its rights.
        let error = PostgresJournal::connect(&url).unwrap_err().to_string();
        if error.contains("password") || AMPLE < started.elapsed() {
            break error;
        }
    };
    assert!(error.ends_with("db error: FATAL: password authentication failed for user \"alice\""), "{error}");
    assert!(!error.contains("wrong"), "{error}");
}
