//! The joint partition of all strings by a list of globs.
//!
//! Two strings are in one class when the same globs match them.
//! Whatever a policy says through these globs alone, it says alike of all strings of a class, so one
//! witness a class is enough to compare two policies exactly.
//! Classes know nothing of what the globs are for.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::Glob;
use super::limits::{GlobLimits, LimitError};
use super::positions::Positions;
use super::walk::{Entry, Walk};

/// All the strings that the same globs match
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::{Glob, GlobLimits, classes};
///
/// let globs = [Glob::parse("a*"), Glob::parse("*b")];
/// let classes = classes(&globs, &GlobLimits::default())?;
/// let both = classes.iter().find(|class| class.members.len() == 2);
/// assert_eq!(both.map(|class| &*class.witness), Some("ab"));
/// # Ok::<(), iamkit_policy::glob::LimitError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Class {
    /// Which of the globs match, by their place in the list
    pub members: MemberSet,
    /// A shortest string of the class
    pub witness: String,
}

/// Which of a list of globs match
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::{Glob, GlobLimits, classes};
///
/// let globs = [Glob::parse("x"), Glob::parse("y"), Glob::any()];
/// let classes = classes(&globs, &GlobLimits::default())?;
/// let members: Vec<Vec<usize>> = classes.iter().map(|class| class.members.iter().collect()).collect();
/// assert_eq!(members, [vec![2], vec![0, 2], vec![1, 2]]);
/// # Ok::<(), iamkit_policy::glob::LimitError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MemberSet {
    // INVARIANT: the last word is not zero, so that equal sets are equal values.
    words: Box<[u64]>,
}

impl MemberSet {
    /// Whether the glob at this place of the list matches
    ///
    /// ```
    /// use iamkit_policy::glob::MemberSet;
    ///
    /// let members: MemberSet = [1, 70].into_iter().collect();
    /// assert!(members.contains(70) && !members.contains(0));
    /// ```
    pub fn contains(&self, index: usize) -> bool {
        self.words.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// The places of the matching globs, in ascending order
    ///
    /// ```
    /// use iamkit_policy::glob::MemberSet;
    ///
    /// let members: MemberSet = [70, 1].into_iter().collect();
    /// assert!(members.iter().eq([1, 70]));
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let bits = |word: u64| (0..64).filter(move |bit| word >> bit & 1 == 1);
        self.words.iter().enumerate().flat_map(move |(at, &word)| bits(word).map(move |bit| at * 64 + bit))
    }

    /// How many globs match
    ///
    /// ```
    /// use iamkit_policy::glob::MemberSet;
    ///
    /// assert_eq!([3, 3, 5].into_iter().collect::<MemberSet>().len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether no glob matches
    ///
    /// ```
    /// use iamkit_policy::glob::MemberSet;
    ///
    /// assert!(MemberSet::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

impl FromIterator<usize> for MemberSet {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> Self {
        let mut words: Vec<u64> = Vec::new();
        for index in indices {
            let at = index / 64;
            if words.len() <= at {
                words.resize(at + 1, 0);
            }
            if let Some(word) = words.get_mut(at) {
                *word |= 1 << (index % 64);
            }
        }
        Self { words: words.into() }
    }
}

impl fmt::Debug for MemberSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Splits all strings by the globs that match them
///
/// There is one class for every combination of globs that some string has, the one that no glob
/// matches included, and none for a combination that no string has.
/// The classes come in the order of their witnesses: shorter first, then by character.
///
/// # Errors
///
/// When the joint automaton takes more states or moves than `limits` allow.
///
/// # Complexity
///
/// Globs whose wildcards stand at the end give about one state for each character of their common
/// tree of prefixes.
/// Each `*` in front of other text can double the number of states.
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::{Glob, GlobLimits, classes};
///
/// let globs = [Glob::parse("s3:*"), Glob::parse("s3:Get*")];
/// let classes = classes(&globs, &GlobLimits::default())?;
/// let witnesses: Vec<&str> = classes.iter().map(|class| &*class.witness).collect();
/// assert_eq!(witnesses, ["", "s3:", "s3:Get"]);
/// # Ok::<(), iamkit_policy::glob::LimitError>(())
/// ```
pub fn classes(globs: &[Glob], limits: &GlobLimits) -> Result<Vec<Class>, LimitError> {
    let distinct = Distinct::new(globs);
    let positions = Positions::new(distinct.globs.iter().copied());
    let mut walk = Walk::new(&positions, limits);
    let mut known: HashSet<Vec<usize>> = HashSet::new();
    let mut found = Vec::new();
    walk.run(|id, places| {
        let matching: Vec<usize> = positions.accepted(places).collect();
        if !known.contains(&matching) {
            found.push((distinct.members(&matching), id));
            known.insert(matching);
        }
        Entry::Keep
    })?;
    let class = |(members, id)| Class { members, witness: walk.witness(id) };
    Ok(found.into_iter().map(class).collect())
}

/// A list of globs without its repetitions
struct Distinct<'g> {
    globs: Vec<&'g Glob>,
    /// Where each of them stands in the list
    indices: Vec<Vec<usize>>,
}

impl<'g> Distinct<'g> {
    fn new(list: &'g [Glob]) -> Self {
        let mut distinct = Self { globs: Vec::new(), indices: Vec::new() };
        let mut numbers = HashMap::new();
        for (index, glob) in list.iter().enumerate() {
            let number = *numbers.entry(glob).or_insert(distinct.globs.len());
            if let Some(indices) = distinct.indices.get_mut(number) {
                indices.push(index);
            } else {
                distinct.globs.push(glob);
                distinct.indices.push(vec![index]);
            }
        }
        distinct
    }

    fn members(&self, matching: &[usize]) -> MemberSet {
        matching.iter().filter_map(|&number| self.indices.get(number)).flatten().copied().collect()
    }
}
