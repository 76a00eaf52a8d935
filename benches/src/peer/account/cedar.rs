//! `cedar-policy`: documents as entities that principals are in, their statements as policies over these.
//!
//! Statements that name none of the asked actions are left out, and so are other actions: the best case for an engine
//! that looks at every policy. A boundary forbids what it doesn't allow.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use iamkit_policy::{Condition, Effect, PolicyDocument, Statement};
use iamkit_testkit::accounts::TEAMS;

use crate::account::AccountEngine;
use crate::account::Asked;
use crate::account::Holder;
use crate::account::Holders;
use crate::engine::Unfit;
use crate::peer::failed;

/// Policies and entities
#[derive(Debug)]
pub struct CedarAccount {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    kinds: Kinds,
}

#[derive(Debug)]
struct Kinds {
    user: EntityTypeName,
    action: EntityTypeName,
    resource: EntityTypeName,
    document: EntityTypeName,
    boundary: EntityTypeName,
}

impl Kinds {
    fn new() -> Result<Self, Unfit> {
        let kind = |name: &str| EntityTypeName::from_str(name).map_err(failed);
        Ok(Self {
            user: kind("User")?,
            action: kind("Action")?,
            resource: kind("Resource")?,
            document: kind("Document")?,
            boundary: kind("Boundary")?,
        })
    }
}

impl AccountEngine for CedarAccount {
    const NAME: &'static str = "Cedar";

    fn build(holders: &Holders, asked: &[Asked<'_>]) -> Result<Self, Unfit> {
        let kinds = Kinds::new()?;
        let boundaries = holders.principals.iter().filter_map(|holder| holder.boundary);
        let boundaries = boundaries.collect::<HashSet<_>>();
        let mut text = String::new();
        for (place, document) in holders.documents.iter().enumerate() {
            text.push_str(&granting(place, document, asked)?);
            if boundaries.contains(&place) {
                text.push_str(&bounding(place, document, asked)?);
            }
        }
        let users = holders.principals.iter().map(|holder| user(&kinds, holder));
        let entities = users.collect::<Result<Vec<_>, Unfit>>()?;
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: PolicySet::from_str(&text).map_err(failed)?,
            entities: Entities::from_entities(entities, None).map_err(failed)?,
            kinds,
        })
    }

    fn is_allowed(&self, holder: &Holder, asked: &Asked<'_>) -> bool {
        let Some(request) = self.request(holder, asked) else { return false };
        let response = self.authorizer.is_authorized(&request, &self.policies, &self.entities);
        response.decision() == Decision::Allow
    }
}

