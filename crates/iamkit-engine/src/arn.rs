//! The values of `Arn…` conditions, ready to be compared with a request's (S36).

use iamkit_policy::normal::{ArnPattern, Pattern};

use crate::pattern;
use crate::request::Request;
use crate::truth::Truth;

/// One value of an `Arn…` condition
#[derive(Debug)]
pub(crate) enum ArnMatcher {
    /// Only the last component is a pattern, as in most policies: the text before it is compared as a whole.
    Headed {
        /// The first five components, each with its colon.
        head: Box<str>,
        resource: Pattern,
    },
    Components(Box<[Pattern; 6]>),
    Unmatchable,
}

impl ArnMatcher {
    pub(crate) fn new(pattern: &ArnPattern) -> Self {
        let ArnPattern::Components(components) = pattern else { return Self::Unmatchable };
        let [partition @ .., resource] = &**components;
        match head(partition) {
            Some(head) => Self::Headed { head, resource: resource.clone() },
            None => Self::Components(components.clone()),
        }
    }

    /// Whether the value names the text; what is no ARN is named by none.
    pub(crate) fn matches(&self, text: &str, request: &Request<'_>) -> Truth {
        match self {
            Self::Headed { head, resource } => match text.strip_prefix(&**head) {
                Some(rest) => pattern::matches(resource, rest, request),
                None => Truth::Fails,
            },
            Self::Components(patterns) => {
                let Some(components) = components(text) else { return Truth::Fails };
                let pairs = patterns.iter().zip(components);
                Truth::all(pairs.map(|(pattern, component)| pattern::matches(pattern, component, request)))
            }
            Self::Unmatchable => Truth::Fails,
        }
    }
}

/// The text of literal components that begin an ARN, if that is what they are.
fn head(components: &[Pattern]) -> Option<Box<str>> {
    let mut head = String::new();
    for component in components {
        let Pattern::Glob(glob) = component else { return None };
        head.push_str(glob.as_literal().filter(|literal| !literal.contains(':'))?);
        head.push(':');
    }
    head.starts_with("arn:").then(|| head.into())
}

/// The six components of an ARN; `None` for what is none (S37).
pub(crate) fn components(text: &str) -> Option<[&str; 6]> {
    let mut components = [""; 6];
    let mut parts = text.splitn(6, ':');
    for component in &mut components {
        *component = parts.next()?;
    }
    text.starts_with("arn:").then_some(components)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Principal;
    use iamkit_policy::PolicyVersion;

    fn matches(pattern: &str, text: &str) -> bool {
        let request = Request::new(&Principal::Anonymous, "s3:GetObject", "*").unwrap();
        let pattern = ArnPattern::parse(pattern, PolicyVersion::V2012_10_17);
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
        let literal = ArnPattern::parse("arn:aws:s3:::a*", PolicyVersion::V2012_10_17);
        assert!(matches!(ArnMatcher::new(&literal), ArnMatcher::Headed { .. }));
        let wild = ArnPattern::parse("arn:aws*:s3:::a", PolicyVersion::V2012_10_17);
        assert!(matches!(ArnMatcher::new(&wild), ArnMatcher::Components(_)));
    }
}
