//! Results: one request decided for each action and resource, and the answers of an action brought together (S78, S80).

use std::collections::BTreeMap;

use iamkit_catalog::{Action, Catalog, Evaluated};
use iamkit_engine::{Context, Decision, Evaluation, Layer, LayerVerdict, Layers, Request, RequestError};
use iamkit_policy::fact::Mark;
use iamkit_policy::id::account_in;
use rustc_hash::FxHashSet;

use super::error::SimulationError;
use super::limit::Telling;
use super::response::{
    EvaluationResult, ExtensionResult, MatchedStatement, OrganizationsDecisionDetail,
    PermissionsBoundaryDecisionDetail, ResourceSpecificResult,
};
use super::scene::Scene;
use super::template;
use iamkit_report::explanation::Explanation;
use iamkit_validate::request_check::check_request;

/// The type of identity policies, as AWS sends it.
const IDENTITY_POLICY: &str = "IAM Policy";
/// The type of resource policies (INFER).
const RESOURCE_POLICY: &str = "Resource Policy";
/// The type of permissions boundaries in the details of a decision (INFER).
const BOUNDARY_POLICY: &str = "Permissions Boundary Policy";

type Details = BTreeMap<&'static str, &'static str>;

/// A decision for one resource.
struct Decided<'a> {
    resource: &'a str,
    decision: Decision,
    matched: Vec<MatchedStatement>,
    missing: Vec<String>,
    /// What each type of policy says, where the resource is another account's and no SCP denies.
    details: Option<Vec<(&'static str, Decision)>>,
    is_denied_by_organization: bool,
    /// What the permissions boundary says, where there is one.
    boundary: Option<PermissionsBoundaryDecisionDetail>,
    extension: Option<ExtensionResult>,
}

/// The answer for one action on all resources of the request.
pub(super) fn of(
    scene: &Scene<'_>,
    catalog: &Catalog,
    action: &str,
    telling: &mut Telling,
) -> Result<EvaluationResult, SimulationError> {
    let resources = scene.resources();
    let decided = resources.iter().map(|resource| {
        let decided = decide(scene, catalog, action, resource)?;
        telling.count(decided.matched.len() + decided.missing.len())?;
        Ok(decided)
    });
    let decided = decided.collect::<Result<Vec<_>, _>>()?;
    let decision = Decision::most_restrictive(decided.iter().map(|decided| decided.decision));
    let deciding = decided.iter().filter(|decided| decided.decision == decision);
    let (first, is_everything) = (resources.first().copied().unwrap_or("*"), resources == ["*"]);
    Ok(EvaluationResult {
        eval_action_name: action.to_owned(),
        eval_resource_name: template::of(catalog, action, first).to_owned(),
        eval_decision: decision.as_str(),
        matched_statements: once_each(deciding.flat_map(|decided| &decided.matched)),
        missing_context_values: keys_once_each(decided.iter().flat_map(|decided| &decided.missing)),
        organizations_decision_detail: organizations_detail(scene, &decided),
        permissions_boundary_decision_detail: decided.iter().filter_map(|decided| decided.boundary).min(),
        eval_decision_details: if is_everything { None } else { joined_details(&decided) },
        extension: decided.first().filter(|_| is_everything).and_then(|decided| decided.extension.clone()),
        resource_specific_results: (!is_everything)
            .then(|| decided.into_iter().map(ResourceSpecificResult::from).collect()),
    })
}

/// What the service control policies say of all resources, where there are some.
fn organizations_detail(scene: &Scene<'_>, decided: &[Decided<'_>]) -> Option<OrganizationsDecisionDetail> {
    let allowed_by_organizations = !decided.iter().any(|decided| decided.is_denied_by_organization);
    (!scene.service_control.is_empty()).then_some(OrganizationsDecisionDetail { allowed_by_organizations })
}

