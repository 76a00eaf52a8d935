//! An answer as a text that a person reads from the top: what was decided, by what, what stood in the way, what nearly
//! matched, and what wasn't known.

use std::fmt::{self, Display, Formatter};

use iamkit_policy::fact::Facts;
use iamkit_policy::shown::{self, Shown};

use super::{Decision, Dependency, Evaluation, LayerVerdict, Possibility, Remark, StatementRef};
use crate::context::{ContextValue, Value};
use crate::layer::Layer;

/// Writes the answer over several lines, each but the first indented under its heading; what is empty is left out.
///
/// ```
/// use iamkit_engine::{CompiledPolicies, PolicyKind, Principal, Request};
/// use iamkit_policy::PolicyDocument;
///
/// let document: PolicyDocument = r#"{"Statement": {"Sid": "Logs", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
/// let policies = CompiledPolicies::compile(PolicyKind::Identity, [("readers", &document)])?;
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// let answer = policies.evaluate(&Request::new(&alice, "s3:GetObject", "arn:aws:s3:::logs/today")?)?;
/// assert_eq!(answer.to_string(), "\
/// allowed
///   decided by
///     statement 0 `Logs` of `readers` (1:15)
///   layers
///     identity: allowed by statement 0 `Logs` of `readers` (1:15)
/// ");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl Display for Evaluation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.decision())?;
        list(f, "decided by", self.decided_by().iter().map(Named))?;
        list(f, "blocked by", self.blocked_by().iter())?;
        list(f, "depends on", self.depends_on().iter().map(Outcomes))?;
        list(f, "may depend on, undecided", self.undecided_keys().iter().map(|key| Shown::value(key)))?;
        list(f, "would be settled by", facts(self.open_facts()).iter())?;
        list(f, "layers", self.layers().iter().map(Says))?;
        list(f, "nearly matched", self.near_misses().iter().map(Noted))?;
        list(f, "can't be compared", self.unevaluable().iter().map(Noted))?;
        list(
            f,
            "keys that the request doesn't carry",
            self.missing_keys().iter().map(|key| Shown::value(key)),
        )?;
        if self.facts().is_empty() {
            return Ok(());
        }
        writeln!(f, "  taken for granted: {}", self.facts())
    }
}

/// Each fact with its sentence.
fn facts(facts: Facts) -> Vec<String> {
    facts.iter().map(|fact| format!("{fact}: {}", fact.sentence())).collect()
}

fn list(f: &mut Formatter<'_>, heading: &str, items: impl ExactSizeIterator<Item: Display>) -> fmt::Result {
    if items.len() == 0 {
        return Ok(());
    }
    writeln!(f, "  {heading}")?;
    for item in items {
        writeln!(f, "    {item}")?;
    }
    Ok(())
}

/// A statement with its Sid.
struct Named<'a>(&'a StatementRef);

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "statement {}", self.0.index())?;
        if let Some(sid) = self.0.sid() {
            write!(f, " `{}`", Shown::value(sid))?;
        }
        write!(f, " of `{}` ({})", Shown::value(self.0.policy()), self.0.position())
    }
}

struct Says<'a>(&'a LayerVerdict);

impl Display for Says<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.layer())?;
        if self.0.level() != 0 {
            write!(f, " {}", self.0.level() + 1)?;
        }
        write!(f, ": {}", self.0.decision())?;
        let statements = self.0.statements();
        if (self.0.layer(), self.0.decision()) == (Layer::ResourceControl, Decision::Allow)
            && statements.is_empty()
        {
            // S68: AWS attaches it, and nobody can take it away.
            return f.write_str(" by `RCPFullAWSAccess`");
        }
        for (index, statement) in statements.iter().enumerate() {
            write!(f, "{}{}", if index == 0 { " by " } else { ", " }, Named(statement))?;
        }
        if self.0.decision() == Decision::ImplicitDeny {
            f.write_str(", no statement matches")?;
        }
        Ok(())
    }
}

struct Noted<'a>(&'a Remark);

impl Display for Noted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let effect = self.0.effect().as_str();
        let (layer, statement, element) = (self.0.layer(), Named(self.0.statement()), self.0.element());
        write!(f, "{layer}, {effect}: {statement} in {element}: {}", self.0.reason())
    }
}

struct Outcomes<'a>(&'a Dependency);

impl Display for Outcomes<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", Shown::value(self.0.key()))?;
        for (index, possibility) in self.0.possibilities().iter().enumerate() {
            if index != 0 {
                f.write_str("; ")?;
            }
            outcome(f, possibility)?;
        }
        Ok(())
    }
}

fn outcome(f: &mut Formatter<'_>, possibility: &Possibility) -> fmt::Result {
    match possibility.value() {
        None => f.write_str("absent")?,
        Some(ContextValue::Unknown) => f.write_str("unknown")?,
        Some(ContextValue::Single(value)) => write!(f, "`{}`", Shown::value(value.as_str()))?,
        Some(ContextValue::Multi(values)) => {
            write!(f, "[{}]", shown::quoted(values.iter().map(Value::as_str)))?;
        }
    }
    write!(f, " makes it {}", possibility.decision())
}
