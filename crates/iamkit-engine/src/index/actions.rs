//! Many actions at once: a list of them, put in order so that a pattern names stretches of it.
//!
//! A literal pattern is one look-up, a prefix one stretch found by halving, any other glob a walk over its service.
//! The list knows no policy; what policies say of it is in `batch`.

use std::ops::Range;

use iamkit_policy::glob::{Glob, Token};

use super::action::{ActionError, ActionName};
use super::fold;
use super::table::NameTable;

/// Actions to be asked about many at a time: without repetition, numbered in the order of their names in lower case
///
/// ```
/// use iamkit_engine::ActionList;
///
/// let actions = ActionList::new(["s3:PutObject", "s3:GetObject", "S3:GETOBJECT"])?;
/// assert_eq!(actions.len(), 2);
/// assert_eq!(actions.number("s3:getObject"), Some(0));
/// assert_eq!(actions.name(1), Some("s3:PutObject"));
/// # Ok::<(), iamkit_engine::ActionError>(())
/// ```
#[derive(Debug)]
pub struct ActionList {
    names: Box<[Box<str>]>,
    /// The names in lower case.
    folded: Box<[Box<str>]>,
    /// The first eight bytes behind the colon, as numbers that are in order wherever the names of a service are.
    heads: Vec<u64>,
    numbers: NameTable,
    services: NameTable,
    /// Where each service's actions stand.
    stretches: Vec<Range<usize>>,
}

impl ActionList {
    /// Puts names in order; of names that differ in letter case alone the first counts.
    ///
    /// # Errors
    /// A text that is no action, see [`ActionName::new`].
    pub fn new<'a>(actions: impl IntoIterator<Item = &'a str>) -> Result<Self, ActionError> {
        let mut pairs = Vec::new();
        for text in actions {
            ActionName::new(text)?;
            pairs.push((text.to_ascii_lowercase(), text));
        }
        pairs.sort_by(|(folded, _), (other, _)| folded.cmp(other));
        pairs.dedup_by(|(folded, _), (kept, _)| folded == kept);
        let mut list = Self {
            names: pairs.iter().map(|(_, name)| Box::from(*name)).collect(),
            folded: pairs.into_iter().map(|(folded, _)| folded.into()).collect(),
            heads: Vec::new(),
            numbers: NameTable::default(),
            services: NameTable::default(),
            stretches: Vec::new(),
        };
        list.index();
        Ok(list)
    }

    fn index(&mut self) {
        for (at, name) in self.folded.iter().enumerate() {
            self.numbers.number(name);
            let (service, rest) = name.split_once(':').unwrap_or_default();
            self.heads.push(head(rest));
            let number = self.services.number(service) as usize;
            match self.stretches.get_mut(number) {
                Some(stretch) => stretch.end = at + 1,
                None => self.stretches.push(at..at + 1),
            }
        }
    }

    /// How many actions there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The number of an action, in any letter case.
    pub fn number(&self, action: &str) -> Option<usize> {
        let found = self.numbers.find(action.as_bytes(), fold::hash(action.as_bytes()));
        found.map(|(number, _)| number as usize)
    }

    /// The action of a number, as it was given.
    pub fn name(&self, number: usize) -> Option<&str> {
        self.names.get(number).map(|name| &**name)
    }

    /// Calls `visit` with stretches that together hold the actions which a glob in lower case names.
    pub(crate) fn visit(&self, glob: &Glob, mut visit: impl FnMut(Range<usize>)) {
        match glob.tokens() {
            [Token::AnyString] => visit(0..self.len()),
            [Token::Literal(literal)] => {
                if let Some(number) = self.numbers.find_folded(literal.as_bytes()) {
                    let number = number as usize;
                    visit(number..number + 1);
                }
            }
            [Token::Literal(prefix), Token::AnyString] => visit(self.starting_with(prefix)),
            _ => {
                let stretch = self.starting_with(glob.literal_prefix());
                for number in stretch {
                    if self.folded.get(number).is_some_and(|name| glob.matches(name)) {
                        visit(number..number + 1);
                    }
                }
            }
        }
    }

    /// Where the actions stand that start with a text in lower case.
    fn starting_with(&self, prefix: &str) -> Range<usize> {
        let Some((service, start)) = prefix.split_once(':') else {
            return stretch_of(&self.folded, 0, |name| **name < *prefix, |name| name.starts_with(prefix));
        };
        let found = self.services.find_folded(service.as_bytes());
        let Some(within) = found.and_then(|number| self.stretches.get(number as usize)) else {
            return 0..0;
        };
        let first = head(start);
        let last =
            first | u64::MAX.checked_shr(8 * u32::try_from(start.len().min(8)).unwrap_or(8)).unwrap_or(0);
        let heads = self.heads.get(within.clone()).unwrap_or_default();
        let near = stretch_of(heads, within.start, |head| *head < first, |head| *head <= last);
        if start.len() <= 8 {
            return near;
        }
        let names = self.folded.get(near.clone()).unwrap_or_default();
        stretch_of(names, near.start, |name| **name < *prefix, |name| name.starts_with(prefix))
    }
}

/// The first eight bytes of a text as a number, the earlier bytes counting more.
fn head(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (byte, of_text) in bytes.iter_mut().zip(text.bytes()) {
        *byte = of_text;
    }
    u64::from_be_bytes(bytes)
}

/// Where those stand in an ordered list, of which the first has the number `first`, that are neither before the wanted
/// nor behind them.
fn stretch_of<T>(
    list: &[T],
    first: usize,
    is_before: impl Fn(&T) -> bool,
    is_wanted: impl Fn(&T) -> bool,
) -> Range<usize> {
    let start = list.partition_point(is_before);
    let count = list.get(start..).unwrap_or_default().partition_point(is_wanted);
    first + start..first + start + count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_pattern_names_the_actions_it_matches(
            names in prop::collection::vec("[ab]{1,2}:[ab]{1,11}", 1..20),
            pattern in "[ab]{1,2}:?[ab*?]{0,11}[*]?",
        ) {
            let list = ActionList::new(names.iter().map(String::as_str)).unwrap();
            let glob = Glob::parse(&pattern);
            let mut visited = Vec::new();
            list.visit(&glob, |stretch| visited.extend(stretch));
            let matches = |number: &usize| list.name(*number).is_some_and(|name| glob.matches(name));
            prop_assert_eq!(visited, (0..list.len()).filter(matches).collect::<Vec<_>>());
        }
    }
}
