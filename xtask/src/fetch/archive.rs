//! Members of a fetched archive, read one by one without unpacking anything to disk.
//!
//! A wheel is a zip file, an npm package a gzipped tar file; nothing else is read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::command::{Failure, shown};

use iamkit_policy::shown::Shown;

/// Largest member that is read, in bytes: a bound against an archive that expands without end.
const MAX_MEMBER: u64 = 512 << 20;

/// Reads the members whose name is `wanted`, in the order of the archive, and hands each to `visit`.
///
/// # Errors
/// When the archive can't be read, when a member is larger than 512 MiB, or when `visit` fails.
pub(crate) fn read_members(
    path: &Path,
    wanted: impl Fn(&str) -> bool,
    mut visit: impl FnMut(&str, Vec<u8>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    if path.extension().is_some_and(|extension| extension == "tgz") {
        read_tgz(path, file, &wanted, &mut visit)
    } else {
        read_zip(path, file, &wanted, &mut visit)
    }
}

type Visit<'a> = &'a mut dyn FnMut(&str, Vec<u8>) -> Result<(), Failure>;

fn read_zip(path: &Path, file: File, wanted: &dyn Fn(&str) -> bool, visit: Visit<'_>) -> Result<(), Failure> {
    let file = std::io::BufReader::new(file);
    let mut zip = zip::ZipArchive::new(file).map_err(|error| unreadable(path, &error))?;
    for index in 0..zip.len() {
        let member = zip.by_index(index).map_err(|error| unreadable(path, &error))?;
        let name = member.name().map_err(|error| unreadable(path, &error))?.into_owned();
        if wanted(&name) {
            visit(&name, read_member(path, &name, member)?)?;
        }
    }
    Ok(())
}

fn read_tgz(path: &Path, file: File, wanted: &dyn Fn(&str) -> bool, visit: Visit<'_>) -> Result<(), Failure> {
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(std::io::BufReader::new(file)));
    for member in tar.entries().map_err(|error| unreadable(path, &error))? {
        let member = member.map_err(|error| unreadable(path, &error))?;
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        if wanted(&name) {
            visit(&name, read_member(path, &name, member)?)?;
        }
    }
    Ok(())
}

fn read_member(path: &Path, name: &str, member: impl Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let place = || format!("`{}` in `{}`", Shown::value(name), shown(path));
    let read = member
        .take(MAX_MEMBER + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot read {}: {error}", place()))?;
    if u64::try_from(read).is_ok_and(|read| read > MAX_MEMBER) {
        return Err(format!("{} has more than {MAX_MEMBER} bytes", place()).into());
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &dyn std::error::Error) -> Failure {
    format!("cannot read the archive `{}`: {error}", shown(path)).into()
}
