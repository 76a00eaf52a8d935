//! All patterns as one `RegexSet`.
//!
//! Knows action patterns alone.

use regex::bytes::{RegexSet, RegexSetBuilder};

use crate::engine::{Engine, Unfit, plain_actions};
use crate::workload::{Question, Workload};

/// Room for the automata of some thousand patterns.
const SIZE_LIMIT: usize = 1 << 30;

/// The set, in any letter case
#[derive(Debug)]
pub struct Patterns(RegexSet);

impl Engine for Patterns {
    const NAME: &'static str = "RegexSet";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        let patterns = plain_actions(&workload.policies)?;
        let set = RegexSetBuilder::new(patterns.iter().map(|pattern| regex_of(pattern)))
            .case_insensitive(true)
            .unicode(false)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(SIZE_LIMIT)
            .build();
        set.map(Self).map_err(|error| Unfit::Failed(error.to_string()))
    }

    fn is_allowed(&self, question: &Question) -> bool {
        self.0.is_match(question.action.as_bytes())
    }
}

fn regex_of(pattern: &str) -> String {
    let body = regex::escape(pattern).replace(r"\*", "(?s-u:.)*").replace(r"\?", "(?s-u:.)");
    format!("^{body}$")
}
