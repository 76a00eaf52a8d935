//! The values of `Arn…` conditions, ready to be compared with a request's (S36).

use iamkit_policy::Arn;
use iamkit_policy::glob::{Glob, Token};
use iamkit_policy::normal::{ArnPattern, Pattern};

use crate::pattern;
use crate::request::Request;
use crate::truth::Truth;

/// One value of an `Arn…` condition
#[derive(Debug)]
pub(crate) enum ArnMatcher {
    /// Only the last component has wildcards, as in most policies: the whole text is compared by one glob.
    Whole(Glob),
    Components(Box<[Pattern; 6]>),
    Unmatchable,
}

impl ArnMatcher {
    pub(crate) fn new(pattern: &ArnPattern) -> Self {
        let ArnPattern::Components(components) = pattern else { return Self::Unmatchable };
        whole(components).map_or_else(|| Self::Components(components.clone()), Self::Whole)
    }

    /// Whether the value names the text; what is no ARN is named by none.
    #[inline]
    pub(crate) fn matches(&self, text: &str, request: &Request<'_>) -> Truth {
        match self {
            Self::Whole(glob) => glob.matches(text).into(),
            Self::Components(patterns) => components_match(patterns, text, request),
            Self::Unmatchable => Truth::Fails,
        }
    }
}

fn components_match(patterns: &[Pattern; 6], text: &str, request: &Request<'_>) -> Truth {
    let Some(components) = Arn::components_of(text) else { return Truth::Fails };
    let pairs = patterns.iter().zip(components);
    Truth::all(pairs.map(|(pattern, component)| pattern::matches(pattern, component, request)))
}

/// One glob for all components, where all but the last are literal and begin an ARN.
fn whole(components: &[Pattern; 6]) -> Option<Glob> {
    let [partition @ .., Pattern::Glob(resource)] = components else { return None };
    let mut head = String::new();
    for component in partition {
        let Pattern::Glob(glob) = component else { return None };
        head.push_str(glob.as_literal().filter(|literal| !literal.contains(':'))?);
        head.push(':');
    }
    let tokens =
        std::iter::once(Token::Literal(head.clone().into())).chain(resource.tokens().iter().cloned());
    head.starts_with("arn:").then(|| Glob::from_tokens(tokens))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Principal;
    use iamkit_policy::LanguageVersion;

    fn matches(pattern: &str, text: &str) -> bool {
        let request = Request::new(&Principal::Anonymous, "s3:GetObject", "*").unwrap();
        let pattern = ArnPattern::parse(pattern, LanguageVersion::V2012_10_17);
        ArnMatcher::new(&pattern).matches(text, &request) == Truth::Holds
    }

    #[test]
    fn components_are_matched_each_by_itself() {
        assert!(matches("arn:aws:iam::111122223333:user/*", "arn:aws:iam::111122223333:user/a:b"));
        assert!(matches("arn:*:iam::*:user/*", "arn:aws:iam::111122223333:user/alice"));
        assert!(!matches("arn:*:user/*", "arn:aws:iam::111122223333:user/alice"));
        assert!(!matches("arn:aws:iam::111122223333:user/*", "arn:aws:iam::111122223333:role/x"));
    }

    #[test]
    fn what_is_no_arn_is_named_by_none() {
        assert!(!matches("x:aws:iam::111122223333:user/*", "x:aws:iam::111122223333:user/alice"));
        assert!(!matches("*", "user/alice"));
        assert!(matches("*", "arn:aws:s3:::bucket"));
    }

    #[test]
    fn literal_components_are_compared_as_one_text() {
        let literal = ArnPattern::parse("arn:aws:s3:::a*", LanguageVersion::V2012_10_17);
        assert!(matches!(ArnMatcher::new(&literal), ArnMatcher::Whole(_)));
        let wild = ArnPattern::parse("arn:aws*:s3:::a", LanguageVersion::V2012_10_17);
        assert!(matches!(ArnMatcher::new(&wild), ArnMatcher::Components(_)));
    }
}
