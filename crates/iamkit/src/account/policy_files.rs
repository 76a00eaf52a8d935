//! Files of policy documents, for an account to take as customer managed policies.
//!
//! A file may hold a document in any shape that [`iamkit_policy::load`] takes. The policy is called as the file is, or as
//! the member that the document stands under where the file has several.

use std::collections::BTreeMap;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_store::{
    AccountId, Call, Change, Command, CreatePolicy, Operation, Partition, PolicyName, Quotas,
};

use super::details::Source;
use super::restore::Restoring;

/// A document with the name of the policy that it becomes
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// The name, of the file or of the member.
    pub name: PolicyName,
    /// The document.
    pub document: Arc<PolicyDocument>,
}

/// A document that can't become a policy
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}{}", at(pointer))]
pub struct PolicyFileProblem {
    file: String,
    pointer: String,
    problem: String,
}

impl PolicyFileProblem {
    /// The name of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The place as a JSON pointer (RFC 6901); empty for the whole file.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong, with line and column where the text itself can't be read.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

fn at(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(", at {pointer}") }
}

/// What was found in files
#[derive(Debug, Clone, Default)]
pub struct PolicyFiles {
    policies: Vec<PolicyFile>,
    problems: Vec<PolicyFileProblem>,
}

/// Reads the documents of files, each of which has to be fit for a customer managed policy
///
/// ```
/// use iamkit::account::details::Source;
///
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
/// let files = iamkit::account::policy_files::read(&[Source { name: "policies/Readers.json", text }]);
/// assert_eq!(files.policies()[0].name.as_str(), "Readers");
/// assert!(files.problems().is_empty());
/// ```
pub fn read(sources: &[Source<'_>]) -> PolicyFiles {
    let mut files = PolicyFiles::default();
    let mut names = BTreeMap::new();
    for source in sources {
        files.source(source, &mut names);
    }
    files
}

/// The names that are taken, in lower case, each with the file that took it.
type Names<'n> = BTreeMap<String, &'n str>;

impl PolicyFiles {
    /// The policies, in the order of files and members.
    pub fn policies(&self) -> &[PolicyFile] {
        &self.policies
    }

    /// What can't be taken.
    pub fn problems(&self) -> &[PolicyFileProblem] {
        &self.problems
    }

    /// The changes that create the policies, after those that create an account which isn't there yet.
    pub fn changes(&self, account: &AccountId, is_there: bool, restoring: &Restoring) -> Vec<Change> {
        let call = Call::new(restoring.caller.clone(), restoring.time);
        let create = || Operation::CreateAccount {
            account: account.clone(),
            partition: Partition::default(),
            seed: 0,
            quotas: Quotas::clone(&restoring.quotas),
        };
        let account_change = (!is_there).then(|| Change { call: call.clone(), operation: create() });
        let policies = self.policies.iter().map(|policy| {
            let new = CreatePolicy::new(policy.name.clone(), Arc::clone(&policy.document));
            Change::in_account(call.clone(), account.clone(), Command::CreatePolicy(new))
        });
        account_change.into_iter().chain(policies).collect()
    }

    fn source<'n>(&mut self, source: &Source<'n>, names: &mut Names<'n>) {
        let loaded = match iamkit_policy::load(source.text.as_bytes()) {
            Ok(loaded) => loaded,
            Err(error) => return self.refuse(source, "", error.to_string()),
        };
        for entry in loaded.entries() {
            let member = entry.member();
            let pointer = member.map(pointer).unwrap_or_default();
            let taken = taken(member.unwrap_or_else(|| stem(source.name)), entry.document())
                .and_then(|policy| unique(policy, source.name, names));
            match taken {
                Ok(policy) => self.policies.push(policy),
                Err(problem) => self.refuse(source, &pointer, problem),
            }
        }
    }

    fn refuse(&mut self, source: &Source<'_>, pointer: &str, problem: String) {
        self.problems.push(PolicyFileProblem { file: source.name.into(), pointer: pointer.into(), problem });
    }
}

fn pointer(member: &str) -> String {
    format!("/{}", member.replace('~', "~0").replace('/', "~1"))
}

/// The file's name without folders and extension.
fn stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn taken(name: &str, document: &PolicyDocument) -> Result<PolicyFile, String> {
    let name = name.parse::<PolicyName>().map_err(|error| error.to_string())?;
    if let Some(problem) = PolicyKind::Identity.problems(document).first() {
        return Err(format!("as an identity policy: {}", problem.message()));
    }
    Ok(PolicyFile { name, document: Arc::new(document.clone()) })
}

/// Names are unique whatever their case.
fn unique<'n>(policy: PolicyFile, file: &'n str, names: &mut Names<'n>) -> Result<PolicyFile, String> {
    match names.insert(policy.name.as_str().to_ascii_lowercase(), file) {
        None => Ok(policy),
        Some(first) => Err(format!("a policy `{}` stands already in `{first}`", policy.name)),
    }
}
