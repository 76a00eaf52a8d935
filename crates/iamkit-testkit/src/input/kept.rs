//! Inputs that are kept in a folder: those that ever broke a property among them, and others of its kind.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::Checked;

/// Fewer kept inputs show little.
const LEAST: usize = 5;

/// Whether a property holds of each input that a folder keeps.
///
/// # Errors
/// The first that it doesn't hold of, by its name; a folder that can't be read, or that keeps next to nothing.
pub fn check(folder: &Path, property: impl Fn(&[u8]) -> Checked) -> Checked {
    let unreadable = |error: io::Error| format!("{}: {error}", folder.display());
    let inputs = all(folder).map_err(unreadable)?;
    if inputs.len() < LEAST {
        return Err(format!("{}: only {} inputs", folder.display(), inputs.len()));
    }
    for (name, input) in inputs {
        property(&input).map_err(|violated| format!("{name}: {violated}"))?;
    }
    Ok(())
}

/// Whether a property holds of an input, and is found out before somebody would lose patience.
///
/// # Errors
/// What is violated, or how long it takes.
pub fn in_time(patience: Duration, property: impl FnOnce() -> Checked) -> Checked {
    let started = Instant::now();
    property()?;
    let taken = started.elapsed();
    if taken < patience { Ok(()) } else { Err(format!("it takes {taken:?}")) }
}

/// A kept input with some of its bytes replaced, dropped or doubled, as a fuzzer would.
///
/// # Errors
/// A folder that can't be read.
pub fn mutated(folder: &Path) -> io::Result<impl Strategy<Value = Vec<u8>> + use<>> {
    let inputs = all(folder)?.into_iter().map(|(_, input)| input).collect::<Vec<_>>();
    let change = (any::<Index>(), any::<u8>(), 0..4_u8);
    Ok((select(inputs), vec(change, 0..6)).prop_map(|(mut bytes, changes)| {
        for (place, byte, kind) in changes {
            let place = place.index(bytes.len() + 1);
            match (kind, bytes.get_mut(place)) {
                (0, Some(_)) => drop(bytes.remove(place)),
                (1, Some(old)) => {
                    let old = *old;
                    bytes.insert(place, old);
                }
                (2, Some(old)) => *old = byte,
                _ => bytes.insert(place, byte),
            }
        }
        bytes
    }))
}

/// The inputs of a folder by name, in the order of their names.
fn all(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let named = |entry: io::Result<fs::DirEntry>| {
        let path = entry?.path();
        Ok((path.display().to_string(), fs::read(path)?))
    };
    let mut inputs = fs::read_dir(folder)?.map(named).collect::<io::Result<Vec<_>>>()?;
    inputs.sort();
    Ok(inputs)
}
