//! A picture of the top of the order: the policies that contain the most others, the widest at the left.

use super::model::Lattice;
use crate::diagram::{Colour, Diagram, Node};

/// A class of equal policies in the picture.
struct Shown {
    class: usize,
    /// How many policies it contains besides its own members.
    below: usize,
    /// How many of the classes shown lie above it, one over the other.
    depth: usize,
}

/// The picture as SVG text.
pub(super) fn draw(lattice: &Lattice, top: usize) -> String {
    let shown = shown(lattice, top);
    let count = lattice.names.len();
    let title = format!(
        "AWS managed policies: the {} that contain the most of {count}; a line joins a policy to one that contains it",
        shown.len()
    );
    let mut diagram = Diagram::new(title);
    for node in &shown {
        diagram.node(boxed(lattice, node));
    }
    for (inner, outer) in covers(lattice, &shown) {
        diagram.edge(outer, inner, Colour::Blue);
    }
    diagram.to_svg()
}

fn boxed(lattice: &Lattice, node: &Shown) -> Node {
    let members = lattice.members(node.class);
    let equal = members.len() - 1;
    let equal = if equal == 0 { String::new() } else { format!(" (= {equal} more)") };
    let names = members.iter().map(|at| lattice.name(*at)).collect::<Vec<_>>();
    Node {
        label: format!("{}{equal}: {}", lattice.class_name(node.class), node.below),
        note: format!("{} contains {} other policies", names.join(" = "), node.below),
        column: node.depth,
        colour: if node.depth == 0 { Colour::Orange } else { Colour::Blue },
    }
}

/// The classes with the most policies below them, ties by name.
fn shown(lattice: &Lattice, top: usize) -> Vec<Shown> {
    let classes = 0..lattice.order.classes.len();
    let mut shown =
        classes.map(|class| Shown { class, below: below(lattice, class), depth: 0 }).collect::<Vec<_>>();
    shown.sort_by_key(|node| (std::cmp::Reverse(node.below), lattice.class_name(node.class).to_owned()));
    shown.truncate(top);
    // Whatever contains a class has more below it, so that it stands before it in the list.
    for at in 0..shown.len() {
        let (before, rest) = shown.split_at_mut(at);
        let Some(node) = rest.first_mut() else { break };
        let above = before.iter().filter(|other| contains(lattice, other.class, node.class));
        node.depth = above.map(|other| other.depth + 1).max().unwrap_or(0);
    }
    shown
}

fn contains(lattice: &Lattice, outer: usize, inner: usize) -> bool {
    match (lattice.members(outer).first(), lattice.members(inner).first()) {
        (Some(outer), Some(inner)) => lattice.is_within(*inner, *outer),
        _ => false,
    }
}

fn below(lattice: &Lattice, class: usize) -> usize {
    let members = lattice.members(class);
    let Some(first) = members.first() else { return 0 };
    let within = (0..lattice.names.len()).filter(|at| lattice.is_within(*at, *first)).count();
    within - members.len()
}

/// Pairs of places in the list, the first directly within the second among those shown.
fn covers(lattice: &Lattice, shown: &[Shown]) -> Vec<(usize, usize)> {
    let holds = |outer: &Shown, inner: &Shown| {
        outer.class != inner.class && contains(lattice, outer.class, inner.class)
    };
    let mut covers = Vec::new();
    for (at, inner) in shown.iter().enumerate() {
        for (place, outer) in shown.iter().enumerate().filter(|(_, outer)| holds(outer, inner)) {
            let is_direct = !shown.iter().any(|between| holds(outer, between) && holds(between, inner));
            if is_direct {
                covers.push((at, place));
            }
        }
    }
    covers
}
