//! All documents, file by file and in parallel: what is done with one is done before its text is let go.

use iamkit_console::command::Failure;
use indicatif::{ParallelProgressIterator as _, ProgressBar};
use rayon::prelude::*;

use super::subject::{Named, Said, Subject, of_one};
use crate::progress::unless_quiet;

/// What came of all documents
#[derive(Debug)]
pub(super) struct Done<T> {
    /// Of each document, in order.
    pub(super) results: Vec<T>,
    /// What couldn't be read.
    pub(super) failures: Vec<Failure>,
    /// How many files of folders hold no policy.
    pub(super) left_out: usize,
}

/// From so many files on it may take long enough to tell how far it is.
const MANY: usize = 1_000;

/// What came of a file: of each of its documents.
type OfFile<T> = Result<Vec<Result<T, Failure>>, Failure>;

/// Does something with each document of the files.
pub(super) fn each<T: Send>(
    names: &[Named],
    said: Said,
    with: impl Fn(Subject) -> Result<T, Failure> + Sync,
) -> Done<T> {
    let count = u64::try_from(names.len()).unwrap_or(u64::MAX);
    let bar = if MANY <= names.len() { unless_quiet(ProgressBar::new(count)) } else { ProgressBar::hidden() };
    let of_file = |named: &Named| -> OfFile<T> { Ok(of_one(named, said)?.into_iter().map(&with).collect()) };
    let files = names.par_iter().progress_with(bar.clone()).map(of_file).collect::<Vec<_>>();
    bar.finish_and_clear();
    let mut done = Done { results: Vec::new(), failures: Vec::new(), left_out: 0 };
    let mut folders = std::collections::BTreeMap::<&str, bool>::new();
    for (named, file) in names.iter().zip(files) {
        let is_empty = file.as_ref().is_ok_and(Vec::is_empty);
        if let Some(folder) = &named.folder {
            *folders.entry(folder).or_default() |= !is_empty;
        }
        done.left_out += usize::from(is_empty);
        match file {
            Ok(results) => results.into_iter().for_each(|result| done.take(result)),
            Err(failure) => done.failures.push(failure),
        }
    }
    let without = folders.into_iter().filter(|(_, has_some)| !has_some);
    done.failures.extend(without.map(|(folder, _)| -> Failure {
        format!("no policy in {}", iamkit_policy::shown::quoted([folder])).into()
    }));
    done
}

impl<T> Done<T> {
    fn take(&mut self, result: Result<T, Failure>) {
        match result {
            Ok(result) => self.results.push(result),
            Err(failure) => self.failures.push(failure),
        }
    }
}
