//! ARNs in `Resource`, field by field: with wildcards and variables in them, and perhaps not well made.

mod judge;
mod problem;

use iamkit_policy::glob::{Glob, Token};

pub(crate) use judge::judge;
pub(crate) use problem::ArnProblem;

/// The fields of an ARN, at most six; colons in variables part none
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fields<'t> {
    pub(crate) prefix: &'t str,
    pub(crate) partition: Option<&'t str>,
    pub(crate) service: Option<&'t str>,
    pub(crate) region: Option<&'t str>,
    pub(crate) account: Option<&'t str>,
    pub(crate) resource: Option<&'t str>,
}

impl<'t> Fields<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let mut rest = Some(text);
        let cut = if has_variable(text) { cut_around_variables } else { cut };
        let mut next = |is_last| {
            let (field, behind) = if is_last { (rest?, None) } else { cut(rest?) };
            rest = behind;
            Some(field)
        };
        Self {
            prefix: next(false).unwrap_or_default(),
            partition: next(false),
            service: next(false),
            region: next(false),
            account: next(false),
            resource: next(true),
        }
    }
}

/// What stands before the first colon, and what behind it.
fn cut(text: &str) -> (&str, Option<&str>) {
    text.split_once(':').map_or((text, None), |(field, rest)| (field, Some(rest)))
}

/// What stands before the first colon that is in no variable, and what behind it.
fn cut_around_variables(text: &str) -> (&str, Option<&str>) {
    let mut from = 0;
    loop {
        let rest = text.get(from..).unwrap_or_default();
        let colon = rest.find(':');
        let variable = rest.find("${");
        match (colon, variable) {
            (Some(colon), Some(variable)) if variable < colon => {
                let behind = rest.get(variable..).unwrap_or_default();
                let Some(close) = behind.find('}') else { return (text, None) };
                from += variable + close + 1;
            }
            (Some(colon), _) => {
                let at = from + colon;
                return (text.get(..at).unwrap_or_default(), text.get(at + 1..));
            }
            (None, _) => return (text, None),
        }
    }
}

/// Whether a field has a wildcard or a variable: what it is isn't settled.
pub(crate) fn is_open(field: &str) -> bool {
    field.bytes().any(|byte| matches!(byte, b'*' | b'?')) || has_variable(field)
}

/// Whether a variable begins in a text. Nearly none has a `$`, which is found faster.
pub(crate) fn has_variable(text: &str) -> bool {
    text.contains('$') && text.contains("${")
}

/// The glob of a text, in which variables stand for any text.
pub(crate) fn glob(text: &str) -> Glob {
    if !has_variable(text) {
        return Glob::parse(text);
    }
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        tokens.extend_from_slice(Glob::parse(before).tokens());
        let (inside, after) = behind.split_once('}').unwrap_or((behind, ""));
        let is_character = matches!(inside, "*" | "?" | "$");
        tokens.push(if is_character { Token::Literal(inside.into()) } else { Token::AnyString });
        rest = after;
    }
    tokens.extend_from_slice(Glob::parse(rest).tokens());
    Glob::from_tokens(tokens)
}

#[cfg(test)]
mod tests {
    use super::{Fields, glob};

    #[test]
    fn colons_in_variables_part_no_fields() {
        let fields = Fields::of("arn:aws:iam::${aws:PrincipalAccount}:role/${aws:username}:x");
        assert_eq!(fields.account, Some("${aws:PrincipalAccount}"));
        assert_eq!(fields.resource, Some("role/${aws:username}:x"));
        assert_eq!(Fields::of("arn:aws:s3").region, None);
        assert_eq!(Fields::of("arn:${aws:x").partition, Some("${aws:x"));
        assert_eq!(Fields::of("").prefix, "");
    }

    #[test]
    fn variables_stand_for_any_text() {
        assert!(glob("a${aws:x}b").matches("a:yb") && !glob("a${*}b").matches("ayb"));
        assert!(glob("a${*}b").matches("a*b") && glob("a${x").matches("anything"));
    }
}
