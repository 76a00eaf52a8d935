//! Files with secrets.

use std::path::Path;

use iamkit_console::command::{Failure, shown};

/// How many characters a key has at least: fewer could be guessed.
const MIN_KEY: usize = 32;

/// A key that can't be guessed.
pub(super) fn key(path: &Path) -> Result<String, Failure> {
    let text = read_secret(path)?.trim().to_owned();
    if text.len() < MIN_KEY {
        return Err(format!("the key in `{}` has fewer than {MIN_KEY} characters", shown(path)).into());
    }
    Ok(text)
}

/// A file that nobody else may read.
pub(super) fn read_secret(path: &Path) -> Result<String, Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map(|it| it.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o077 != 0) {
            return Err(format!("`{0}` can be read by others: run `chmod 600 {0}`", shown(path)).into());
        }
    }
    std::fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", shown(path)).into())
}
