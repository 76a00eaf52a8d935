//! `--fix`: what has one mending is mended in the files, before what is left is told.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use iamkit_catalog::Catalog;
use iamkit_console::command::{Failure, read_at_most, replace, shown};
use iamkit_console::output::{self, Lines};
use iamkit_policy::MAX_BYTES;
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::quoted;
use iamkit_prover::Relation;
use iamkit_validate::PolicyType;
use iamkit_validate::fix::{AllowedFixes, FixOptions, FixProof, Fixed, Mending, fix};
use similar::TextDiff;

use super::literal::Literal;
use super::selection::Selection;
use super::subject::{Named, Said, Subject};
use super::work::{self, Done};

/// Whether findings are mended, and which.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Fixing {
    /// Mend what has one mending that is proven to say the same, in the files, and tell what is left.
    #[arg(long)]
    fix: bool,
    /// Mend too what changes what a policy says, or makes it one that can be read: a misspelt action, say.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what would be mended, and write nothing.
    #[arg(long, conflicts_with = "fix")]
    diff: bool,
}

/// A document that was mended, or could be
#[derive(Debug)]
struct Mended {
    subject: Subject,
    fixed: Fixed,
}

/// What came of mending
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) failures: Vec<Failure>,
    /// Whether there was anything to mend.
    pub(super) is_any: bool,
}

impl Fixing {
    /// Whether files are written.
    pub(super) fn writes(self) -> bool {
        self.fix
    }

    /// Whether what would be written is shown.
    pub(super) fn shows(self) -> bool {
        self.diff
    }

    /// Mends the documents of the files.
    pub(super) fn run(self, names: &[Named], said: Said, selection: &Selection) -> Outcome {
        let codes = Mending::all().map(|mending| mending.code).filter(|code| selection.is_chosen(code));
        let codes = codes.collect::<BTreeSet<_>>();
        let allowed = if self.unsafe_fixes { AllowedFixes::Changing } else { AllowedFixes::Equal };
        let options = FixOptions { codes: Some(&codes), ..FixOptions::new(allowed) };
        let Done { results, mut failures, .. } =
            work::each(names, said, |subject| mended(subject, said, &options));
        let mut files: BTreeMap<PathBuf, Vec<Mended>> = BTreeMap::new();
        let mut is_any = false;
        for mended in results.into_iter().flatten() {
            is_any |= mended.is_changed();
            match mended.subject.written() {
                Some(file) => files.entry(file.to_owned()).or_default().push(mended),
                None if mended.is_changed() => failures.push(nowhere(&mended)),
                None => mended.tell(),
            }
        }
        for (file, documents) in files {
            if let Err(failure) = self.put(&file, &documents) {
                failures.push(failure);
            }
        }
        Outcome { failures, is_any }
    }

    /// Writes a file, or shows how it would be.
    fn put(self, file: &Path, documents: &[Mended]) -> Result<(), Failure> {
        if documents.iter().any(Mended::is_changed) {
            let before = read_at_most(file, MAX_BYTES)?;
            let after = spliced(&before, documents).ok_or_else(|| {
                format!("{} isn't UTF-8, or has changed: it isn't written", quoted([file.to_string_lossy()]))
            })?;
            if self.diff {
                show(file, &before, &after);
            } else {
                replace(file, &after)?;
            }
        }
        documents.iter().for_each(Mended::tell);
        Ok(())
    }
}

/// What comes of a document; nothing where there is nothing to mend.
fn mended(subject: Subject, said: Said, options: &FixOptions<'_>) -> Result<Option<Mended>, Failure> {
    let kind = said.kind().or(subject.implied_kind).unwrap_or(kind_of(subject.policy_type));
    let fixed = fix(&subject.text, subject.policy_type, kind, Catalog::embedded(), options)
        .map_err(|error| format!("{}: {error}", subject.shown()))?;
    let has_something = !fixed.fixes.is_empty() || !fixed.left.is_empty();
    Ok(has_something.then_some(Mended { subject, fixed }))
}

