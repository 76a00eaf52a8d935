//! The policies of every layer around a principal, compiled once and asked often.

use std::sync::Arc;

use iamkit::Principal;
use iamkit::engine::{CompiledPolicies, OwnedLayers};
use iamkit::policy::PolicyDocument;
use iamkit::prover::{Access, PolicyKind};
use pyo3::prelude::*;

use crate::error::{Fault, FaultKind, Outcome};
use crate::given::{is_list, items_of};
use crate::policy::Policy;

/// The policies of every layer.
#[pyclass(frozen, module = "iamkit", name = "Layers")]
#[derive(Debug, Clone)]
pub struct Layers {
    pub(crate) policies: Arc<LayerPolicies>,
    pub(crate) compiled: Arc<OwnedLayers>,
}

/// The same, layer by layer; what is absent doesn't apply.
#[derive(Debug, Default)]
pub(crate) struct LayerPolicies {
    identity: Option<Vec<Policy>>,
    boundary: Option<Policy>,
    session: Option<Vec<Policy>>,
    resource: Option<Policy>,
    scp: Vec<Vec<Policy>>,
    rcp: Vec<Vec<Policy>>,
    vpce: Option<Policy>,
}

/// Policies that stand together.
fn together(kind: PolicyKind, policies: &[Policy]) -> Outcome<Arc<CompiledPolicies>> {
    if let [one] = policies {
        return Ok(Arc::clone(&one.compiled));
    }
    let named = policies.iter().map(|policy| (policy.shown_name(), &*policy.document));
    let compiled = CompiledPolicies::compile(kind, named);
    // Each was compiled as that kind before.
    Ok(Arc::new(compiled.map_err(|errors| Fault::misplaced(&errors, ""))?))
}

fn documents(policies: &[Policy]) -> impl Iterator<Item = &PolicyDocument> {
    policies.iter().map(|policy| &*policy.document)
}

impl LayerPolicies {
    fn compiled(&self) -> Outcome<OwnedLayers> {
        let mut layers = OwnedLayers::default();
        if let Some(policies) = &self.identity {
            layers = layers.identity(together(PolicyKind::Identity, policies)?);
        }
        if let Some(policy) = &self.boundary {
            layers = layers.boundary(Arc::clone(&policy.compiled));
        }
        if let Some(policies) = &self.session {
            layers = layers.session(together(PolicyKind::Session, policies)?);
        }
        if let Some(policy) = &self.resource {
            layers = layers.resource(Arc::clone(&policy.compiled));
        }
        for level in &self.scp {
            layers = layers.service_control(together(PolicyKind::ServiceControl, level)?);
        }
        for level in &self.rcp {
            layers = layers.resource_control(together(PolicyKind::ResourceControl, level)?);
        }
        if let Some(policy) = &self.vpce {
            layers = layers.vpc_endpoint(Arc::clone(&policy.compiled));
        }
        Ok(layers)
    }

    /// Puts a policy into the layer that its kind belongs to.
    fn add(&mut self, policy: Policy) -> Outcome<()> {
        let one = |layer: &mut Option<Policy>, policy: Policy| match layer.replace(policy) {
            None => Ok(()),
            Some(other) => {
                let kind = other.kind.as_str();
                Err(Fault::new(
                    FaultKind::Request,
                    "layers",
                    format!("several {kind} policies, where one has an effect"),
                ))
            }
        };
        let level = |levels: &mut Vec<Vec<Policy>>, policy: Policy| match levels.first_mut() {
            Some(level) => level.push(policy),
            None => levels.push(vec![policy]),
        };
        match policy.kind {
            PolicyKind::Identity => self.identity.get_or_insert_default().push(policy),
            PolicyKind::Session => self.session.get_or_insert_default().push(policy),
            PolicyKind::Boundary => one(&mut self.boundary, policy)?,
            PolicyKind::Resource | PolicyKind::Key | PolicyKind::Trust => one(&mut self.resource, policy)?,
            PolicyKind::VpcEndpoint => one(&mut self.vpce, policy)?,
            PolicyKind::ServiceControl => level(&mut self.scp, policy),
            PolicyKind::ResourceControl => level(&mut self.rcp, policy),
        }
        Ok(())
    }

    /// The access that the layers give a principal.
    pub(crate) fn access(
        &self,
        principal: Principal,
        resource_account: Option<&str>,
        management_account: Option<&str>,
    ) -> Outcome<Access> {
        let mut builder = Access::builder();
        if let Some(policies) = &self.identity {
            builder = builder.identity(documents(policies));
        }
        if let Some(policy) = &self.boundary {
            builder = builder.boundary([&*policy.document]);
        }
        if let Some(policies) = &self.session {
            builder = builder.session(documents(policies));
        }
        builder = self.scp.iter().fold(builder, |all, level| all.service_control(documents(level)));
        builder = self.rcp.iter().fold(builder, |all, level| all.resource_control(documents(level)));
        let mut builder = builder.around(principal);
        if let Some(policy) = &self.resource {
            builder = builder.resource(policy.kind, &policy.document);
        }
        if let Some(policy) = &self.vpce {
            builder = builder.vpc_endpoint(&policy.document);
        }
        if let Some(account) = resource_account {
            builder = builder.resource_account(account);
        }
        if let Some(account) = management_account {
            builder = builder.management_account(account);
        }
        builder.build().map_err(|error| Fault::new(FaultKind::Request, "layers", error))
    }
}

