//! How much work ways may be.

use crate::error::EscalationLimitError;

/// How much work the ways of an account may be, over all principals that are asked about
///
/// ```
/// use iamkit_account::escalation::EscalationLimits;
///
/// let limits = EscalationLimits { steps: 1_000, ..EscalationLimits::default() };
/// assert!(limits.steps < EscalationLimits::default().steps);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscalationLimits {
    /// Questions that are asked of policies.
    pub questions: usize,
    /// Steps that are found and taken; one that changes what the one who takes it may do counts as 32.
    pub steps: usize,
}

impl Default for EscalationLimits {
    fn default() -> Self {
        Self { questions: 1_000_000, steps: 20_000_000 }
    }
}

/// What a step that changes what its taker may do counts for: it is kept with its text, and with whom it leads to.
const TURN: usize = 32;

/// The work that was done so far.
#[derive(Debug, Default)]
pub(super) struct Work {
    limits: EscalationLimits,
    steps: usize,
}

impl Work {
    pub(super) fn within(limits: EscalationLimits) -> Self {
        Self { limits, steps: 0 }
    }

    pub(super) fn check_questions(&self, asked: usize) -> Result<(), EscalationLimitError> {
        if asked <= self.limits.questions {
            Ok(())
        } else {
            Err(EscalationLimitError::Questions(self.limits.questions))
        }
    }

    /// Counts steps to others.
    pub(super) fn count(&mut self, steps: usize) -> Result<(), EscalationLimitError> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= self.limits.steps {
            Ok(())
        } else {
            Err(EscalationLimitError::Steps(self.limits.steps))
        }
    }

    /// Counts steps that change what somebody may do.
    pub(super) fn count_turns(&mut self, turns: usize) -> Result<(), EscalationLimitError> {
        self.count(turns.saturating_mul(TURN))
    }
}
