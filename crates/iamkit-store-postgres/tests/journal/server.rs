//! A real server for the tests: the one whose address the environment gives, or one from Debian's package.
//!
//! `IAMKIT_POSTGRES_URL` names a server in which databases may be made. Without it, a server of
//! `/usr/lib/postgresql/*/bin` is started in a folder of its own, on a free port of the loopback interface, as the user
//! `postgres` where the test is root. Where there is neither, tests say so and pass, or fail with
//! `IAMKIT_REQUIRE_POSTGRES=1`.

use std::env;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many ports are tried: another program may take one between its choice and the start of the server.
const N_PORTS: u32 = 5;

/// Runs a server until it ends or its standard input does, which that does with the test process however that ends.
const SUPERVISOR: &str = r#"
"$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --no-locale >"$2/initdb.log" 2>&1 || exit 1
"$1/postgres" -D "$2/data" -c listen_addresses=127.0.0.1 -c port="$3" -c unix_socket_directories="$2" \
    >"$2/server.log" 2>&1 </dev/null &
server=$!
exec 3<&0
{ read -r _; kill -INT $server; } <&3 &
wait $server && rm -rf "$2"
kill $! 2>/dev/null
"#;

/// A database of its own for one test; gone when the test is done.
pub(crate) struct Database {
    server: &'static str,
    name: String,
}

impl Database {
    /// `None` where there is no server and none is demanded.
    pub(crate) fn new() -> Option<Self> {
        server().map(Self::on)
    }

    /// One on a server of its own, to which anything may be done; `None` where it can't be started.
    pub(crate) fn alone() -> Option<Self> {
        server()?;
        start().map(|server| Self::on(server.leak()))
    }

    fn on(server: &'static str) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("iamkit_test_{}_{number}", std::process::id());
        let mut client = Client::connect(server, NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Self { server, name }
    }

    pub(crate) fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }

    /// The address of its server.
    pub(crate) fn address(&self) -> SocketAddr {
        let (_, rest) = self.server.rsplit_once('@').unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(&self.url(), NoTls).unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut client) = Client::connect(self.server, NoTls) {
            let dropped = client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
            dropped.unwrap_or_else(|error| eprintln!("`{}` is left behind: {error}", self.name));
        }
    }
}

/// The address of the server that all tests share.
fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    let found = SERVER.get_or_init(|| env::var("IAMKIT_POSTGRES_URL").ok().or_else(start));
    if found.is_none() {
        let text = "no PostgreSQL: give IAMKIT_POSTGRES_URL, or install one (apt-get install postgresql)";
        assert!(env::var_os("IAMKIT_REQUIRE_POSTGRES").is_none(), "{text}");
        eprintln!("skipped: {text}");
    }
    found.as_deref()
}

/// The folder of the newest server that Debian's package has installed.
fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin"));
    versions.filter(|folder| folder.join("initdb").exists()).max()
}

/// The ids of the user `postgres`, which a server has to run as where the test is root: it refuses to be root itself.
fn postgres_user() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

fn is_root(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).is_ok_and(|metadata| metadata.uid() == 0)
}

fn start() -> Option<String> {
    let binaries = binaries()?;
    (0..N_PORTS).find_map(|_| start_on(&binaries, free_port()?))
}

fn free_port() -> Option<u16> {
    Some(TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port())
}

fn start_on(binaries: &Path, port: u16) -> Option<String> {
    let folder = tempfile::Builder::new().prefix("iamkit-postgres-").tempdir().ok()?.keep();
    let mut supervisor = Command::new("sh");
    supervisor.args(["-c", SUPERVISOR, "sh"]).arg(binaries).arg(&folder).arg(port.to_string());
    if is_root(&folder) {
        let (user, group) = postgres_user()?;
        chown(&folder, Some(user), Some(group)).ok()?;
        supervisor.uid(user).gid(group);
    }
    let supervisor = supervisor.current_dir(&folder).stdin(Stdio::piped()).spawn().ok()?;
    comes_up(&folder, supervisor).then(|| format!("postgresql://postgres@127.0.0.1:{port}/postgres"))
}

/// Waits for the server of a folder; `false` where it ended, as it does where its port was taken meanwhile.
fn comes_up(folder: &Path, mut supervisor: Child) -> bool {
    let started = Instant::now();
    while !is_ready(folder) {
        let log = || fs::read_to_string(folder.join("server.log")).unwrap_or_default();
        if supervisor.try_wait().unwrap().is_some() {
            eprintln!("the server ended: {}", log());
            fs::remove_dir_all(folder).unwrap();
            return false;
        }
        assert!(started.elapsed() < PATIENCE, "the server doesn't answer: {}", log());
        thread::sleep(Duration::from_millis(50));
    }
    // WHY: its standard input stays open for as long as this process lives, and no longer.
    std::mem::forget(supervisor);
    true
}

/// Whether the server of a folder takes connections, by its own word: who answers on its port may be another one.
fn is_ready(folder: &Path) -> bool {
    let status = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    status.lines().any(|line| line.trim_end() == "ready")
}
