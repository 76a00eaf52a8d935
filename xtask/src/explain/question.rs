//! The question of `explain`: from a file, or put together from arguments.

use std::path::Path;

use iamkit_testkit::case::{
    self, CaseContext, CasePrincipal, CaseRequest, CaseResource, Layers, NamedPolicy, Situation, Value,
};

use crate::command::{Failure, read};
use crate::equivalence::input;

/// A question in arguments; policies are files or `managed:NAME[@vN]`.
#[derive(Debug, clap::Args)]
#[group(id = "Asked", multiple = true)]
pub(crate) struct Asked {
    /// Who asks: an ARN, a service such as `lambda.amazonaws.com`, or `*`.
    #[arg(long, required_unless_present = "file")]
    principal: Option<String>,
    /// For what, `service:Name`.
    #[arg(long, required_unless_present = "file")]
    action: Option<String>,
    /// On which resource; several times for an action that touches several.
    #[arg(long, value_name = "ARN")]
    resource: Vec<String>,
    /// A condition key with its value; several times for a key with several values (a list of one takes a file).
    #[arg(long, value_name = "KEY=VALUE")]
    context: Vec<String>,
    /// A condition key of which nobody knows the value.
    #[arg(long, value_name = "KEY")]
    unknown: Vec<String>,
    /// A policy of the user or role, or of a group of the user.
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
    /// The service control policies of one level, separated by commas; once for each level from the root.
    #[arg(long, value_name = "POLICIES")]
    scp: Vec<String>,
    /// The resource control policies of one level.
    #[arg(long, value_name = "POLICIES")]
    rcp: Vec<String>,
    /// The policy of the VPC endpoint.
    #[arg(long, value_name = "POLICY")]
    vpce: Option<String>,
}

/// The situation in a file.
///
/// # Errors
/// When the file can't be read or holds no situation.
pub(crate) fn from_file(file: &Path) -> Result<Situation, Failure> {
    let shown = file.display();
    let text = String::from_utf8(read(file)?).map_err(|error| format!("`{shown}` is not UTF-8: {error}"))?;
    case::read_situation(&text).map_err(|error| format!("`{shown}`: {error}").into())
}

impl Asked {
    /// The situation that the arguments describe.
    ///
    /// # Errors
    /// When a policy can't be read, or a context argument has no `=`.
    pub(crate) fn situation(&self) -> Result<Situation, Failure> {
        Ok(Situation {
            request: self.request()?,
            policies: Layers {
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

    fn request(&self) -> Result<CaseRequest, Failure> {
        let any = [String::from("*")];
        let arns = if self.resource.is_empty() { &any } else { &*self.resource };
        let resource =
            |arn: &String| CaseResource { arn: arn.clone(), account: None, context: CaseContext::default() };
        Ok(CaseRequest {
            principal: CasePrincipal::Text(self.principal.clone().unwrap_or_default()),
            action: self.action.clone().unwrap_or_default(),
            resources: arns.iter().map(resource).collect(),
            context: context(&self.context)?,
            unknown: self.unknown.clone(),
            management_account: None,
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
            return Err(format!("`{pair}` is no context key with a value: expected `KEY=VALUE`").into());
        };
        let value = value.to_owned();
        match context.0.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(key)) {
            None => context.0.push((key.to_owned(), Value::One(value))),
            Some((_, Value::Many(values))) => values.push(value),
            Some((_, one)) => {
                if let Value::One(first) = one {
                    *one = Value::Many(vec![std::mem::take(first), value]);
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
    names.iter().map(|name| policy_of(layer, name)).collect::<Result<_, _>>().map(Some)
}

fn levels(layer: &str, levels: &[String]) -> Result<Option<Vec<Vec<NamedPolicy>>>, Failure> {
    if levels.is_empty() {
        return Ok(None);
    }
    let level =
        |names: &String| names.split(',').map(|name| policy_of(layer, name)).collect::<Result<_, _>>();
    levels.iter().map(level).collect::<Result<_, _>>().map(Some)
}

fn policy_of(layer: &str, name: &str) -> Result<NamedPolicy, Failure> {
    policy(name).map_err(|error| format!("the `{layer}` layer: {error}").into())
}

/// A policy in a file, or an AWS managed one as `managed:NAME[@vN]`.
///
/// # Errors
/// When there is no such policy, or the version is not one.
pub(crate) fn policy(name: &str) -> Result<NamedPolicy, Failure> {
    let Some(wanted) = name.strip_prefix("managed:") else {
        let (name, document) = input::policy(Path::new(name), None)?;
        return Ok(NamedPolicy { name, document });
    };
    let (managed, versions) = input::managed(wanted)?;
    match <[_; 1]>::try_from(versions) {
        Ok([version]) => Ok(NamedPolicy { name: managed, document: version.document }),
        Err(_) => Err(format!("`{wanted}` is several versions: name one, such as `{managed}@v1`").into()),
    }
}
