//! A simulation put together: the policies of every layer, compiled once, and the caller.

use iamkit_engine::{CompiledPolicies, Context, Layers, PolicyKind};
use iamkit_policy::id::is_account_id;
use iamkit_policy::shown::Shown;

use super::caller::Caller;
use super::error::SimulationError;
use super::limit;
use super::principal::Sources;
use super::scenario::{Extension, OrganizationPolicyLevel, Scenario};
use super::source::{Group, Source};
use super::{context, template};

/// The policies around the requests of a simulation, and what they have in common.
#[derive(Debug)]
pub(super) struct Scene<'r> {
    pub(super) scenario: &'r Scenario,
    pub(super) caller: Caller,
    /// The account given as the owner of resources whose ARN doesn't tell.
    pub(super) owner: Option<&'r str>,
    pub(super) context: Context<'r>,
    pub(super) identity: Option<Group>,
    pub(super) boundary: Option<Group>,
    pub(super) service_control: Vec<Group>,
    /// The resources' policy, compiled for each kind of policy that the actions ask for.
    resource: Vec<Group>,
    session: Option<Group>,
    resource_control: Vec<Group>,
    vpc_endpoint: Option<Group>,
}

impl<'r> Scene<'r> {
    /// Checks and compiles all of a request; `caller_arn` stands where the scenario names no caller.
    pub(super) fn new(
        scenario: &'r Scenario,
        caller_arn: Option<&str>,
        sources: Sources,
    ) -> Result<Self, SimulationError> {
        limit::check_scenario(scenario)?;
        check_actions(scenario)?;
        template::check_scenario(scenario)?;
        let extension = scenario.extension.as_ref();
        let caller = Caller::new(scenario.caller_arn.as_deref().or(caller_arn), extension)?;
        limit::check_count(
            "PermissionsBoundaryPolicyInputList",
            sources.boundary.len(),
            limit::MAX_BOUNDARIES,
        )?;
        let entries = scenario.context_entries.as_deref().unwrap_or_default();
        let of_extension = extension.map(ExtensionSources::read).transpose()?.unwrap_or_default();
        let some =
            |kind, sources: Vec<Source>| (!sources.is_empty()).then(|| Group::new(kind, sources)).transpose();
        let levels = |kind, levels: Vec<Vec<Source>>| {
            levels.into_iter().map(|level| Group::new(kind, level)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            resource: resource_policies(scenario, &caller)?,
            owner: scenario.resource_owner.as_deref().map(account_of_owner).transpose()?,
            context: context::of(entries, extension)?,
            identity: some(PolicyKind::Identity, sources.identity)?,
            boundary: some(PolicyKind::Boundary, sources.boundary)?,
            service_control: levels(PolicyKind::ServiceControl, sources.service_control)?,
            session: some(PolicyKind::Session, of_extension.session)?,
            resource_control: levels(PolicyKind::ResourceControl, of_extension.resource_control)?,
            vpc_endpoint: some(PolicyKind::VpcEndpoint, of_extension.vpc_endpoint)?,
            scenario,
            caller,
        })
    }

    /// The layers around a request for an action.
    pub(super) fn layers(&self, action: &str) -> Layers<'_> {
        let mut layers = with(Layers::new(), self.identity.as_ref(), Layers::identity);
        layers = with(layers, self.boundary.as_ref(), Layers::boundary);
        layers = with(layers, self.session.as_ref(), Layers::session);
        layers = with(layers, self.resource_policy(action), Layers::resource);
        layers = with(layers, self.vpc_endpoint.as_ref(), Layers::vpc_endpoint);
        let levels = self.service_control.iter().map(|level| &level.compiled);
        layers = levels.fold(layers, Layers::service_control);
        let levels = self.resource_control.iter().map(|level| &level.compiled);
        levels.fold(layers, Layers::resource_control)
    }

    /// The resources' policy as an action asks for it.
    pub(super) fn resource_policy(&self, action: &str) -> Option<&Group> {
        let kind = PolicyKind::of_resource_policy(action);
        self.resource.iter().find(|group| group.compiled.kind() == kind)
    }

    /// How many characters the policies have, all together.
    pub(super) fn n_characters(&self) -> usize {
        let single =
            [&self.identity, &self.boundary, &self.session, &self.vpc_endpoint].into_iter().flatten();
        let levels = self.service_control.iter().chain(&self.resource_control);
        single.chain(levels).chain(&self.resource).map(Group::n_characters).sum()
    }

    pub(super) fn extension(&self) -> Option<&'r Extension> {
        self.scenario.extension.as_ref()
    }

    /// The resources, `*` without any.
    pub(super) fn resources(&self) -> Vec<&'r str> {
        match self.scenario.resource_arns.as_deref() {
            None | Some([]) => vec!["*"],
            Some(arns) => arns.iter().map(String::as_str).collect(),
        }
    }
}

