//! How a statement grants an action that wants a narrow resource.

use iamkit_policy::glob::Glob;
use iamkit_policy::{OperatorKind, Span};

use crate::arn::Fields;
use crate::document::{Action, Element, KeyTest, Named, Resource, Statement};
use crate::input::Input;
use crate::policy_type::Kinds;

/// Policies that grant something: resource control policies don't.
pub(super) const KINDS: Kinds = Kinds::IDENTITY.and(Kinds::SERVICE_CONTROL).and(Kinds::RESOURCE);

/// By which elements a statement grants it
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The action by name, on all roles.
    StarResource,
    /// By a pattern, on all roles.
    StarBoth,
    /// Left out of `NotAction`, on all roles.
    StarNotAction,
    /// By name, with `NotResource`.
    NotResource,
    /// By a pattern, with `NotResource`.
    StarNotResource,
    /// Left out of `NotAction`, with `NotResource`.
    BothNot,
}

/// An action that is to be granted on named roles
#[derive(Debug)]
pub(super) struct Sensitive {
    action: &'static str,
    /// Resources that are as wide as `*`.
    wide: &'static [&'static str],
    /// The condition key that narrows it.
    narrowing: &'static str,
}

/// Creating service-linked roles. That `role/*` counts as `*` is inferred.
pub(super) static CREATE_SLR: Sensitive = Sensitive {
    action: "iam:CreateServiceLinkedRole",
    wide: &["*", "role/*", "role/aws-service-role/*"],
    narrowing: "iam:awsservicename",
};

/// Handing roles to services. That `role/*` counts as `*` is inferred: wherever AWS's answer is recorded, a condition
/// narrows it.
pub(super) static PASS_ROLE: Sensitive =
    Sensitive { action: "iam:PassRole", wide: &["*", "role/*"], narrowing: "iam:passedtoservice" };

impl Sensitive {
    /// Where a statement grants it in this form: the action's place, and the resource's.
    pub(super) fn grants(
        &self,
        form: Form,
        input: &Input<'_>,
        statement: &Statement<'_>,
    ) -> Option<Vec<Span>> {
        let is_of_others = matches!(form, Form::NotResource | Form::StarNotResource | Form::BothNot);
        if !statement.is_allow() || is_of_others && statement.not_resource.is_none() {
            return None;
        }
        // Few statements name it: that is asked first.
        let action = match form {
            Form::StarResource | Form::NotResource => self.named(statement)?,
            Form::StarBoth | Form::StarNotResource => self.covered(input, statement)?,
            Form::StarNotAction | Form::BothNot => self.left_out(input, statement)?,
        };
        let resource = match form {
            Form::StarResource | Form::StarBoth | Form::StarNotAction => self.wide_resource(statement)?,
            _ => statement.not_resource.as_ref()?.span,
        };
        if self.is_narrowed(statement) {
            return None;
        }
        let mut spans = vec![action, resource];
        spans.sort_by_key(|span| span.start);
        Some(spans)
    }

    fn is_it(&self, action: &Action<'_>) -> bool {
        action.item.text.eq_ignore_ascii_case(self.action)
    }

    fn is_covered_by(&self, action: &Action<'_>) -> bool {
        let text = &*action.item.text;
        // Most items begin otherwise, be they patterns or not.
        let begins_alike = text.starts_with(['*', '?', 'i', 'I']);
        begins_alike && text.contains(['*', '?']) && Glob::parse(text).matches_ignore_ascii_case(self.action)
    }

    fn named(&self, statement: &Statement<'_>) -> Option<Span> {
        statement.actions().find(|action| self.is_it(action)).map(|action| action.item.span)
    }

    /// The first pattern that covers it, where no item is its name.
    fn covered(&self, input: &Input<'_>, statement: &Statement<'_>) -> Option<Span> {
        let by_pattern = statement.actions().find(|action| self.is_covered_by(action));
        let pattern = by_pattern.filter(|_| self.named(statement).is_none())?;
        // Inferred: of resource policies only those are meant that say something of IAM.
        let is_of_iam = pattern.named(input.catalog, &input.work) == Named::Pattern;
        (is_of_iam || !is_of_resource(input)).then_some(pattern.item.span)
    }

    fn left_out(&self, input: &Input<'_>, statement: &Statement<'_>) -> Option<Span> {
        let element = statement.not_action.as_ref()?;
        let is_excepted = |element: &Element<Action<'_>>| {
            element.items.iter().any(|action| self.is_it(action) || self.is_covered_by(action))
        };
        (!is_excepted(element) && !is_of_resource(input)).then_some(element.span)
    }

    fn wide_resource(&self, statement: &Statement<'_>) -> Option<Span> {
        let items = statement.resource.iter().flat_map(|element| &element.items);
        items.into_iter().find(|resource| self.is_wide(resource)).map(|resource| resource.item.span)
    }

    fn is_wide(&self, resource: &Resource<'_>) -> bool {
        let text = &*resource.item.text;
        let is_any_role = || {
            let fields = Fields::of(text);
            let is_wide = fields.resource.is_some_and(|resource| self.wide.contains(&resource));
            fields.prefix == "arn" && fields.service == Some("iam") && is_wide
        };
        resource.is_any() || text.ends_with('*') && is_any_role()
    }

    /// Whether a condition says to which services.
    fn is_narrowed(&self, statement: &Statement<'_>) -> bool {
        let mut keys = statement.keys();
        keys.any(|key| key.folded == self.narrowing && narrows(key))
    }
}

/// The service for which an operator with `IfExists` is as good as one without: AWS tells of others (EKS's node groups and
/// Proton's builds) and not of this one (Lambda's replicator and `RoboMaker`; recorded 2026-03-07).
const NARROWED_IF_EXISTS: &str = "lambda.amazonaws.com";

/// By an operator that wants the key to be there and to be something.
fn narrows(key: &KeyTest<'_>) -> bool {
    use OperatorKind::{StringEquals, StringEqualsIgnoreCase, StringLike};
    let is_excepted = || key.values.iter().all(|value| value.text == NARROWED_IF_EXISTS);
    key.is_under(|operator| {
        let is_positive = matches!(operator.kind, StringEquals | StringEqualsIgnoreCase | StringLike);
        // Inferred: one with a set prefix doesn't narrow a key of one value.
        is_positive && operator.quantifier.is_none() && (!operator.if_exists || is_excepted())
    })
}

fn is_of_resource(input: &Input<'_>) -> bool {
    Kinds::RESOURCE.contains(input.policy_type.kinds())
}
