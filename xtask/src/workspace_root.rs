//! The root of the workspace, for each of the programs.

use std::path::{Path, PathBuf};

/// The root of the workspace, whatever the working directory.
pub(crate) fn workspace_root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}
