//! `iamkit serve`: an IAM to talk to, over HTTP, until a signal ends it.

mod files;
mod limits;
mod log;
mod store;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_console::command::{Failure, Outcome, read_string};
use iamkit_console::output;
use iamkit_policy::shown::Shown;
use iamkit_server::{Builder, Clock, Enforcement, RootKey, Server};
use iamkit_store::{AccountId, Timestamp};

use files::{key, read_secret};

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
    /// Where accounts are kept: `memory`, a `SQLite` file, which is made, or a database of `PostgreSQL`, which several
    /// servers may share
    #[arg(long, value_name = "memory|FILE|postgres://…", default_value = "memory")]
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
    /// Encrypt connections: a file with the chain of certificates, and one with the private key, both in PEM
    #[arg(long, num_args = 2, value_names = ["CERT", "KEY"])]
    tls: Option<Vec<PathBuf>>,
    /// Add each call to a file, an event in CloudTrail's form on a line
    #[arg(long, value_name = "FILE")]
    audit: Option<PathBuf>,
    /// A file with the token of programs that may ask `/authorize` and `/api` everything
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
    /// Log each call on a line of the standard error
    #[arg(long, value_enum, default_value_t)]
    log: log::Log,
    #[command(flatten)]
    limits: limits::Limits,
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
    args.log.begin();
    let server = builder(args)?.build()?;
    let scheme = if args.tls.is_some() { "https" } else { "http" };
    let account = args.account.to_string();
    let (id, secret) = (server.root_key().id().to_owned(), server.root_key().secret().to_owned());
    let is_told = args.root_key.is_none();
    let ready = move |address: SocketAddr| {
        output::line(format_args!("export AWS_ENDPOINT_URL={scheme}://{address}"));
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
        .test_api(args.test_api)
        .limits(args.limits.limits());
    if let Some(path) = &args.root_key {
        builder = builder.root_key(read_secret(path)?.parse::<RootKey>()?);
    }
    if let Some(path) = &args.secret_key {
        builder = builder.secret_key(key(path)?);
    }
    if let Some(path) = &args.token {
        builder = builder.bearer_token(&key(path)?);
    }
    if let Some(path) = &args.audit {
        builder = builder.audit(path);
    }
    if let Some([certificates, key]) = args.tls.as_deref() {
        builder = builder.tls(read_string(certificates)?, read_secret(key)?);
    }
    store::open(&args.store, builder)
}

fn clock(text: &str) -> Result<Clock, Failure> {
    match text {
        "real" => Ok(Clock::Real),
        text => Ok(Clock::Fixed(text.parse::<Timestamp>().map_err(|_| {
            format!("`{}` is neither `real` nor a time such as `2026-05-01T10:00:00Z`", Shown::value(text))
        })?)),
    }
}
