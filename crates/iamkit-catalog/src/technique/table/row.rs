//! What a row of the table is made of.

use crate::technique::{Need, Subject, Technique, TechniqueEffect};

pub(super) const fn need(action: &'static str, on: Subject) -> Need {
    Need { action, on }
}

pub(super) const fn some(action: &'static str) -> Need {
    need(action, Subject::Some)
}

pub(super) const PASS: Need = need("iam:PassRole", Subject::OtherRole);
pub(super) const PASS_PROFILED: Need = need("iam:PassRole", Subject::ProfiledRole);

pub(super) const fn iam(name: &'static str, effect: TechniqueEffect, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: None, supposes: None, effect }
}

pub(super) const fn pass(name: &'static str, service: &'static str, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: Some(service), supposes: None, effect: TechniqueEffect::Becomes }
}

/// Through something that has the role, or that a role is given to.
pub(super) const fn through(
    name: &'static str,
    service: &'static str,
    supposes: &'static str,
    needs: &'static [Need],
) -> Technique {
    Technique {
        name,
        needs,
        service: Some(service),
        supposes: Some(supposes),
        effect: TechniqueEffect::Becomes,
    }
}