impl CedarAccount {
    fn request(&self, holder: &Holder, asked: &Asked<'_>) -> Option<Request> {
        let pairs = asked.context.iter().map(|(key, value)| {
            let value = match *key {
                "aws:SourceIp" => RestrictedExpression::new_ip(value),
                _ => RestrictedExpression::new_string((*value).to_owned()),
            };
            (name_of(key), value)
        });
        let arn = RestrictedExpression::new_string(asked.resource.to_owned());
        let context = Context::from_pairs(pairs.chain([("arn".to_owned(), arn)])).ok()?;
        let (principal, action) = (uid(&self.kinds.user, &holder.arn), uid(&self.kinds.action, asked.action));
        let resource = uid(&self.kinds.resource, asked.resource);
        Request::new(principal, action, resource, context, None).ok()
    }
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

/// A principal, in its documents and its boundary, with its tags.
fn user(kinds: &Kinds, holder: &Holder) -> Result<Entity, Unfit> {
    let documents = holder.identity.iter().map(|place| uid(&kinds.document, &place.to_string()));
    let boundary = holder.boundary.iter().map(|place| uid(&kinds.boundary, &place.to_string()));
    let tags = holder.tags.iter().map(|(key, value)| {
        (name_of(&format!("aws:PrincipalTag/{key}")), RestrictedExpression::new_string(value.clone()))
    });
    let tags = tags.collect::<HashMap<_, _>>();
    Entity::new(uid(&kinds.user, &holder.arn), tags, documents.chain(boundary).collect()).map_err(failed)
}

/// The statements of a document, for whoever is in it.
fn granting(place: usize, document: &PolicyDocument, asked: &[Asked<'_>]) -> Result<String, Unfit> {
    let mut text = String::new();
    for statement in document.statements() {
        let Some(matching) = matching(statement, asked)? else { continue };
        let word = if statement.effect() == Effect::Allow { "permit" } else { "forbid" };
        let _ = writeln!(
            text,
            "{word}(principal in Document::\"{place}\", action, resource) when {{ {matching} }};"
        );
    }
    Ok(text)
}

/// What a boundary forbids to whoever it bounds.
fn bounding(place: usize, document: &PolicyDocument, asked: &[Asked<'_>]) -> Result<String, Unfit> {
    let (mut allows, mut text) = (vec!["false".to_owned()], String::new());
    let scope = format!("forbid(principal in Boundary::\"{place}\", action, resource)");
    for statement in document.statements() {
        let Some(matching) = matching(statement, asked)? else { continue };
        match statement.effect() {
            Effect::Allow => allows.push(format!("({matching})")),
            Effect::Deny => {
                let _ = writeln!(text, "{scope} when {{ {matching} }};");
            }
        }
    }
    let _ = writeln!(text, "{scope} unless {{ {} }};", allows.join(" || "));
    Ok(text)
}

/// When a statement matches one of the asked actions; nothing where it names none.
fn matching(statement: &Statement, asked: &[Asked<'_>]) -> Result<Option<String>, Unfit> {
    let actions = statement.actions();
    let catalog = iamkit_catalog::Catalog::embedded();
    let is_named = |action: &str| {
        let named = actions.values().iter().any(|pattern| {
            catalog.action(action).is_some_and(|id| catalog.action_set(pattern.as_str()).contains(id.id()))
        });
        named != actions.is_negated()
    };
    let named = asked.iter().map(|asked| asked.action).filter(|action| is_named(action));
    let named = named.map(|action| format!("action == Action::\"{action}\"")).collect::<Vec<_>>();
    if named.is_empty() {
        return Ok(None);
    }
    let mut terms = vec![format!("({})", named.join(" || ")), resources(statement)?];
    for condition in statement.conditions() {
        terms.push(test(condition)?);
    }
    Ok(Some(terms.join(" && ")))
}

/// The tag is the only variable there is; its values are the teams.
const TEAM: &str = "${aws:PrincipalTag/team}";

fn resources(statement: &Statement) -> Result<String, Unfit> {
    let Some(resources) = statement.resources() else { return Ok("true".to_owned()) };
    let like = |text: &str| format!("context.arn like \"{text}\"");
    let one = |text: &str| {
        if !text.contains(TEAM) {
            return if text.contains("${") { Err(Unfit::NotExpressible) } else { Ok(like(text)) };
        }
        let each = TEAMS.iter().map(|team| {
            let tag = name_of("aws:PrincipalTag/team");
            format!("(principal.{tag} == \"{team}\" && {})", like(&text.replace(TEAM, team)))
        });
        Ok(format!("({})", each.collect::<Vec<_>>().join(" || ")))
    };
    let each = resources.values().iter().map(|text| one(text.as_str())).collect::<Result<Vec<_>, _>>()?;
    let not = if resources.is_negated() { "!" } else { "" };
    Ok(format!("{not}({})", each.join(" || ")))
}

/// A condition, of those that the drawn account has.
fn test(condition: &Condition) -> Result<String, Unfit> {
    let key = condition.key();
    let of = if key.starts_with("aws:PrincipalTag/") { "principal" } else { "context" };
    let field = format!("{of}.{}", name_of(key));
    let one = |value: &str| match condition.operator().to_string().as_str() {
        "StringEquals" | "StringNotEquals" if value == TEAM => {
            Ok(format!("{field} == principal.{}", name_of("aws:PrincipalTag/team")))
        }
        "StringEquals" | "StringNotEquals" | "Bool" => Ok(format!("{field} == \"{value}\"")),
        "StringLike" => Ok(format!("{field} like \"{value}\"")),
        "IpAddress" => Ok(format!("{field}.isInRange(ip(\"{value}\"))")),
        _ => Err(Unfit::NotExpressible),
    };
    let values = condition.values().iter().map(|value| one(value.as_str())).collect::<Result<Vec<_>, _>>()?;
    let any = values.join(" || ");
    let has = format!("{of} has {}", name_of(key));
    let is_negated = condition.operator().to_string() == "StringNotEquals";
    Ok(if is_negated { format!("!({has} && ({any}))") } else { format!("({has} && ({any}))") })
}

/// A condition key as the name of an attribute.
fn name_of(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
