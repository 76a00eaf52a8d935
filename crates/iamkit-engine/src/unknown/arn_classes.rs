//! Texts that stand for all texts in the eyes of `Arn…` conditions, which compare component by component (S36).

use std::collections::BTreeSet;

use iamkit_policy::glob::{Class, Glob, GlobLimits, LimitError, Token, classes};

/// How much work the classes of a key's patterns may take. Patterns with wildcards on both sides of some text soon have
/// more classes than could be tried; then each pattern has a text of its own, and nothing found is no proof.
pub(crate) const CLASS_LIMITS: GlobLimits = GlobLimits { max_states: 1 << 14, max_moves: 1 << 20 };

/// How many combinations of patterns are told apart at most.
const MAX_COMBINATIONS: usize = 4_096;

/// Texts, and whether each combination of patterns that some text has is that of one of these.
pub(crate) struct ArnTexts {
    pub(crate) texts: Vec<String>,
    pub(crate) is_complete: bool,
}

/// The beginning of an ARN, with the patterns whose components match it so far.
type Begun = (Vec<bool>, String);

/// An ARN for each combination of patterns that match it, each pattern given by its six components.
pub(crate) fn of(patterns: &[Vec<Glob>]) -> ArnTexts {
    let mut begun: Vec<Begun> =
        vec![(patterns.iter().map(|pattern| matches(pattern, 0, "arn")).collect(), "arn".into())];
    for place in 1..6 {
        let components = patterns.iter().map(|pattern| component(pattern, place)).collect::<Vec<_>>();
        let Ok(classes) = classes_at(place, components) else { return cut(begun, place) };
        match extended(&begun, &classes, patterns.len()) {
            Some(longer) => begun = longer,
            None => return cut(begun, place),
        }
    }
    ArnTexts { texts: begun.into_iter().map(|(_, text)| text).collect(), is_complete: true }
}

/// What was begun, with the other components empty.
fn cut(begun: Vec<Begun>, place: usize) -> ArnTexts {
    let texts = begun.into_iter().map(|(_, text)| text + &":".repeat(6 - place));
    ArnTexts { texts: texts.collect(), is_complete: false }
}

fn matches(pattern: &[Glob], place: usize, text: &str) -> bool {
    pattern.get(place).is_some_and(|glob| glob.matches(text))
}

fn component(pattern: &[Glob], place: usize) -> Glob {
    pattern.get(place).cloned().unwrap_or_else(Glob::any)
}

/// The classes of a component's texts; all but the last have no colon.
fn classes_at(place: usize, mut components: Vec<Glob>) -> Result<Vec<Class>, LimitError> {
    let colon = components.len();
    components.push(Glob::from_tokens([Token::AnyString, Token::Literal(":".into()), Token::AnyString]));
    let mut classes = classes(&components, &CLASS_LIMITS)?;
    classes.retain(|class| place == 5 || !class.members.contains(colon));
    Ok(classes)
}

fn extended(begun: &[Begun], classes: &[Class], n_patterns: usize) -> Option<Vec<Begun>> {
    let mut seen = BTreeSet::new();
    let mut longer = Vec::new();
    for (members, text) in begun {
        for class in classes {
            let joined =
                (0..n_patterns).map(|at| members.get(at) == Some(&true) && class.members.contains(at));
            let joined = joined.collect::<Vec<_>>();
            if seen.insert(joined.clone()) {
                longer.push((joined, format!("{text}:{}", class.witness)));
            }
        }
        if MAX_COMBINATIONS < longer.len() {
            return None;
        }
    }
    Some(longer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(patterns: &[&str]) -> Vec<String> {
        let globs = |pattern: &&str| pattern.splitn(6, ':').map(Glob::parse).collect();
        let found = of(&patterns.iter().map(globs).collect::<Vec<_>>());
        assert!(found.is_complete);
        found.texts
    }

    #[test]
    fn each_combination_of_patterns_has_a_text() {
        let found = texts(&["arn:aws:s3:::a*", "arn:*:s3:::*b"]);
        assert_eq!(found, ["arn:::::", "arn::s3:::b", "arn:aws:s3:::a", "arn:aws:s3:::ab"]);
    }

    #[test]
    fn what_is_a_colon_to_one_is_no_component_to_another() {
        // Written as one text, the first would match all that the second does.
        let found = texts(&["arn:aws:s3:*:*:x", "arn:aws:s3:::*x"]);
        assert!(found.iter().any(|text| text.ends_with(":ax") || text.ends_with("::x")), "{found:?}");
        assert_eq!(found.len(), 4, "{found:?}");
    }

    #[test]
    fn what_no_arn_begins_with_matches_none() {
        assert_eq!(texts(&["x:aws:s3:::a"]), ["arn:::::"]);
    }
}
