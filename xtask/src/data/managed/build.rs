//! Making the checked-in data: compression, manifest, notice; writing or comparing them.
//!
//! The compressed bytes depend on the version of the zstd library, which `Cargo.lock` fixes, and on nothing of the
//! machine: one thread, fixed level, samples in sorted order. So the check compares bytes.

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_managed::encode::{SourcePolicy, blocks, encode};
use serde_json::json;
use zstd::zstd_safe::CParameter;

use crate::fetch;
use crate::workspace_root::workspace_root;
use iamkit_console::command::{Failure, Outcome, exit_different, read, replace, shown};
use iamkit_console::output;
use iamkit_sources::managed as source;

/// The command that brings the sources.
const FETCH: &str = "cargo xtask managed fetch";

const BUILD: &str = "cargo xtask managed build";
/// Larger dictionaries save less than they weigh.
const DICTIONARY_BYTES: usize = 32 << 10;
const LEVEL: i32 = 19;

/// What to do with the data that was made.
#[derive(Clone, Copy)]
pub(crate) enum Mode {
    Write,
    Check,
    DryRun,
}

pub(crate) fn run(mode: Mode) -> Outcome {
    let pin = fetch::pins()?.managed_policies;
    let archive = fetch::fetched(&pin, &fetch::sources_directory(), FETCH)?;
    let source = source::read(&archive)?;
    let folder = workspace_root().join("crates/iamkit-managed/data");
    let data = compress(&source)?;
    let manifest = manifest(&pin, &source, data.len());
    let files = [
        (folder.join("managed.bin"), data),
        (folder.join("manifest.json"), manifest.into_bytes()),
        (folder.join("NOTICE"), notice(&pin, &source.licence).into_bytes()),
    ];
    let stale = files.iter().filter(|(path, content)| read(path).ok().as_ref() != Some(content));
    let stale = stale.collect::<Vec<_>>();
    match mode {
        Mode::Write => write(&stale),
        Mode::Check if !stale.is_empty() => {
            output::complaint(&format!("stale: `{}`; run `{BUILD}`", names(&stale)));
            Ok(exit_different())
        }
        Mode::DryRun if !stale.is_empty() => {
            output::line(format_args!("would write `{}`", names(&stale)));
            Ok(ExitCode::SUCCESS)
        }
        Mode::Check | Mode::DryRun => {
            output::line("managed policies are up to date");
            Ok(ExitCode::SUCCESS)
        }
    }
}

type File = (PathBuf, Vec<u8>);

fn names(files: &[&File]) -> String {
    let root = workspace_root();
    let names = files.iter().map(|(path, _)| shown(path.strip_prefix(&root).unwrap_or(path)));
    names.collect::<Vec<_>>().join("`, `")
}

fn write(stale: &[&File]) -> Outcome {
    for (path, content) in stale {
        replace(path, content)?;
        output::line(format_args!("wrote {} ({} bytes)", shown(path), content.len()));
    }
    if stale.is_empty() {
        output::line("managed policies are up to date");
    }
    Ok(ExitCode::SUCCESS)
}

fn compress(source: &source::PackageContent) -> Result<Vec<u8>, Failure> {
    let samples = source.policies.values().filter_map(sample).collect::<Vec<_>>();
    let dictionary = zstd::dict::from_samples(&samples, DICTIONARY_BYTES)
        .map_err(|error| format!("cannot train the dictionary: {error}"))?;
    let mut compressor = zstd::bulk::Compressor::with_dictionary(LEVEL, &dictionary)
        .map_err(|error| format!("cannot set up the compressor: {error}"))?;
    let bar = indicatif::ProgressBar::new(source.policies.len() as u64).with_message("compressing");
    let data = encode(&source.policies, &dictionary, |block, longest| {
        bar.inc(1);
        let failure = |error| Failure::from(format!("cannot compress: {error}"));
        compressor.set_parameter(CParameter::WindowLog(window_log(longest))).map_err(failure)?;
        compressor.compress(block).map_err(failure)
    });
    bar.finish_and_clear();
    data
}

/// How much more than a document a window holds, in bytes: less loses the dictionary, more makes reading slower.
const HISTORY: usize = 64 << 10;

/// The window for a block: its longest document, an eighth of that, and some history, as a power of two.
fn window_log(longest: usize) -> u32 {
    (longest + longest / 8 + HISTORY).next_power_of_two().ilog2()
}

/// The newest document of a policy: what the dictionary is to help with most, since older ones repeat it.
fn sample(policy: &SourcePolicy) -> Option<Vec<u8>> {
    let mut block = blocks(policy).into_iter().next()?;
    let newest = policy.versions.values().next_back().map_or(0, |(_, text)| text.len());
    block.truncate(newest);
    Some(block)
}

fn manifest(pin: &fetch::Pin, source: &source::PackageContent, bytes: usize) -> String {
    let versions = source.policies.values().flat_map(|policy| policy.versions.values());
    let newest = versions.clone().map(|(date, _)| *date).max();
    let never_captured: usize = source
        .policies
        .values()
        .map(|policy| (policy.latest.number() as usize).saturating_sub(policy.versions.len()))
        .sum();
    let manifest = json!({
        "command": BUILD,
        "source": {"package": pin.name, "version": pin.version, "sha256": pin.sha256, "licence": pin.licence},
        "policies": source.policies.len(),
        "documents": versions.count(),
        "distinctDocuments": source::distinct_documents(&source.policies),
        "neverCaptured": never_captured,
        "newest": newest.map(|date| date.to_string()),
        "bytes": bytes,
    });
    format!("{manifest:#}\n")
}

fn notice(pin: &fetch::Pin, licence: &str) -> String {
    format!(
        "The policies in this folder were gathered by the package {pin}, which has this licence:\n\n{licence}"
    )
}
