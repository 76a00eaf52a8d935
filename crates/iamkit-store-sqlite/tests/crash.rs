//! Kills a writing process at random points, and looks at what is left: nothing that was acknowledged
//! is lost, and no transaction is there by half.
//!
//! The test is its own writer: started with the path of a file in its environment, it commits until it is killed. Readers
//! look at the file all the while. `IAMKIT_CRASH_KILLS` says how often, a hundred times by itself.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "integration test")]

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::panic::catch_unwind;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use iamkit_store::{Change, Command, CreateUser, Identity, Snapshot, Store};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};
use iamkit_testkit::store::{account, call, change};

/// Tells the writer its file.
const FILE: &str = "IAMKIT_CRASH_FILE";
/// How often the writer is killed, unless the environment says otherwise.
const N_KILLS: u32 = 100;
const KILLS: &str = "IAMKIT_CRASH_KILLS";
/// Who reads beside it.
const N_READERS: usize = 2;
/// The longest that a writer lives, in microseconds.
const LIFE: u64 = 60_000;
/// The longest that a writer may take until it has written something.
const PATIENCE: Duration = Duration::from_mins(2);
/// Users that a writer makes at most, so that it ends by itself if nobody kills it.
const N_USERS: usize = 20_000;

fn main() {
    if let Some(path) = env::var_os(FILE) {
        return write(Path::new(&path));
    }
    let n_kills = env::var(KILLS).map_or(N_KILLS, |kills| kills.parse().unwrap());
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    let is_over = AtomicBool::new(false);
    let (n_cut, acknowledged, n_looks) = thread::scope(|scope| {
        let readers = [(); N_READERS].map(|()| scope.spawn(|| read(&path, &is_over)));
        let killed = catch_unwind(|| kill(&path, n_kills));
        is_over.store(true, Ordering::Relaxed);
        let n_looks = readers.map(|reader| reader.join().unwrap()).iter().sum::<u32>();
        let (n_cut, acknowledged) = killed.unwrap();
        (n_cut, acknowledged, n_looks)
    });
    println!(
        "killed {n_kills} writers in {:.1} s: {acknowledged} transactions kept, {n_cut} of them unacknowledged, {n_looks} \
         looks beside; ok",
        started.elapsed().as_secs_f64()
    );
}

/// Kills writers, and makes sure of what each left: how many left more than was acknowledged, and the last user.
fn kill(path: &Path, n_kills: u32) -> (u32, usize) {
    let (mut acknowledged, mut random) = (0, 0x2545_F491_4F6C_DD1D_u64);
    let mut n_cut = 0;
    for _ in 0..n_kills {
        random = xorshift(random);
        acknowledged = acknowledged.max(kill_after(path, Duration::from_micros(random % LIFE)));
        let n_users = check(path, acknowledged);
        n_cut += u32::from(acknowledged < n_users);
        acknowledged = n_users;
    }
    // A machine that is too busy for a writer to get that far in its life gives the next one twice as long.
    let mut life = Duration::from_micros(LIFE);
    while acknowledged == 0 {
        assert!(life < PATIENCE, "no writer has written anything");
        life *= 2;
        acknowledged = kill_after(path, life).max(check(path, 0));
    }
    (n_cut, acknowledged)
}

/// Opens the file to read it for as long as writers are killed: how often. What was there stays there.
fn read(path: &Path, is_over: &AtomicBool) -> u32 {
    let (mut n_looks, mut last) = (0, 0);
    while !is_over.load(Ordering::Relaxed) {
        if path.exists() {
            let snapshot = Store::open(SqliteReader::open(path).unwrap()).unwrap().snapshot();
            assert!(last <= n_users(&snapshot), "{last} users before");
            last = n_users(&snapshot);
            n_looks += 1;
        }
        thread::sleep(Duration::from_millis(1));
    }
    n_looks
}

fn xorshift(mut state: u64) -> u64 {
    state ^= state << 13;
    state ^= state >> 7;
    state ^ (state << 17)
}

/// Starts a writer, kills it after a while, and gives the number of the last user that it said was there.
fn kill_after(path: &Path, life: Duration) -> usize {
    let mut writer =
        Process::new(env::current_exe().unwrap()).env(FILE, path).stdout(Stdio::piped()).spawn().unwrap();
    let output = writer.stdout.take().unwrap();
    let reader = thread::spawn(move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        lines.filter_map(|line| line.parse::<usize>().ok()).last()
    });
    thread::sleep(life);
    writer.kill().unwrap();
    writer.wait().unwrap();
    reader.join().unwrap().unwrap_or_default()
}

/// Opens what was left and counts its users, each of which is there with all that its transaction made.
fn check(path: &Path, acknowledged: usize) -> usize {
    let store = Store::open(SqliteJournal::open(path).unwrap()).unwrap();
    let snapshot = store.snapshot();
    let n_users = n_users(&snapshot);
    assert!(acknowledged <= n_users, "{acknowledged} acknowledged, {n_users} there");
    let Ok(account) = snapshot.account(&account()) else { return n_users };
    for index in 1..=n_users {
        let user = account.user(&format!("u{index}").parse().unwrap()).unwrap();
        assert_eq!((user.policies().inline().len(), user.access_keys().len()), (1, 1));
    }
    assert_eq!(snapshot.generation().number(), n_users as u64 + 1);
    n_users
}

fn n_users(snapshot: &Snapshot) -> usize {
    snapshot.account(&account()).map_or(0, |account| account.users().len())
}

/// Commits one transaction after the other, and says so behind each.
fn write(path: &Path) {
    let store = Store::open(SqliteJournal::open(path).unwrap()).unwrap();
    if store.snapshot().accounts().len() == 0 {
        store.commit(&[Change::create_account(call(), account())]).unwrap();
    }
    let document =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    let document = Arc::new(document.parse().unwrap());
    for index in n_users(&store.snapshot()) + 1..=N_USERS {
        let name: iamkit_store::UserName = format!("u{index}").parse().unwrap();
        let (of, policy) = (Identity::User(name.clone()), "Own".parse().unwrap());
        let commands = [
            Command::CreateUser(CreateUser::new(name.clone())),
            Command::PutPolicy { of, name: policy, document: Arc::clone(&document) },
            Command::CreateAccessKey { user: name, id: None },
        ];
        store.commit(&commands.map(change)).unwrap();
        println!("{index}");
        std::io::stdout().flush().unwrap();
    }
}
