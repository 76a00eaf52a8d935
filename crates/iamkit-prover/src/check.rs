//! The checks of IAM Access Analyzer: no new access, access not granted, no public access.
//!
//! What they ask is the same as [`differences`](crate::differences()), against another reference.

use iamkit_policy::{PolicyDocument, StatementBuilder};

use crate::access::Access;
use crate::analysis::{Analysis, Askers};
use crate::compare::whole;
use crate::difference::{Difference, side_differences};
use crate::limits::Limits;
use crate::reason::{Side, StatementPlace, Unknown};
use crate::world::Universe;

/// What a check came to
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Nothing of what was looked for is allowed.
    Pass,
    /// Some of it is: each with a confirmed request and the statements that allow it.
    Fail(Vec<Finding>),
    /// Nothing was found, and something could not be decided.
    Unknown(Vec<Unknown>),
}

/// Why a check failed
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is allowed, in words and with a witness. It is side `a` that allows it.
    pub difference: Difference,
    /// The statements of the checked policy that allow the witness.
    pub statements: Vec<StatementPlace>,
}

/// `CheckNoNewAccess`: whether the candidate allows nothing that the reference doesn't
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Check, Limits, Universe, check_no_new_access};
///
/// let policy = |actions: &str| -> Result<Access, Box<dyn std::error::Error>> {
///     let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}}}"#);
///     Ok(Access::identity(&text.parse::<PolicyDocument>()?)?)
/// };
/// let reference = policy(r#""s3:Get*""#)?;
/// let candidate = policy(r#"["s3:Get*", "s3:PutObject"]"#)?;
/// let check = check_no_new_access(&reference, &candidate, &Universe::real(), &Limits::default());
/// let Check::Fail(findings) = check else { panic!("s3:PutObject is new") };
/// assert_eq!(findings[0].difference.actions, ["s3:PutObject"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_no_new_access(
    reference: &Access,
    candidate: &Access,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Check {
    beyond(candidate, reference, candidate, *universe, limits, Askers::All)
}

/// `CheckAccessNotGranted`: whether the policy allows none of the actions on any of the resources
///
/// Without actions every action is meant, without resources every resource; both may be patterns.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Check, Limits, Universe, check_access_not_granted};
///
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*"}}"#;
/// let policy = Access::identity(&text.parse::<PolicyDocument>()?)?;
/// let check = |action: &str, resource: &str| {
///     check_access_not_granted(&policy, &[action], &[resource], &Universe::real(), &Limits::default())
/// };
/// assert_eq!(check("s3:PutObject", "*")?, Check::Pass);
/// assert_eq!(check("s3:GetObject", "arn:aws:s3:::secrets/*")?, Check::Pass);
/// assert!(matches!(check("s3:GetObject", "arn:aws:s3:::logs/2024")?, Check::Fail(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// An action or resource that no policy can hold.
pub fn check_access_not_granted(
    policy: &Access,
    actions: &[&str],
    resources: &[&str],
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Check, AccessSpecError> {
    let spec = spec(actions, resources)?;
    let both = policy.limited_to(&spec).map_err(|_| AccessSpecError)?;
    let nothing = Access::nothing();
    Ok(beyond(&both, &nothing, policy, *universe, limits, Askers::All))
}

/// `CheckNoPublicAccess`: whether a resource policy allows nothing to strangers
///
/// A stranger is nobody in particular, or a principal of an account that the policy doesn't name, who asks from
/// nowhere that a policy could trust: conditions on accounts, organisations, networks, endpoints or sources that name
/// certain ones make a grant private, as AWS has it.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Check, Limits, PolicyKind, Universe, check_no_public_access};
///
/// let policy = |principal: &str| -> Result<Access, Box<dyn std::error::Error>> {
///     let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Principal": {principal},
///         "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}}}}"#);
///     Ok(Access::policy(&text.parse::<PolicyDocument>()?, PolicyKind::Resource)?)
/// };
/// let check = |policy: &Access| check_no_public_access(policy, &Universe::real(), &Limits::default());
/// assert!(matches!(check(&policy(r#""*""#)?), Check::Fail(_)));
/// assert_eq!(check(&policy(r#"{"AWS": "111122223333"}"#)?), Check::Pass);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_no_public_access(policy: &Access, universe: &Universe<'_>, limits: &Limits) -> Check {
    beyond(policy, &Access::nothing(), policy, *universe, limits, Askers::Strangers)
}

/// Actions or resources that no policy can hold
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the actions and resources make no policy statement")]
pub struct AccessSpecError;

fn spec(actions: &[&str], resources: &[&str]) -> Result<PolicyDocument, AccessSpecError> {
    let or_any = |values: &[&str]| match values {
        [] => vec!["*".to_owned()],
        values => values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let (actions, resources) = (or_any(actions), or_any(resources));
    let statement = StatementBuilder::allow().actions(actions).resources(resources);
    PolicyDocument::builder().statement(statement).build().map_err(|_| AccessSpecError)
}

fn beyond(
    policy: &Access,
    reference: &Access,
    checked: &Access,
    universe: Universe<'_>,
    limits: &Limits,
    askers: Askers,
) -> Check {
    let mut analysis = match Analysis::of([policy, reference], universe, limits, askers) {
        Ok(analysis) => analysis,
        Err(exceeded) => return Check::Unknown(vec![whole(exceeded)]),
    };
    let (found, unknown) = side_differences(&mut analysis, Side::A);
    if !found.is_empty() {
        let finding = |difference: Difference| {
            let statements = difference.witness.allowing_statements(checked);
            Finding { difference, statements }
        };
        return Check::Fail(found.into_iter().map(finding).collect());
    }
    if unknown.is_empty() { Check::Pass } else { Check::Unknown(unknown) }
}

impl Access {
    /// No policy at all, which allows nothing.
    pub const fn nothing() -> Self {
        Self {
            parts: Vec::new(),
            atoms: Vec::new(),
            words: Vec::new(),
            scene: None,
            is_alone: true,
            key_alias: None,
        }
    }
}
