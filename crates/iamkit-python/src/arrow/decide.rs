//! Decisions by the row: policies, principals and actions that come again are read once.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{BooleanBuilder, StringBuilder};
use iamkit::engine::Layers as EngineLayers;
use iamkit::{About, Context, Decision, Principal, Request};
use pyo3::prelude::*;
use pyo3::types::PyMapping;
use rustc_hash::FxHashMap;

use super::answer::handed;
use super::column::{Column, Values, fault, rows_of};
use super::context::{ContextColumns, RowContext};
use crate::error::{Fault, FaultKind, Outcome};
use crate::layers::Layers;
use crate::policy::Policy;
use crate::request::{about, principal_given};

/// Who asks: somebody that isn't a text, or a column of texts.
enum Askers {
    One(Box<Principal>),
    Column(Column),
}

/// Whose policies: the same for every row, or a column of documents.
enum PolicyColumn {
    One(Layers),
    Column(Column),
}

/// All columns.
struct Table {
    policies: PolicyColumn,
    askers: Askers,
    actions: Column,
    resources: Column,
    context: ContextColumns,
    resource_owner: Column,
    /// Whether a row that can't be asked is null, and not an exception.
    is_lenient: bool,
}

impl Table {
    fn given(
        policies: &Bound<'_, PyAny>,
        principal: &Bound<'_, PyAny>,
        action: &Bound<'_, PyAny>,
        resource: &Bound<'_, PyAny>,
        context: Option<&Bound<'_, PyAny>>,
        resource_owner: Option<&Bound<'_, PyAny>>,
        invalid: &str,
    ) -> PyResult<Self> {
        let is_lenient = match invalid {
            "raise" => false,
            "null" => true,
            _ => return Err(Fault::value("`invalid` is `raise` or `null`").into()),
        };
        let is_column = policies.hasattr("__arrow_c_array__")? || policies.hasattr("__arrow_c_stream__")?;
        let askers = if principal.cast::<PyMapping>().is_ok() && !principal.hasattr("__arrow_c_stream__")? {
            Askers::One(Box::new(principal_given(principal)?))
        } else {
            Askers::Column(Column::given(principal)?)
        };
        Ok(Self {
            policies: if is_column {
                PolicyColumn::Column(Column::given(policies)?)
            } else {
                PolicyColumn::One(Layers::given(policies)?)
            },
            askers,
            actions: Column::given(action)?,
            resources: Column::given(resource)?,
            context: ContextColumns::given(context)?,
            resource_owner: resource_owner.map_or(Ok(Column::Scalar(None)), Column::given)?,
            is_lenient,
        })
    }

    fn is_stream(&self) -> bool {
        let of_policies = matches!(&self.policies, PolicyColumn::Column(column) if column.is_stream());
        let of_askers = matches!(&self.askers, Askers::Column(column) if column.is_stream());
        let of_texts = [&self.actions, &self.resources, &self.resource_owner].iter().any(|it| it.is_stream());
        of_policies || of_askers || of_texts || self.context.is_stream()
    }

    fn rows(&self) -> Outcome<usize> {
        let mut rows = vec![self.actions.rows(), self.resources.rows(), self.resource_owner.rows()];
        if let PolicyColumn::Column(column) = &self.policies {
            rows.push(column.rows());
        }
        if let Askers::Column(column) = &self.askers {
            rows.push(column.rows());
        }
        rows.extend(self.context.rows());
        rows_of(&rows)
    }

    /// Decides row after row; a row with a null in it has none.
    fn decide(&self, mut take: impl FnMut(Option<Decision>)) -> Outcome<()> {
        let rows = self.rows()?;
        let mut fixed = Fixed::new(self);
        let mut policies = Known::new(|text: &str| {
            let policy = Policy::read(text.as_bytes(), None, None, None)?;
            Outcome::Ok(Layers::of_kinds(vec![policy])?.compiled)
        });
        let mut askers = Known::new(|text: &str| Outcome::Ok(Arc::new(text.parse::<Principal>()?)));
        let mut abouts = Known::new(|text: &str| Outcome::Ok(about(text)));
        let one = if let PolicyColumn::One(layers) = &self.policies {
            Some(layers.compiled.as_layers())
        } else {
            None
        };
        for row in 0..rows {
            let next = fixed.next();
            let decided = next.and_then(|next| {
                let Some(next) = next else { return Ok(None) };
                let about = *abouts.get(next.action)?;
                let asker = match (&self.askers, next.principal) {
                    (Askers::One(principal), _) => principal,
                    (_, Some(text)) => &**askers.get(text)?,
                    (Askers::Column(_), None) => return Ok(None),
                };
                if let Some(layers) = &one {
                    return next.ask(asker, about, layers).map(Some);
                }
                let Some(text) = next.policies else { return Ok(None) };
                next.ask(asker, about, &policies.get(text)?.as_layers()).map(Some)
            });
            match decided {
                Ok(decision) => take(decision),
                Err(_) if self.is_lenient => take(None),
                Err(fault) => return Err(fault.at_row(row)),
            }
        }
        Ok(())
    }
}

/// The values of all columns, row after row.
struct Fixed<'t> {
    policies: Option<Values<'t>>,
    askers: Option<Values<'t>>,
    actions: Values<'t>,
    resources: Values<'t>,
    owners: Values<'t>,
    context: super::context::ContextValues<'t>,
}

