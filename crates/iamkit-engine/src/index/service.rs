//! The action patterns of one service, and how the service of an action is found.
//!
//! Both begin with one word of text: that of the service's first eight bytes, and that of the name's.

use std::ops::ControlFlow;

use iamkit_policy::glob::{Glob, Token};

use super::action::ActionName;
use super::fold;

/// Services, numbered from 0 in the order they were put in
#[derive(Debug, Default)]
pub(crate) struct ServiceTable {
    /// A power of two of them, at most half in use; none while the table is empty.
    slots: Vec<Slot>,
    /// In lower case, by number.
    names: Vec<Box<str>>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    head: u64,
    /// Of the service's name, zero in a free slot.
    length: u32,
    number: u32,
}

const FREE: Slot = Slot { head: 0, length: 0, number: 0 };

impl ServiceTable {
    /// The number of an action's service.
    #[inline]
    pub(crate) fn find(&self, action: &ActionName<'_>) -> Option<u32> {
        self.find_by(action.service_head(), action.service_bytes())
    }

    /// The number of the service that so many bytes at the start of a text are, in any letter case.
    pub(crate) fn find_start(&self, text: &str, length: usize) -> Option<u32> {
        let text = text.as_bytes();
        self.find_by(fold::head_of(text, length), text.get(..length)?)
    }

    /// The number of a service, given with its [`fold::head_of`].
    #[inline]
    fn find_by(&self, head: u64, service: &[u8]) -> Option<u32> {
        let length = service.len();
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot_of(head, length) & mask;
        loop {
            let slot = self.slots.get(at)?;
            if slot.length == 0 {
                return None;
            }
            if slot.head == head && slot.length as usize == length && self.has_rest(*slot, service) {
                return Some(slot.number);
            }
            at = (at + 1) & mask;
        }
    }

    /// Whether a service of the slot's head and length is the slot's.
    #[inline]
    fn has_rest(&self, slot: Slot, service: &[u8]) -> bool {
        slot.length <= 8
            || self.names.get(slot.number as usize).is_some_and(|name| fold::equals(service, name.as_bytes()))
    }

