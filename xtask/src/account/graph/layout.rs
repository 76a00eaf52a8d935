//! Where boxes stand: in the column of their kind, near what they are tied to.

use super::model::{Graph, Kind};

/// How often the columns are put in order anew; after a few times little changes.
const SWEEPS: usize = 8;

/// The boxes of each column, from the top.
pub(super) fn columns(graph: &Graph) -> Vec<Vec<usize>> {
    let of_kind = |kind| {
        let places = graph.boxes.iter().enumerate().filter(move |(_, it)| it.kind == kind);
        let mut places = places.map(|(at, _)| at).collect::<Vec<_>>();
        places.sort_by_key(|at| graph.boxes.get(*at).map(|it| it.text.to_lowercase()));
        places
    };
    let mut columns = Kind::ALL.map(of_kind).to_vec();
    let neighbours = neighbours(graph);
    for sweep in 0..SWEEPS {
        let heights = heights(&columns, graph.boxes.len());
        let order = if sweep % 2 == 0 { [0, 1, 2, 3] } else { [3, 2, 1, 0] };
        for column in order {
            if let Some(column) = columns.get_mut(column) {
                column.sort_by(|a, b| {
                    centre(*a, &neighbours, &heights).total_cmp(&centre(*b, &neighbours, &heights))
                });
            }
        }
    }
    columns
}

fn neighbours(graph: &Graph) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); graph.boxes.len()];
    for line in &graph.lines {
        for (one, other) in [(line.from, line.to), (line.to, line.from)] {
            if let Some(list) = neighbours.get_mut(one) {
                list.push(other);
            }
        }
    }
    neighbours
}

/// How far down each box stands, from 0 to 1.
fn heights(columns: &[Vec<usize>], count: usize) -> Vec<f64> {
    let mut heights = vec![0.5; count];
    for column in columns {
        for (rank, at) in column.iter().enumerate() {
            if let Some(height) = heights.get_mut(*at) {
                *height = (to_f64(rank) + 0.5) / to_f64(column.len());
            }
        }
    }
    heights
}

/// The middle of all that a box is tied to; its own place where it is tied to nothing.
fn centre(at: usize, neighbours: &[Vec<usize>], heights: &[f64]) -> f64 {
    let own = heights.get(at).copied().unwrap_or_default();
    let others = neighbours.get(at).map_or(&[][..], Vec::as_slice);
    if others.is_empty() {
        return own;
    }
    let sum = others.iter().filter_map(|other| heights.get(*other)).sum::<f64>();
    sum / to_f64(others.len())
}

pub(super) fn to_f64(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
