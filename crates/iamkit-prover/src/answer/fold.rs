//! Sets of actions as few short patterns.

use iamkit_catalog::{ActionId, Catalog, Service};
use iamkit_policy::glob::Glob;
use rustc_hash::FxHashSet;

use crate::bits::Bits;
use crate::compile::fact;
use crate::search::{Actions, Analysis};

/// A set of actions: what these patterns name, except what those name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ActionTerms {
    pub(crate) patterns: Vec<String>,
    pub(crate) except: Vec<String>,
}

impl Analysis<'_> {
    /// The actions of some groups in the policy language.
    pub(crate) fn action_patterns<'a>(&self, actions: impl Iterator<Item = &'a Actions>) -> ActionTerms {
        let (mut ids, mut classes) = (Vec::new(), Vec::new());
        for of_group in actions {
            match of_group {
                Actions::Ids(of_group) => ids.extend_from_slice(of_group),
                Actions::Class(number, name) => classes.push((*number, name.as_str())),
            }
        }
        match self.universe.catalog() {
            Some(catalog) => ActionTerms { patterns: of_catalog(&ids, catalog), except: Vec::new() },
            None => self.of_strings(&classes),
        }
    }

    /// Whether an action, given in lower case, is one of them.
    pub(crate) fn names(&self, actions: &Actions, action: &str) -> bool {
        match (self.universe.catalog(), actions) {
            (Some(catalog), Actions::Ids(ids)) => {
                catalog.action(action).is_some_and(|action| ids.contains(&action.id()))
            }
            (_, Actions::Class(number, name)) => {
                let is_same = |(glob, bits): &(Glob, Bits)| glob.matches(action) == bits.contains(*number);
                // A name of which something is known is a class of its own.
                if fact::is_known(action) || fact::is_known(name) {
                    return name == action;
                }
                self.globs.iter().all(is_same)
            }
            _ => false,
        }
    }

    fn of_strings(&self, classes: &[(usize, &str)]) -> ActionTerms {
        let length = self.globs.iter().map(|(_, bits)| bits.iter().last().map_or(0, |last| last + 1));
        let length = length.chain(classes.iter().map(|(number, _)| number + 1)).max().unwrap_or_default();
        let wanted = Bits::from_fn(length, |at| classes.iter().any(|(number, _)| *number == at));
        let resized = |bits: &Bits| Bits::from_fn(length, |at| bits.contains(at));
        let globs =
            self.globs.iter().map(|(glob, bits)| (glob.to_string(), resized(bits))).collect::<Vec<_>>();
        let mut terms = ActionTerms::default();
        let mut left = wanted.clone();
        // First the patterns that hold nothing else, the widest of them first.
        let mut inside = globs.iter().filter(|(_, bits)| bits.is_subset(&wanted)).collect::<Vec<_>>();
        inside.sort_by(|one, two| two.1.count().cmp(&one.1.count()).then_with(|| one.0.cmp(&two.0)));
        for (text, bits) in inside {
            if bits.intersects(&left) {
                left = left.minus(bits);
                terms.patterns.push(text.clone());
            }
        }
        // What is left lies in wider patterns, and what else they hold is excepted.
        while let Some(class) = left.first() {
            let around = globs.iter().filter(|(_, bits)| bits.contains(class));
            let narrowest =
                around.min_by(|one, two| one.1.count().cmp(&two.1.count()).then_with(|| one.0.cmp(&two.0)));
            let (text, bits) = match narrowest {
                Some((text, bits)) => (text.clone(), bits.clone()),
                None => ("*".to_owned(), Bits::full(length)),
            };
            left = left.minus(&bits);
            terms.except.extend(exceptions(&globs, &bits.minus(&wanted)));
            terms.patterns.push(text);
        }
        terms.patterns.sort_unstable();
        terms.except.sort_unstable();
        terms.except.dedup();
        terms
    }
}

/// The widest patterns that together hold just these classes, as far as there are any.
fn exceptions(globs: &[(String, Bits)], classes: &Bits) -> Vec<String> {
    let mut inside =
        globs.iter().filter(|(_, bits)| bits.is_subset(classes) && !bits.is_empty()).collect::<Vec<_>>();
    inside.sort_by(|one, two| two.1.count().cmp(&one.1.count()).then_with(|| one.0.cmp(&two.0)));
    let mut left = classes.clone();
    let mut found = Vec::new();
    for (text, bits) in inside {
        if bits.intersects(&left) {
            left = left.minus(bits);
            found.push(text.clone());
        }
    }
    found
}

