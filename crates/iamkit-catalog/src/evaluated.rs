//! What the requests of an action are about where no resource type says it (S25).
//!
//! AWS's reference has thousands of actions without resource types, and is silent about what a policy's `Resource` is
//! compared with for them; denials of live AWS show it for some: `*`, or an ARN. Other actions are about resources in
//! forms besides those of their types. Both are a hand-kept table of observations, `data/evaluated.txt`, which
//! [`EvaluatedTable::embedded`] opens. What isn't in it is unknown, and nothing may be concluded from that.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use iamkit_policy::fact::Mark;
use iamkit_policy::shown::Shown;
use thiserror::Error;

use crate::action::Action;
use crate::catalog::Catalog;

/// The table that comes with this crate.
static TEXT: &str = include_str!("../data/evaluated.txt");

// WHY: a table that can't be read is empty, so that nothing is known, instead of stopping the program. A test proves
// that the one checked in is read.
static EMBEDDED: LazyLock<EvaluatedTable> = LazyLock::new(|| EvaluatedTable::parse(TEXT).unwrap_or_default());

/// What the process goes by, settled by the first question: nothing where that is the embedded table.
static CURRENT: OnceLock<Option<EvaluatedTable>> = OnceLock::new();

/// What the requests of an action are about, besides resources of its types
///
/// # Examples
///
/// ```
/// use iamkit_catalog::{Catalog, Evaluated};
///
/// let evaluated = |name: &str| Catalog::embedded().action(name).unwrap().evaluated();
/// assert!(matches!(evaluated("lambda:ListFunctions"), Evaluated::Star(evidence) if evidence.sources() == 9));
/// let Evaluated::Arn(forms) = evaluated("eks:ListClusters") else { panic!() };
/// assert_eq!(forms[0].template(), "arn:${Partition}:eks:${Region}:${Account}:cluster/*");
/// assert_eq!(evaluated("ec2:DescribeInstances"), Evaluated::Unknown);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Evaluated<'a> {
    /// About `*`: no statement with a specific ARN is about it.
    Star(&'a Evidence),
    /// About a text of one of these forms, of which there is at least one.
    Arn(&'a [EvaluatedForm]),
    /// About nothing that is known.
    Unknown,
}

impl<'a> Evaluated<'a> {
    /// The forms other than `*`.
    pub fn forms(self) -> &'a [EvaluatedForm] {
        match self {
            Self::Arn(forms) => forms,
            Self::Star(_) | Self::Unknown => &[],
        }
    }

    /// The same where it is at least so sure, with no other forms; else unknown
    ///
    /// ```
    /// use iamkit_catalog::{Catalog, Evaluated};
    /// use iamkit_policy::fact::Mark;
    ///
    /// let buckets = Catalog::embedded().action("s3:ListAllMyBuckets").unwrap().evaluated();
    /// assert_eq!(buckets.up_to(Mark::Inferred).forms()[0].template(), "arn:${Partition}:s3:::*");
    /// assert_eq!(buckets.up_to(Mark::Observed), Evaluated::Unknown);
    /// ```
    #[must_use]
    pub fn up_to(self, mark: Mark) -> Self {
        match self {
            Self::Star(evidence) if mark < evidence.mark => Self::Unknown,
            // The surest stand first.
            Self::Arn(forms) => match forms.partition_point(|form| form.evidence.mark <= mark) {
                0 => Self::Unknown,
                count => Self::Arn(forms.get(..count).unwrap_or_default()),
            },
            Self::Star(_) | Self::Unknown => self,
        }
    }
}

/// A form of what a request is about
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct EvaluatedForm {
    template: Box<str>,
    evidence: Evidence,
}

impl EvaluatedForm {
    /// An ARN in which a placeholder such as `${Region}` stands for any text and `*` is a plain character; or one
    /// placeholder alone, for a text that is no ARN.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// What shows it.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

/// What a row of the table rests on
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Evidence {
    mark: Mark,
    sources: u16,
    date: Box<str>,
}

impl Evidence {
    /// How sure it is.
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// How many independent sources show it.
    pub fn sources(&self) -> u16 {
        self.sources
    }

    /// The day of the last look, as `2026-11-29`.
    pub fn date(&self) -> &str {
        &self.date
    }