/// One row.
struct Row<'t> {
    policies: Option<&'t str>,
    principal: Option<&'t str>,
    action: &'t str,
    resource: &'t str,
    owner: Option<&'t str>,
    context: Option<Context<'t>>,
}

impl<'t> Fixed<'t> {
    fn new(table: &'t Table) -> Self {
        Self {
            policies: if let PolicyColumn::Column(column) = &table.policies {
                Some(column.values())
            } else {
                None
            },
            askers: if let Askers::Column(column) = &table.askers { Some(column.values()) } else { None },
            actions: table.actions.values(),
            resources: table.resources.values(),
            owners: table.resource_owner.values(),
            context: table.context.values(),
        }
    }

    /// The next row; nothing where something is null that a request has to have.
    #[inline]
    fn next(&mut self) -> Outcome<Option<Row<'t>>> {
        // All columns go on together, whatever is in them.
        let policies = self.policies.as_mut().and_then(Values::next);
        let principal = self.askers.as_mut().and_then(Values::next);
        let (action, resource) = (self.actions.next(), self.resources.next());
        let owner = self.owners.next();
        let context = match self.context.next()? {
            RowContext::Empty => None,
            RowContext::Known(context) => Some(context),
            RowContext::Null => return Ok(None),
        };
        let (Some(action), Some(resource)) = (action, resource) else { return Ok(None) };
        Ok(Some(Row { policies, principal, action, resource, owner, context }))
    }
}

impl Row<'_> {
    #[inline]
    fn ask(&self, principal: &Principal, about: About, layers: &EngineLayers<'_>) -> Outcome<Decision> {
        let mut request = Request::new(principal, self.action, self.resource)?.about(about);
        if let Some(owner) = self.owner {
            request = request.with_resource_account(owner);
        }
        if let Some(context) = &self.context {
            request = request.with_context(context);
        }
        Ok(layers.decide(&request)?)
    }
}

/// What was made of texts before; the last one is looked at first.
struct Known<'t, T, F> {
    of: F,
    places: FxHashMap<&'t str, usize>,
    made: Vec<T>,
    last: Option<(&'t str, usize)>,
}

impl<'t, T, F: Fn(&str) -> Outcome<T>> Known<'t, T, F> {
    fn new(of: F) -> Self {
        Self { of, places: FxHashMap::default(), made: Vec::new(), last: None }
    }

    #[inline]
    fn get(&mut self, text: &'t str) -> Outcome<&T> {
        let place = match self.last {
            Some((last, place)) if last == text => place,
            _ => self.place(text)?,
        };
        self.last = Some((text, place));
        self.made.get(place).ok_or_else(|| fault("nothing was made of a text"))
    }

    fn place(&mut self, text: &'t str) -> Outcome<usize> {
        if let Some(place) = self.places.get(text) {
            return Ok(*place);
        }
        self.made.push((self.of)(text)?);
        let place = self.made.len() - 1;
        self.places.insert(text, place);
        Ok(place)
    }
}

impl Fault {
    /// The same, with the row that it is of.
    fn at_row(self, row: usize) -> Self {
        Self::new(FaultKind::Request, self.code(), format!("row {row}: {}", self.message()))
    }
}

/// The decisions as words.
#[pyfunction]
#[pyo3(signature = (policies, principal, action, resource, context, resource_owner, invalid))]
#[expect(clippy::too_many_arguments, reason = "one for each column")]
pub(crate) fn arrow_decide<'py>(
    py: Python<'py>,
    policies: &Bound<'py, PyAny>,
    principal: &Bound<'py, PyAny>,
    action: &Bound<'py, PyAny>,
    resource: &Bound<'py, PyAny>,
    context: Option<&Bound<'py, PyAny>>,
    resource_owner: Option<&Bound<'py, PyAny>>,
    invalid: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let table = Table::given(policies, principal, action, resource, context, resource_owner, invalid)?;
    let words = py.detach(|| {
        let rows = table.rows()?;
        let mut words =
            StringBuilder::with_capacity(rows, rows.saturating_mul(Decision::ImplicitDeny.as_str().len()));
        table.decide(|decision| words.append_option(decision.map(Decision::as_str)))?;
        Outcome::Ok(Arc::new(words.finish()) as ArrayRef)
    })?;
    handed(py, words, table.is_stream())
}

/// Whether each request is allowed; null where that depends on what nobody knows.
#[pyfunction]
#[pyo3(signature = (policies, principal, action, resource, context, resource_owner, invalid))]
#[expect(clippy::too_many_arguments, reason = "one for each column")]
pub(crate) fn arrow_is_allowed<'py>(
    py: Python<'py>,
    policies: &Bound<'py, PyAny>,
    principal: &Bound<'py, PyAny>,
    action: &Bound<'py, PyAny>,
    resource: &Bound<'py, PyAny>,
    context: Option<&Bound<'py, PyAny>>,
    resource_owner: Option<&Bound<'py, PyAny>>,
    invalid: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let table = Table::given(policies, principal, action, resource, context, resource_owner, invalid)?;
    let truths = py.detach(|| {
        let mut truths = BooleanBuilder::with_capacity(table.rows()?);
        table.decide(|decision| {
            truths.append_option(match decision {
                Some(Decision::Allow) => Some(true),
                Some(Decision::ExplicitDeny | Decision::ImplicitDeny) => Some(false),
                Some(Decision::Depends) | None => None,
            });
        })?;
        Outcome::Ok(Arc::new(truths.finish()) as ArrayRef)
    })?;
    handed(py, truths, table.is_stream())
}
