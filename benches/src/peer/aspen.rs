//! `scratchstack-aspen`: documents through serde, a policy set, a context for each request.
//!
//! It compiles its patterns to regular expressions at each decision, so that it isn't asked the largest workloads.

use std::str::FromStr;

use scratchstack_arn::Arn;
use scratchstack_aspen::{Context, Decision, Policy, PolicySet, PolicySource};
use scratchstack_aws_principal::{Principal, SessionData, SessionValue, User};

use super::failed;
use crate::engine::{Engine, Unfit};
use crate::workload::{Question, Workload};

/// The policy set
#[derive(Debug)]
pub struct Aspen(PolicySet);

impl Engine for Aspen {
    const NAME: &'static str = "aspen";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        if workload.id == "f" || workload.id == "d_1000" {
            return Err(Unfit::NotExpressible);
        }
        let mut set = PolicySet::new();
        for policy in &workload.policies {
            let arn = format!("arn:aws:iam::aws:policy/{}", policy.name);
            let source = PolicySource::new_entity_attached_policy(arn, policy.name.as_str(), "v1");
            set.add_policy(source, Policy::from_str(policy.document.text()).map_err(failed)?);
        }
        Ok(Self(set))
    }

    fn is_allowed(&self, question: &Question) -> bool {
        let Some(context) = context(question) else { return false };
        self.0.evaluate(&context).is_ok_and(|(decision, _)| decision == Decision::Allow)
    }
}

fn context(question: &Question) -> Option<Context> {
    let (service, api) = question.action.split_once(':')?;
    let mut arn = question.principal.split(':');
    let account = arn.nth(4)?;
    let name = arn.next()?.strip_prefix("user/")?;
    let mut session = SessionData::new();
    for (key, value) in &question.context {
        session.insert(*key, typed(value));
    }
    let resources = match question.resource.as_str() {
        "*" => Vec::new(),
        arn => vec![Arn::from_str(arn).ok()?],
    };
    let mut builder = Context::builder();
    builder.api(api).service(service).resources(resources).session_data(session);
    builder.actor(Principal::from(User::new("aws", account, "/", name).ok()?)).build().ok()
}

/// Addresses have a type of their own.
fn typed(value: &str) -> SessionValue {
    match value.parse() {
        Ok(address) => SessionValue::IpAddr(address),
        Err(_) => SessionValue::String(value.to_owned()),
    }
}
