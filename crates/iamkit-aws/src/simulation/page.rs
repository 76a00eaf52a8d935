//! Pages of results: which actions a page answers, and the marker of the next one.

use std::ops::Range;

use super::error::SimulationError;
use super::limit::{DEFAULT_MAX_ITEMS, MAX_DECISIONS};
use super::scenario::Scenario;

use iamkit_policy::shown::Shown;

/// What stands before the number in a marker.
const MARKER: &str = "result-";

/// The results of a page, and the marker of the next one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) results: Range<usize>,
    pub(super) next: Option<String>,
}

/// The page that a request asks for.
pub(super) fn of(scenario: &Scenario, n_resources: usize) -> Result<Page, SimulationError> {
    let n_results = scenario.action_names.len();
    let start = scenario.marker.as_deref().map_or(Ok(0), |marker| start(marker, n_results))?;
    let n_items = usize::try_from(scenario.max_items.unwrap_or(DEFAULT_MAX_ITEMS)).unwrap_or(usize::MAX);
    let end = n_results.min(start.saturating_add(n_items));
    let n_decisions = (end - start).saturating_mul(n_resources);
    if MAX_DECISIONS < n_decisions {
        return Err(SimulationError::validation(format!(
            "the page has {n_decisions} decisions, but at most {MAX_DECISIONS} are made: ask with a smaller `MaxItems`"
        )));
    }
    Ok(Page { results: start..end, next: (end < n_results).then(|| format!("{MARKER}{}", end + 1)) })
}

/// The place of the first result, which a marker counts from 1.
fn start(marker: &str, n_results: usize) -> Result<usize, SimulationError> {
    let number = marker.strip_prefix(MARKER).and_then(|number| number.parse::<usize>().ok());
    let place =
        number.and_then(|number| number.checked_sub(1)).filter(|place| (1..n_results).contains(place));
    place.ok_or_else(|| {
        SimulationError::invalid(format!(
            "`Marker`: no answer to this request has `{}`",
            Shown::value(marker)
        ))
    })
}
