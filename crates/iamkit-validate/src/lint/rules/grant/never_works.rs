//! `never-works`.

use std::cell::RefCell;
use std::collections::BTreeMap;

use iamkit_catalog::{Action, ActionSet, ArnForm, Catalog, ResourceType, ResourceTypeId};
use iamkit_policy::glob::Glob;
use iamkit_policy::{PolicyDocument, Statement, StatementBuilder};
use iamkit_prover::GrantedActions;

use super::granted::{first_of, names, places};
use crate::arn::{Fields, has_variable};
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
    let Some(missing) = Missing::new(subject, catalog) else { return };
    let allowed = missing.allowed();
    let allowed = allowed.iter().filter_map(|id| catalog.action_by_id(id));
    let candidates = allowed.filter(|action| !missing.types_of(*action).is_empty());
    let candidates = candidates.map(|action| action.id()).collect::<ActionSet>();
    if candidates.is_empty() {
        return;
    }
    for line in subject.granted(&candidates).list.iter().filter(|line| !line.is_unlimited) {
        for (types, actions) in alike(line, catalog, &missing) {
            of_actions(subject, line, &types, &actions, found);
        }
    }
}

/// The actions of a line by the types that they lack: all of them have one answer.
fn alike<'c>(
    line: &GrantedActions,
    catalog: &'c Catalog,
    missing: &Missing<'_>,
) -> Vec<(Vec<ResourceType<'c>>, ActionSet)> {
    let mut found = Vec::<(Vec<ResourceType<'_>>, ActionSet)>::new();
    for action in line.actions.iter().filter_map(|id| catalog.action_by_id(id)) {
        let lacking = missing.types_of(action);
        let types = action.resource_types().map(|used| used.resource_type());
        let types = types.filter(|it| lacking.contains(&it.id())).collect::<Vec<_>>();
        let is_same = |(others, _): &&mut (Vec<ResourceType<'_>>, _)| {
            others.iter().map(ResourceType::id).eq(types.iter().map(ResourceType::id))
        };
        match found.iter_mut().find(is_same) {
            Some((_, actions)) => actions.insert(action.id()),
            None => found.push((types, ActionSet::from_iter([action.id()]))),
        }
    }
    found
}

/// Tells of actions that are allowed on no resource of one of the types.
fn of_actions(
    subject: &Subject<'_>,
    line: &GrantedActions,
    types: &[ResourceType<'_>],
    actions: &ActionSet,
    found: &mut LintFound<'_>,
) {
    let Some(catalog) = subject.catalog() else { return };
    let actions = names(actions, catalog);
    let proofs = types.iter().find_map(|it| Some((it.name(), proof(subject, catalog, &actions, *it)?)));
    let Some((name, (lacking_it, facts))) = proofs else { return };
    let message = format!(
        "by this policy alone no call works of {}: each needs a resource of the type `{name}`, and is allowed on none",
        first_of(&names(&lacking_it, catalog))
    );
    let places = places(subject, &subject.deciding(&line.witness));
    found.draft(places, message, facts, FindingEvidence::Proof);
}

/// Which types each statement that allows something seems not to name
struct Missing<'s> {
    statements: Vec<(&'s Statement, ActionSet)>,
    catalog: &'s Catalog,
    /// Whether a statement, by its place, may name resources of a type.
    known: RefCell<BTreeMap<(usize, ResourceTypeId), bool>>,
}

impl<'s> Missing<'s> {
    /// None where it can't be told what the statements are about.
    fn new(subject: &Subject<'s>, catalog: &'s Catalog) -> Option<Self> {
        let allows = subject.document.statements().iter().filter(|it| it.effect() == Effect::Allow);
        let statements = allows.map(|it| Some((it, subject.about(it.actions())?))).collect::<Option<_>>()?;
        Some(Self { statements, catalog, known: RefCell::default() })
    }

    /// The actions of which the statements allow something.
    fn allowed(&self) -> ActionSet {
        let mut all = ActionSet::new();
        self.statements.iter().for_each(|(_, of)| all.union_with(of));
        all
    }

    /// The types that each call of an action needs, besides others, and that no statement for it seems to name.
    fn types_of(&self, action: Action<'_>) -> Vec<ResourceTypeId> {
        let mut needed = action.resource_types().filter(|used| used.is_required() == Some(true)).peekable();
        if needed.peek().is_none() || action.resource_types().nth(1).is_none() {
            return Vec::new();
        }
        let naming = self.statements.iter().enumerate().filter(|(_, (_, of))| of.contains(action.id()));
        let naming = naming.map(|(at, (statement, _))| (at, *statement)).collect::<Vec<_>>();
        if naming.is_empty() {
            return Vec::new();
        }
        let needed = needed.map(|used| used.resource_type());
        let missing = needed.filter(|it| !naming.iter().any(|(at, of)| self.may_name(*at, of, *it)));
        missing.map(|it| it.id()).collect()
    }

    fn may_name(&self, at: usize, statement: &Statement, resource_type: ResourceType<'_>) -> bool {
        let may_name = || may_name(statement, self.catalog, resource_type);
        *self.known.borrow_mut().entry((at, resource_type.id())).or_insert_with(may_name)
    }
}

/// Whether a resource of the statement may be one of the type; what isn't sure may be.
fn may_name(statement: &Statement, catalog: &Catalog, resource_type: ResourceType<'_>) -> bool {
    let Some(list) = statement.resources().filter(|list| !list.is_negated()) else { return true };
    let Some(service) = resource_type.service() else { return true };
    let forms = catalog.arn_forms(service.prefix()).iter();
    let forms = forms.filter(|form| form.resource_type() == resource_type.id()).collect::<Vec<_>>();
    forms.is_empty() || list.values().iter().any(|item| may_be(item.as_str(), service.prefix(), &forms))
}

/// Whether a resource may be of one of some forms of a service, field by field; where it isn't, the prover is asked.
fn may_be(item: &str, service: &str, forms: &[&ArnForm]) -> bool {
    let fields = Fields::of(item);
    // A short form, or one whose variable may hold colons, can be anything.
    let (Some(named), Some(resource)) = (fields.service, fields.resource) else { return true };
    let resource = Glob::parse(resource);
    has_variable(item)
        || Glob::parse(named).matches(service) && forms.iter().any(|form| form.can_be(&resource))
}

/// Those of some actions that are allowed on no resource of a type, by the facts that it takes.
fn proof(
    subject: &Subject<'_>,
    catalog: &Catalog,
    actions: &[String],
    resource_type: ResourceType<'_>,
) -> Option<(ActionSet, Facts)> {
    let of_type = of_type(actions, resource_type)?;
    let wanted = actions.iter().filter_map(|name| catalog.action(name)).map(|action| action.id());
    let wanted = wanted.collect::<ActionSet>();
    let found = subject.granted_within(&of_type, &wanted)?;
    let mut lacking_it = wanted;
    found.list.iter().for_each(|line| lacking_it.subtract(&line.actions));
    let is_proven = found.unknown.is_empty() && !lacking_it.is_empty();
    is_proven.then_some((lacking_it, found.facts))
}

/// A policy that allows actions on the resources of a type: a name in an ARN has no more colons than its form.
fn of_type(actions: &[String], resource_type: ResourceType<'_>) -> Option<PolicyDocument> {
    let forms = resource_type.arn_templates().map(|it| it.glob().to_string()).collect::<Vec<_>>();
    let colons = forms.iter().map(|form| form.matches(':').count()).max()?;
    let more = format!("*{}", ":*".repeat(colons + 1));
    let allow = StatementBuilder::allow().actions(actions).resources(forms);
    let deny = StatementBuilder::deny().actions(actions).resources([more]);
    PolicyDocument::builder().statement(allow).statement(deny).build().ok()
}
