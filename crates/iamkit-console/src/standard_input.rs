//! The standard input, which is there once for however many arguments.

use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The argument for the standard input.
pub const STANDARD_INPUT: &str = "-";

/// What was read of it so far.
static READ: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Whether a path stands for the standard input.
pub fn is_meant(path: &Path) -> bool {
    path == Path::new(STANDARD_INPUT)
}

/// The first bytes of the standard input, however often they are asked for.
///
/// # Errors
/// When it can't be read.
pub(crate) fn first(limit: u64) -> io::Result<Vec<u8>> {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    fill(&mut read, &mut io::stdin().lock(), limit)?;
    let count = usize::try_from(limit).unwrap_or(usize::MAX).min(read.len());
    Ok(read.iter().take(count).copied().collect())
}

/// Reads what is missing of the first bytes.
fn fill(read: &mut Vec<u8>, from: &mut impl Read, limit: u64) -> io::Result<()> {
    let missing = limit.saturating_sub(u64::try_from(read.len()).unwrap_or(u64::MAX));
    from.take(missing).read_to_end(read).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_read_where_more_is_asked_for() {
        let (mut read, mut from) = (Vec::new(), &b"four and more"[..]);
        fill(&mut read, &mut from, 4).unwrap();
        assert_eq!(read, b"four");
        fill(&mut read, &mut from, 2).unwrap();
        assert_eq!(read, b"four");
        fill(&mut read, &mut from, 100).unwrap();
        assert_eq!(read, b"four and more");
    }
}