    fn be_surest(&mut self, other: Self) {
        if other.mark < self.mark {
            *self = other;
        }
    }
}

/// What is known of actions' requests, by action
///
/// # Examples
///
/// ```
/// use iamkit_catalog::{Catalog, Evaluated, EvaluatedTable};
///
/// let table = EvaluatedTable::parse("ses:ListIdentities * OBS 1 2026-12-01\n")?;
/// table.check(Catalog::embedded())?;
/// assert!(matches!(table.of("SES:listidentities"), Evaluated::Star(_)));
/// # Ok::<(), iamkit_catalog::EvaluatedError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct EvaluatedTable {
    /// By the action's name in lower case.
    actions: BTreeMap<Box<str>, Row>,
}

#[derive(Debug, Clone)]
enum Row {
    Star(Evidence),
    Arn(Vec<EvaluatedForm>),
}

impl EvaluatedTable {
    /// The table that comes with this crate
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The table that this process goes by: the one that was [installed](Self::install), else the embedded one
    pub fn current() -> &'static Self {
        CURRENT.get_or_init(|| None).as_ref().unwrap_or_else(|| Self::embedded())
    }

    /// Has the whole process go by this table, as [`Action::evaluated`] tells it
    ///
    /// For programs, at their start: answers stay the same as long as one runs, because the first question settles the
    /// table.
    ///
    /// # Errors
    /// A question was asked before, or another table is installed.
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::{Catalog, Evaluated, EvaluatedTable};
    ///
    /// let learnt = EvaluatedTable::parse("ses:ListIdentities * OBS 1 2026-12-01\n")?;
    /// learnt.check(Catalog::embedded())?;
    /// EvaluatedTable::embedded().clone().with(learnt).install()?;
    /// let action = Catalog::embedded().action("ses:ListIdentities").unwrap();
    /// assert!(matches!(action.evaluated(), Evaluated::Star(_)));
    /// # Ok::<(), iamkit_catalog::EvaluatedError>(())
    /// ```
    pub fn install(self) -> Result<(), EvaluatedError> {
        CURRENT.set(Some(self)).map_err(|_| EvaluatedError { line: 0, problem: Problem::Settled })
    }

    /// This table and the rows of another: forms are added, of one that both have the surer row stays; where one of them
    /// has `*` for an action and the other has forms, the other table's rows stand.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for (action, row) in other.actions {
            match (self.actions.get_mut(&action), row) {
                (Some(Row::Arn(known)), Row::Arn(forms)) => add_forms(known, forms),
                (Some(Row::Star(known)), Row::Star(evidence)) => known.be_surest(evidence),
                (_, row) => {
                    self.actions.insert(action, row);
                }
            }
        }
        self
    }

    /// Reads a table: one row a line of action, form, mark, number of sources and date; `#` begins a comment.
    ///
    /// # Errors
    /// A line that is no such row, a form that is neither `*` nor an ARN nor one placeholder, a row that is there
    /// twice, or an action that has `*` and other forms.
    pub fn parse(text: &str) -> Result<Self, EvaluatedError> {
        let mut table = Self::default();
        for (line, number) in text.lines().zip(1..) {
            let row = line.split('#').next().unwrap_or_default();
            if !row.trim().is_empty() {
                table.add(row).map_err(|problem| EvaluatedError { line: number, problem })?;
            }
        }
        for row in table.actions.values_mut() {
            if let Row::Arn(forms) = row {
                forms.sort_by_key(|form| form.evidence.mark);
            }
        }
        Ok(table)
    }

    fn add(&mut self, row: &str) -> Result<(), Problem> {
        let columns = row.split_whitespace().collect::<Vec<_>>();
        let [action, form, mark, sources, date] = columns[..] else {
            return Err(Problem::Columns(columns.len()));
        };
        let evidence = evidence(mark, sources, date)?;
        let twice = || Problem::Twice(form.into(), action.into());
        let row = self.actions.entry(action.to_ascii_lowercase().into());
        if form == "*" {
            let mut is_new = false;
            let row = row.or_insert_with(|| {
                is_new = true;
                Row::Star(evidence)
            });
            return match row {
                Row::Star(_) if is_new => Ok(()),
                Row::Star(_) => Err(twice()),
                Row::Arn(_) => Err(Problem::StarAndForm(action.into())),
            };
        }
        let template = template(form)?;
        match row.or_insert_with(|| Row::Arn(Vec::new())) {
            Row::Star(_) => Err(Problem::StarAndForm(action.into())),
            Row::Arn(forms) if forms.iter().any(|known| known.template == template) => Err(twice()),
            Row::Arn(forms) => {
                forms.push(EvaluatedForm { template, evidence });
                Ok(())
            }
        }
    }

    /// What is known of the requests of an action, named in any letter case.
    pub fn of(&self, action: &str) -> Evaluated<'_> {
        self.of_lower(&action.to_ascii_lowercase())
    }

    /// As [`EvaluatedTable::of`], for a name that is in lower case.
    fn of_lower(&self, action: &str) -> Evaluated<'_> {
        match self.actions.get(action) {
            Some(Row::Star(evidence)) => Evaluated::Star(evidence),
            Some(Row::Arn(forms)) => Evaluated::Arn(forms),
            None => Evaluated::Unknown,
        }
    }

    /// The actions that have rows, in lower case and sorted.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.actions.keys().map(|action| &**action)
    }

    /// Looks whether the catalog has every action of the table.
    ///
    /// # Errors
    /// An action that it hasn't.
    pub fn check(&self, catalog: &Catalog) -> Result<(), EvaluatedError> {
        match self.actions().find(|action| catalog.action(action).is_none()) {
            Some(action) => Err(EvaluatedError { line: 0, problem: Problem::NoAction(action.into()) }),
            None => Ok(()),
        }
    }
}

