//! The hand-written index: exact names in a hash map, then the prefixes of the action's service.
//!
//! Knows Allow, action names, prefixes and other globs, on every resource. It leaves statements with conditions,
//! resources, `NotAction` or `Deny` out, so that it is right only where they don't matter.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::glob_loop::glob_matches;
use crate::engine::{Engine, Unfit, plain_actions};
use crate::workload::{Question, Workload};

/// The longest action that is folded without allocating; no real one is longer.
const LONGEST: usize = 128;

/// The index
#[derive(Debug, Default)]
pub struct HandIndex {
    exact: FxHashSet<Box<[u8]>>,
    /// The place of a service's prefixes and other globs.
    services: FxHashMap<Box<[u8]>, Range<usize>>,
    globs: Vec<Pattern>,
    /// Globs whose service is no literal: asked last.
    anywhere: Vec<Pattern>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pattern {
    /// Text and one star at the end.
    Prefix(Box<[u8]>),
    Glob(Box<[u8]>),
}

impl Engine for HandIndex {
    const NAME: &'static str = "hand index";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        let mut patterns = plain_actions(&workload.policies)?;
        patterns.sort_unstable();
        patterns.dedup();
        let mut index = Self::default();
        for pattern in patterns {
            index.add(&pattern);
        }
        Ok(index)
    }

    fn is_allowed(&self, question: &Question) -> bool {
        let mut buffer = [0; LONGEST];
        let Some(action) = fold(question.action.as_bytes(), &mut buffer) else { return false };
        if self.exact.contains(action) {
            return true;
        }
        let colon = action.iter().position(|&byte| byte == b':').unwrap_or(action.len());
        let (service, _) = action.split_at(colon);
        let range = self.services.get(service).cloned().unwrap_or_default();
        let of_service = self.globs.get(range).unwrap_or_default();
        of_service.iter().chain(&self.anywhere).any(|pattern| pattern.matches(action))
    }
}

impl HandIndex {
    /// Patterns come sorted, so that those of a service stand together.
    fn add(&mut self, pattern: &str) {
        if !pattern.contains(['*', '?']) {
            self.exact.insert(pattern.as_bytes().into());
            return;
        }
        let parsed = Pattern::parse(pattern);
        let service = pattern.split_once(':').map_or(pattern, |(service, _)| service);
        if service.contains(['*', '?']) {
            self.anywhere.push(parsed);
            return;
        }
        let at = self.globs.len();
        self.globs.push(parsed);
        self.services.entry(service.as_bytes().into()).or_insert(at..at).end = at + 1;
    }
}

impl Pattern {
    fn parse(pattern: &str) -> Self {
        match pattern.strip_suffix('*') {
            Some(prefix) if !prefix.contains(['*', '?']) => Self::Prefix(prefix.as_bytes().into()),
            _ => Self::Glob(pattern.as_bytes().into()),
        }
    }

    fn matches(&self, action: &[u8]) -> bool {
        match self {
            Self::Prefix(prefix) => action.starts_with(prefix),
            Self::Glob(glob) => glob_matches(glob, action),
        }
    }
}

/// The text in lower case, in the buffer; nothing when it is too long.
pub(crate) fn fold<'b>(text: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let folded = buffer.get_mut(..text.len())?;
    folded.copy_from_slice(text);
    folded.make_ascii_lowercase();
    Some(folded)
}
