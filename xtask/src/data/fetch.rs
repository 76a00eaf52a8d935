//! Pinned packages: which ones, where they lie, and how they get there with their checksum proved.
//!
//! A package comes through its registry's ordinary client, so that a user's mirror, proxy and credentials hold, or
//! from a directory where it already lies. This file knows no registry address and unpacks nothing to disk.
//! A file stands under `target/iamkit/sources/`, or in the folder that `IAMKIT_SOURCES` names, only once its sha256 is
//! the pinned one.

mod client;
mod pins;

use std::path::{Path, PathBuf};

use crate::workspace_root::workspace_root;
use iamkit_console::command::{Failure, read, shown};

pub(crate) use iamkit_console::digest::sha256;
pub(crate) use pins::{Pin, pins};

/// Where an archive came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It had been fetched before, and its checksum still holds.
    AlreadyThere,
    /// It was copied from the directory that the user named.
    Copied,
    /// The registry's client brought it.
    Downloaded,
}

/// An archive whose checksum is the pinned one.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// The place of the archive.
    pub(crate) path: PathBuf,
    /// Where it came from.
    pub(crate) origin: Origin,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::AlreadyThere => "already there",
            Self::Copied => "copied",
            Self::Downloaded => "downloaded",
        })
    }
}

/// Names another folder for fetched sources.
const SOURCES: &str = "IAMKIT_SOURCES";

/// The folder for fetched sources, `IAMKIT_SOURCES` or one under `target`; nothing in it is checked in.
pub(crate) fn sources_directory() -> PathBuf {
    std::env::var_os(SOURCES).map_or_else(|| workspace_root().join("target/iamkit/sources"), PathBuf::from)
}

/// Brings the archive of a pin into `destination`, unless it lies there already.
///
/// # Errors
/// When the archive is not in `from`, when no client is installed or the client fails, when the checksum differs,
/// or when the destination can't be written. Whatever fails, the destination keeps what it had.
pub(crate) fn fetch(pin: &Pin, destination: &Path, from: Option<&Path>) -> Result<Fetched, Failure> {
    let path = destination.join(&pin.file);
    if path.is_file() && check(pin, &path).is_ok() {
        return Ok(Fetched { path, origin: Origin::AlreadyThere });
    }
    std::fs::create_dir_all(destination)
        .map_err(|error| format!("cannot make the folder `{}`: {error}", shown(destination)))?;
    match from {
        Some(directory) => copy(pin, directory, &path),
        None => download(pin, destination, &path),
    }
}

/// The archive of a pin that was fetched before, with its checksum proved again.
///
/// # Errors
/// When the archive is not there or its checksum differs; the text names `repair`, the command that fetches it.
pub(crate) fn fetched(pin: &Pin, destination: &Path, repair: &str) -> Result<PathBuf, Failure> {
    let path = destination.join(&pin.file);
    if !path.is_file() {
        let place = shown(&path);
        return Err(format!("`{pin}` is not at `{place}`: run `{repair}` first").into());
    }
    check(pin, &path).map_err(|error| format!("{error}: run `{repair}` again"))?;
    Ok(path)
}

fn check(pin: &Pin, path: &Path) -> Result<(), Failure> {
    check_bytes(pin, path, &read(path)?)
}

fn check_bytes(pin: &Pin, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let found = sha256(bytes);
    if found == pin.sha256 {
        return Ok(());
    }
    let (place, expected) = (shown(path), &pin.sha256);
    Err(format!("the sha256 of `{place}` is {found}, but `{pin}` is pinned to {expected}").into())
}

fn copy(pin: &Pin, directory: &Path, path: &Path) -> Result<Fetched, Failure> {
    let source = directory.join(&pin.file);
    let bytes = read(&source)?;
    check_bytes(pin, &source, &bytes)?;
    iamkit_console::command::replace(path, &bytes)?;
    Ok(Fetched { path: path.to_path_buf(), origin: Origin::Copied })
}

fn download(pin: &Pin, destination: &Path, path: &Path) -> Result<Fetched, Failure> {
    // The temporary folder lies beside the destination: moving the archive is then one atomic rename.
    let folder = tempfile::tempdir_in(destination)
        .map_err(|error| format!("cannot make a folder in `{}`: {error}", shown(destination)))?;
    client::download(pin, folder.path())?;
    let archive = folder.path().join(&pin.file);
    check(pin, &archive)?;
    std::fs::rename(&archive, path).map_err(|error| format!("cannot write `{}`: {error}", shown(path)))?;
    Ok(Fetched { path: path.to_path_buf(), origin: Origin::Downloaded })
}

#[cfg(test)]
mod tests;
