//! Files of policy documents, for an account to take as customer managed policies.
//!
//! A file may hold a document in any shape that [`iamkit_policy::load`] takes. The policy is called as the file is, or as
//! the member that the document stands under where the file has several.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{LoadError, Loaded, LoadedPolicy, ParseErrors, PolicyDocument};
use iamkit_store::{AccountId, Call, Change, Command, CreatePolicy, PolicyName};

use crate::details::{Problem, ProblemKind, ProblemLocation, ReadingLimits, Source};
use crate::problem::{Found, Locator, misplaced, placed};
use crate::restore::{Restoration, Restoring};
use crate::source::{Place, offset_at, offset_in};

use iamkit_policy::shown::called;

/// A document with the name of the policy that it becomes
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// The name, of the file or of the member.
    pub name: PolicyName,
    /// The document.
    pub document: Arc<PolicyDocument>,
    /// Where it stands.
    pub location: ProblemLocation,
}

impl PolicyFile {
    /// What problems call it: the place says which file it is of.
    pub fn label(&self) -> String {
        label(self.name.as_str())
    }
}

fn label(name: &str) -> String {
    called("policy", name)
}

/// What was found in files
#[derive(Debug, Clone, Default)]
pub struct PolicyFiles {
    policies: Vec<PolicyFile>,
    problems: Vec<Problem>,
    untaken: Vec<String>,
}