impl Layers {
    fn of(policies: LayerPolicies) -> Outcome<Self> {
        let compiled = policies.compiled()?;
        Ok(Self { policies: Arc::new(policies), compiled: Arc::new(compiled) })
    }

    /// Layers, one policy, or several of which each goes where its kind belongs.
    pub(crate) fn given(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(layers) = value.cast::<Self>() {
            return Ok(layers.get().clone());
        }
        let policies = Policy::several(value, None)?;
        Ok(value.py().detach(|| Self::of_kinds(policies))?)
    }

    pub(crate) fn of_kinds(policies: Vec<Policy>) -> Outcome<Self> {
        let mut layers = LayerPolicies::default();
        // Without any there is still a principal, to whom nothing is allowed.
        if policies.is_empty() {
            layers.identity = Some(Vec::new());
        }
        for policy in policies {
            layers.add(policy)?;
        }
        Self::of(layers)
    }
}

type Given<'g, 'py> = Option<&'g Bound<'py, PyAny>>;

/// What isn't `None`.
fn some<T>(given: Given<'_, '_>, of: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T>) -> PyResult<Option<T>> {
    given.filter(|given| !given.is_none()).map(of).transpose()
}

fn levels(given: Given<'_, '_>, kind: PolicyKind) -> PyResult<Vec<Vec<Policy>>> {
    let levels = some(given, |given| {
        let items = items_of(given)?;
        // A list of policies is one level, a list of lists is several.
        if is_list(given) && !items.is_empty() && items.iter().all(is_list) {
            return items.iter().map(|level| Policy::several(level, Some(kind))).collect();
        }
        Ok(vec![Policy::several(given, Some(kind))?])
    })?;
    Ok(levels.unwrap_or_default())
}

/// The policy of a resource: of a key or a role where it says so.
fn of_resource(given: &Bound<'_, PyAny>) -> PyResult<Policy> {
    let policy = Policy::given(given, None)?;
    let kind = match policy.kind {
        kind @ (PolicyKind::Key | PolicyKind::Trust) => kind,
        _ => PolicyKind::Resource,
    };
    Ok(policy.as_kind(kind)?)
}

#[pymethods]
impl Layers {
    #[new]
    #[pyo3(signature = (identity=None, *, boundary=None, session=None, resource=None, scp=None, rcp=None, vpce=None))]
    #[expect(clippy::too_many_arguments, reason = "one for each layer, by name")]
    fn new(
        py: Python<'_>,
        identity: Option<&Bound<'_, PyAny>>,
        boundary: Option<&Bound<'_, PyAny>>,
        session: Option<&Bound<'_, PyAny>>,
        resource: Option<&Bound<'_, PyAny>>,
        scp: Option<&Bound<'_, PyAny>>,
        rcp: Option<&Bound<'_, PyAny>>,
        vpce: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let policies = LayerPolicies {
            identity: some(identity, |given| Policy::several(given, Some(PolicyKind::Identity)))?,
            boundary: some(boundary, |given| Policy::given(given, Some(PolicyKind::Boundary)))?,
            session: some(session, |given| Policy::several(given, Some(PolicyKind::Session)))?,
            resource: some(resource, of_resource)?,
            scp: levels(scp, PolicyKind::ServiceControl)?,
            rcp: levels(rcp, PolicyKind::ResourceControl)?,
            vpce: some(vpce, |given| Policy::given(given, Some(PolicyKind::VpcEndpoint)))?,
        };
        Ok(py.detach(|| Self::of(policies))?)
    }

    fn __repr__(&self) -> String {
        let it = &self.policies;
        let count = |levels: &[Vec<Policy>]| levels.iter().map(Vec::len).sum::<usize>();
        let counts = [
            ("identity", it.identity.as_ref().map_or(0, Vec::len)),
            ("boundary", usize::from(it.boundary.is_some())),
            ("session", it.session.as_ref().map_or(0, Vec::len)),
            ("resource", usize::from(it.resource.is_some())),
            ("scp", count(&it.scp)),
            ("rcp", count(&it.rcp)),
            ("vpce", usize::from(it.vpce.is_some())),
        ];
        let told = counts.iter().filter(|(_, count)| 0 < *count);
        let told = told.map(|(layer, count)| format!("{layer} {count}")).collect::<Vec<_>>();
        format!("<iamkit.Layers: {}>", if told.is_empty() { "none".to_owned() } else { told.join(", ") })
    }
}
