//! With what a policy is looked at.

use iamkit_catalog::Catalog;
use iamkit_prover::{Limits, Universe};

/// With what a policy is looked at: the world, the work, and what only its owner knows
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_policy::normal::PolicyKind;
/// use iamkit_prover::{Limits, Universe};
/// use iamkit_validate::lint::{LintOptions, LintRule, lint_with};
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
///     "Principal": {"AWS": "444455556666"}, "Action": "sqs:SendMessage", "Resource": "*"}}"#.parse()?;
/// let mut options = LintOptions::new(Universe::real(), Limits::default());
/// options.own_accounts.push("111122223333".into());
/// let found = lint_with(LintRule::by_code("foreign-account"), &document, PolicyKind::Resource, &options)?;
/// assert_eq!(found.findings.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LintOptions<'a> {
    /// In which world requests are.
    pub universe: Universe<'a>,
    /// How much work it may take.
    pub limits: Limits,
    /// The ids of the accounts that are one's own; of none it isn't told who else may come in.
    pub own_accounts: Vec<String>,
    /// A newer catalog: what an Allow with `NotAction` grants of it besides is told.
    pub catalog_after: Option<&'a Catalog>,
}

impl<'a> LintOptions<'a> {
    /// Without own accounts and newer catalog.
    pub fn new(universe: Universe<'a>, limits: Limits) -> Self {
        Self { universe, limits, own_accounts: Vec::new(), catalog_after: None }
    }
}