/// Reads the documents of files, each of which has to be fit for a customer managed policy
///
/// ```
/// use iamkit_listing::details::Source;
///
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
/// let files = iamkit_listing::policy_files::read(&[Source { name: "policies/Readers.json", text }]);
/// assert_eq!(files.policies()[0].name.as_str(), "Readers");
/// assert!(files.problems().is_empty());
/// ```
pub fn read(sources: &[Source<'_>]) -> PolicyFiles {
    read_within(sources, &ReadingLimits::default())
}

/// The same within other limits than the default ones.
pub fn read_within(sources: &[Source<'_>], limits: &ReadingLimits) -> PolicyFiles {
    let refused = |found| PolicyFiles { problems: placed(vec![found], sources), ..PolicyFiles::default() };
    if let Some(found) = limits.excess_of_bytes(sources) {
        return refused(found);
    }
    let (mut reader, mut locator) = (Reader::default(), Locator::new(sources));
    for (index, source) in sources.iter().enumerate() {
        reader.source(index, source);
    }
    if let Some(found) = limits.excess_of_entities(reader.policies.len()) {
        return refused(found);
    }
    let located = |(name, document, place): (PolicyName, _, Place)| {
        Some(PolicyFile { name, document, location: locator.locate(&place)? })
    };
    let policies = reader.policies.into_iter().filter_map(located).collect();
    PolicyFiles { policies, problems: placed(reader.found, sources), untaken: reader.untaken }
}

impl PolicyFiles {
    /// The policies, in the order of files and members.
    pub fn policies(&self) -> &[PolicyFile] {
        &self.policies
    }

    /// What can't be taken, source by source and place by place.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The policies and files that were not taken.
    pub fn untaken(&self) -> &[String] {
        &self.untaken
    }

    /// The changes that create the policies in an account, each with the policy that it is for.
    pub fn restoration<'p>(
        policies: impl IntoIterator<Item = &'p PolicyFile>,
        account: &AccountId,
        restoring: &Restoring,
    ) -> Restoration {
        // WHY restoring: the files are of policies that an account has, whatever IAM took when they were written.
        let call = Call::new(restoring.caller.clone(), restoring.time).restoring();
        let mut restoration = Restoration::default();
        for policy in policies {
            let new = CreatePolicy::new(policy.name.clone(), Arc::clone(&policy.document));
            let change = Change::in_account(call.clone(), account.clone(), Command::CreatePolicy(new));
            restoration.push(&policy.label(), change);
        }
        restoration
    }
}

type Taken = (PolicyName, Arc<PolicyDocument>);

#[derive(Default)]
struct Reader {
    policies: Vec<(PolicyName, Arc<PolicyDocument>, Place)>,
    found: Vec<Found>,
    untaken: Vec<String>,
    /// The names that are taken, in lower case, each with the file that took it.
    names: BTreeMap<String, String>,
}

impl Reader {
    fn source(&mut self, index: usize, source: &Source<'_>) {
        let place = Place::whole(index);
        let loaded = match load(&place, source) {
            Ok(loaded) => loaded,
            Err(problems) => {
                self.untaken.push(file_label(source.name));
                return self.found.extend(problems);
            }
        };
        let mut searched = 0;
        for entry in loaded.entries() {
            let offset = offset_of_document(source.text, &mut searched, entry.document());
            let pointer = entry.member().map(|_| entry.pointer().to_owned()).unwrap_or_default();
            let place = Place { pointer, offset, ..place.clone() };
            let name = entry.member().unwrap_or_else(|| stem(source.name));
            match self.policy(name, entry, source.name) {
                Ok((name, document)) => self.policies.push((name, document, place)),
                Err(problem) => {
                    let (pointer, kind) = *problem;
                    let place = Place { pointer: format!("{}{pointer}", place.pointer), ..place };
                    self.found.push(Found { place, entity: Some(label(name)), kind });
                    self.untaken.push(label(name));
                }
            }
        }
    }

    fn policy(
        &mut self,
        name: &str,
        entry: &LoadedPolicy,
        file: &str,
    ) -> Result<Taken, Box<(String, ProblemKind)>> {
        let whole = |kind| Box::new((String::new(), kind));
        let name = name.parse::<PolicyName>().map_err(|error| whole(error.into()))?;
        if let Some(problem) = misplaced(PolicyKind::Identity, entry.document()).into_iter().next() {
            return Err(Box::new(problem));
        }
        // Names are unique whatever their case.
        match self.names.entry(name.as_str().to_ascii_lowercase()) {
            Entry::Vacant(free) => {
                free.insert(file.to_owned());
                Ok((name, Arc::new(entry.document().clone())))
            }
            Entry::Occupied(first) => Err(whole(ProblemKind::NameTaken(first.get().clone()))),
        }
    }
}

/// The file's name without folders and extension.
fn stem(name: &str) -> &str {
    let file = iamkit_policy::id::last_part(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// Where a document stands, as far as it stands there as it is; documents come in their order.
fn offset_of_document(text: &str, searched: &mut usize, document: &PolicyDocument) -> usize {
    let rest = text.get(*searched..).unwrap_or_default();
    let Some((before, _)) = rest.split_once(document.text()) else { return 0 };
    let start = offset_in(text, rest) + before.len();
    *searched = start + document.text().len();
    start
}

/// How a file is named among what wasn't taken.
pub(crate) fn file_label(name: &str) -> String {
    called("file", name)
}

/// The documents of a file, or why they can't be read.
pub(crate) fn load(place: &Place, source: &Source<'_>) -> Result<Loaded, Vec<Found>> {
    iamkit_policy::load(source.text.as_bytes()).map_err(|error| load_problems(place, source.text, error))
}

fn load_problems(file: &Place, text: &str, error: LoadError) -> Vec<Found> {
    let found = |place: Place, kind| Found { place, entity: None, kind };
    let each = |errors: &ParseErrors, of: &dyn Fn(&iamkit_policy::ParseError) -> Found| {
        errors.iter().map(of).collect::<Vec<_>>()
    };
    match error {
        LoadError::Invalid(errors) => each(&errors, &|error| {
            let place = Place {
                offset: offset_at(text, error.position()),
                pointer: error.pointer().into(),
                ..file.clone()
            };
            found(place, ProblemKind::Document(error.message().into()))
        }),
        LoadError::InvalidEncoded { pointer, errors } => each(&errors, &|error| {
            let message = format!("in the encoded document: {error}");
            found(Place { pointer: pointer.clone(), ..file.clone() }, ProblemKind::Document(message))
        }),
        other => vec![found(file.clone(), ProblemKind::File(other))],
    }
}
