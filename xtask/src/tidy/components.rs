//! Circles of a graph: its strongly connected components of more than one node.

use std::collections::{BTreeMap, BTreeSet};

/// From each node, the nodes to which its arrows point.
pub(crate) type Graph<'g> = BTreeMap<&'g str, BTreeSet<&'g str>>;

/// The components in which every node reaches every other, each once; a node alone is none.
pub(crate) fn circles<'g>(graph: &Graph<'g>) -> BTreeSet<BTreeSet<&'g str>> {
    let beyond = graph.keys().map(|&node| (node, reached(graph, node))).collect::<BTreeMap<_, _>>();
    let reaches = |from: &str, to: &str| beyond.get(from).is_some_and(|nodes| nodes.contains(to));
    let component = |node: &&'g str| {
        let back = graph.keys().filter(|other| reaches(node, other) && reaches(other, node));
        back.copied().collect::<BTreeSet<_>>()
    };
    graph.keys().map(component).filter(|nodes| 1 < nodes.len()).collect()
}

/// The nodes to which a way leads from a node.
fn reached<'g>(graph: &Graph<'g>, from: &'g str) -> BTreeSet<&'g str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        let next = graph.get(node).into_iter().flatten();
        open.extend(next.copied().filter(|next| reached.insert(*next)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(arrows: &[(&'static str, &'static str)]) -> Graph<'static> {
        let mut graph = Graph::new();
        for &(from, to) in arrows {
            graph.entry(from).or_default().insert(to);
        }
        graph
    }

    #[test]
    fn a_component_is_found_once_and_a_way_down_is_none() {
        let down = graph(&[("a", "b"), ("b", "c"), ("a", "c")]);
        assert!(circles(&down).is_empty());
        let round = graph(&[("a", "b"), ("b", "c"), ("c", "b"), ("d", "e"), ("e", "f"), ("f", "d")]);
        let expected = [BTreeSet::from(["b", "c"]), BTreeSet::from(["d", "e", "f"])];
        assert_eq!(circles(&round), BTreeSet::from(expected));
    }
}
