//! How logs are read.

use std::fmt;
use std::path::Path;

/// How logs are read
#[derive(Clone, Copy)]
pub struct ReadingOptions<'p> {
    /// On so many threads.
    pub threads: usize,
    /// Whether the first problem ends it.
    pub is_strict: bool,
    /// Who is told of each file once it was read, on whichever thread; of each twice by what reads logs twice.
    pub on_file: Option<&'p (dyn Fn(&Path) + Sync)>,
}

impl ReadingOptions<'_> {
    /// Tells that a file was read.
    pub(crate) fn tell(&self, file: &Path) {
        if let Some(on_file) = self.on_file {
            on_file(file);
        }
    }
}

impl fmt::Debug for ReadingOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { threads, is_strict, on_file: _ } = self;
        f.debug_struct("ReadingOptions")
            .field("threads", threads)
            .field("is_strict", is_strict)
            .finish_non_exhaustive()
    }
}
