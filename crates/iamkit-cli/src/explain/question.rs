//! The question of `explain`, put together from arguments.

use iamkit_conformance::case::{
    AwsCaller, CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue, FederatedCaller,
    NamedPolicy, PolicyLayers, Situation,
};
use iamkit_policy::shown::Shown;

use crate::policy_argument::PolicyArgument;
use crate::situation::{named, policy};
use iamkit_console::command::Failure;
use iamkit_console::output::Located;

/// A question in arguments; policies are given as to every command.
#[derive(Debug, clap::Args)]
#[group(id = "Asked", multiple = true)]
pub(crate) struct Asked {
    /// Who asks: an ARN, a service such as `lambda.amazonaws.com`, or `*`.
    #[arg(long, required_unless_present_any = ["file", "federated"])]
    principal: Option<String>,
    /// The role of the session that asks, with its path.
    #[arg(long, value_name = "ARN", requires = "principal")]
    role: Option<String>,
    /// Who asks is a user of this identity provider: its name, or its ARN.
    #[arg(long, value_name = "PROVIDER", conflicts_with = "principal")]
    federated: Option<String>,
    /// For what, `service:Name`.
    #[arg(long, required_unless_present = "file")]
    action: Option<String>,
    /// On which resource; several times for an action that touches several.
    #[arg(long, value_name = "ARN")]
    resource: Vec<String>,
    /// The account that owns the resources, where their ARNs don't tell.
    #[arg(long, value_name = "ACCOUNT")]
    resource_owner: Option<String>,
    /// The account that manages the organisation.
    #[arg(long, value_name = "ACCOUNT")]
    management_account: Option<String>,
    /// A condition key with its value; several times for a key with several values (a list of one takes a file).
    #[arg(long, value_name = "KEY=VALUE")]
    context: Vec<String>,
    /// A condition key of which nobody knows the value.
    #[arg(long, value_name = "KEY")]
    unknown: Vec<String>,
    /// A policy of the user or role, or of a group of the user; several times for several.
    #[arg(long, value_name = "POLICY")]
    identity: Vec<String>,
    /// The permissions boundary.
    #[arg(long, value_name = "POLICY")]
    boundary: Option<String>,
    /// A session policy.
    #[arg(long, value_name = "POLICY")]
    session: Vec<String>,
    /// The policy of the resource.
    #[arg(long, value_name = "POLICY")]
    resource_policy: Option<String>,
    /// The service control policies of one level, separated by commas, or nothing for a level without any; once for each
    /// level from the root.
    #[arg(long, value_name = "POLICIES")]
    scp: Vec<String>,
    /// The resource control policies of one level.
    #[arg(long, value_name = "POLICIES")]
    rcp: Vec<String>,
    /// The policy of the VPC endpoint.
    #[arg(long, value_name = "POLICY")]
    vpce: Option<String>,
}

impl Asked {
    /// The situation that the arguments describe.
    ///
    /// # Errors
    /// When a policy can't be read, or a context argument has no `=`.
    pub(crate) fn situation(&self) -> Result<Situation, Failure> {
        Ok(Situation {
            request: self.request()?,
            policies: PolicyLayers {
                identity: list("identity", &self.identity)?,
                boundary: one("boundary", self.boundary.as_ref())?,
                session: list("session", &self.session)?,
                resource: one("resource", self.resource_policy.as_ref())?,
                scp: levels("scp", &self.scp)?,
                rcp: levels("rcp", &self.rcp)?,
                vpce: one("vpce", self.vpce.as_ref())?,
            },
        })
    }

    fn caller(&self) -> CasePrincipal {
        let arn = self.principal.clone().unwrap_or_default();
        match (&self.federated, &self.role) {
            (Some(federated), _) => {
                CasePrincipal::Federated(FederatedCaller { federated: federated.clone() })
            }
            (None, Some(role)) => {
                CasePrincipal::Aws(AwsCaller { arn, role: Some(role.clone()), ..AwsCaller::default() })
            }
            (None, None) => CasePrincipal::Text(arn),
        }
    }

    fn request(&self) -> Result<CaseRequest, Failure> {
        let any = [String::from("*")];
        let arns = if self.resource.is_empty() { &any } else { &*self.resource };
        let resource = |arn: &String| CaseResource {
            arn: arn.clone(),
            account: self.resource_owner.clone(),
            context: CaseContext::default(),
        };
        Ok(CaseRequest {
            principal: self.caller(),
            action: self.action.clone().unwrap_or_default(),
            resources: arns.iter().map(resource).collect(),
            context: context(&self.context)?,
            unknown: self.unknown.clone(),
            management_account: self.management_account.clone(),
            restrict_public_buckets: false,
            wildcard_only: None,
        })
    }
}

/// A key that is given several times has several values.
fn context(given: &[String]) -> Result<CaseContext, Failure> {
    let mut context = CaseContext::default();
    for pair in given {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(format!(
                "`{}` is no context key with a value: expected `KEY=VALUE`",
                Shown::value(pair)
            )
            .into());
        };
        let value = value.to_owned();
        match context.0.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(key)) {
            None => context.0.push((key.to_owned(), CaseValue::One(value))),
            Some((_, CaseValue::Many(values))) => values.push(value),
            Some((_, one)) => {
                if let CaseValue::One(first) = one {
                    *one = CaseValue::Many(vec![std::mem::take(first), value]);
                }
            }
        }
    }
    Ok(context)
}

fn one(layer: &str, name: Option<&String>) -> Result<Option<NamedPolicy>, Failure> {
    name.map(|name| policy_of(layer, name)).transpose()
}

fn list(layer: &str, names: &[String]) -> Result<Option<Vec<NamedPolicy>>, Failure> {
    if names.is_empty() {
        return Ok(None);
    }
    each(layer, names.iter().map(String::as_str)).map(Some)
}

fn levels(layer: &str, levels: &[String]) -> Result<Option<Vec<Vec<NamedPolicy>>>, Failure> {
    if levels.is_empty() {
        return Ok(None);
    }
    let level =
        |names: &String| each(layer, names.split(',').filter(|name| !names.is_empty() || !name.is_empty()));
    levels.iter().map(level).collect::<Result<_, _>>().map(Some)
}

/// All policies that some arguments name, folders and patterns too.
fn each<'n>(layer: &str, names: impl Iterator<Item = &'n str>) -> Result<Vec<NamedPolicy>, Failure> {
    let mut policies = Vec::new();
    for name in names {
        let read = PolicyArgument::read_each(name).map_err(|error| in_layer(layer, error))?;
        policies.extend(read.into_iter().map(named));
    }
    Ok(policies)
}

/// The failure with the layer, and still with the places in the document.
fn in_layer(layer: &str, failure: Failure) -> Failure {
    let line = format!("the `{layer}` layer: {failure}");
    match failure.downcast::<Located>() {
        Ok(problems) => Box::new(Located { line, ..*problems }),
        Err(_) => line.into(),
    }
}

fn policy_of(layer: &str, name: &str) -> Result<NamedPolicy, Failure> {
    policy(name).map_err(|error| in_layer(layer, error))
}