impl From<Decided<'_>> for ResourceSpecificResult {
    fn from(decided: Decided<'_>) -> Self {
        let details = decided.details.map(|details| {
            details.into_iter().map(|(policy_type, decision)| (policy_type, decision.as_str())).collect()
        });
        Self {
            eval_resource_name: decided.resource.to_owned(),
            eval_resource_decision: decided.decision.as_str(),
            matched_statements: decided.matched,
            missing_context_values: decided.missing,
            eval_decision_details: details,
            permissions_boundary_decision_detail: decided.boundary,
            extension: decided.extension,
        }
    }
}

fn decide<'r>(
    scene: &Scene<'_>,
    catalog: &Catalog,
    action: &str,
    resource: &'r str,
) -> Result<Decided<'r>, SimulationError> {
    let asked = Asked::new(scene, catalog, action, resource)?;
    let layers = scene.layers(action);
    let request = asked.request(scene)?;
    let evaluation = evaluate(&layers, &request)?;
    // S80: keys that service control policies alone ask for aren't missed.
    let missing = if scene.service_control.is_empty() {
        evaluation.missing_keys().to_vec()
    } else {
        evaluate(&layers.without(Layer::ServiceControl), &request)?.missing_keys().to_vec()
    };
    let allows = |layer| of_layer(&evaluation, layer).all(|verdict| verdict.decision() == Decision::Allow);
    let is_denied_by_organization = !allows(Layer::ServiceControl);
    Ok(Decided {
        resource,
        decision: evaluation.decision(),
        matched: matched(scene, action, &evaluation),
        missing,
        details: (asked.is_cross_account && !is_denied_by_organization).then(|| details(&evaluation)),
        is_denied_by_organization,
        boundary: scene.boundary.as_ref().map(|_| PermissionsBoundaryDecisionDetail {
            allowed_by_permissions_boundary: allows(Layer::Boundary),
        }),
        extension: scene.extension().map(|_| ExtensionResult {
            explanation: Explanation::from(&evaluation),
            findings: check_request(catalog, &request).iter().map(ToString::to_string).collect(),
        }),
    })
}

fn evaluate(layers: &Layers<'_>, request: &Request<'_>) -> Result<Evaluation, SimulationError> {
    layers.evaluate(request).map_err(|error| match error {
        RequestError::Contradiction { .. } => SimulationError::invalid(error.to_string()),
        _ => SimulationError::evaluation(error.to_string()),
    })
}

/// A request, as far as it owns what the engine borrows.
struct Asked<'a> {
    action: &'a str,
    resource: &'a str,
    principal: iamkit_engine::Principal,
    context: Context<'a>,
    account: Option<&'a str>,
    is_cross_account: bool,
    is_about_star: bool,
}

impl<'a> Asked<'a> {
    fn new(
        scene: &'a Scene<'_>,
        catalog: &Catalog,
        action: &'a str,
        resource: &'a str,
    ) -> Result<Self, SimulationError> {
        let caller = scene.caller.account();
        let owner = account_in(resource).or(scene.owner).or(caller);
        let principal = scene.caller.principal(caller.or(owner).unwrap_or("000000000000"))?;
        let mut context = scene.context.clone();
        let mut account = owner;
        // AWS asks no policy of another account's resource unless the request has one; the extension does.
        if scene.resource_policy(action).is_none() && scene.extension().is_none() {
            if let (Some(owner), None) = (owner, context.get("aws:ResourceAccount")) {
                let inserted = context.insert("aws:ResourceAccount", owner);
                inserted.map_err(|error| SimulationError::invalid(error.to_string()))?;
            }
            account = caller.or(owner);
        }
        let is_cross_account = caller.is_some() && caller != account;
        // The simulator is asked about what is named; only what is known to be about `*` is about nothing else (S25).
        let of_action = catalog.action(action).filter(Action::is_wildcard_only);
        let evaluated = of_action.map(|action| action.evaluated().up_to(Mark::Observed));
        let is_about_star = matches!(evaluated, Some(Evaluated::Star(_)));
        Ok(Self { action, resource, principal, context, account, is_cross_account, is_about_star })
    }

