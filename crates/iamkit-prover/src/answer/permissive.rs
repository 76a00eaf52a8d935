//! How permissive an access is: a rank for policies and changes, not a verdict.

use crate::answer::regions::side_regions;
use crate::answer::unknown::whole;
use crate::compile::Access;
use crate::limits::Limits;
use crate::reason::{Side, Unknown};
use crate::search::{Actions, Analysis};
use crate::universe::Universe;

/// How many actions an access allows, and over which resources
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Permissiveness {
    /// Actions of the catalog of which something is allowed.
    pub actions: usize,
    /// Those that are allowed on every resource they take, under no condition.
    pub unlimited_actions: usize,
    /// All actions of the catalog.
    pub all_actions: usize,
    /// The share of all actions that is allowed, each counted by how far it is: 1 without limits, ¾ on every resource
    /// under conditions, ½ on some resources, ⅓ on some under conditions.
    pub score: f64,
    /// What could not be decided; it counts as nothing.
    pub unknown: Vec<Unknown>,
}

/// Counts what an access allows of a catalog's actions; of strings it counts nothing
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, Universe, permissiveness};
///
/// let rank = |resource: &str| -> Result<f64, Box<dyn std::error::Error>> {
///     let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "{resource}"}}}}"#);
///     let access = Access::identity(&text.parse::<PolicyDocument>()?)?;
///     Ok(permissiveness(&access, &Universe::real(), &Limits::default()).score)
/// };
/// assert!(rank("arn:aws:sqs:*:*:jobs")? < rank("*")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn permissiveness(access: &Access, universe: &Universe<'_>, limits: &Limits) -> Permissiveness {
    let all_actions = universe.catalog().map_or(0, |catalog| catalog.action_count() as usize);
    let mut found =
        Permissiveness { actions: 0, unlimited_actions: 0, all_actions, score: 0.0, unknown: Vec::new() };
    let nothing = Access::nothing();
    let mut analysis = match Analysis::new([access, &nothing], *universe, limits) {
        Ok(analysis) => analysis,
        Err(exceeded) => {
            found.unknown.push(whole(exceeded));
            return found;
        }
    };
    let (regions, unknown) = side_regions(&mut analysis, Side::A, false);
    found.unknown = unknown;
    let mut weights = vec![0.0_f64; all_actions];
    for ((terms, _), gathered) in &regions {
        let is_limited = !terms.resources.is_everything() || !terms.principals.is_everything();
        let weight = match (is_limited, terms.conditions.is_empty()) {
            (false, true) => 1.0,
            (false, false) => 0.75,
            (true, true) => 0.5,
            (true, false) => 1.0 / 3.0,
        };
        for ids in gathered.actions.iter().filter_map(ids) {
            for id in ids {
                if let Some(entry) = weights.get_mut(id.get() as usize) {
                    *entry = entry.max(weight);
                }
            }
        }
    }
    found.actions = weights.iter().filter(|weight| 0.0 < **weight).count();
    found.unlimited_actions = weights.iter().filter(|weight| 1.0 <= **weight).count();
    found.score = share(weights.iter().sum(), all_actions);
    found
}

fn ids(actions: &Actions) -> Option<&[iamkit_catalog::ActionId]> {
    match actions {
        Actions::Ids(ids) => Some(ids),
        Actions::Class(..) => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a catalog has far fewer actions than a float counts exactly")]
fn share(sum: f64, of: usize) -> f64 {
    if of == 0 { 0.0 } else { sum / of as f64 }
}
