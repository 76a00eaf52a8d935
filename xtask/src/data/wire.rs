//! `cargo xtask wire`: the tables of AWS's APIs, from the pinned package that holds their models, and the page of the book
//! that lists which of their operations the server has.

mod clients;
mod environment;
mod moto;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use iamkit_console::command::{Failure, Outcome, exit_different, read, replace};
use iamkit_console::output;
use iamkit_server::operations;
use iamkit_sources::botocore::ServiceModel;
use iamkit_wire::model::ServiceName;

use crate::fetch::{Pin, pins};
use crate::kept::{keep, models, notice};
use crate::workspace_root::workspace_root;

/// The services with a table, by the folders of their models.
const SERVICES: [ServiceModel; 4] = [
    ServiceModel { folder: "accessanalyzer/2019-11-01", name: "access-analyzer" },
    ServiceModel { folder: "iam/2010-05-08", name: "iam" },
    ServiceModel { folder: "organizations/2016-11-28", name: "organizations" },
    ServiceModel { folder: "sts/2011-06-15", name: "sts" },
];

/// Build and check the tables of AWS's APIs: operations, shapes, constraints, errors and pages; try the server with the
/// tests of others.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write `crates/iamkit-wire/data/` from the package that `cargo xtask catalog fetch` brings.
    #[command(after_help = "Exit codes: 0 written or fresh, 1 a table is stale, 2 the package is not there.")]
    Build {
        /// Write nothing; exit with 1 when what is checked in is stale
        #[arg(long)]
        check: bool,
    },
    /// Write `docs/src/operations.md`: which operations `iamkit serve` has.
    #[command(
        after_help = "Exit codes: 0 written or fresh, 1 the page is stale, 2 it could not be read or written."
    )]
    Operations {
        /// Write nothing; exit with 1 when the page is stale
        #[arg(long)]
        check: bool,
    },
    Moto(moto::Args),
    Clients(clients::Args),
}

pub(crate) fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::Build { check } => build(*check),
        Command::Operations { check } => keep_page(*check),
        Command::Moto(args) => moto::run(args),
        Command::Clients(args) => clients::run(args),
    }
}

fn keep_page(check: bool) -> Outcome {
    let (file, page) = (workspace_root().join("docs/src/operations.md"), page());
    if !check {
        replace(&file, page.as_bytes())?;
    } else if read(&file)? != page.as_bytes() {
        output::line("docs/src/operations.md is stale: run `cargo xtask wire operations`");
        return Ok(exit_different());
    }
    Ok(ExitCode::SUCCESS)
}

/// The page of the book: of each service what is there, then what isn't.
fn page() -> String {
    let mut text = "\
<!-- Written by `cargo xtask wire operations`. -->
# The operations, by service

What `iamkit serve` answers, of all that the services' models have.
What isn't there is answered with an error of the service: `InvalidAction`, or `UnknownOperationException` where answers
are JSON.
"
    .to_owned();
    for service in ServiceName::ALL {
        let of_service = operations().filter(|operation| operation.service == service);
        let (there, missing) = of_service.partition::<Vec<_>, _>(|operation| operation.is_there);
        // Writing to a text doesn't fail.
        let _ = write!(text, "\n## {}\n\n", service.as_str());
        let _ = writeln!(text, "{} of {}.", there.len(), there.len() + missing.len());
        for (title, operations) in [("There", there), ("Not there", missing)] {
            let names =
                operations.iter().map(|operation| format!("`{}`", operation.name)).collect::<Vec<_>>();
            if !names.is_empty() {
                let _ = write!(text, "\n**{title}:** {}.\n", names.join(", "));
            }
        }
    }
    text
}

fn build(check: bool) -> Outcome {
    keep(generate(&pins()?.regions)?, check, "cargo xtask wire build", "the tables of AWS's APIs")
}

fn generate(pin: &Pin) -> Result<Vec<(PathBuf, String)>, Failure> {
    let wheel = models(pin)?;
    let folder = workspace_root().join("crates/iamkit-wire/data");
    let source = format!("{} {}", pin.name, pin.version);
    let mut files = Vec::new();
    for service in SERVICES {
        let table = wheel.wire_table(service, &source)?;
        files.push((folder.join(format!("{}.json", service.name)), table));
    }
    files.push((folder.join("NOTICE"), notice(pin, &wheel, "no texts are kept")?));
    Ok(files)
}