impl Action<'_> {
    /// What its requests are about besides resources of its types, as far as observations show it (S25)
    ///
    /// # Complexity
    /// O(log n) comparisons for n actions in the table of [`EvaluatedTable::current`].
    pub fn evaluated(&self) -> Evaluated<'static> {
        EvaluatedTable::current().of_lower(&lower_case(*self))
    }
}

/// The name of an action in lower case, which is asked for each action of a catalog.
fn lower_case(action: Action<'_>) -> String {
    let mut name = [action.service_prefix(), ":", action.name()].concat();
    name.make_ascii_lowercase();
    name
}

fn add_forms(known: &mut Vec<EvaluatedForm>, forms: Vec<EvaluatedForm>) {
    for form in forms {
        match known.iter_mut().find(|known| known.template == form.template) {
            Some(known) => known.evidence.be_surest(form.evidence),
            None => known.push(form),
        }
    }
    known.sort_by_key(|form| form.evidence.mark);
}

fn evidence(mark: &str, sources: &str, date: &str) -> Result<Evidence, Problem> {
    let known = Mark::ALL.into_iter().find(|known| known.as_str() == mark);
    Ok(Evidence {
        mark: known.ok_or_else(|| Problem::Mark(mark.into()))?,
        sources: sources.parse().map_err(|_| Problem::Sources(sources.into()))?,
        date: if is_date(date) { date.into() } else { return Err(Problem::Date(date.into())) },
    })
}

fn is_date(text: &str) -> bool {
    let shape = |(byte, place): (u8, u8)| if place == b'-' { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().zip(*b"0000-00-00").all(shape)
}

/// A form, its placeholders closed and named.
fn template(form: &str) -> Result<Box<str>, Problem> {
    let problem = || Problem::Form(form.into());
    let mut pieces = form.split("${");
    let before = pieces.next().unwrap_or_default();
    let mut literal = before.to_owned();
    let mut placeholders = 0;
    for piece in pieces {
        let (name, behind) = piece.split_once('}').ok_or_else(problem)?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(problem());
        }
        placeholders += 1;
        literal.push_str(behind);
    }
    let is_arn = form.starts_with("arn:") && 5 <= literal.matches(':').count();
    let is_other_text = placeholders == 1 && literal.is_empty();
    if is_arn || is_other_text { Ok(form.into()) } else { Err(problem()) }
}

/// Why a table of evaluated resources can't be used
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{problem}", at(*line))]
pub struct EvaluatedError {
    line: u32,
    problem: Problem,
}

