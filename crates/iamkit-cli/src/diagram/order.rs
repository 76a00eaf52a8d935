//! In which order boxes stand in columns: near what they are joined to, by the barycentre heuristic.
//!
//! A few sweeps over the columns, each box going to the mean height of its neighbours; the same input is always the same
//! order.

/// More sweeps move nothing on the pictures there are.
const SWEEPS: usize = 8;

/// Puts the boxes of each column in an order that crosses few lines.
///
/// `columns` hold boxes by number, below `count`; the order given counts where nothing else does. `lines` join two boxes.
pub(crate) fn settled(
    mut columns: Vec<Vec<usize>>,
    lines: impl Iterator<Item = (usize, usize)>,
    count: usize,
) -> Vec<Vec<usize>> {
    let neighbours = neighbours(lines, count);
    for sweep in 0..SWEEPS {
        let mut order: Vec<usize> = (0..columns.len()).collect();
        if sweep % 2 == 1 {
            order.reverse();
        }
        for at in order {
            let heights = heights(&columns, count);
            let centre = |node: &usize| centre(*node, &neighbours, &heights);
            if let Some(column) = columns.get_mut(at) {
                column.sort_by(|one, other| centre(one).total_cmp(&centre(other)));
            }
        }
    }
    columns
}

fn neighbours(lines: impl Iterator<Item = (usize, usize)>, count: usize) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); count];
    for (from, to) in lines {
        for (one, other) in [(from, to), (to, from)] {
            if let Some(list) = neighbours.get_mut(one) {
                list.push(other);
            }
        }
    }
    neighbours
}

/// How far down each box stands, as a share of its column, so that long and short columns compare.
fn heights(columns: &[Vec<usize>], count: usize) -> Vec<f64> {
    let mut heights = vec![0.5; count];
    for column in columns {
        for (row, node) in column.iter().enumerate() {
            if let Some(height) = heights.get_mut(*node) {
                *height = (to_f64(row) + 0.5) / to_f64(column.len());
            }
        }
    }
    heights
}

/// The mean height of what a box is joined to; its own where it is joined to nothing.
fn centre(node: usize, neighbours: &[Vec<usize>], heights: &[f64]) -> f64 {
    let joined = neighbours.get(node).map_or(&[][..], Vec::as_slice);
    if joined.is_empty() {
        return heights.get(node).copied().unwrap_or(0.5);
    }
    joined.iter().filter_map(|other| heights.get(*other)).sum::<f64>() / to_f64(joined.len())
}

/// A number of boxes, rows or letters, of which a picture has far fewer than 2^32.
pub(crate) fn to_f64(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
