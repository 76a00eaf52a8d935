//! The codes of rules, as people write them: AWS's in capitals, those beyond AWS's with hyphens.

use iamkit_console::command::Failure;
use iamkit_policy::shown::Shown;
use iamkit_validate::lint::{LintRule, UNDECIDED};

/// The code of a rule, from its name in any letter case, with hyphens or underscores.
///
/// # Errors
/// There is no such rule; the nearest is named.
#[cfg(feature = "validate")]
pub(crate) fn of(name: &str) -> Result<&'static str, Failure> {
    let aws = iamkit_validate::rule::ValidationRule::all().map(|rule| rule.code);
    among(name, aws.chain(beyond()), "`iamkit validate --list` lists them")
}

/// The code of a rule beyond AWS's.
///
/// # Errors
/// There is no such rule; the nearest is named.
pub(crate) fn of_beyond(name: &str) -> Result<&'static str, Failure> {
    among(name, beyond(), "`iamkit lint --list` lists them")
}

fn beyond() -> impl Iterator<Item = &'static str> {
    LintRule::all().map(|rule| rule.code).chain([UNDECIDED])
}

fn among(name: &str, codes: impl Iterator<Item = &'static str>, list: &str) -> Result<&'static str, Failure> {
    let folded = |code: &str| code.trim().to_ascii_lowercase().replace('_', "-");
    let asked = folded(name);
    let far = |code: &&'static str| strsim::osa_distance(&folded(code), &asked);
    let nearest = codes.min_by_key(far);
    if let Some(code) = nearest.filter(|code| far(code) == 0) {
        return Ok(code);
    }
    let near = nearest.filter(|code| far(code) <= code.len() / 3);
    let near = near.map(|code| format!("; nearest: `{code}`")).unwrap_or_default();
    Err(format!("there is no rule `{}`{near}; {list}", Shown::value(name)).into())
}
