//! The checks of IAM Access Analyzer: no new access, access not granted, no public access.
//!
//! What they ask is the same as [`differences`](crate::differences()), against another reference.

use iamkit_policy::PolicyDocument;
use iamkit_policy::fact::{Facts, Mark};

use crate::answer::asked::{AccessSpecError, spec};
use crate::answer::compare::of_question;
use crate::answer::difference::{Difference, side_differences};
use crate::answer::needed::{RE_ASKED, needed_facts};
use crate::answer::unknown::whole;
use crate::compile::Access;
use crate::limits::{Limits, counted};
use crate::reason::{Reason, Side, StatementPlace, Unknown};
use crate::search::{Analysis, Asked};
use crate::universe::Universe;

/// What a check came to
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Check {
    /// Nothing of what was looked for is allowed, by these facts.
    Pass(Facts),
    /// Some of it is: each with a confirmed request and the statements that allow it.
    Fail(Vec<CheckFinding>),
    /// Nothing was found, and something could not be decided.
    Unknown(Vec<Unknown>),
}

/// Why a check failed
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct CheckFinding {
    /// What is allowed, in words and with a witness. It is side `b` that allows it: it is gained, `+`.
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
    let question = Question { policy: candidate, reference, checked: candidate, asked: Asked::ByAnybody };
    question.answer(*universe, limits)
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
/// assert!(matches!(check("s3:PutObject", "*")?, Check::Pass(_)));
/// assert!(matches!(check("s3:GetObject", "arn:aws:s3:::secrets/*")?, Check::Pass(_)));
/// assert!(matches!(check("s3:GetObject", "arn:aws:s3:::logs/2024")?, Check::Fail(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A text that names no action (of the catalog, if the universe has one), or that is no pattern of ARNs: nothing can be
/// meant by it, and nobody is granted it.
pub fn check_access_not_granted(
    policy: &Access,
    actions: &[&str],
    resources: &[&str],
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Check, AccessSpecError> {
    let spec = spec(actions, resources, *universe)?;
    let both = policy.limited_to(&spec).map_err(|_| AccessSpecError::Statement)?;
    let nothing = Access::nothing();
    let question = Question { policy: &both, reference: &nothing, checked: policy, asked: Asked::ByAnybody };
    Ok(question.answer(*universe, limits))
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
/// assert!(matches!(check(&policy(r#""*""#)?)?, Check::Fail(_)));
/// assert!(matches!(check(&policy(r#"{"AWS": "111122223333"}"#)?)?, Check::Pass(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A policy that says nowhere for whom it is: it is attached to no resource.
pub fn check_no_public_access(
    policy: &Access,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Check, AccessSpecError> {
    let documents = policy.parts.iter().filter(|part| !part.is_limit).flat_map(|part| &part.documents);
    let mut statements = documents.flat_map(PolicyDocument::statements);
    if !statements.any(|statement| statement.principals().is_some()) {
        return Err(AccessSpecError::NoPrincipals);
    }
    let nothing = Access::nothing();
    let question = Question { policy, reference: &nothing, checked: policy, asked: Asked::ByStrangers };
    Ok(question.answer(*universe, limits))
}

/// A question of a check: what a policy allows beyond a reference, by whom it is asked, and whose statements allow it.
struct Question<'a> {
    policy: &'a Access,
    reference: &'a Access,
    checked: &'a Access,
    asked: Asked,
}

impl Question<'_> {
    /// The answer by the facts that are accepted; where those leave something that others exclude, it is unknown.
    ///
    /// What fails although everything is taken for granted fails; what passes by less sure facts alone is named. All that
    /// is asked for it takes from one budget.
    fn answer(&self, universe: Universe<'_>, limits: &Limits) -> Check {
        let documented = Facts::up_to(Mark::Documented);
        let refused = documented.minus(universe.facts());
        let accepted = universe.assuming(universe.accepted().minus(refused));
        let (sure, spent) = counted(|| self.ask(accepted, limits));
        let left = limits.without(spent);
        if let Check::Pass(used) = sure {
            return Check::Pass(self.needed(accepted, used, &left));
        }
        let all = universe.assuming(Facts::all().minus(refused));
        let (found, spent) = counted(|| self.ask(all, &left));
        match (sure, found) {
            (_, Check::Pass(used)) => {
                let facts = self.needed(all, used, &left.without(spent)).minus(accepted.facts());
                Check::Unknown(vec![whole(Reason::RestsOn { facts })])
            }
            // The bound that is told is the one that was given.
            (sure @ Check::Unknown(_), Check::Unknown(_)) => sure,
            (_, found) => found,
        }
    }

    fn needed(&self, universe: Universe<'_>, used: Facts, limits: &Limits) -> Facts {
        let limits = limits.for_each_of(RE_ASKED);
        needed_facts(&universe, used, &true, |universe| {
            matches!(self.ask(*universe, &limits), Check::Pass(_))
        })
    }

    fn ask(&self, universe: Universe<'_>, limits: &Limits) -> Check {
        let mut analysis = match Analysis::of([self.reference, self.policy], universe, limits, self.asked) {
            Ok(analysis) => analysis,
            Err(exceeded) => return Check::Unknown(vec![whole(exceeded)]),
        };
        let (found, unknown) = side_differences(&mut analysis, Side::B);
        if !found.is_empty() {
            let finding = |difference: Difference| {
                let statements = difference.witness.allowing_statements(self.checked);
                CheckFinding { difference, statements }
            };
            return Check::Fail(found.into_iter().map(finding).collect());
        }
        if unknown.is_empty() {
            let of_question = of_question(self.reference, self.policy, universe);
            return Check::Pass(analysis.session.facts.union(of_question));
        }
        Check::Unknown(unknown)
    }
}
