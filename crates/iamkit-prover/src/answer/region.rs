//! Regions of requests, and what of policies matters in them.

use crate::compile::action::RuleId;
use crate::compile::shape::{LitCube, Shape, unlit};
use crate::domain::question::Atom;
use crate::language::text::Text;
use crate::reason::Unknown;
use crate::search::{Analysis, Group};

impl Analysis<'_> {
    /// Two shapes, of which the first is within the second if the policy says the same of a region whether or not the
    /// statement holds it; the rest of the statement doesn't.
    pub(super) fn indifferent(
        &mut self,
        group: &Group,
        rule: RuleId,
        region: &LitCube,
    ) -> Result<(Shape, Shape), Box<Unknown>> {
        let denies = self.denies_besides(group, rule);
        let one = Shape { allows: vec![region.clone()], denies };
        // What a Deny says more is of use unless others deny it, for other policies may allow it.
        let two = if self.is_deny(rule) {
            Shape { allows: Vec::new(), denies: Vec::new() }
        } else {
            self.shape_without(group, rule)?
        };
        let [one, two] = [one, two].map(|shape| self.within_region(shape, region));
        Ok((one, two))
    }

    /// A shape without what has no resource of a region.
    pub(super) fn within_region(&self, shape: Shape, region: &LitCube) -> Shape {
        let of_region = region.iter().filter_map(|lit| self.named(*lit)).collect::<Vec<_>>();
        let meets = |texts: &[Text], others: &[Text]| {
            texts.iter().any(|text| others.iter().any(|other| text.may_meet(other)))
        };
        let matters = |cube: &LitCube| {
            let mut named = cube.iter().filter_map(|lit| self.named(*lit));
            named.all(|texts| of_region.iter().all(|others| meets(texts, others)))
        };
        let Shape { mut allows, mut denies } = shape;
        allows.retain(&matters);
        denies.retain(&matters);
        Shape { allows, denies }
    }

    /// The patterns of which a literal demands one.
    fn named(&self, lit: u32) -> Option<&[Text]> {
        match unlit(lit) {
            (atom, true) => match self.session.atoms.get(atom).map(|atom| &**atom) {
                Some(Atom::Resource(texts)) => Some(texts),
                _ => None,
            },
            _ => None,
        }
    }
}
