//! The pairs of a request as a tree: `Tags.member.1.Key` is four steps down.

use std::collections::BTreeMap;

/// What stands under the beginning of a name
#[derive(Debug, Default)]
pub(super) struct Node {
    /// What was given for the name itself.
    pub(super) value: Option<String>,
    children: BTreeMap<String, Node>,
}

/// How many steps a name may have: the deepest name of a model has a third of it.
pub(super) const MAX_DEPTH: usize = 32;

impl Node {
    /// Takes a pair; false where its name has too many steps.
    pub(super) fn insert(&mut self, name: &str, value: String) -> bool {
        let mut node = self;
        for (depth, part) in name.split('.').enumerate() {
            if depth == MAX_DEPTH {
                return false;
            }
            node = node.children.entry(part.to_owned()).or_default();
        }
        node.value = Some(value);
        true
    }

    /// What stands under a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.get(name)
    }

    /// What stands under the numbers from 1, in their order; other names are none.
    pub(super) fn numbered(&self) -> Vec<&Self> {
        let numbered =
            self.children.iter().filter_map(|(name, node)| Some((name.parse::<u32>().ok()?, node)));
        let mut numbered = numbered.collect::<Vec<_>>();
        numbered.sort_by_key(|(number, _)| *number);
        numbered.into_iter().map(|(_, node)| node).collect()
    }
}