/// The actions of a catalog as patterns that name these and no others.
pub(crate) fn of_catalog(ids: &[ActionId], catalog: &Catalog) -> Vec<String> {
    let wanted = ids.iter().copied().collect::<FxHashSet<_>>();
    if wanted.len() == catalog.action_count() as usize {
        return vec!["*".to_owned()];
    }
    let services = ids.iter().filter_map(|id| catalog.action_by_id(*id)?.service());
    let mut services = services.collect::<Vec<_>>();
    services.sort_by_key(Service::id);
    services.dedup_by_key(|service| service.id());
    services.iter().flat_map(|service| of_service(service, &wanted)).collect()
}

/// An action of a service, and whether it is wanted.
struct Name<'c> {
    written: &'c str,
    is_wanted: bool,
}

fn of_service(service: &Service<'_>, wanted: &FxHashSet<ActionId>) -> Vec<String> {
    // The catalog has them in the order of their names in lower case.
    let names = service
        .actions()
        .map(|action| Name { written: action.name(), is_wanted: wanted.contains(&action.id()) });
    let names = names.collect::<Vec<_>>();
    let prefix = service.prefix();
    if names.iter().all(|name| name.is_wanted) && 1 < names.len() {
        return vec![format!("{prefix}:*")];
    }
    let mut found = Vec::new();
    let mut before = None;
    let mut runs = names.chunk_by(|one, two| one.is_wanted == two.is_wanted).peekable();
    while let Some(run) = runs.next() {
        if run.first().is_some_and(|name| name.is_wanted) {
            let after = runs.peek().and_then(|next| next.first()).map(|name| name.written);
            fold_run(prefix, run, [before, after], &mut found);
        }
        before = run.last().map(|name| name.written);
    }
    found
}

/// Folds wanted names that stand together, between two that aren't wanted.
fn fold_run(prefix: &str, run: &[Name<'_>], around: [Option<&str>; 2], found: &mut Vec<String>) {
    let mut at = 0;
    while let Some(name) = run.get(at) {
        let Some((start, end)) = shortest_prefix(at, run, around) else {
            found.push(format!("{prefix}:{}", name.written));
            at += 1;
            continue;
        };
        let start = format!("{prefix}:{start}");
        // A name before it that begins alike in the middle of a word is named by the pattern too.
        while found.last().is_some_and(|last: &String| starts_with(last, &start)) {
            found.pop();
        }
        found.push(format!("{start}*"));
        at = end;
    }
}

/// The fewest words with which the name and others begin that are all wanted, and no other name does; and the place
/// behind the last of them.
fn shortest_prefix<'n>(at: usize, run: &[Name<'n>], around: [Option<&str>; 2]) -> Option<(&'n str, usize)> {
    let name = run.get(at)?.written;
    // Names are sorted, so of those that aren't wanted none begins more alike than the nearest.
    let shared =
        around.into_iter().flatten().map(|other| common_start(name, other)).max().unwrap_or_default();
    let bytes = name.as_bytes();
    let is_start = |pair: &[u8]| matches!(pair, [before, after] if !before.is_ascii_uppercase() && after.is_ascii_uppercase());
    let ends = bytes.windows(2).zip(1..).filter(|(pair, _)| is_start(pair)).map(|(_, end)| end);
    let end = ends.chain([bytes.len()]).find(|end| shared < *end)?;
    let start = name.get(..end)?;
    let is_alike = |other: &&Name<'_>| starts_with(other.written, start);
    let behind = at + run.get(at..)?.iter().take_while(is_alike).count();
    let is_more = at + 1 < behind
        || at.checked_sub(1).and_then(|before| run.get(before)).is_some_and(|other| is_alike(&other));
    is_more.then_some((start, behind))
}

/// How many bytes two names have in common at their beginning, whatever the letter case.
fn common_start(one: &str, two: &str) -> usize {
    one.bytes().zip(two.bytes()).take_while(|(one, two)| one.eq_ignore_ascii_case(two)).count()
}

fn starts_with(name: &str, start: &str) -> bool {
    name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_patterns_name_just_the_actions() {
        let catalog = Catalog::embedded();
        for pattern in ["s3:Get*", "s3:*", "ec2:Describe*", "*", "s3:GetObject", "iam:*User*", "sqs:?e*"] {
            let ids = catalog.actions_matching(pattern).map(|action| action.id()).collect::<Vec<_>>();
            let folded = of_catalog(&ids, catalog);
            let mut named = folded
                .iter()
                .flat_map(|pattern| catalog.actions_matching(pattern))
                .map(|action| action.id())
                .collect::<Vec<_>>();
            named.sort_unstable();
            let mut ids = ids;
            ids.sort_unstable();
            assert_eq!(named, ids, "{pattern} as {folded:?}");
        }
        let ids = catalog.actions_matching("s3:Get*").map(|action| action.id()).collect::<Vec<_>>();
        assert_eq!(of_catalog(&ids, catalog), ["s3:Get*"]);
    }
}