/// The layers with one more, where there is a policy for it.
fn with<'p>(
    layers: Layers<'p>,
    group: Option<&'p Group>,
    set: fn(Layers<'p>, &'p CompiledPolicies) -> Layers<'p>,
) -> Layers<'p> {
    group.into_iter().fold(layers, |layers, group| set(layers, &group.compiled))
}

/// The policies that stand in an extension.
#[derive(Debug, Default)]
struct ExtensionSources {
    session: Vec<Source>,
    resource_control: Vec<Vec<Source>>,
    vpc_endpoint: Vec<Source>,
}

impl ExtensionSources {
    fn read(extension: &Extension) -> Result<Self, SimulationError> {
        let session = extension.session_policy_input_list.as_deref().unwrap_or_default();
        let levels = extension.ordered_resource_control_policy_input_list.as_deref().unwrap_or_default();
        let levels = levels
            .iter()
            .map(|level| level.resource_control_policy_input_list.as_deref().unwrap_or_default());
        let endpoint =
            extension.vpc_endpoint_policy.as_deref().map(|text| Source::read("VpcEndpointPolicy", text));
        Ok(Self {
            session: Source::read_all("SessionPolicyInputList", session)?,
            resource_control: read_levels("OrderedResourceControlPolicyInputList", levels)?,
            vpc_endpoint: endpoint.transpose()?.into_iter().collect(),
        })
    }
}

/// Reads the service control policies of a request, level by level.
pub(super) fn service_control(
    levels: Option<&[OrganizationPolicyLevel]>,
) -> Result<Vec<Vec<Source>>, SimulationError> {
    let levels = levels.unwrap_or_default();
    limit::check_levels(levels)?;
    let texts =
        levels.iter().map(|level| level.service_control_policy_input_list.as_deref().unwrap_or_default());
    read_levels("OrderedOrganizationPolicyInputList", texts)
}

fn read_levels<'t>(
    member: &str,
    levels: impl Iterator<Item = &'t [String]>,
) -> Result<Vec<Vec<Source>>, SimulationError> {
    let named = levels.enumerate();
    named.map(|(level, texts)| Source::read_all(&format!("{member}.{}", level + 1), texts)).collect()
}

/// S79: actions are names without wildcards.
fn check_actions(scenario: &Scenario) -> Result<(), SimulationError> {
    for (index, action) in scenario.action_names.iter().enumerate() {
        if let Err(error) = iamkit_engine::ActionName::new(action) {
            return Err(SimulationError::invalid(format!("`ActionNames.{}`: {error}", index + 1)));
        }
    }
    Ok(())
}

/// The account of a resource's owner: an id, or the ARN of its root user.
fn account_of_owner(owner: &str) -> Result<&str, SimulationError> {
    let account = match owner.strip_prefix("arn:").and_then(|rest| rest.split_once(":iam::")) {
        Some((_, rest)) => rest.strip_suffix(":root"),
        None => Some(owner),
    };
    account.filter(|id| is_account_id(id)).ok_or_else(|| {
        SimulationError::invalid(format!(
            "`ResourceOwner`: `{}` is neither an account id nor the ARN of an account's root user",
            Shown::value(owner)
        ))
    })
}

/// What AWS's simulator doesn't take with a resource policy, and the extension does (S80).
fn check_resource_policy(scenario: &Scenario, caller: &Caller) -> Result<(), SimulationError> {
    if caller.is_unnamed() {
        return Err(SimulationError::invalid(
            "`ResourcePolicy` takes a `CallerArn` that is a principal, which a group is not (S50)",
        ));
    }
    if scenario.extension.is_some() {
        return Ok(());
    }
    let is_role = |arn: &&String| arn.contains(":iam:") && arn.contains(":role/");
    if let Some(role) = scenario.resource_arns.iter().flatten().find(is_role) {
        return Err(SimulationError::invalid(format!(
            "`ResourcePolicy` for the role `{}` takes an `Extension`: AWS simulates no policies of roles",
            Shown::value(role)
        )));
    }
    if !caller.is_user() {
        return Err(SimulationError::invalid(
            "`ResourcePolicy` with a caller that is no user takes an `Extension`: AWS simulates it for users alone",
        ));
    }
    Ok(())
}

/// The resources' policy for each kind that the actions ask for.
fn resource_policies(scenario: &Scenario, caller: &Caller) -> Result<Vec<Group>, SimulationError> {
    let Some(text) = scenario.resource_policy.as_deref() else { return Ok(Vec::new()) };
    check_resource_policy(scenario, caller)?;
    let source = Source::read("ResourcePolicy", text)?;
    let mut groups = Vec::<Group>::new();
    for action in &scenario.action_names {
        let kind = PolicyKind::of_resource_policy(action);
        if !groups.iter().any(|group| group.compiled.kind() == kind) {
            groups.push(Group::new(kind, vec![source.clone()])?);
        }
    }
    Ok(groups)
}
