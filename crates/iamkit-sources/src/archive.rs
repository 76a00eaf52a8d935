//! Members of a fetched archive, read one by one without unpacking anything to disk.
//!
//! A wheel is a zip file, an npm package a gzipped tar file; nothing else is read.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use iamkit_console::command::{Failure, shown};

use iamkit_policy::shown::Shown;

/// So many bytes are unpacked of one archive: a bound against one that expands without end.
const MAX_UNPACKED: u64 = 512 << 20;

/// Reads the members whose name is `wanted`, in the order of the archive, and hands each to `visit`.
///
/// # Errors
/// When the archive can't be read, when more than 512 MiB would be unpacked, or when `visit` fails.
pub fn read_members(
    path: &Path,
    wanted: impl Fn(&str) -> bool,
    visit: impl FnMut(&str, Vec<u8>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    read_members_within(MAX_UNPACKED, path, wanted, visit)
}

/// [`read_members`] with another bound on all that is unpacked.
fn read_members_within(
    bound: u64,
    path: &Path,
    wanted: impl Fn(&str) -> bool,
    mut visit: impl FnMut(&str, Vec<u8>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let left = Cell::new(Some(bound));
    let result = if path.extension().is_some_and(|extension| extension == "tgz") {
        read_tgz(path, file, &left, &wanted, &mut visit)
    } else {
        read_zip(path, file, &left, &wanted, &mut visit)
    };
    // Whoever reads through the bound words its error in their own way.
    if left.get().is_none() {
        return Err(
            format!("`{}` unpacks to more than {bound} bytes, which no archive may", shown(path)).into()
        );
    }
    result
}

type Visit<'a> = &'a mut dyn FnMut(&str, Vec<u8>) -> Result<(), Failure>;

/// What may still be unpacked; none once it was too much.
type Left = Cell<Option<u64>>;

/// Bytes that count as unpacked when they are read.
struct Counted<'l, R> {
    bytes: R,
    left: &'l Left,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        let left = self.left.get().zip(u64::try_from(read).ok());
        self.left.set(left.and_then(|(left, read)| left.checked_sub(read)));
        if self.left.get().is_none() { Err(io::Error::other("too much is unpacked")) } else { Ok(read) }
    }
}

fn read_zip(
    path: &Path,
    file: File,
    left: &Left,
    wanted: &dyn Fn(&str) -> bool,
    visit: Visit<'_>,
) -> Result<(), Failure> {
    let file = io::BufReader::new(file);
    let mut zip = zip::ZipArchive::new(file).map_err(|error| unreadable(path, &error))?;
    for index in 0..zip.len() {
        let member = zip.by_index(index).map_err(|error| unreadable(path, &error))?;
        let name = member.name().map_err(|error| unreadable(path, &error))?.into_owned();
        let member = Counted { bytes: member, left };
        take(path, &name, member, wanted, visit)?;
    }
    Ok(())
}

/// Members that nobody wants are unpacked too, to come to the next one: the whole stream counts.
fn read_tgz(
    path: &Path,
    file: File,
    left: &Left,
    wanted: &dyn Fn(&str) -> bool,
    visit: Visit<'_>,
) -> Result<(), Failure> {
    let bytes = flate2::read::GzDecoder::new(io::BufReader::new(file));
    let mut tar = tar::Archive::new(Counted { bytes, left });
    for member in tar.entries().map_err(|error| unreadable(path, &error))? {
        let member = member.map_err(|error| unreadable(path, &error))?;
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        take(path, &name, member, wanted, visit)?;
    }
    Ok(())
}

/// Hands a member on, if it is wanted.
fn take(
    path: &Path,
    name: &str,
    mut member: impl Read,
    wanted: &dyn Fn(&str) -> bool,
    visit: Visit<'_>,
) -> Result<(), Failure> {
    if !wanted(name) {
        return Ok(());
    }
    let mut bytes = Vec::new();
    let read = member.read_to_end(&mut bytes);
    read.map_err(|error| format!("cannot read `{}` in `{}`: {error}", Shown::value(name), shown(path)))?;
    visit(name, bytes)
}

fn unreadable(path: &Path, error: &dyn std::error::Error) -> Failure {
    format!("cannot read the archive `{}`: {error}", shown(path)).into()
}

#[cfg(test)]
mod tests;
