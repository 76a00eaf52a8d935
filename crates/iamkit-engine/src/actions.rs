//! Many actions at once: a list of them, put in order so that a pattern names stretches of it.
//!
//! A literal pattern is one look-up, a prefix one stretch found by halving, any other glob a walk over its service.
//! The list knows no policy; what policies say of it is in `batch`.

use std::ops::Range;

use iamkit_policy::glob::{Glob, Token};

use crate::action::{Action, ActionError};
use crate::fold;
use crate::table::NameTable;

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
    numbers: NameTable,
    services: NameTable,
    /// Where each service's actions stand.
    stretches: Vec<Range<usize>>,
}

impl ActionList {
    /// Puts names in order; of names that differ in letter case alone the first counts.
    ///
    /// # Errors
    /// A text that is no action, see [`Action::new`].
    pub fn new<'a>(actions: impl IntoIterator<Item = &'a str>) -> Result<Self, ActionError> {
        let mut pairs = Vec::new();
        for text in actions {
            Action::new(text)?;
            pairs.push((text.to_ascii_lowercase(), text));
        }
        pairs.sort_by(|(folded, _), (other, _)| folded.cmp(other));
        pairs.dedup_by(|(folded, _), (kept, _)| folded == kept);
        let mut list = Self {
            names: pairs.iter().map(|(_, name)| Box::from(*name)).collect(),
            folded: pairs.into_iter().map(|(folded, _)| folded.into()).collect(),
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
            let service = name.split_once(':').map_or("", |(service, _)| service);
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
                if let Some(number) = self.number(literal) {
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
        let within = self.within(prefix);
        let names = self.folded.get(within.clone()).unwrap_or_default();
        let start = names.partition_point(|name| **name < *prefix);
        let behind = names.get(start..).unwrap_or_default();
        let count = behind.partition_point(|name| name.starts_with(prefix));
        within.start + start..within.start + start + count
    }

    /// Where the actions of the prefix' service stand; everywhere for a prefix without one.
    fn within(&self, prefix: &str) -> Range<usize> {
        let Some((service, _)) = prefix.split_once(':') else { return 0..self.len() };
        let found = self.services.find(service.as_bytes(), fold::hash(service.as_bytes()));
        found.and_then(|(number, _)| self.stretches.get(number as usize)).cloned().unwrap_or_default()
    }
}
