//! A policy as several documents, and their files.

use std::path::{Path, PathBuf};

use iamkit_console::command::{Failure, replace, shown};
use iamkit_engine::PolicyKind;
use iamkit_policy::SizeQuota;
use iamkit_validate::rewrite::{PolicyDraft, SplitError, split};

/// The documents, each without white space.
pub(super) fn texts(
    draft: &PolicyDraft,
    kind: PolicyKind,
    quota: SizeQuota,
) -> Result<Vec<String>, SplitError> {
    Ok(split(draft, kind, quota)?.iter().map(PolicyDraft::compact).collect())
}

/// Writes the documents beside the file that was split, which stays; no other file is written over.
pub(super) fn write(file: &Path, texts: &[String]) -> Result<(), Failure> {
    let files = (1..=texts.len()).map(|number| beside(file, number)).collect::<Vec<_>>();
    if let Some(taken) = files.iter().find(|it| it.exists()) {
        return Err(format!("`{}` is there already: nothing is written", shown(taken)).into());
    }
    files.iter().zip(texts).try_for_each(|(file, text)| replace(file, text.as_bytes()))
}

/// `NAME-2.json` for `NAME.json`.
fn beside(file: &Path, number: usize) -> PathBuf {
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_owned();
    let mut name = part(file.file_stem());
    name.push(format!("-{number}"));
    if file.extension().is_some() {
        name.push(".");
        name.push(part(file.extension()));
    }
    file.with_file_name(name)
}