fn at(line: u32) -> String {
    if line == 0 { String::new() } else { format!("line {line}: ") }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
enum Problem {
    #[error("a row has 5 columns (action, form, mark, sources, date), this one {0}")]
    Columns(usize),
    #[error("no mark is `{}`: DOC, OBS or INFER", Shown::value(.0))]
    Mark(Box<str>),
    #[error("`{}` is no number of sources", Shown::value(.0))]
    Sources(Box<str>),
    #[error("`{}` is no date such as 2026-11-29", Shown::value(.0))]
    Date(Box<str>),
    #[error("`{}` is no form: `*`, an ARN with placeholders such as `${{Region}}`, or one placeholder", Shown::value(.0))]
    Form(Box<str>),
    #[error("`{}` twice for `{}`", Shown::value(.0), Shown::value(.1))]
    Twice(Box<str>, Box<str>),
    #[error("`{}` has `*` and another form", Shown::value(.0))]
    StarAndForm(Box<str>),
    #[error("no action `{}` in the catalog", Shown::value(.0))]
    NoAction(Box<str>),
    #[error("answers rest on another table already")]
    Settled,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn error(text: &str) -> String {
        EvaluatedTable::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn embedded_table_is_read_and_names_actions_of_the_catalog() {
        let table = EvaluatedTable::parse(TEXT).unwrap();
        assert_eq!(table.check(Catalog::embedded()), Ok(()));
        let rows = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let actions = rows.map(|row| row.split(' ').next().unwrap().to_ascii_lowercase());
        assert!(actions.clone().is_sorted(), "rows are sorted by action");
        assert_eq!(actions.collect::<BTreeSet<_>>().len(), table.actions().count());
        assert!(80 < table.actions().count());
    }

    #[test]
    fn what_is_no_row_is_named_with_its_line() {
        assert_eq!(
            error("# a comment\n\ns3:ListAllMyBuckets *"),
            "line 3: a row has 5 columns (action, form, mark, sources, date), this one 2"
        );
        assert_eq!(error("a:B * SEEN 1 2026-11-29"), "line 1: no mark is `SEEN`: DOC, OBS or INFER");
        assert_eq!(error("a:B * OBS few 2026-11-29"), "line 1: `few` is no number of sources");
        assert_eq!(error("a:B * OBS 1 yesterday"), "line 1: `yesterday` is no date such as 2026-11-29");
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for form in ["arn:aws:a", "cluster/*", "${A}${B}", "${A", "arn:${}:a:b:c:d", "arn:${A:b:c:d}:e:f"] {
            assert_eq!(
                error(&format!("a:B {form} OBS 1 2026-11-29")),
                format!(
                    "line 1: `{form}` is no form: `*`, an ARN with placeholders such as `${{Region}}`, or one \
                     placeholder"
                )
            );
        }
    }

    #[test]
    fn a_row_stands_there_once_and_star_alone() {
        let star = "a:B * OBS 1 2026-11-29\n";
        let form = "A:b ${Name} OBS 1 2026-11-29\n";
        assert_eq!(error(&format!("{star}{star}")), "line 2: `*` twice for `a:B`");
        assert_eq!(error(&format!("{form}{form}")), "line 2: `${Name}` twice for `A:b`");
        assert_eq!(error(&format!("{form}{star}")), "line 2: `a:B` has `*` and another form");
        assert_eq!(error(&format!("{star}{form}")), "line 2: `A:b` has `*` and another form");
        let table = EvaluatedTable::parse(star).unwrap();
        assert_eq!(
            table.check(Catalog::embedded()).unwrap_err().to_string(),
            "no action `a:b` in the catalog"
        );
    }

    #[test]
    fn surest_forms_stand_first() {
        let table =
            EvaluatedTable::parse("a:B ${Guess} INFER 0 2026-11-29\na:B ${Seen} OBS 1 2026-11-29\n").unwrap();
        let names = |evaluated: Evaluated<'_>| {
            evaluated.forms().iter().map(|form| form.template().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(table.of("a:b")), ["${Seen}", "${Guess}"]);
        assert_eq!(names(table.of("a:b").up_to(Mark::Observed)), ["${Seen}"]);
        assert_eq!(table.of("a:b").up_to(Mark::Documented), Evaluated::Unknown);
    }

    #[test]
    fn rows_of_two_tables_stand_together_and_the_other_wins_where_they_exclude_each_other() {
        let one = "a:B ${Guess} INFER 0 2026-11-29\na:B ${One} OBS 1 2026-11-29\na:C * OBS 1 2026-11-29\na:D ${X} OBS 1 2026-11-29\n";
        let other = "a:B ${Guess} OBS 1 2026-12-01\na:C ${Y} OBS 1 2026-12-01\na:D * OBS 1 2026-12-01\na:E * OBS 1 2026-12-01\n";
        let table = EvaluatedTable::parse(one).unwrap().with(EvaluatedTable::parse(other).unwrap());
        let names = |action: &str| {
            table.of(action).forms().iter().map(|form| form.template().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("a:b"), ["${One}", "${Guess}"]);
        assert_eq!(table.of("a:b").forms()[1].evidence().date(), "2026-12-01");
        assert_eq!(names("a:c"), ["${Y}"]);
        assert!(
            matches!(table.of("a:d"), Evaluated::Star(_)) && matches!(table.of("a:e"), Evaluated::Star(_))
        );
    }
}
