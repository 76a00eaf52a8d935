//! Files that are made from sources and checked in.

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_console::command::{Failure, Outcome, exit_different, replace, shown};
use iamkit_console::output;
use iamkit_sources::botocore::BotocoreWheel;

use crate::fetch::{Pin, fetched, sources_directory};

/// The command that brings the sources.
const FETCH: &str = "cargo xtask catalog fetch";

/// Writes those of some files that are stale, or with `check` says so: `command` is what writes them, `what` what they are.
pub(crate) fn keep(files: Vec<(PathBuf, String)>, check: bool, command: &str, what: &str) -> Outcome {
    for (path, content) in files {
        if std::fs::read(&path).is_ok_and(|there| there == content.as_bytes()) {
            continue;
        }
        if check {
            output::line(format_args!("`{}` is stale: run `{command}`", shown(&path)));
            return Ok(exit_different());
        }
        replace(&path, content.as_bytes())?;
        output::line(format_args!("written: {} ({} bytes)", shown(&path), content.len()));
    }
    output::line(format_args!("{what} are up to date"));
    Ok(ExitCode::SUCCESS)
}

/// The package that holds the models of AWS's services.
pub(crate) fn models(pin: &Pin) -> Result<BotocoreWheel, Failure> {
    BotocoreWheel::read(&fetched(pin, &sources_directory(), FETCH)?)
}

/// The notice that stands beside what was made from that package; `left_out` is how it was changed.
pub(crate) fn notice(pin: &Pin, wheel: &BotocoreWheel, left_out: &str) -> Result<String, Failure> {
    Ok(format!(
        "The tables in this folder were made from {} {} ({}), changed in form: {left_out}.\n\
         The text of that licence is in `LICENSE-APACHE` of this package. The notice of the source:\n\n{}\n",
        pin.name,
        pin.version,
        pin.licence,
        wheel.notice()?.trim_end(),
    ))
}
