//! Which actions a pattern names.
//!
//! A pattern is a glob over the whole `service:Name`, blind to letter case (S2); `*` alone names all actions (S3).
//! A pattern with a space or a comma in it, or without a name, names none (S4): no action has such a name.
//! Names hold no colon, so a pattern with one colon is a glob for the service and a glob for the name.

use std::ops::Range;

use iamkit_policy::glob::{Glob, Token};

use crate::action::Action;
use crate::catalog::Catalog;
use crate::fold;
use crate::id::ActionId;
use crate::layout::Part;
use crate::look_up::partition;
use crate::service::Service;
use crate::set::{ActionSet, Bits};

impl Catalog {
    /// The actions that a pattern names, sorted by service and lower-case name
    ///
    /// # Complexity
    /// As [`Catalog::action_set`].
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let names: Vec<_> =
    ///     Catalog::embedded().actions_matching("s3:getobjectt*").map(|action| action.to_string()).collect();
    /// assert_eq!(names, ["s3:GetObjectTagging", "s3:GetObjectTorrent"]);
    /// ```
    pub fn actions_matching(&self, pattern: &str) -> impl Iterator<Item = Action<'_>> {
        let words = self.action_set(pattern).into_words().into_iter().zip(0_u32..);
        words
            .flat_map(|(word, idx)| Bits(word).map(move |bit| ActionId::new(64 * idx + bit)))
            .filter_map(|id| self.action_by_id(id))
    }

    /// The set of the actions that a pattern names
    ///
    /// # Complexity
    /// O(log n + k) for n actions, k of which begin as the pattern's name does up to its first wildcard;
    /// O(n) for a pattern whose service and name both begin with a wildcard.
    pub fn action_set(&self, pattern: &str) -> ActionSet {
        match pattern.split_once(':') {
            Some((_, name)) if name.contains(':') => ActionSet::new(),
            Some((service, name)) => self.named(&Glob::parse(service), &Glob::parse(name)),
            None => self.named_without_colon(&Glob::parse(pattern)),
        }
    }

    /// With how many names a pattern is compared for [`Catalog::action_set`], for those who bound what they ask
    ///
    /// None where the names stand side by side in a table: for a literal and a star.
    ///
    /// # Complexity
    /// O(log n) for n actions, and linear in the pattern.
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let catalog = Catalog::embedded();
    /// assert_eq!(["s3:Get*", "*", "*:Describe*"].map(|it| catalog.names_compared(it)), [0, 0, 0]);
    /// assert!((1..1_000).contains(&catalog.names_compared("s3:*Object")));
    /// assert!(20_000 < catalog.names_compared("*Object"));
    /// ```
    pub fn names_compared(&self, pattern: &str) -> usize {
        let count = match pattern.split_once(':') {
            Some((_, name)) if name.contains(':') => 0,
            Some((service, name)) => self.compared(&Glob::parse(service), &Glob::parse(name)),
            None => self.compared_without_colon(&Glob::parse(pattern)),
        };
        count as usize
    }

    fn compared(&self, service: &Glob, name: &Glob) -> u32 {
        if let Some(prefix) = service.as_literal() {
            let found = self.service(prefix).map(|service| self.places_in_service(service, name));
            return found.filter(|_| !is_prefix_only(name)).map_or(0, |range| range.end - range.start);
        }
        let services = if service.is_any() { 0 } else { self.service_count() };
        if is_prefix_only(name) {
            return services;
        }
        let found = self.places_by_name(name);
        found.end - found.start + services
    }

    fn compared_without_colon(&self, pattern: &Glob) -> u32 {
        if pattern.is_any() || pattern.as_literal().is_some() { 0 } else { self.action_count() }
    }

    /// The set of all actions
    pub fn all_actions(&self) -> ActionSet {
        let mut all = ActionSet::new();
        all.insert_range(0..self.action_count());
        all
    }

    /// The actions of exactly this name in every service
    pub(crate) fn actions_matching_name(&self, name: &str) -> impl Iterator<Item = Action<'_>> {
        let ids: Vec<_> = self.named_anywhere(&Glob::literal(name)).iter().collect();
        ids.into_iter().filter_map(|id| self.action_by_id(id))
    }

    fn named(&self, service: &Glob, name: &Glob) -> ActionSet {
        if let Some(prefix) = service.as_literal() {
            let mut set = ActionSet::new();
            if let Some(service) = self.service(prefix) {
                self.insert_of_service(&mut set, service, name);
            }
            return set;
        }
        let mut set = self.named_anywhere(name);
        if !service.is_any() {
            set.intersect_with(&self.of_services(service));
        }
        set
    }

    fn insert_of_service(&self, set: &mut ActionSet, service: Service<'_>, name: &Glob) {
        let ids = self.places_in_service(service, name);
        if is_prefix_only(name) {
            return set.insert_range(ids);
        }
        for id in ids.filter(|id| name.matches_ignore_ascii_case(self.name_of(*id))) {
            set.insert(ActionId::new(id));
        }
    }

    /// The actions of a service whose names begin as one does up to its first wildcard
    fn places_in_service(&self, service: Service<'_>, name: &Glob) -> Range<u32> {
        let range = service.action_range();
        let found = with_prefix(range.end - range.start, name.literal_prefix(), |idx| {
            self.name_of(range.start + idx)
        });
        range.start + found.start..range.start + found.end
    }

    /// The places of the same in the table that is sorted by name
    fn places_by_name(&self, name: &Glob) -> Range<u32> {
        let name_at = |idx| self.id_by_name(idx).map_or("", |id| self.name_of(id));
        with_prefix(self.tables().count(Part::ByName), name.literal_prefix(), name_at)
    }

    fn id_by_name(&self, idx: u32) -> Option<u32> {
        self.tables().u16_at(Part::ByName, idx).map(u32::from)
    }

    /// The actions of a name in every service, found in the table that is sorted by name
    fn named_anywhere(&self, name: &Glob) -> ActionSet {
        if name.is_any() {
            return self.all_actions();
        }
        let is_sure = is_prefix_only(name);
        self.places_by_name(name)
            .filter_map(|idx| self.id_by_name(idx))
            .filter(|id| is_sure || name.matches_ignore_ascii_case(self.name_of(*id)))
            .map(ActionId::new)
            .collect()
    }

    /// The actions of the services whose prefix matches
    fn of_services(&self, prefix: &Glob) -> ActionSet {
        let mut set = ActionSet::new();
        for service in self.services().filter(|service| prefix.matches_ignore_ascii_case(service.prefix())) {
            set.insert_range(service.action_range());
        }
        set
    }

    fn named_without_colon(&self, pattern: &Glob) -> ActionSet {
        if pattern.is_any() {
            return self.all_actions();
        }
        if pattern.as_literal().is_some() {
            return ActionSet::new();
        }
        // One text for all names: that is most of what it takes otherwise.
        let mut whole = String::new();
        let mut is_named = |action: &Action<'_>| {
            whole.clear();
            for part in [action.service_prefix(), ":", action.name()] {
                whole.push_str(part);
            }
            pattern.matches_ignore_ascii_case(&whole)
        };
        self.actions().filter(|action| is_named(action)).map(|action| action.id()).collect()
    }

    fn name_of(&self, id: u32) -> &str {
        self.action_by_id(ActionId::new(id)).map_or("", |action| action.name())
    }
}

/// The places of a table sorted by lower-case name whose names begin with a text
fn with_prefix<'a>(count: u32, prefix: &str, name: impl Fn(u32) -> &'a str) -> Range<u32> {
    let start_of = |idx| {
        let name = name(idx);
        name.get(..prefix.len()).unwrap_or(name)
    };
    let start = partition(count, |idx| fold::compare(start_of(idx), prefix).is_lt());
    let len = partition(count - start, |idx| fold::compare(start_of(start + idx), prefix).is_le());
    start..start + len
}

/// Whether the glob is literal text with a `*` after it, so that beginning like it is enough
fn is_prefix_only(glob: &Glob) -> bool {
    matches!(glob.tokens(), [Token::AnyString] | [Token::Literal(_), Token::AnyString])
}
