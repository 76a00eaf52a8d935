//! How much work a question may take, counted and not timed, so that an answer never depends on the machine.

use std::cell::Cell;
use std::fmt;

/// The bounds of one question
///
/// Every bound is on a count, so that the same input has the same answer everywhere. All that works for a question spends
/// from one budget, [`max_work`](Self::max_work); a question that goes beyond it, or beyond one of the others, is answered
/// `Unknown` with the bound that it broke. With the defaults the hardest question comes back in about two seconds.
///
/// ```
/// use iamkit_prover::Limits;
///
/// let limits = Limits { max_work: 1_000_000, ..Limits::default() };
/// assert!(limits.max_work < Limits::default().max_work);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Limits {
    /// Work of the whole question, in units of some nanoseconds (default 33,554,432).
    pub max_work: usize,
    /// Statements of both sides together (default 4,096).
    pub max_statements: usize,
    /// Characters of the policies of both sides together (default 1,048,576).
    pub max_text: usize,
    /// Places in the states of one automaton of patterns: it bounds memory to four bytes each (default 8,388,608).
    pub max_places: usize,
    /// Classes of values of one dimension (default 4,096).
    pub max_classes: usize,
    /// Combinations of statements of several layers, for one action (default 4,096).
    pub max_combinations: usize,
    /// Values of policy variables tried together in the search for a witness (default 4,096).
    pub max_assignments: usize,
    /// Policy variables in the statements that name one action (default 64).
    pub max_variables: usize,
    /// Regions by which one difference is described (default 256).
    pub max_regions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_work: 1 << 25,
            max_statements: 1 << 12,
            max_text: 1 << 20,
            max_places: 1 << 23,
            max_classes: 1 << 12,
            max_combinations: 1 << 12,
            max_assignments: 1 << 12,
            max_variables: 64,
            max_regions: 256,
        }
    }
}

impl Limits {
    /// The bounds of a question of which so many are asked for one answer: all together they take no more work.
    ///
    /// ```
    /// use iamkit_prover::Limits;
    ///
    /// assert_eq!(Limits { max_work: 100, ..Limits::default() }.for_each_of(8).max_work, 12);
    /// ```
    #[must_use]
    pub fn for_each_of(self, questions: usize) -> Self {
        Self { max_work: self.max_work / questions.max(1), ..self }
    }

    /// The bounds of a question for which so much of the work is gone already.
    ///
    /// ```
    /// use iamkit_prover::Limits;
    ///
    /// let limits = Limits { max_work: 100, ..Limits::default() };
    /// assert_eq!((limits.without(30).max_work, limits.without(200).max_work), (70, 0));
    /// ```
    #[must_use]
    pub fn without(self, work: usize) -> Self {
        Self { max_work: self.max_work.saturating_sub(work), ..self }
    }
}

/// What work is spent on
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum Work {
    /// Automata of patterns, in which texts are looked for.
    Automata,
    /// Boxes of requests, split by the statements that hold a part of them.
    Boxes,
    /// Patterns beside each other.
    Patterns,
    /// Values of condition keys, and who can ask.
    Values,
    /// What requests for each action can have.
    Worlds,
    /// Requests that show a difference, and what the engine says of them.
    Witnesses,
}

impl Work {
    /// All kinds of work, in the order in which they are told.
    pub const ALL: [Self; 6] =
        [Self::Automata, Self::Boxes, Self::Patterns, Self::Values, Self::Worlds, Self::Witnesses];

    fn as_str(self) -> &'static str {
        match self {
            Self::Automata => "automata of patterns",
            Self::Boxes => "statements that overlap",
            Self::Patterns => "patterns beside each other",
            Self::Values => "values of keys and principals",
            Self::Worlds => "what actions take",
            Self::Witnesses => "requests that show it",
        }
    }

    /// What makes a question take less of it.
    fn advice(self) -> &'static str {
        match self {
            Self::Automata => "fewer patterns with `*` or `?` before their end",
            Self::Boxes => "fewer statements with conditions or Not-elements that overlap",
            Self::Patterns => "fewer patterns",
            Self::Values => "fewer principals and values of condition keys",
            Self::Worlds => "fewer condition keys, or fewer actions",
            Self::Witnesses => "fewer differences",
        }
    }
}

