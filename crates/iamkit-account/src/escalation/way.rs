//! Ways to more access, those together that differ only in their ends.

use std::fmt;
use std::sync::Arc;

use super::end::End;
use super::gain::Gain;
use super::step::Step;
use iamkit_policy::shown::Shown;

use crate::view::AccountPrincipal;

/// What a principal can make itself by one way; its last step may lead to several ends
#[derive(Debug, Clone)]
pub struct Escalation {
    /// The user or role that begins.
    pub principal: Arc<AccountPrincipal>,
    /// The ends that the last step leads to; at least one.
    pub arrivals: Vec<Arrival>,
    /// The steps that ways of this principal have in common.
    pub(super) trail: Arc<Trail>,
    /// Where the last step but one stands in the trail.
    pub(super) before: Option<usize>,
}

/// The last step of a way and its end
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The last step.
    pub step: Step,
    /// The end of the way.
    pub end: End,
    /// What the end can do that the beginning can't.
    pub gain: Gain,
    /// Who it is then, with the policies that it has then.
    pub after: Arc<AccountPrincipal>,
}

/// Steps, each with the one before it: ways that begin alike share them.
#[derive(Debug, Default)]
pub(super) struct Trail(pub(super) Vec<(Step, Option<usize>)>);

impl Escalation {
    /// The steps before the last one, one after the other; a shortest way there is.
    pub fn steps_before(&self) -> Vec<&Step> {
        let mut steps = Vec::new();
        let mut at = self.before;
        while let Some((step, before)) = at.and_then(|at| self.trail.0.get(at)) {
            steps.push(step);
            at = *before;
        }
        steps.reverse();
        steps
    }

    /// How many steps there are before the last one.
    pub fn n_steps_before(&self) -> usize {
        let before = |at: &usize| self.trail.0.get(*at).and_then(|(_, before)| *before);
        std::iter::successors(self.before, before).count()
    }

    /// All steps to the first of the ends.
    pub fn steps(&self) -> Vec<&Step> {
        let last = self.arrivals.first().map(|arrival| &arrival.step);
        self.steps_before().into_iter().chain(last).collect()
    }

    /// The most that is gained at one of the ends.
    pub fn gain(&self) -> &Gain {
        let gains = self.arrivals.iter().map(|arrival| &arrival.gain);
        gains.max_by_key(|gain| gain.n_actions()).unwrap_or(&Gain::Nothing)
    }
}

impl fmt::Display for Escalation {
    /// One line: who, where it ends, what is gained, and the steps.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends = self.arrivals.iter().map(|arrival| &arrival.end).collect::<Vec<_>>();
        write!(f, "{} {}, ", Shown::value(self.principal.arn()), End::any_of(&ends))?;
        let gain = self.gain();
        let varies = self.arrivals.iter().any(|arrival| arrival.gain != *gain);
        match gain {
            Gain::Actions(count) if varies => write!(f, "gaining up to {count} actions: ")?,
            gain => write!(f, "{gain}: ")?,
        }
        for step in self.steps_before() {
            write!(f, "{step}; ")?;
        }
        let Some(last) = self.arrivals.first() else { return Ok(()) };
        last.step.write(f, |action| {
            let resource = |step: &Step| step.actions.get(action).map(|(_, resource)| Arc::clone(resource));
            let of_last = resource(&last.step);
            self.arrivals.iter().any(|arrival| resource(&arrival.step) != of_last)
        })
    }
}
