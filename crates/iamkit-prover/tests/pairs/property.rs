//! What has to hold of any two policies: what fuzzing drives, and an ordinary test over kept inputs.

use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Inclusion, Limits, Relation, Universe, compare, idle_statements, is_subset};

/// What is violated, in words.
pub(crate) type Checked = Result<(), String>;

fn ensure(holds: bool, violated: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(violated()) }
}

/// Two policies with a zero byte between them – or one, and itself – compare in one way, the other way round inversely, and
/// what shows a difference is allowed by one of them alone; or it can't be decided within the limits.
///
/// # Errors
/// What is violated.
pub(crate) fn prove(bytes: &[u8], limits: &Limits) -> Checked {
    let text = String::from_utf8_lossy(bytes);
    let (a, b) = text.split_once('\0').unwrap_or((&text, &text));
    let read = |text: &str| Access::identity(&text.parse::<PolicyDocument>().ok()?).ok();
    let (Some(a), Some(b)) = (read(a), read(b)) else { return Ok(()) };
    for universe in [Universe::real(), Universe::strings()] {
        let found = compare(&a, &b, &universe, limits);
        ensure(found == compare(&a, &b, &universe, limits), || format!("another answer than {found:?}"))?;
        let turned = compare(&b, &a, &universe, limits).relation;
        let are_decided = found.relation != Relation::Unknown && turned != Relation::Unknown;
        let is_inverse = !are_decided || turned == found.relation.inverse();
        ensure(is_inverse, || format!("{universe}: {}, and turned {turned}", found.relation))?;
        match is_subset(&a, &b, &universe, limits) {
            Inclusion::Holds => {
                let is_within =
                    matches!(found.relation, Relation::Equal | Relation::Narrower | Relation::Unknown);
                ensure(is_within, || format!("{universe}: {}, and within", found.relation))?;
            }
            Inclusion::Fails(witness) => {
                let allowed = witness.is_allowed_by(&a).map_err(|error| format!("{witness}: {error}"))?;
                let by_other = witness.is_allowed_by(&b).map_err(|error| format!("{witness}: {error}"))?;
                ensure(allowed && !by_other, || format!("{universe}: {witness} shows nothing"))?;
            }
            Inclusion::Unknown(_) => {}
        }
        let _ = idle_statements(&a, &universe, limits);
    }
    Ok(())
}
