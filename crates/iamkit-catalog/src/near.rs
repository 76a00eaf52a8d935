//! What is near a misspelt name.
//!
//! Nearness is the number of letters inserted, left out, replaced or swapped with their neighbour, letter case aside.
//! Equally near names come in the order of the catalog; among actions, those of the named service come first.
//! Names farther than a third of their length are not near, and a text of more than [`MAX_LETTERS`](crate::edits::MAX_LETTERS)
//! characters is near nothing: that bounds the work whatever is asked.

use crate::action::Action;
use crate::catalog::Catalog;
use crate::edits::Word;
use crate::key::ConditionKey;
use crate::service::Service;

/// How far the prefix of another service may be from the one that was asked for
const MAX_SERVICE_DISTANCE: usize = 2;

/// The distance of the whole name, then that of the service
type Rank = (usize, usize);

impl Catalog {
    /// At most `limit` actions whose names are nearest to the text, the nearest first
    ///
    /// With a colon in the text, actions of that service and of services spelt like it are compared, and an action of
    /// just this name in any service is near too; without one, the names of all services are compared.
    ///
    /// # Complexity
    /// O(n · k) for n actions to compare and names of k bytes: microseconds within a service, a millisecond or two over all.
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let near = Catalog::embedded().nearest_actions("s3:GetObjet", 1);
    /// assert_eq!(near.iter().map(ToString::to_string).collect::<Vec<_>>(), ["s3:GetObject"]);
    /// let near = Catalog::embedded().nearest_actions("ec2:ListAllMyBuckets", 1);
    /// assert_eq!(near.iter().map(ToString::to_string).collect::<Vec<_>>(), ["s3:ListAllMyBuckets"]);
    /// ```
    pub fn nearest_actions(&self, text: &str, limit: usize) -> Vec<Action<'_>> {
        let text = text.trim();
        match text.split_once(':') {
            Some((prefix, name)) => match (Word::new(prefix), Word::new(name)) {
                (Some(of), Some(word)) => nearest(self.near_in_services(&of, &word, name), limit),
                _ => Vec::new(),
            },
            None => match Word::new(text) {
                Some(word) => {
                    nearest(near_names(self.actions(), &word).map(|(far, action)| ((far, 0), action)), limit)
                }
                None => Vec::new(),
            },
        }
    }

    /// At most `limit` services whose prefixes are nearest to the text, the nearest first
    ///
    /// # Complexity
    /// O(n · k) for n services and prefixes of k bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let near = Catalog::embedded().nearest_services("dynamobd", 1);
    /// assert_eq!(near.first().map(|service| service.prefix()), Some("dynamodb"));
    /// ```
    pub fn nearest_services(&self, text: &str, limit: usize) -> Vec<Service<'_>> {
        let Some(word) = Word::new(text.trim()) else { return Vec::new() };
        let near = self.services().filter_map(|service| Some((distance(service.prefix(), &word)?, service)));
        nearest(near, limit)
    }

    /// At most `limit` condition keys nearest to the text, the nearest first
    ///
    /// # Complexity
    /// O(n · k) for n keys and names of k bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let near = Catalog::embedded().nearest_condition_keys("s3:prefx", 1);
    /// assert_eq!(near.first().map(|key| key.name()), Some("s3:prefix"));
    /// ```
    pub fn nearest_condition_keys(&self, text: &str, limit: usize) -> Vec<ConditionKey<'_>> {
        let Some(word) = Word::new(text.trim()) else { return Vec::new() };
        let near = self.condition_keys().filter_map(|key| Some((distance(key.name(), &word)?, key)));
        nearest(near, limit)
    }

    /// Near names in services near the prefix, and the very name in any service, each with its rank
    fn near_in_services<'c, 't>(
        &'c self,
        prefix: &'t Word,
        word: &'t Word,
        name: &'t str,
    ) -> impl Iterator<Item = (Rank, Action<'c>)> + use<'c, 't> {
        let near = self.services().flat_map(move |service| {
            let far = prefix.distance(service.prefix(), MAX_SERVICE_DISTANCE);
            let names = far.map(|far| {
                near_names(service.actions(), word).map(move |(near, it)| ((far + near, far), it))
            });
            names.into_iter().flatten()
        });
        let same = self.actions_matching_name(name).filter_map(move |action| {
            let far = prefix.distance(action.service_prefix(), usize::MAX)?;
            (MAX_SERVICE_DISTANCE < far).then_some(((MAX_SERVICE_DISTANCE + 1, far), action))
        });
        near.chain(same)
    }
}

fn near_names<'c>(
    actions: impl Iterator<Item = Action<'c>>,
    word: &Word,
) -> impl Iterator<Item = (usize, Action<'c>)> {
    actions.filter_map(move |action| Some((distance(action.name(), word)?, action)))
}

/// The distance of a name from a word, if it is near
pub(crate) fn distance(name: &str, word: &Word) -> Option<usize> {
    word.distance(name, (name.len() / 3).max(1))
}

/// The first of the candidates by rank; equal ranks keep the order of the catalog
fn nearest<T, R: Ord + Copy>(candidates: impl Iterator<Item = (R, T)>, limit: usize) -> Vec<T> {
    let mut candidates: Vec<_> = candidates.collect();
    candidates.sort_by_key(|(rank, _)| *rank);
    candidates.into_iter().take(limit).map(|(_, candidate)| candidate).collect()
}
