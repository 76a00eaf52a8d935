//! The first thing that comes to mind: hold the action against every pattern, one after the other.
//!
//! Knows action patterns alone.

use crate::engine::{Engine, Unfit, plain_actions};
use crate::workload::{Question, Workload};

/// Every pattern, lower-cased, in the order of the policies
#[derive(Debug)]
pub struct GlobLoop(Vec<String>);

impl Engine for GlobLoop {
    const NAME: &'static str = "glob loop";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        plain_actions(&workload.policies).map(Self)
    }

    fn is_allowed(&self, question: &Question) -> bool {
        self.0.iter().any(|pattern| glob_matches(pattern.as_bytes(), question.action.as_bytes()))
    }
}

/// Whether a lower-case pattern matches the text in any letter case, with two places to go on from.
pub(crate) fn glob_matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at_pattern, mut at_text) = (0, 0);
    let mut retry = None;
    while let Some(byte) = text.get(at_text) {
        match pattern.get(at_pattern) {
            Some(b'*') => {
                at_pattern += 1;
                retry = Some((at_pattern, at_text));
                continue;
            }
            Some(&wanted) if wanted == b'?' || wanted == byte.to_ascii_lowercase() => {
                at_pattern += 1;
                at_text += 1;
                continue;
            }
            _ => {}
        }
        let Some((after_star, from)) = retry else { return false };
        retry = Some((after_star, from + 1));
        (at_pattern, at_text) = (after_star, from + 1);
    }
    pattern.iter().skip(at_pattern).all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glob_of_the_base_line_is_right() {
        for (pattern, text, expected) in [
            ("s3:get*", "S3:GetObject", true),
            ("s3:*object", "s3:GetObjectTagging", false),
            ("s3:*object*", "s3:GetObjectTagging", true),
            ("s3:get?bject", "s3:GetObject", true),
            ("s3:getobject", "s3:GetObjects", false),
            ("*", "", true),
        ] {
            assert_eq!(glob_matches(pattern.as_bytes(), text.as_bytes()), expected, "{pattern} {text}");
        }
    }
}
