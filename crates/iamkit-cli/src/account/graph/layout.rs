//! Where boxes stand: in the column of their kind, near what they are tied to.

use super::model::{Graph, Kind};
use crate::diagram::settled;

/// The boxes of each column, from the top.
pub(super) fn columns(graph: &Graph) -> Vec<Vec<usize>> {
    let of_kind = |kind| {
        let places = graph.boxes.iter().enumerate().filter(move |(_, it)| it.kind == kind);
        let mut places = places.map(|(at, _)| at).collect::<Vec<_>>();
        places.sort_by_key(|at| graph.boxes.get(*at).map(|it| it.text.to_lowercase()));
        places
    };
    let columns = Kind::ALL.map(of_kind).to_vec();
    settled(columns, graph.lines.iter().map(|line| (line.from, line.to)), graph.boxes.len())
}
