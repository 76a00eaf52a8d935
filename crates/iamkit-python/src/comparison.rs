//! Two policies, several on a side, or all layers around a principal: how they stand to each other.

use iamkit::PolicyKind;
use iamkit::policy::shown::Shown;
use iamkit::prover::{
    Access, Differences, Limits, RE_ASKED, Universe, compare as relation_of, counted, differences,
    needed_facts,
};
use iamkit_report::comparison::sides::{ComparedSide, ComparedSides};
use pyo3::prelude::*;
use pythonize::pythonize;

use crate::error::{Fault, FaultKind, Outcome};
use crate::layers::Layers;
use crate::policy::{Policy, kind_of};
use crate::request::principal_given;

/// In which world a question is asked.
pub(crate) fn universe_of(name: &str) -> Outcome<Universe<'static>> {
    let universe = match name {
        "real" => Universe::real(),
        "strings" => Universe::strings(),
        _ => {
            let name = Shown::value(name);
            return Err(Fault::value(format!("`{name}` is no universe: expected `real` or `strings`")));
        }
    };
    // A pass stands on what AWS documents.
    let accepted = iamkit::policy::fact::Facts::up_to(iamkit::policy::fact::Mark::Documented);
    Ok(universe.assuming(universe.facts().union(accepted)).accepting(accepted))
}

/// How much work an answer may take.
pub(crate) fn limits_of(max_work: Option<usize>) -> Limits {
    let default = Limits::default();
    Limits { max_work: max_work.unwrap_or(default.max_work), ..default }
}

/// A side as it was given.
enum Given {
    Policies(Vec<Policy>),
    Layers(Layers),
}

impl Given {
    fn of(value: &Bound<'_, PyAny>, kind: Option<PolicyKind>) -> PyResult<Self> {
        match value.cast::<Layers>() {
            Ok(layers) => Ok(Self::Layers(layers.get().clone())),
            Err(_) => Ok(Self::Policies(Policy::several(value, kind)?)),
        }
    }

    fn name(&self, otherwise: &str) -> String {
        match self {
            Self::Policies(policies) => match &**policies {
                [one] => one.given_name().unwrap_or(otherwise).to_owned(),
                _ => otherwise.to_owned(),
            },
            Self::Layers(_) => otherwise.to_owned(),
        }
    }

    fn kind(&self) -> Outcome<Option<PolicyKind>> {
        let Self::Policies(policies) = self else { return Ok(None) };
        let mut kinds = policies.iter().map(|policy| policy.kind);
        let first = kinds.next().unwrap_or(PolicyKind::Identity);
        if kinds.any(|kind| kind != first) {
            return Err(mixed("a side has policies of several kinds: put them into `Layers`"));
        }
        Ok(Some(first))
    }

    fn access(&self, kind: PolicyKind, around: &Around) -> Outcome<Access> {
        let policies = match self {
            Self::Policies(policies) => policies,
            Self::Layers(layers) => return around.access(layers),
        };
        let access = match &**policies {
            [one] => Access::compared(&one.document, kind),
            several => Access::policies(several.iter().map(|policy| &*policy.document), kind),
        };
        let text = policies.first().map_or("", |policy| policy.document.source());
        access.map_err(|errors| Fault::misplaced(&errors, text))
    }
}

/// Whose layers are compared.
struct Around {
    principal: Option<iamkit::Principal>,
    resource_owner: Option<String>,
    management_account: Option<String>,
}

impl Around {
    fn access(&self, layers: &Layers) -> Outcome<Access> {
        let principal = self.principal.clone().ok_or_else(|| {
            Fault::new(FaultKind::Request, "layers", "layers stand around somebody: `principal` says who")
        })?;
        layers.policies.access(principal, self.resource_owner.as_deref(), self.management_account.as_deref())
    }
}

fn mixed(message: &str) -> Fault {
    Fault::new(FaultKind::Request, "kinds", message)
}

/// The comparison as its report, as text, and as Markdown.
#[pyfunction]
#[pyo3(signature = (old, new, kind, principal, resource_owner, management_account, universe, max_work))]
#[expect(clippy::too_many_arguments, reason = "the package's own function gives them names")]
pub(crate) fn compare<'py>(
    py: Python<'py>,
    old: &Bound<'py, PyAny>,
    new: &Bound<'py, PyAny>,
    kind: Option<&str>,
    principal: Option<&Bound<'py, PyAny>>,
    resource_owner: Option<String>,
    management_account: Option<String>,
    universe: &str,
    max_work: Option<usize>,
) -> PyResult<(Bound<'py, PyAny>, String, String)> {
    let kind = kind.map(kind_of).transpose()?;
    let (a, b) = (Given::of(old, kind)?, Given::of(new, kind)?);
    let around =
        Around { principal: principal.map(principal_given).transpose()?, resource_owner, management_account };
    let (universe, limits) = (universe_of(universe)?, limits_of(max_work));
    let (json, text, markdown) = py.detach(|| {
        let sides = compared(&a, &b, &around, &universe, &limits)?;
        let markdown =
            sides.markdown().iter().map(iamkit_console::markdown::Block::printed).collect::<String>();
        Outcome::Ok((sides.json(), sides.text().printed(), markdown))
    })?;
    Ok((pythonize(py, &json)?, text, markdown))
}

fn compared(
    a: &Given,
    b: &Given,
    around: &Around,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Outcome<ComparedSides> {
    let kind = match (a.kind()?, b.kind()?) {
        (Some(one), Some(other)) if one != other => {
            let [one, other] = [one, other].map(PolicyKind::as_str);
            return Err(mixed(&format!(
                "a policy of kind {one} can't be compared with one of kind {other}: `kind` says what both are"
            )));
        }
        (one, other) => one.or(other),
    };
    let side = |given: &Given, otherwise: &str| {
        let access = given.access(kind.unwrap_or(PolicyKind::Identity), around)?;
        Outcome::Ok(ComparedSide { name: given.name(otherwise), file: None, source: None, access })
    };
    let (a, b) = (side(a, "a")?, side(b, "b")?);
    let (mut found, spent) = counted(|| differences(&a.access, &b.access, universe, limits));
    let limits = limits.without(spent).for_each_of(RE_ASKED);
    found.comparison.facts = facts(&a.access, &b.access, &found, universe, &limits);
    Ok(ComparedSides { a, b, kind, found })
}

/// The facts that the relation needs, of those that were used to find it.
fn facts(
    a: &Access,
    b: &Access,
    found: &Differences,
    universe: &Universe<'_>,
    limits: &Limits,
) -> iamkit::policy::fact::Facts {
    let comparison = &found.comparison;
    needed_facts(universe, comparison.facts, &comparison.relation, |universe| {
        relation_of(a, b, universe, limits).relation
    })
}
