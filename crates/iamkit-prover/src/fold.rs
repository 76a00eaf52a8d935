//! Sets of actions as few short patterns.

use iamkit_catalog::{ActionId, Catalog, Service};
use iamkit_policy::glob::Glob;
use rustc_hash::FxHashSet;

use crate::analysis::{Actions, Analysis};
use crate::bits::Bits;
use crate::fact;
use crate::world::Universe;

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
        match self.universe {
            Universe::Real(catalog) => {
                ActionTerms { patterns: of_catalog(&ids, catalog), except: Vec::new() }
            }
            Universe::Strings => self.of_strings(&classes),
        }
    }

    /// Whether an action, given in lower case, is one of them.
    pub(crate) fn names(&self, actions: &Actions, action: &str) -> bool {
        match (self.universe, actions) {
            (Universe::Real(catalog), Actions::Ids(ids)) => {
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

/// An action of a service: its name in lower case and as written, and whether it is wanted.
struct Name<'c> {
    folded: String,
    written: &'c str,
    is_wanted: bool,
}

fn of_service(service: &Service<'_>, wanted: &FxHashSet<ActionId>) -> Vec<String> {
    let names = service.actions().map(|action| Name {
        folded: action.name().to_ascii_lowercase(),
        written: action.name(),
        is_wanted: wanted.contains(&action.id()),
    });
    let mut names = names.collect::<Vec<_>>();
    let prefix = service.prefix();
    if names.iter().all(|name| name.is_wanted) && 1 < names.len() {
        return vec![format!("{prefix}:*")];
    }
    names.sort_unstable_by(|one, two| one.folded.cmp(&two.folded));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(name) = names.get(at) {
        let folded = if name.is_wanted { shortest_prefix(name, &names) } else { None };
        let Some((start, end)) = folded else {
            found.extend(name.is_wanted.then(|| format!("{prefix}:{}", name.written)));
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
    found
}

/// The fewest words with which the name and others begin that are all wanted, and no other name does; and the place
/// behind the last of them.
fn shortest_prefix<'n>(name: &Name<'n>, names: &[Name<'_>]) -> Option<(&'n str, usize)> {
    let bytes = name.written.as_bytes();
    let is_start = |pair: &[u8]| matches!(pair, [before, after] if !before.is_ascii_uppercase() && after.is_ascii_uppercase());
    let ends = bytes.windows(2).zip(1..).filter(|(pair, _)| is_start(pair)).map(|(_, end)| end);
    ends.chain([bytes.len()]).find_map(|end| {
        let start = name.folded.get(..end)?;
        // Names are sorted, so those that begin alike stand together.
        let first = names.partition_point(|other| *other.folded < *start);
        let alike = names.get(first..)?.iter().take_while(|other| other.folded.starts_with(start));
        let mut reach = 0;
        for other in alike {
            if !other.is_wanted {
                return None;
            }
            reach += 1;
        }
        (1 < reach).then_some((name.written.get(..end)?, first + reach))
    })
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