/// The kind that a type is of, where nothing else tells.
pub(super) fn kind_of(policy_type: PolicyType) -> PolicyKind {
    match policy_type {
        PolicyType::Identity => PolicyKind::Identity,
        PolicyType::Resource(_) if policy_type.is_trust() => PolicyKind::Trust,
        PolicyType::Resource(_) => PolicyKind::Resource,
        PolicyType::ServiceControl => PolicyKind::ServiceControl,
        PolicyType::ResourceControl => PolicyKind::ResourceControl,
    }
}

/// A file with the documents in it as they are now.
fn spliced(before: &[u8], documents: &[Mended]) -> Option<Vec<u8>> {
    let mut parts = documents.iter().map(|it| it.part(before)).collect::<Option<Vec<_>>>()?;
    parts.sort_by_key(|(start, ..)| *start);
    let (mut after, mut at) = (Vec::with_capacity(before.len()), 0);
    for (start, end, text) in parts {
        after.extend_from_slice(before.get(at..start)?);
        after.extend_from_slice(text.as_bytes());
        at = end;
    }
    after.extend_from_slice(before.get(at..)?);
    Some(after)
}

fn show(file: &Path, before: &[u8], after: &[u8]) {
    let [before, after] = [before, after].map(String::from_utf8_lossy);
    let diff = TextDiff::from_lines(&*before, &*after);
    let name = shown(file);
    let mut lines = Lines::default();
    let unified = diff.unified_diff().header(&name, &name).missing_newline_hint(false).to_string();
    unified.lines().for_each(|line| lines.push(line));
    output::lines(&lines);
}

fn nowhere(mended: &Mended) -> Failure {
    format!(
        "{} is not written: it is in no file, or encoded in one in a way that isn't written back",
        mended.subject.shown()
    )
    .into()
}

impl Mended {
    fn is_changed(&self) -> bool {
        !self.fixed.fixes.is_empty()
    }

    /// From where to where it stands in the file, and what stands there now; none where the file has changed.
    fn part(&self, file: &[u8]) -> Option<(usize, usize, Cow<'_, str>)> {
        let Self { subject, fixed } = self;
        if let Some(Literal { span, .. }) = &subject.literal {
            let was = serde_json::from_slice::<String>(file.get(span.start..span.end)?).ok()?;
            (was == subject.text).then_some(())?;
            return Some((span.start, span.end, Cow::Owned(serde_json::to_string(&fixed.text).ok()?)));
        }
        let start = subject.before?.bytes;
        let end = start.checked_add(subject.text.len())?;
        (file.get(start..end)? == subject.text.as_bytes()).then_some(())?;
        Some((start, end, Cow::Borrowed(&fixed.text)))
    }

    /// What was mended, and what could be.
    fn tell(&self) {
        let name = self.subject.shown();
        if self.is_changed() {
            let fixes = self.fixed.fixes.iter().map(|it| counted(it.code, it.count)).collect::<Vec<_>>();
            output::note(format!("{name}: mended {}: {}", fixes.join(", "), proof(self.fixed.proof)));
        }
        for left in &self.fixed.left {
            output::note(format!("{name}: not mended {}: {}", counted(left.code, left.count), left.why));
        }
    }
}

fn counted(code: &str, count: usize) -> String {
    if count == 1 { code.to_owned() } else { format!("{code} ({count} times)") }
}

fn proof(proof: FixProof) -> String {
    match proof {
        FixProof::Equal => "proven to say the same".into(),
        FixProof::EqualInReal => "proven to say the same over the actions and keys of the catalog".into(),
        FixProof::Changed(Relation::Unknown) => "how it stands to what it was could not be decided".into(),
        FixProof::Changed(relation) => format!("it is {relation} now"),
        FixProof::Unreadable => "nothing is proven of what can't be read".into(),
    }
}
