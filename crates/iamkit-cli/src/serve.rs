//! `iamkit serve`: an IAM to talk to, over HTTP, until a signal ends it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_console::command::{Failure, Outcome, shown};
use iamkit_console::output;
use iamkit_policy::shown::Shown;
use iamkit_server::{Builder, Clock, Enforcement, RootKey, Server};
use iamkit_store::{AccountId, Timestamp};
use iamkit_store_sqlite::SqliteJournal;

/// Answer IAM and STS on the wire: every call signed, every call decided by the policies that apply to its caller.
///
/// With nothing said: in memory, on the loopback interface, one account, and a root key of its own, which is printed as
/// lines for a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iamkit serve
  iamkit serve --store accounts.db --secret-key server.key
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws iam list-users

Exit codes: 0 ended by a signal, 2 could not start.")]
pub(crate) struct Args {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:4566")]
    listen: SocketAddr,
    /// Where accounts are kept: `memory`, or a `SQLite` file, which is made
    #[arg(long, value_name = "memory|FILE", default_value = "memory")]
    store: PathBuf,
    /// The account of the root key; it is made where it isn't there
    #[arg(long, value_name = "ID", default_value = "123456789012")]
    account: AccountId,
    /// A file with the root user's access key id and secret, with a colon between them
    #[arg(long, value_name = "FILE")]
    root_key: Option<PathBuf>,
    /// A file with the key that access key secrets and session tokens are made from; without it they end with the server
    #[arg(long, value_name = "FILE")]
    secret_key: Option<PathBuf>,
    /// Which calls the policies decide
    #[arg(long, value_enum, default_value_t)]
    enforce: Enforce,
    /// The time: the machine's, or always the same, such as `2026-05-01T10:00:00Z`
    #[arg(long, value_name = "real|TIME", default_value = "real")]
    clock: String,
    /// Let clients begin anew: `POST /moto-api/reset`, from the loopback interface alone
    #[arg(long)]
    test_api: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Enforce {
    /// All calls
    #[default]
    All,
    /// Those of IAM
    Iam,
    /// None: whoever has a key may do everything
    Off,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let server = builder(args)?.build()?;
    let account = args.account.to_string();
    let (id, secret) = (server.root_key().id().to_owned(), server.root_key().secret().to_owned());
    let is_told = args.root_key.is_none();
    let ready = move |address: SocketAddr| {
        output::line(format_args!("export AWS_ENDPOINT_URL=http://{address}"));
        if is_told {
            output::line(format_args!("export AWS_ACCESS_KEY_ID={id}"));
            output::line(format_args!("export AWS_SECRET_ACCESS_KEY={secret}"));
        }
        output::line(format_args!("# account {account}; a signal ends the server"));
    };
    server.run_until_signal(ready)?;
    Ok(ExitCode::SUCCESS)
}

fn builder(args: &Args) -> Result<Builder, Failure> {
    let enforcement = match args.enforce {
        Enforce::All => Enforcement::All,
        Enforce::Iam => Enforcement::Iam,
        Enforce::Off => Enforcement::Off,
    };
    let mut builder = Server::builder()
        .listen(args.listen)
        .account(args.account.clone())
        .enforce(enforcement)
        .clock(clock(&args.clock)?)
        .test_api(args.test_api);
    if let Some(path) = &args.root_key {
        builder = builder.root_key(read_secret(path)?.parse::<RootKey>()?);
    }
    if let Some(path) = &args.secret_key {
        builder = builder.secret_key(key(path)?);
    }
    if args.store.as_os_str() != "memory" {
        builder = builder.journal(SqliteJournal::open(&args.store)?);
    }
    Ok(builder)
}

fn clock(text: &str) -> Result<Clock, Failure> {
    match text {
        "real" => Ok(Clock::Real),
        text => Ok(Clock::Fixed(text.parse::<Timestamp>().map_err(|_| {
            format!("`{}` is neither `real` nor a time such as `2026-05-01T10:00:00Z`", Shown::value(text))
        })?)),
    }
}

/// How many characters a key has at least: fewer could be guessed.
const MIN_KEY: usize = 32;

fn key(path: &Path) -> Result<String, Failure> {
    let text = read_secret(path)?.trim().to_owned();
    if text.len() < MIN_KEY {
        return Err(format!("the key in `{}` has fewer than {MIN_KEY} characters", shown(path)).into());
    }
    Ok(text)
}

/// A file that nobody else may read.
fn read_secret(path: &Path) -> Result<String, Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map(|it| it.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o077 != 0) {
            return Err(format!("`{0}` can be read by others: run `chmod 600 {0}`", shown(path)).into());
        }
    }
    std::fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", shown(path)).into())
}
