//! `never-works`.

use iamkit_catalog::{Action, Catalog, ResourceType};
use iamkit_policy::glob::Glob;
use iamkit_policy::{PolicyDocument, Statement, StatementBuilder};
use iamkit_prover::{Access, GrantedActions, Relation, compare};

use super::granted::places;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "never-works",
    severity: Severity::Warning,
    kinds: GRANTING,
    about: "An action is allowed, but on none of the resources of a type that each of its calls needs.",
    explanation: "Such calls are about several resources and need all of them, so that this policy alone never lets one succeed.",
    advice: "Allow the action on resources of the missing type as well.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": ["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:volume/*"]}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": ["arn:aws:ec2:*:*:*/*", "arn:aws:ec2:*::image/*"]}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let Some(catalog) = subject.catalog() else { return };
    let limited = subject.grants().list.iter().filter(|line| !line.is_unlimited);
    let actions = limited.flat_map(|line| line.actions.iter()).filter_map(|id| catalog.action_by_id(id));
    let missing = actions.filter_map(|action| Some((action, missing_types(subject, catalog, action)?)));
    let missing = missing.take(MAX_ACTIONS).collect::<Vec<_>>();
    let questions = missing.iter().map(|(_, types)| types.len()).sum();
    for (action, types) in missing {
        let mut needed =
            types.into_iter().filter_map(|it| Some((it, proof(subject, action, it, questions)?)));
        if let Some((resource_type, facts)) = needed.next() {
            tell(subject, action, resource_type, facts, found);
        }
    }
}

/// The types that each call of an action needs, besides others, and that no statement seems to name.
fn missing_types<'c>(
    subject: &Subject<'_>,
    catalog: &'c Catalog,
    action: Action<'c>,
) -> Option<Vec<ResourceType<'c>>> {
    if action.resource_types().nth(1).is_none() {
        return None;
    }
    let named =
        subject.document.statements().iter().filter(|it| allows(it, catalog, action)).collect::<Vec<_>>();
    let needed = action.resource_types().filter(|used| used.is_required() == Some(true));
    let missing = needed
        .map(|used| used.resource_type())
        .filter(|it| !named.iter().any(|of| can_name(of, catalog, *it)));
    let missing = missing.collect::<Vec<_>>();
    (!missing.is_empty()).then_some(missing)
}

fn allows(statement: &Statement, catalog: &Catalog, action: Action<'_>) -> bool {
    let list = statement.actions();
    let is_named = list.values().iter().any(|item| catalog.action_set(item.as_str()).contains(action.id()));
    statement.effect() == Effect::Allow && is_named != list.is_negated()
}

/// Whether a resource of the statement may be one of the type; what isn't sure may be.
fn can_name(statement: &Statement, catalog: &Catalog, resource_type: ResourceType<'_>) -> bool {
    let Some(list) = statement.resources().filter(|list| !list.is_negated()) else { return true };
    let Some(service) = resource_type.service() else { return true };
    let forms =
        catalog.arn_forms(service.prefix()).iter().filter(|form| form.resource_type() == resource_type.id());
    let forms = forms.collect::<Vec<_>>();
    list.values().iter().any(|item| {
        let glob = Glob::parse(item.as_str());
        item.as_str().contains("${") || forms.is_empty() || forms.iter().any(|form| form.can_be(&glob))
    })
}

/// That an action is allowed on no resource of a type, by the facts that it takes.
fn proof(
    subject: &Subject<'_>,
    action: Action<'_>,
    resource_type: ResourceType<'_>,
    questions: usize,
) -> Option<Facts> {
    let of_type = of_type(&action.to_string(), resource_type)?;
    let both = Access::builder().identity([subject.document]).boundary([&of_type]).build().ok()?;
    let limits = subject.limits_of_each(2 * questions);
    [subject.universe.facts(), Facts::all()].into_iter().find_map(|facts| {
        let universe = subject.universe.assuming(facts);
        let found = compare(&both, &Access::nothing(), &universe, &limits);
        subject.note(&found.unknown);
        (found.relation == Relation::Equal).then_some(found.facts)
    })
}

/// A policy that allows an action on the resources of a type: a name in an ARN has no more colons than its form.
fn of_type(action: &str, resource_type: ResourceType<'_>) -> Option<PolicyDocument> {
    let forms = resource_type.arn_templates().map(|it| it.glob().to_string()).collect::<Vec<_>>();
    let colons = forms.iter().map(|form| form.matches(':').count()).max()?;
    let more = format!("*{}", ":*".repeat(colons + 1));
    let allow = StatementBuilder::allow().actions([action]).resources(forms);
    let deny = StatementBuilder::deny().actions([action]).resources([more]);
    PolicyDocument::builder().statement(allow).statement(deny).build().ok()
}

fn tell(
    subject: &Subject<'_>,
    action: Action<'_>,
    resource_type: ResourceType<'_>,
    facts: Facts,
    found: &mut LintFound<'_>,
) {
    let of_action = |line: &&GrantedActions| line.actions.contains(action.id());
    let line = subject.grants().list.iter().find(of_action);
    let statements = line.map(|line| subject.deciding(&line.witness)).unwrap_or_default();
    let message = format!(
        "`{action}` never works by this policy alone: each call needs a resource of the type `{}`, and it is \
         allowed on none",
        resource_type.name()
    );
    let places = places(subject, &statements);
    let lacking = facts.minus(subject.universe.facts());
    if lacking == Facts::NONE {
        found.draft(places, message, facts, Evidence::Proof);
    } else {
        places.into_iter().take(1).for_each(|place| found.open(place, message.clone(), lacking));
    }
}

/// Of so many actions it is looked into whether they can work.
const MAX_ACTIONS: usize = 256;
