//! What nobody used of policies, for the code scanners of a forge: on the lines of the files that the policies are kept in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iamkit_catalog::Catalog;
use iamkit_cloudtrail::{IdleIdentity, UnusedRow};
use iamkit_console::command::Failure;
use iamkit_policy::shown::Shown;
use iamkit_policy::{PolicyDocument, Position};
use iamkit_report::sarif::{START, SarifFinding, SarifRule, log};
use iamkit_validate::rewrite::canonical;
use serde_sarif::sarif::{ResultLevel, Sarif};

use super::unused_words::{counted, idle_words};
use crate::policy_argument::{PolicyArgument, expanded};
use crate::sarif::root;

const STATEMENT: SarifRule = SarifRule {
    id: "unused-statement",
    finds: "Nothing that a statement allows was used",
    explanation: "In the window of the logs no call needed it, of all who have the policy.",
    advice: "Look whether it is needed at other times; if not, take it out.",
    level: ResultLevel::Warning,
};

const ACTIONS: SarifRule = SarifRule {
    id: "unused-actions",
    finds: "Some actions that a statement allows were never seen",
    explanation: "In the window of the logs no call needed them, of all who have the policy.",
    advice: "Allow what is needed; `iamkit trail fit` writes such a policy and proves it.",
    level: ResultLevel::Note,
};

const IDENTITY: SarifRule = SarifRule {
    id: "idle-identity",
    finds: "A user or role made no call, or an access key signed none",
    explanation: "Whoever gets hold of it has all that it may do, and nobody would miss it.",
    advice: "Look whether it is needed; if not, delete it.",
    level: ResultLevel::Warning,
};

/// The files that policies are kept in, by what the policies say.
pub(super) struct PolicyFiles(BTreeMap<String, (PathBuf, PolicyDocument)>);

impl PolicyFiles {
    /// Reads them; of files with the same policy the first counts.
    ///
    /// # Errors
    /// A file that can't be read, or is no policy.
    pub(super) fn read(arguments: &[String]) -> Result<Self, Failure> {
        let mut files = BTreeMap::new();
        for argument in arguments {
            for name in expanded(argument)? {
                let policy = PolicyArgument::read_one(&name, None)?;
                let place = PathBuf::from(policy.place());
                files.entry(meaning(&policy.document)).or_insert((place, policy.document));
            }
        }
        Ok(Self(files))
    }

    fn find(&self, document: &PolicyDocument) -> Option<&(PathBuf, PolicyDocument)> {
        if self.0.is_empty() { None } else { self.0.get(&meaning(document)) }
    }
}

/// A text that is the same for policies that say the same in other layouts.
fn meaning(document: &PolicyDocument) -> String {
    canonical(document, Catalog::embedded()).compact()
}

/// A statement of a policy, whoever has it.
struct Kept {
    position: Position,
    sid: String,
    holders: BTreeSet<String>,
    was_used: bool,
    /// What none of them used.
    never_seen: BTreeSet<String>,
    not_observable: usize,
}

/// A log of what nobody used of each statement, and of who is idle.
pub(super) fn sarif(rows: &[UnusedRow], idle: &[IdleIdentity], files: &PolicyFiles) -> Sarif {
    let mut statements = BTreeMap::<(PathBuf, u64), Kept>::new();
    // A policy that many have is looked for once.
    let mut places = BTreeMap::<*const PolicyDocument, Option<&(PathBuf, PolicyDocument)>>::new();
    for row in rows {
        let found = *places.entry(Arc::as_ptr(&row.document)).or_insert_with(|| files.find(&row.document));
        let (place, document) = match found {
            Some((file, document)) => (file.clone(), document),
            None => (called(row), &*row.document),
        };
        let key = (place, row.statement);
        match statements.get_mut(&key) {
            Some(kept) => kept.add(row),
            None => drop(statements.insert(key, Kept::new(row, document))),
        }
    }
    let names = idle.iter().map(|one| PathBuf::from(&one.principal)).collect::<Vec<_>>();
    let findings = statements.iter().filter_map(|((place, number), kept)| kept.finding(place, *number));
    let findings = findings.chain(idle.iter().zip(&names).map(|(one, place)| idle_finding(one, place)));
    log(&[STATEMENT, ACTIONS, IDENTITY], &findings.collect::<Vec<_>>(), &root())
}

/// What a policy that is in no file is called.
fn called(row: &UnusedRow) -> PathBuf {
    let name = row.arn.as_ref().map(|arn| arn.as_str().to_owned());
    name.unwrap_or_else(|| format!("{}/{}", row.principal, row.policy)).into()
}

impl Kept {
    fn new(row: &UnusedRow, document: &PolicyDocument) -> Self {
        let statement = usize::try_from(row.statement).ok().and_then(|at| document.statements().get(at));
        Self {
            position: statement.map_or(START, iamkit_policy::Statement::position),
            sid: row.sid.clone(),
            holders: BTreeSet::from([row.principal.clone()]),
            was_used: 0 < row.calls,
            never_seen: row.never_seen.iter().cloned().collect(),
            not_observable: row.not_observable.len(),
        }
    }

    fn add(&mut self, row: &UnusedRow) {
        self.holders.insert(row.principal.clone());
        self.was_used |= 0 < row.calls;
        let own = row.never_seen.iter().collect::<BTreeSet<_>>();
        self.never_seen.retain(|action| own.contains(action));
    }

    fn finding<'p>(&self, place: &'p Path, number: u64) -> Option<SarifFinding<'p>> {
        let rule = match (self.was_used, self.never_seen.is_empty()) {
            (false, _) => STATEMENT.id,
            (true, false) => ACTIONS.id,
            (true, true) => return None,
        };
        let sid = if self.sid.is_empty() { String::new() } else { format!(" `{}`", Shown::value(&self.sid)) };
        let mut told = Vec::new();
        if !self.was_used {
            told.push("nothing of it was used".to_owned());
        }
        if !self.never_seen.is_empty() {
            told.push(format!("never seen {}", counted(&self.never_seen)));
        }
        if 0 < self.not_observable {
            told.push(format!("{} more that logs can't show", self.not_observable));
        }
        let (holders, told) = (self.holders.len(), told.join("; "));
        let text = format!("Statement {number}{sid}, which {holders} users or roles have: {told}");
        Some(SarifFinding { rule, subject: format!("{number}{sid}"), text, place: (place, self.position) })
    }
}

fn idle_finding<'p>(one: &IdleIdentity, place: &'p Path) -> SarifFinding<'p> {
    let text = idle_words(one);
    SarifFinding { rule: IDENTITY.id, subject: text.clone(), text, place: (place, START) }
}
