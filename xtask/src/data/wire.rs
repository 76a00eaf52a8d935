//! `cargo xtask wire build`: the tables of AWS's APIs, from the pinned package that holds their models.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use iamkit_console::command::{Failure, Outcome, exit_different, replace, shown};
use iamkit_console::output;
use iamkit_sources::botocore::{BotocoreWheel, ServiceModel};

use crate::fetch::{Pin, fetched, pins, sources_directory};
use crate::workspace_root::workspace_root;

/// The command that brings the sources.
const FETCH: &str = "cargo xtask catalog fetch";

/// The services with a table, by the folders of their models.
const SERVICES: [ServiceModel; 4] = [
    ServiceModel { folder: "accessanalyzer/2019-11-01", name: "access-analyzer" },
    ServiceModel { folder: "iam/2010-05-08", name: "iam" },
    ServiceModel { folder: "organizations/2016-11-28", name: "organizations" },
    ServiceModel { folder: "sts/2011-06-15", name: "sts" },
];

/// Build and check the tables of AWS's APIs: operations, shapes, constraints, errors and pages.
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
}

pub(crate) fn run(args: &Args) -> Outcome {
    let Command::Build { check } = args.command;
    for (path, content) in generate(&pins()?.regions)? {
        if std::fs::read(&path).is_ok_and(|there| there == content.as_bytes()) {
            continue;
        }
        if check {
            output::line(format_args!("`{}` is stale: run `cargo xtask wire build`", shown(&path)));
            return Ok(exit_different());
        }
        replace(&path, content.as_bytes())?;
        output::line(format_args!("written: {} ({} bytes)", shown(&path), content.len()));
    }
    output::line("the tables of AWS's APIs are up to date");
    Ok(ExitCode::SUCCESS)
}

fn generate(pin: &Pin) -> Result<Vec<(PathBuf, String)>, Failure> {
    let wheel = BotocoreWheel::read(&fetched(pin, &sources_directory(), FETCH)?)?;
    let folder = workspace_root().join("crates/iamkit-wire/data");
    let source = format!("{} {}", pin.name, pin.version);
    let mut files = Vec::new();
    for service in SERVICES {
        let table = wheel.wire_table(service, &source)?;
        files.push((folder.join(format!("{}.json", service.name)), table));
    }
    let notice = format!(
        "The tables in this folder were made from {} {} ({}), changed in form: no texts are kept.\n\
         The text of that licence is in `LICENSE-APACHE` of this package. The notice of the source:\n\n{}\n",
        pin.name,
        pin.version,
        pin.licence,
        wheel.notice()?.trim_end(),
    );
    files.push((folder.join("NOTICE"), notice));
    Ok(files)
}
