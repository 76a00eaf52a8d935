//! What is asked about: names and patterns by which something can be meant.
//!
//! What a policy holds is read as it stands, however little it names. A question about nothing would have an answer that
//! is true of any policy, so it is refused.

use iamkit_catalog::{Catalog, NoActionError};
use iamkit_policy::shown::Shown;
use iamkit_policy::{PolicyDocument, StatementBuilder};

use crate::answer::summary::{Summary, summarize, terms_of_action};
use crate::compile::Access;
use crate::limits::Limits;
use crate::universe::Universe;

/// A question that can't be meant
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccessSpecError {
    /// A text that names no action.
    #[error(transparent)]
    Action(#[from] NoActionError),
    /// A text that is no pattern of ARNs.
    #[error(
        "`{}` is no resource: expected `*` or an ARN such as `arn:aws:s3:::example/*`, perhaps with wildcards",
        Shown::value(.0)
    )]
    Resource(String),
    /// A policy without principals, of which it can't be asked who they are.
    #[error("no statement has a `Principal`: only the policy of a resource can be public")]
    NoPrincipals,
    /// Texts that together make no statement.
    #[error("the actions and resources make no policy statement")]
    Statement,
}

/// A policy that allows just what is asked about.
///
/// # Errors
/// A text by which nothing can be meant.
pub(crate) fn spec(
    actions: &[&str],
    resources: &[&str],
    universe: Universe<'_>,
) -> Result<PolicyDocument, AccessSpecError> {
    for action in actions {
        match universe.catalog() {
            Some(catalog) => catalog.asked_actions(action).map(|_| ())?,
            None => Catalog::embedded().check_action_form(action)?,
        }
    }
    if let Some(resource) = resources.iter().find(|text| !is_arn_pattern(text)) {
        return Err(AccessSpecError::Resource((*resource).to_owned()));
    }
    let or_any = |values: &[&str]| match values {
        [] => vec!["*".to_owned()],
        values => values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let (actions, resources) = (or_any(actions), or_any(resources));
    let statement = StatementBuilder::allow().actions(actions).resources(resources);
    PolicyDocument::builder().statement(statement).build().map_err(|_| AccessSpecError::Statement)
}

/// Whether a text can be an ARN, or a pattern of some: up to its first wildcard it has to look like one.
fn is_arn_pattern(text: &str) -> bool {
    let (start, has_wildcard) = match text.find(['*', '?']) {
        Some(at) => (text.get(..at).unwrap_or_default(), true),
        None => (text, false),
    };
    let fields = start.splitn(6, ':').collect::<Vec<_>>();
    let is_field = |field: &&str| field.chars().all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it));
    match fields.as_slice() {
        ["arn", partition, service, region, account, resource] => {
            let are_fields = [partition, service, region, account].into_iter().all(is_field);
            are_fields
                && !partition.is_empty()
                && !service.is_empty()
                && (has_wildcard || !resource.is_empty())
        }
        ["arn", fields @ ..] => has_wildcard && fields.iter().all(is_field),
        [start] => has_wildcard && "arn:".starts_with(start),
        _ => false,
    }
}

/// Says what an access allows of some actions, given by a name or a pattern: a restriction of [`summarize`]
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, Universe, summarize_actions};
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": ["s3:PutObject*", "sns:*"], "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
/// let access = Access::identity(&document)?;
/// let ask = |actions| summarize_actions(&access, actions, &Universe::real(), &Limits::default());
/// assert_eq!(ask("s3:*Retention")?.grants[0].to_string(), "s3:PutObjectRetention on arn:aws:s3:::logs/*");
/// assert_eq!(ask("s3:GetObject")?.grants, []);
/// assert_eq!(ask("s3:PutObjet").unwrap_err().to_string().split("; ").next(),
///     Some("`s3:PutObjet` names no action of the catalog"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A text that names no action (of the catalog, if the universe has one).
pub fn summarize_actions(
    access: &Access,
    actions: &str,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Summary, AccessSpecError> {
    let spec = spec(&[actions], &[], *universe)?;
    if !actions.contains(['*', '?']) {
        return Ok(terms_of_action(access, actions, universe, limits));
    }
    let limited = access.limited_to(&spec).map_err(|_| AccessSpecError::Statement)?;
    Ok(summarize(&limited, universe, limits))
}
