//! Statements that may not stand in a policy of its kind, as a failure with their places.

use iamkit_conformance::case::{NamedPolicy, PolicyLayers};
use iamkit_console::command::Failure;
use iamkit_console::output::{Located, MarkSeverity, SourceMark};
use iamkit_engine::{CompileErrors, CompiledPolicies, PolicyKind};
use iamkit_policy::normal::KindProblem;

use crate::hint;
use crate::policy_argument::PolicyArgument;

/// Why a policy is none of its kind, and which it looks like.
pub(crate) fn failure(policy: &PolicyArgument, kind: PolicyKind, errors: &CompileErrors) -> Failure {
    let hint = hint::of_kind(&policy.document, kind);
    let marks = marks(errors, &policy.place());
    let line = match &hint {
        Some(hint) => format!("{policy}: {errors}; {hint}"),
        None => format!("{policy}: {errors}"),
    };
    Box::new(Located { line, source: policy.document.source().into(), marks, hint })
}

/// Why a situation is refused, and where that is a statement that may not stand in its layer, with the lines of it.
pub(crate) fn in_layers(line: String, layers: &PolicyLayers, action: &str) -> Failure {
    let found = of_layers(layers, action).find_map(|(kind, policy)| {
        let document = [(policy.name.as_str(), &policy.document)];
        CompiledPolicies::compile(kind, document).err().map(|errors| (policy, errors))
    });
    let Some((policy, errors)) = found else { return line.into() };
    let (source, marks) = (policy.document.source().into(), marks(&errors, &policy.name));
    Box::new(Located { line, source, marks, hint: None })
}

/// The policies of a principal's layers and of the resource, each with what it is there.
fn of_layers<'l>(
    layers: &'l PolicyLayers,
    action: &str,
) -> impl Iterator<Item = (PolicyKind, &'l NamedPolicy)> {
    let levels = |levels: &'l Option<Vec<Vec<NamedPolicy>>>| levels.iter().flatten().flatten();
    let resource = PolicyKind::of_resource_policy(action);
    let identity = layers.identity.iter().flatten().map(|policy| (PolicyKind::Identity, policy));
    identity
        .chain(layers.boundary.iter().map(|policy| (PolicyKind::Boundary, policy)))
        .chain(layers.session.iter().flatten().map(|policy| (PolicyKind::Session, policy)))
        .chain(layers.resource.iter().map(move |policy| (resource, policy)))
        .chain(levels(&layers.scp).map(|policy| (PolicyKind::ServiceControl, policy)))
        .chain(levels(&layers.rcp).map(|policy| (PolicyKind::ResourceControl, policy)))
        .chain(layers.vpce.iter().map(|policy| (PolicyKind::VpcEndpoint, policy)))
}

fn marks(errors: &CompileErrors, name: &str) -> Vec<SourceMark> {
    let mark = |problem: &KindProblem| SourceMark {
        severity: MarkSeverity::Error,
        rule: None,
        message: problem.message().to_owned(),
        name: name.to_owned(),
        position: problem.position(),
    };
    errors.iter().map(|error| mark(error.problem())).collect()
}
