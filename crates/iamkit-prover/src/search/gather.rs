//! Cubes that differ in one list of resources alone, put together as one statement would name them all.

use rustc_hash::FxHashMap;

use crate::compile::shape::{LitCube, Shape, lit, unlit};
use crate::language::standing::Standing;
use crate::limits::{Exceeded, Work};
use crate::search::session::Session;

/// Of up to so many patterns those are left out that another one holds.
const FEW: usize = 512;

/// Cubes with the same rest, and the patterns of their lists.
struct Gathered {
    rest: LitCube,
    cubes: Vec<LitCube>,
    patterns: Vec<usize>,
}

impl Session<'_> {
    /// The shape with such cubes put together, in the order of the first of each, and of bounds the widest.
    pub(crate) fn gathered(&mut self, shape: &Shape) -> Result<Shape, Exceeded> {
        let mut places: FxHashMap<LitCube, usize> = FxHashMap::default();
        let mut gathered: Vec<Gathered> = Vec::new();
        for cube in self.outermost(shape.allows.clone())? {
            self.budget.spend(Work::Patterns, 4 + 2 * cube.len())?;
            let (rest, patterns) = self.without_list(&cube);
            let place = *places.entry(rest.clone()).or_insert(gathered.len());
            if place == gathered.len() {
                gathered.push(Gathered { rest, cubes: Vec::new(), patterns: Vec::new() });
            }
            if let Some(gathered) = gathered.get_mut(place) {
                gathered.cubes.push(cube);
                gathered.patterns.extend(patterns);
            }
        }
        let allows = gathered.into_iter().map(|gathered| self.together(gathered));
        let allows = allows.collect::<Result<Vec<_>, _>>()?;
        Ok(Shape { allows, denies: shape.denies.clone() })
    }

    /// A cube without its list of resources, and the patterns of that; all of it where it has none or several.
    fn without_list(&mut self, cube: &LitCube) -> (LitCube, Vec<usize>) {
        let mut lists = Vec::new();
        for (at, literal) in cube.iter().enumerate() {
            let (atom, is_positive) = unlit(*literal);
            let patterns = self.patterns(atom).filter(|_| is_positive);
            lists.extend(patterns.map(|patterns| (at, patterns)));
        }
        let [(at, patterns)] = lists.as_slice() else { return (cube.clone(), Vec::new()) };
        let mut rest = cube.clone();
        rest.remove(*at);
        (rest, patterns.to_vec())
    }

    fn together(&mut self, gathered: Gathered) -> Result<LitCube, Exceeded> {
        let Gathered { rest, mut cubes, patterns } = gathered;
        if cubes.len() == 1 {
            return Ok(cubes.pop().unwrap_or_default());
        }
        let patterns = self.widest_patterns(patterns)?;
        let list = self.list_of(&patterns)?;
        let mut cube = rest;
        cube.extend(lit(list, true));
        cube.sort_unstable();
        Ok(cube)
    }

    /// The patterns in the order of their texts, each once, without those that another one holds.
    fn widest_patterns(&mut self, mut patterns: Vec<usize>) -> Result<Vec<usize>, Exceeded> {
        self.budget.spend(Work::Patterns, 8 * patterns.len())?;
        patterns.sort_by_cached_key(|pattern| self.pattern(*pattern).map(ToString::to_string));
        patterns.dedup();
        if FEW < patterns.len() {
            return Ok(patterns);
        }
        let mut widest = Vec::new();
        for (at, one) in patterns.iter().enumerate() {
            let mut is_held = false;
            for (other, two) in patterns.iter().enumerate().filter(|(other, _)| *other != at) {
                is_held = is_held
                    || (self.standing(*one, *two)? == Standing::Within
                        && (other < at || self.standing(*two, *one)? != Standing::Within));
            }
            widest.extend((!is_held).then_some(*one));
        }
        Ok(widest)
    }
}