    /// The number of a service in lower case, which is put in if it isn't there.
    pub(crate) fn number(&mut self, folded: &str) -> u32 {
        if let Some(number) = self.find_start(folded, folded.len()) {
            return number;
        }
        self.names.push(folded.into());
        let number = u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX);
        if self.slots.len() < 2 * self.names.len() {
            let slots = vec![FREE; (2 * self.slots.len()).max(4)];
            let old = std::mem::replace(&mut self.slots, slots);
            old.into_iter().filter(|slot| slot.length != 0).for_each(|slot| self.place(slot));
        }
        let length = u32::try_from(folded.len()).unwrap_or(u32::MAX);
        self.place(Slot { head: fold::head_of(folded.as_bytes(), folded.len()), length, number });
        number
    }

    fn place(&mut self, new: Slot) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot_of(new.head, new.length as usize) & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.length == 0 {
                *slot = new;
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

#[inline]
fn slot_of(head: u64, length: usize) -> usize {
    ((head ^ length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize
}

/// The patterns of one service
#[derive(Debug, Default)]
pub(crate) struct ServicePatterns {
    /// `service:*`
    whole: Option<u32>,
    heads: Vec<Heads>,
    /// In the order of `heads`, as many as there are.
    prefixes: Vec<Prefix>,
    globs: Vec<(Glob, u32)>,
    /// Whether each of the patterns allows whatever the request, and none does anything else.
    only_allows: bool,
}

/// The first words of four prefixes, side by side, so that they are compared at once
///
/// A name has the head when its first eight bytes, of which those in the mask count, are the head. What stands in a
/// place of its own is [`NO_HEAD`].
#[derive(Debug)]
struct Heads {
    heads: [u64; 4],
    masks: [u64; 4],
}

/// No word under an empty mask is anything but zero.
const NO_HEAD: (u64, u64) = (1, 0);

impl Heads {
    const NONE: Self = Self { heads: [NO_HEAD.0; 4], masks: [NO_HEAD.1; 4] };

    /// Whether a word has some of the heads.
    #[inline]
    fn has(&self, word: u64) -> bool {
        let pairs = self.heads.iter().zip(&self.masks);
        pairs.fold(0, |has, (head, mask)| has | u8::from(word & mask == *head)) != 0
    }
}

/// `service:Prefix*`
#[derive(Debug)]
struct Prefix {
    /// The prefix' first eight bytes in lower case, and which bytes they are.
    head: u64,
    mask: u64,
    number: u32,
    /// The whole prefix, where it is longer.
    rest: Box<str>,
}

impl ServicePatterns {
    /// `name_at` is where the name begins in the glob's literal prefix.
    pub(crate) fn add(&mut self, glob: &Glob, name_at: usize, number: u32) {
        match glob.tokens() {
            [Token::Literal(literal), Token::AnyString] => match literal.get(name_at..) {
                None | Some("") => self.whole = Some(number),
                Some(prefix) => self.add_prefix(Prefix::new(prefix, number)),
            },
            _ => self.globs.push((glob.clone(), number)),
        }
    }

    fn add_prefix(&mut self, prefix: Prefix) {
        let lane = self.prefixes.len() % 4;
        if lane == 0 {
            self.heads.push(Heads::NONE);
        }
        if let Some(Heads { heads, masks }) = self.heads.last_mut()
            && let (Some(head), Some(mask)) = (heads.get_mut(lane), masks.get_mut(lane))
        {
            (*head, *mask) = (prefix.head, prefix.mask);
        }
        self.prefixes.push(prefix);
    }

    /// The numbers of the patterns.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        let prefixes = self.prefixes.iter().map(|prefix| prefix.number);
        self.whole.into_iter().chain(prefixes).chain(self.globs.iter().map(|(_, number)| *number))
    }

    /// Notes that each of the patterns allows whatever the request, and none does anything else.
    pub(crate) fn note_only_allows(&mut self) {
        self.only_allows = true;
    }

    pub(crate) fn only_allows(&self) -> bool {
        self.only_allows
    }

    /// Calls `visit` with each pattern that matches the action, until it says to stop.
    #[inline]
    pub(crate) fn visit(
        &self,
        action: &ActionName<'_>,
        visit: &mut impl FnMut(u32) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if let Some(number) = self.whole {
            visit(number)?;
        }
        let name = action.name_bytes();
        let word = fold::head(name);
        for (first, heads) in (0..).step_by(4).zip(&self.heads) {
            if heads.has(word) {
                let prefixes = self.prefixes.get(first..).unwrap_or_default().iter().take(4);
                for prefix in prefixes.filter(|prefix| prefix.matches(word, name)) {
                    visit(prefix.number)?;
                }
            }
        }
        visit_globs(&self.globs, action, visit)
    }
}

impl Prefix {
    fn new(folded: &str, number: u32) -> Self {
        let rest = if folded.len() <= 8 { "" } else { folded };
        Self {
            head: fold::head(folded.as_bytes()),
            mask: fold::first_bytes(folded.len()),
            number,
            rest: rest.into(),
        }
    }

    /// Whether a name with this first word begins with the prefix.
    #[inline]
    fn matches(&self, word: u64, name: &[u8]) -> bool {
        let rest_matches =
            || name.get(..self.rest.len()).is_some_and(|start| fold::equals(start, self.rest.as_bytes()));
        word & self.mask == self.head && (self.rest.is_empty() || rest_matches())
    }
}

/// Calls `visit` with each glob that matches the action, until it says to stop.
#[inline]
pub(crate) fn visit_globs(
    globs: &[(Glob, u32)],
    action: &ActionName<'_>,
    visit: &mut impl FnMut(u32) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for (glob, number) in globs {
        if glob.matches_ignore_ascii_case(action.as_str()) {
            visit(*number)?;
        }
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(table: &ServiceTable, action: &str) -> Option<u32> {
        table.find(&ActionName::new(action).unwrap())
    }

    #[test]
    fn services_are_found_in_any_letter_case_and_told_apart_behind_their_first_word() {
        let mut table = ServiceTable::default();
        let mut names = (0..500).map(|number| format!("s{number}")).collect::<Vec<_>>();
        names.extend(
            ["a", "mediaconnect", "mediaconvert", "mediatailor", "elastica", "elasticb"].map(String::from),
        );
        for (number, name) in (0..).zip(&names) {
            assert_eq!(table.number(name), number);
        }
        for (number, name) in (0..).zip(&names) {
            assert_eq!(find(&table, &format!("{}:Get", name.to_uppercase())), Some(number), "{name}");
            assert_eq!(table.number(name), number);
        }
        assert_eq!(table.find_start(":Get", 0), None);
        for absent in ["b:Get", "mediaconfuse:Get", "mediatai:GetObject", "elastic:Get", "s500:Get"] {
            assert_eq!(find(&table, absent), None, "{absent}");
        }
    }

    #[test]
    fn patterns_of_a_service_are_those_that_match() {
        let mut patterns = ServicePatterns::default();
        let texts = ["s3:*", "s3:get*", "s3:getobject*", "s3:getobjecttag*", "s3:*tagging", "s3:put*"];
        for (number, text) in (0..).zip(texts) {
            patterns.add(&Glob::parse(text), 3, number);
        }
        let matching = |action: &str| {
            let mut numbers = Vec::new();
            let _ = patterns.visit(&ActionName::new(action).unwrap(), &mut |number| {
                numbers.push(number);
                ControlFlow::Continue(())
            });
            numbers.sort_unstable();
            numbers
        };
        assert_eq!(matching("S3:GetObjectTagging"), [0, 1, 2, 3, 4]);
        assert_eq!(matching("s3:GetObjectTorrent"), [0, 1, 2]);
        assert_eq!(matching("s3:Ge"), [0]);
    }
}
