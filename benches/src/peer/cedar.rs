//! `cedar-policy` in its best form: an action group for each policy, native addresses and dates, entities beforehand.
//!
//! The catalog's actions are entities whose parents are the groups of the policies that name them, so that a decision
//! asks for membership instead of comparing patterns. The policies of workload e are written in Cedar by hand, with
//! the ARN taken apart by the caller. Mixed real policies with ARNs and IAM's own conditions (d3) are not translated.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use iamkit_catalog::{ActionId, Catalog};

use super::failed;
use crate::engine::{Engine, Unfit};
use crate::plain::is_plain;
use crate::workload::{NamedPolicy, Question, Workload};

/// Workload e, translated
const CONDITIONS: &str = r#"
permit(principal is User, action in Action::"read-and-write", resource) when {
    context.bucket == "amzn-s3-demo-bucket" && context.folder == principal.team
    && (context.address.isInRange(ip("10.0.0.0/8")) || context.address.isInRange(ip("192.0.2.0/24")))
    && context.now > datetime("2025-01-01T00:00:00Z") && context.now < datetime("2027-01-01T00:00:00Z")
};
forbid(principal, action in Action::"write", resource) when {
    context.bucket == "amzn-s3-demo-bucket" && context.key like "*/archive/*"
};
"#;

/// Policies, entities and the names of entity types
#[derive(Debug)]
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    user: EntityTypeName,
    action: EntityTypeName,
    resource: EntityTypeName,
}

impl Engine for Cedar {
    const NAME: &'static str = "Cedar";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        match workload.id {
            "d3" => Err(Unfit::NotExpressible),
            "e" => Self::conditions(workload),
            _ => Self::groups(&workload.policies),
        }
    }

    fn is_allowed(&self, question: &Question) -> bool {
        let Some(request) = self.request(question) else { return false };
        let response = self.authorizer.is_authorized(&request, &self.policies, &self.entities);
        response.decision() == Decision::Allow
    }
}

impl Cedar {
    fn new(text: &str, entities: impl FnOnce(&Self) -> Result<Vec<Entity>, Unfit>) -> Result<Self, Unfit> {
        let mut cedar = Self {
            authorizer: Authorizer::new(),
            policies: PolicySet::from_str(text).map_err(failed)?,
            entities: Entities::empty(),
            user: EntityTypeName::from_str("User").map_err(failed)?,
            action: EntityTypeName::from_str("Action").map_err(failed)?,
            resource: EntityTypeName::from_str("Resource").map_err(failed)?,
        };
        let entities = entities(&cedar)?;
        cedar.entities = Entities::from_entities(entities, None).map_err(failed)?;
        Ok(cedar)
    }

    fn groups(policies: &[NamedPolicy]) -> Result<Self, Unfit> {
        let permits = (0..policies.len())
            .map(|idx| format!("permit(principal, action in Action::\"group-{idx}\", resource);\n"));
        Self::new(&permits.collect::<String>(), |cedar| {
            let catalog = Catalog::embedded();
            let named = members(policies).into_iter().filter_map(|(id, groups)| {
                let groups = groups.into_iter().map(|idx| uid(&cedar.action, &format!("group-{idx}")));
                let action = catalog.action_by_id(id)?.to_string();
                Some(Entity::new_no_attrs(uid(&cedar.action, &action), groups.collect()))
            });
            Ok(named.collect())
        })
    }

    fn conditions(workload: &Workload) -> Result<Self, Unfit> {
        let question = workload.questions.first().ok_or(Unfit::NotExpressible)?;
        let team = value(question, "aws:PrincipalTag/team").unwrap_or_default();
        Self::new(CONDITIONS, |cedar| {
            let attributes = [("team".to_owned(), RestrictedExpression::new_string(team.to_owned()))];
            let user = uid(&cedar.user, question.principal);
            let user = Entity::new(user, HashMap::from(attributes), HashSet::new()).map_err(failed)?;
            let group = |name| uid(&cedar.action, name);
            let get = Entity::new_no_attrs(group("s3:GetObject"), HashSet::from([group("read-and-write")]));
            let groups = HashSet::from([group("read-and-write"), group("write")]);
            Ok(vec![user, get, Entity::new_no_attrs(group("s3:PutObject"), groups)])
        })
    }

    fn request(&self, question: &Question) -> Option<Request> {
        let principal = uid(&self.user, question.principal);
        let action = uid(&self.action, &question.action);
        let resource = uid(&self.resource, &question.resource);
        let context = if question.context.is_empty() { Context::empty() } else { context(question)? };
        Request::new(principal, action, resource, context, None).ok()
    }
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

/// The ARN's parts and the request's address and date, typed.
fn context(question: &Question) -> Option<Context> {
    let path = question.resource.strip_prefix("arn:aws:s3:::")?;
    let (bucket, key) = path.split_once('/')?;
    let folder = key.split_once('/').map_or("", |(folder, _)| folder);
    let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
    let pairs = [
        ("bucket".to_owned(), text(bucket)),
        ("folder".to_owned(), text(folder)),
        ("key".to_owned(), text(key)),
        ("address".to_owned(), RestrictedExpression::new_ip(value(question, "aws:SourceIp")?)),
        ("now".to_owned(), RestrictedExpression::new_datetime(value(question, "aws:CurrentTime")?)),
    ];
    Context::from_pairs(pairs).ok()
}

fn value<'q>(question: &'q Question, key: &str) -> Option<&'q str> {
    question.context.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
}

/// The actions of the catalog that the policies name, each with the places of those policies.
fn members(policies: &[NamedPolicy]) -> BTreeMap<ActionId, Vec<usize>> {
    let catalog = Catalog::embedded();
    let mut members = BTreeMap::<ActionId, Vec<usize>>::new();
    for (idx, policy) in policies.iter().enumerate() {
        let plain = policy.document.statements().iter().filter(|statement| is_plain(statement));
        for pattern in plain.flat_map(|statement| statement.actions().values()) {
            for action in catalog.actions_matching(pattern.as_str()) {
                members.entry(action.id()).or_default().push(idx);
            }
        }
    }
    members
}
