//! What a request may hold at most (S79; the numbers are those of the API model).

use super::error::SimulationError;
use super::scenario::{ContextEntry, OrganizationPolicyLevel, Scenario};

use iamkit_policy::shown::Shown;

/// Characters of a policy document, at most
pub const MAX_DOCUMENT_CHARACTERS: usize = 131_072;
/// Levels of service control policies, at most
pub const MAX_ORGANIZATION_LEVELS: usize = 7;
/// Permissions boundaries, at most
pub const MAX_BOUNDARIES: usize = 1;
/// Policies that are left out, at most
pub const MAX_EXCLUSIONS: usize = 256;
/// Results of a page, at most
pub const MAX_ITEMS: u32 = 1_000;
/// Results of a page, where the request doesn't say
pub const DEFAULT_MAX_ITEMS: u32 = 100;
/// Decisions for a page, at most: results times resources; a bound of iamkit, AWS names none
pub const MAX_DECISIONS: usize = 100_000;
/// Characters of policies that decisions for a page may have to look through: those of all policies, for each decision;
/// a bound of iamkit
pub const MAX_CHARACTERS_READ: usize = 500_000_000;
/// Statements and condition keys that a page tells, at most, those of each decision counted; a bound of iamkit
pub const MAX_TOLD: usize = 500_000;

const ACTION_CHARACTERS: (usize, usize) = (3, 128);
const RESOURCE_CHARACTERS: (usize, usize) = (1, 2_048);
const KEY_CHARACTERS: (usize, usize) = (5, 256);
const MARKER_CHARACTERS: (usize, usize) = (1, 320);
const OPTION_CHARACTERS: (usize, usize) = (1, 64);
const SOURCE_CHARACTERS: (usize, usize) = (20, 2_048);

type Checked = Result<(), SimulationError>;

/// Checks the members that both operations have.
pub(super) fn check_scenario(scenario: &Scenario) -> Checked {
    each("ActionNames", &scenario.action_names, ACTION_CHARACTERS)?;
    each("ResourceArns", scenario.resource_arns.as_deref().unwrap_or_default(), RESOURCE_CHARACTERS)?;
    for (member, text, bounds) in [
        ("CallerArn", &scenario.caller_arn, RESOURCE_CHARACTERS),
        ("ResourceOwner", &scenario.resource_owner, RESOURCE_CHARACTERS),
        ("ResourceHandlingOption", &scenario.resource_handling_option, OPTION_CHARACTERS),
        ("Marker", &scenario.marker, MARKER_CHARACTERS),
    ] {
        text.as_deref().map_or(Ok(()), |text| characters(&format!("`{member}`"), text, bounds))?;
    }
    let entries = scenario.context_entries.as_deref().unwrap_or_default();
    let keys = entries.iter().map(|entry: &ContextEntry| entry.context_key_name.as_str());
    for (index, key) in keys.enumerate() {
        characters(&format!("`ContextKeyName` of `ContextEntries.{}`", index + 1), key, KEY_CHARACTERS)?;
    }
    match scenario.max_items {
        Some(items) if items == 0 || MAX_ITEMS < items => Err(SimulationError::validation(format!(
            "`MaxItems` is {items}, but a page has 1 to {MAX_ITEMS} results"
        ))),
        _ => Ok(()),
    }
}

/// Checks the length of `PolicySourceArn`.
pub(super) fn check_source(arn: &str) -> Checked {
    characters("`PolicySourceArn`", arn, SOURCE_CHARACTERS)
}

/// Checks the length and the characters of a policy's text (S20).
pub(super) fn check_document(name: &str, text: &str) -> Checked {
    let name = Shown::value(name);
    characters(&format!("`{name}`"), text, (1, MAX_DOCUMENT_CHARACTERS))?;
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    match text.chars().find(|c| !is_allowed(*c)) {
        Some(c) => Err(SimulationError::validation(format!(
            "`{name}` has the character U+{:04X}, which no policy may have (S20)",
            u32::from(c)
        ))),
        None => Ok(()),
    }
}

/// Checks that a list isn't longer than it may be.
pub(super) fn check_count(member: &str, count: usize, limit: usize) -> Checked {
    if count <= limit {
        return Ok(());
    }
    Err(SimulationError::validation(format!("`{member}` has {count} items, but at most {limit} are allowed")))
}

/// Checks the number of levels of service control policies.
pub(super) fn check_levels(levels: &[OrganizationPolicyLevel]) -> Checked {
    check_count("OrderedOrganizationPolicyInputList", levels.len(), MAX_ORGANIZATION_LEVELS)
}

/// Checks how much the decisions for a page have to look through.
pub(super) fn check_work(n_decisions: usize, n_characters: usize) -> Checked {
    if n_decisions.saturating_mul(n_characters) <= MAX_CHARACTERS_READ {
        return Ok(());
    }
    Err(SimulationError::validation(format!(
        "the page has {n_decisions} decisions by policies of {n_characters} characters, but decisions × characters may \
         be {MAX_CHARACTERS_READ} at most: ask with a smaller `MaxItems`, or about fewer resources"
    )))
}

/// How many more statements and condition keys a page may tell.
#[derive(Debug)]
pub(super) struct Telling {
    limit: usize,
    left: usize,
}

impl Telling {
    pub(super) fn within(limit: usize) -> Self {
        Self { limit, left: limit }
    }

    /// Counts what one decision tells.
    pub(super) fn count(&mut self, told: usize) -> Checked {
        let left = self.left.checked_sub(told);
        self.left = left.ok_or_else(|| {
            SimulationError::validation(format!(
                "the page tells more than {} statements and condition keys: ask with a smaller `MaxItems`, or about \
                 fewer resources",
                self.limit
            ))
        })?;
        Ok(())
    }
}

fn each(member: &str, texts: &[String], bounds: (usize, usize)) -> Checked {
    let named = |index: usize| format!("`{member}.{}`", index + 1);
    texts.iter().enumerate().try_for_each(|(index, text)| characters(&named(index), text, bounds))
}

fn characters(what: &str, text: &str, (least, most): (usize, usize)) -> Checked {
    let length = text.chars().count();
    if (least..=most).contains(&length) {
        return Ok(());
    }
    let message = format!("{what} is {length} characters long, but {least} to {most} are allowed");
    Err(SimulationError::validation(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_is_read_and_told_as_is_allowed_and_no_more() {
        assert_eq!(check_work(50, MAX_CHARACTERS_READ / 50), Ok(()));
        let error = check_work(51, MAX_CHARACTERS_READ / 50).unwrap_err();
        assert!(
            error.message().starts_with("the page has 51 decisions by policies of 10000000 characters, but")
        );
        assert!(check_work(usize::MAX, 2).is_err());
        let mut telling = Telling::within(5);
        assert_eq!((telling.count(2), telling.count(3)), (Ok(()), Ok(())));
        let error = telling.count(1).unwrap_err();
        assert!(error.message().starts_with("the page tells more than 5 statements and condition keys: "));
    }
}
