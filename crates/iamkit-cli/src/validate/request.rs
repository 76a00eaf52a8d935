//! A request of AWS's `ValidatePolicy`, answered with its response.

use std::path::Path;
use std::process::ExitCode;

use iamkit_aws::validation::ValidatePolicyRequest;
use iamkit_catalog::Catalog;
use iamkit_console::command::{Outcome, read_string, shown, with_hint};
use iamkit_console::output;

use super::selection::Selection;

pub(super) fn run(path: &Path, selection: &Selection) -> Outcome {
    let text = read_string(path)?;
    let request: ValidatePolicyRequest = serde_json::from_str(&text)
        .map_err(|error| with_hint(format!("`{}` is no request: {error}", shown(path)), text.as_bytes()))?;
    let mut response = request.validate(Catalog::embedded())?;
    response.findings.retain(|finding| selection.is_chosen(&finding.issue_code));
    output::json(&response)?;
    // AWS's command succeeds whatever it finds.
    Ok(ExitCode::SUCCESS)
}
