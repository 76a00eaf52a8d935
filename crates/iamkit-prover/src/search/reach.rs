//! How far cubes go on beyond a box, in one dimension at a time.

use crate::bits::Bits;
use crate::search::cover::{Cube, Literal, Region};

/// For each dimension the points with which some cube holds a part of a box that is one of its own in all others.
pub(super) struct Reach {
    /// Points of cubes that ask about the dimension.
    points: Vec<Option<Bits>>,
    /// How many of the cubes that meet the box ask about the dimension.
    asking: Vec<usize>,
    /// How many meet the box.
    meeting: usize,
}

impl Reach {
    pub(super) fn new<'c>(region: &Region, cubes: impl Iterator<Item = &'c Cube>) -> Self {
        let mut reach = Self { points: vec![None; region.len()], asking: vec![0; region.len()], meeting: 0 };
        for cube in cubes {
            reach.add(region, cube);
        }
        reach
    }

    fn add(&mut self, region: &Region, cube: &Cube) {
        let own = by_dimension(cube);
        let is_beside = |(dimension, points): &&(usize, Bits)| {
            region.get(*dimension).is_some_and(|of_box| !of_box.intersects(points))
        };
        let mut beside = own.iter().filter(is_beside);
        match (beside.next(), beside.next()) {
            (None, _) => {
                self.meeting += 1;
                for (dimension, points) in &own {
                    self.widen(*dimension, points);
                    if let Some(asking) = self.asking.get_mut(*dimension) {
                        *asking += 1;
                    }
                }
            }
            (Some((dimension, points)), None) => self.widen(*dimension, points),
            _ => {}
        }
    }

    fn widen(&mut self, dimension: usize, points: &Bits) {
        match self.points.get_mut(dimension) {
            Some(Some(known)) => known.extend(points),
            Some(none) => *none = Some(points.clone()),
            None => {}
        }
    }

    /// Whether some cube holds a part of the box with one of these points instead of its own.
    pub(super) fn meets(&self, dimension: usize, points: &Bits) -> bool {
        let is_asked_by_all = self.asking.get(dimension) == Some(&self.meeting);
        let known = self.points.get(dimension).and_then(Option::as_ref);
        !is_asked_by_all || known.is_some_and(|known| known.intersects(points))
    }
}

/// What a cube holds of each dimension that it asks about.
fn by_dimension(cube: &Cube) -> Vec<(usize, Bits)> {
    let mut literals = cube.iter().collect::<Vec<_>>();
    literals.sort_by_key(|literal| literal.dimension);
    let both = |of_one: &[&Literal]| {
        let (first, others) = of_one.split_first()?;
        let mut points = first.points.clone();
        for other in others {
            points.keep(&other.points);
        }
        Some((first.dimension, points))
    };
    literals.chunk_by(|one, two| one.dimension == two.dimension).filter_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::cover;
    use proptest::prelude::*;

    const DIMENSIONS: usize = 3;
    const POINTS: usize = 4;

    fn bits() -> impl Strategy<Value = Bits> {
        (1_usize..1 << POINTS).prop_map(|mask| Bits::from_fn(POINTS, |at| mask >> at & 1 == 1))
    }

    fn cube() -> impl Strategy<Value = Cube> {
        let literal = (0..DIMENSIONS, bits()).prop_map(|(dimension, points)| Literal {
            atom: 0,
            is_positive: true,
            dimension,
            points,
            is_repeated: false,
        });
        prop::collection::vec(literal, 0..5).prop_map(|mut cube| {
            cover::mark_repeated(&mut cube);
            cube
        })
    }

    proptest! {
        #[test]
        fn what_is_reached_is_what_some_cube_meets(
            region in prop::collection::vec(bits(), DIMENSIONS),
            cubes in prop::collection::vec(cube(), 0..4),
            dimension in 0..DIMENSIONS,
            points in bits(),
        ) {
            let region = Region::from_vec(region);
            let mut beside = region.clone();
            beside[dimension] = points.clone();
            let is_met = cubes.iter().any(|cube| cover::meet(&beside, cube).is_some());
            prop_assert_eq!(Reach::new(&region, cubes.iter()).meets(dimension, &points), is_met);
        }
    }
}