/// A bound that a question went beyond
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Exceeded {
    bound: &'static str,
    limit: usize,
    spent: Spent,
}

impl std::error::Error for Exceeded {}

/// What the budget of a question counts.
const WORK: &str = "units of work";

/// How much was spent on each kind of work, in percent.
type Spent = [u8; Work::ALL.len()];

impl Exceeded {
    /// That there were more of something, told in the plural, than a limit; for bounds of those who ask the prover, too.
    ///
    /// ```
    /// use iamkit_prover::Exceeded;
    ///
    /// assert_eq!(Exceeded::new("statements", 4096).to_string(), "it takes more than 4096 statements");
    /// ```
    pub fn new(bound: &'static str, limit: usize) -> Self {
        Self { bound, limit, spent: Spent::default() }
    }

    /// Whether it is the budget of the whole question that is spent.
    pub(crate) fn is_of_work(&self) -> bool {
        self.bound == WORK
    }

    /// What was counted, such as `units of work`.
    pub fn bound(&self) -> &'static str {
        self.bound
    }

    /// The bound itself.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Which share of the work was spent on what, in percent, the largest first; nothing for other bounds than work.
    pub fn spent(&self) -> Vec<(Work, u8)> {
        let mut spent =
            Work::ALL.into_iter().zip(self.spent).filter(|(_, share)| 0 < *share).collect::<Vec<_>>();
        spent.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
        spent
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it takes more than {} {}", self.limit, self.bound)?;
        let spent = self.spent();
        for (at, (work, share)) in spent.iter().enumerate() {
            write!(f, "{}{share} % on {}", if at == 0 { ", " } else { " and " }, work.as_str())?;
        }
        match spent.first() {
            Some((work, _)) => write!(f, " ({} would help, or a larger bound)", work.advice()),
            None => Ok(()),
        }
    }
}

/// So many parts of what is left one part of a question may take before the others have had their turn.
const SHARE: usize = 4;

/// What is left of the limits while a question is answered.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    left: Cell<usize>,
    /// What is kept back for the parts of the question that come later.
    reserve: Cell<usize>,
    spent: [Cell<usize>; Work::ALL.len()],
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        let (left, reserve) = (Cell::new(limits.max_work), Cell::new(0));
        Self { limits: *limits, left, reserve, spent: Default::default() }
    }

    /// Gives back all that was spent: the next question is another one.
    pub(crate) fn renew(&self) {
        self.count();
        self.left.set(self.limits.max_work);
        self.reserve.set(0);
        self.spent.iter().for_each(|spent| spent.set(0));
    }

    /// Adds what was spent to the work of this thread's questions.
    fn count(&self) {
        COUNTED.set(COUNTED.get().saturating_add(self.spent()));
    }

    /// Lets the next part of the question have a share of what is left, or all of it.
    pub(crate) fn turn(&self, may_take_all: bool) {
        let all = self.left.get().saturating_add(self.reserve.get());
        let left = if may_take_all { all } else { all / SHARE };
        self.left.set(left);
        self.reserve.set(all - left);
    }

    /// Keeps half of what is left for later, until it is given back.
    pub(crate) fn hold_back(&self) -> usize {
        let held = self.left.get() / 2;
        self.left.set(self.left.get() - held);
        held
    }

    /// Gives back what was held.
    pub(crate) fn give_back(&self, held: usize) {
        self.left.set(self.left.get().saturating_add(held));
    }

    /// Whether so little is left, of what there was, that nothing but the least can be found out.
    pub(crate) fn is_nearly_spent(&self) -> bool {
        self.left.get().saturating_add(self.reserve.get()) <= self.limits.max_work / 1024
    }

    /// All that was spent.
    pub(crate) fn spent(&self) -> usize {
        self.spent.iter().map(Cell::get).sum()
    }

    /// Spends work.
    pub(crate) fn spend(&self, on: Work, cost: usize) -> Result<(), Exceeded> {
        let Some(rest) = self.left.get().checked_sub(cost) else { return Err(self.exceeded()) };
        self.left.set(rest);
        if let Some(spent) = self.spent.get(on as usize) {
            spent.set(spent.get().saturating_add(cost));
        }
        Ok(())
    }

    /// That the budget is spent, and on what; whatever is left is lost.
    #[cold]
    pub(crate) fn exceeded(&self) -> Exceeded {
        // What costs less would make answers hang on the order of questions.
        self.left.set(0);
        let all = self.spent().max(1);
        let share = |spent: &Cell<usize>| u8::try_from(spent.get() * 100 / all).unwrap_or(100);
        let spent = self.spent.each_ref().map(share);
        Exceeded { bound: WORK, limit: self.limits.max_work, spent }
    }

    /// A state with so many places, of an automaton that had so many before.
    pub(crate) fn state(&self, places: usize, before: usize) -> Result<(), Exceeded> {
        within(before.saturating_add(places), "places", self.limits.max_places)?;
        self.spend(Work::Automata, 6 + places)
    }

    /// So much has to be gone through before anything is asked.
    pub(crate) fn size(&self, statements: usize, text: usize) -> Result<(), Exceeded> {
        within(statements, "statements", self.limits.max_statements)?;
        within(text, "characters of policies", self.limits.max_text)
    }

    pub(crate) fn classes(&self, count: usize) -> Result<(), Exceeded> {
        within(count, "classes", self.limits.max_classes)
    }

    pub(crate) fn combinations(&self, count: usize) -> Result<(), Exceeded> {
        within(count, "combinations", self.limits.max_combinations)
    }

    pub(crate) fn variables(&self, count: usize) -> Result<(), Exceeded> {
        within(count, "policy variables", self.limits.max_variables)
    }

    pub(crate) fn regions(&self, count: usize) -> Result<(), Exceeded> {
        within(count, "regions", self.limits.max_regions)
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        self.count();
    }
}

