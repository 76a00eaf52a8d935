//! A step by which a principal becomes more.

use std::fmt;
use std::sync::Arc;

use iamkit_catalog::technique::Technique;
use iamkit_policy::shown::Shown;

use crate::condition::AccessCondition;

/// Conditions behind what is done under them.
pub(super) fn conditions_text(conditions: &[Arc<AccessCondition>]) -> String {
    conditions.iter().flat_map(|condition| [" ".to_owned(), condition.to_string()]).collect()
}

/// A step by which a principal becomes more
#[derive(Debug, Clone)]
pub struct Step {
    /// The technique's name, or `AssumeRole`.
    pub technique: &'static str,
    /// The actions that are done, each with its resource.
    pub actions: Vec<(&'static str, Arc<str>)>,
    /// Under which conditions they are allowed; none for one that always is.
    pub conditions: Vec<Arc<AccessCondition>>,
    /// What has to be there besides and isn't listed among the entities of an account.
    pub supposes: Option<&'static str>,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, |_| false)
    }
}

impl Step {
    pub(super) fn new(technique: &'static str, supposes: Option<&'static str>) -> Self {
        Self { technique, actions: Vec::new(), conditions: Vec::new(), supposes }
    }

    pub(super) fn of(technique: &'static Technique) -> Self {
        Self::new(technique.name, technique.supposes)
    }

    pub(super) fn add(&mut self, action: &'static str, resource: &Arc<str>, condition: Arc<AccessCondition>) {
        self.actions.push((action, Arc::clone(resource)));
        if !condition.is_always() {
            self.conditions.push(condition);
        }
    }

    /// Whether it hangs on nothing.
    pub(super) fn is_certain(&self) -> bool {
        self.conditions.is_empty() && self.supposes.is_none()
    }

    /// The conditions as text: steps of one technique and the same conditions are told together.
    pub(super) fn conditions_text(&self) -> String {
        conditions_text(&self.conditions)
    }

    /// As the first of several steps; of the places of their actions it is told whether the resources differ.
    pub(super) fn write(&self, f: &mut impl fmt::Write, differs: impl Fn(usize) -> bool) -> fmt::Result {
        write!(f, "{}: ", self.technique)?;
        for (at, (action, resource)) in self.actions.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            let resource = Shown::value(if differs(at) { "each of them" } else { resource });
            write!(f, "{comma}{action} on {resource}")?;
        }
        f.write_str(&self.conditions_text())?;
        match self.supposes {
            Some(what) => write!(f, ", supposing that {what}"),
            None => Ok(()),
        }
    }
}