    fn request(&'a self, scene: &'a Scene<'_>) -> Result<Request<'a>, SimulationError> {
        let request = Request::new(&self.principal, self.action, self.resource);
        let request = request.map_err(|error| SimulationError::invalid(error.to_string()))?;
        let mut request = request.with_context(&self.context).wildcard_only(self.is_about_star);
        if let Some(account) = self.account {
            request = request.with_resource_account(account);
        }
        if let Some(extension) = scene.extension() {
            request = request.restricting_public_buckets(extension.restrict_public_buckets);
            if let Some(account) = &extension.management_account {
                request = request.with_management_account(account);
            }
        }
        Ok(if scene.caller.is_unnamed() { request.without_principal_keys() } else { request })
    }
}

fn of_layer(evaluation: &Evaluation, layer: Layer) -> impl Iterator<Item = &LayerVerdict> {
    evaluation.layers().iter().filter(move |verdict| verdict.layer() == layer)
}

/// The statements of identity and resource policies that decided: every Deny, or every Allow (S75).
fn matched(scene: &Scene<'_>, action: &str, evaluation: &Evaluation) -> Vec<MatchedStatement> {
    let groups = [
        (Layer::Identity, scene.identity.as_ref(), IDENTITY_POLICY),
        (Layer::Resource, scene.resource_policy(action), RESOURCE_POLICY),
    ];
    if !matches!(evaluation.decision(), Decision::Allow | Decision::ExplicitDeny) {
        return Vec::new();
    }
    let mut matched = Vec::new();
    for (layer, group, policy_type) in groups {
        let Some(group) = group else { continue };
        let deciding =
            of_layer(evaluation, layer).filter(|verdict| verdict.decision() == evaluation.decision());
        let statements = deciding.flat_map(LayerVerdict::statements);
        matched.extend(statements.filter_map(|statement| group.matched(statement, policy_type)));
    }
    matched
}

/// What each type of policy says by itself.
fn details(evaluation: &Evaluation) -> Vec<(&'static str, Decision)> {
    let types = [
        (Layer::Identity, IDENTITY_POLICY),
        (Layer::Resource, RESOURCE_POLICY),
        (Layer::Boundary, BOUNDARY_POLICY),
    ];
    let said = types.into_iter().filter_map(|(layer, policy_type)| {
        let decisions = of_layer(evaluation, layer).map(LayerVerdict::decision).collect::<Vec<_>>();
        (!decisions.is_empty()).then(|| (policy_type, Decision::most_restrictive(decisions)))
    });
    said.collect()
}

/// The most restrictive decision of each type of policy; none where an SCP denies all.
fn joined_details(decided: &[Decided<'_>]) -> Option<Details> {
    if decided.iter().any(|decided| decided.is_denied_by_organization) {
        return None;
    }
    let mut joined = BTreeMap::<&'static str, Vec<Decision>>::new();
    for (policy_type, decision) in decided.iter().flat_map(|decided| &decided.details).flatten() {
        joined.entry(policy_type).or_default().push(*decision);
    }
    let joined = joined.into_iter();
    Some(
        joined
            .map(|(policy_type, decisions)| (policy_type, Decision::most_restrictive(decisions).as_str()))
            .collect(),
    )
}

fn once_each<'a>(statements: impl Iterator<Item = &'a MatchedStatement>) -> Vec<MatchedStatement> {
    let mut known = FxHashSet::default();
    statements.filter(|statement| known.insert(*statement)).cloned().collect()
}

fn keys_once_each<'a>(keys: impl Iterator<Item = &'a String>) -> Vec<String> {
    let unique = keys.map(|key| (key.to_ascii_lowercase(), key)).collect::<BTreeMap<_, _>>();
    unique.into_values().cloned().collect()
}