thread_local! {
    /// The work of all questions that this thread has answered.
    static COUNTED: Cell<usize> = const { Cell::new(0) };
}

/// What questions say that are asked on this thread, and how much work they took, in the units of
/// [`Limits::max_work`]
///
/// What one question leaves of a budget can be given to the next: see [`Limits::without`].
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, Universe, counted, is_empty, summarize};
///
/// let document: PolicyDocument =
///     r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
/// let (access, limits) = (Access::identity(&document)?, Limits::default());
/// let (summary, work) = counted(|| summarize(&access, &Universe::real(), &limits));
/// assert!(summary.unknown.is_empty() && 0 < work && work < limits.max_work);
/// assert_eq!(is_empty(&access, &Universe::real(), &limits.without(work)), Some(false));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn counted<T>(ask: impl FnOnce() -> T) -> (T, usize) {
    let before = COUNTED.replace(0);
    let answer = ask();
    let work = COUNTED.get();
    COUNTED.set(before.saturating_add(work));
    (answer, work)
}

fn within(count: usize, bound: &'static str, limit: usize) -> Result<(), Exceeded> {
    if limit < count { Err(Exceeded::new(bound, limit)) } else { Ok(()) }
}

/// As its sentence.
#[cfg(feature = "serde")]
impl serde::Serialize for Exceeded {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_gone() {
        let budget = Budget::new(&Limits { max_work: 3, ..Limits::default() });
        assert_eq!(budget.spend(Work::Boxes, 2), Ok(()));
        let error = budget.spend(Work::Automata, 2).unwrap_err();
        let text = "it takes more than 3 units of work, 100 % on statements that overlap (fewer statements with \
                    conditions or Not-elements that overlap would help, or a larger bound)";
        assert_eq!(error.to_string(), text);
        assert_eq!((error.bound(), error.limit()), ("units of work", 3));
        assert!(budget.spend(Work::Automata, 1).is_err(), "what is left is lost");
    }

    #[test]
    fn what_is_left_is_shared() {
        let budget = Budget::new(&Limits { max_work: 100, ..Limits::default() });
        budget.turn(false);
        assert!(budget.spend(Work::Boxes, 26).is_err() && budget.spend(Work::Boxes, 1).is_err());
        budget.turn(false);
        assert_eq!(budget.spend(Work::Boxes, 18), Ok(()));
        budget.turn(true);
        assert_eq!(budget.spend(Work::Boxes, 57), Ok(()));
        assert!(budget.spend(Work::Boxes, 1).is_err());
    }
}
