//! Files with the policies of resources: what AWS answers when it is asked for one, or the document alone.
//!
//! The answer says which resource it is of, as far as AWS puts its ARN there; else the file's name does, with `%2F` for each
//! `/`. Whose the resource is its ARN says; where that has no account (S73) it is the account that takes the policies.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{Arn, LoadedPolicy, PolicyDocument};
use iamkit_store::{AccountId, ResourceArn};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::json;

use crate::details::{Problem, ProblemKind, ProblemLocation, ReadingLimits, Source};
use crate::policy_files::{file_label, load};
use crate::problem::{Found, Locator, misplaced, placed};
use crate::source::Place;

use iamkit_policy::shown::called;

/// The policy of a resource, from a file
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePolicyFile {
    /// The resource
    pub arn: ResourceArn,
    /// The document
    pub document: Arc<PolicyDocument>,
    /// Where it stands
    pub location: ProblemLocation,
}

impl ResourcePolicyFile {
    /// What problems call it.
    pub fn label(&self) -> String {
        label(self.arn.as_str())
    }

    /// The account in the resource's ARN.
    pub fn account(&self) -> Option<AccountId> {
        self.arn.as_str().parse::<Arn>().ok()?.account().parse().ok()
    }
}

fn label(arn: &str) -> String {
    called("policy of the resource", arn)
}

/// What was found in files
#[derive(Debug, Clone, Default)]
pub struct ResourcePolicyFiles {
    policies: Vec<ResourcePolicyFile>,
    problems: Vec<Problem>,
    untaken: Vec<String>,
}

impl ResourcePolicyFiles {
    /// The policies, in the order of files and of their places in them.
    pub fn policies(&self) -> &[ResourcePolicyFile] {
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
}

/// Reads the policies of resources, each of which has to be fit for its resource
///
/// ```
/// use iamkit_listing::details::Source;
///
/// let text = r#"{"Policy": "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\",
///     \"Resource\": \"arn:aws:s3:::reports/*\"}}"}"#;
/// let text = text.replace('\n', " ");
/// let sources = [Source { name: "policies/arn:aws:s3:::reports.json", text: &text }];
/// let files = iamkit_listing::resource_policies::read(&sources);
/// assert_eq!(files.policies()[0].arn.as_str(), "arn:aws:s3:::reports");
/// ```
pub fn read(sources: &[Source<'_>]) -> ResourcePolicyFiles {
    read_within(sources, &ReadingLimits::default())
}

/// The same within other limits than the default ones.
pub fn read_within(sources: &[Source<'_>], limits: &ReadingLimits) -> ResourcePolicyFiles {
    let refused = |found| ResourcePolicyFiles {
        problems: placed(vec![found], sources),
        ..ResourcePolicyFiles::default()
    };
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
    let located = |(arn, document, place): (ResourceArn, _, Place)| {
        Some(ResourcePolicyFile { arn, document, location: locator.locate(&place)? })
    };
    let policies = reader.policies.into_iter().filter_map(located).collect();
    ResourcePolicyFiles { policies, problems: placed(reader.found, sources), untaken: reader.untaken }
}

/// What a file's name has percent-encoded: what file systems don't take, and the sign itself.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'=')
    .remove(b'@')
    .remove(b'+');

/// A file with the policy of a resource, which [`read`] reads again: its name and its text
pub fn file(arn: &ResourceArn, document: &PolicyDocument) -> (String, String) {
    let name = format!("{}.json", utf8_percent_encode(arn.as_str(), ENCODED));
    let text = json!({"ResourceArn": arn.as_str(), "Policy": document.text()});
    (name, format!("{text:#}\n"))
}

#[derive(Default)]
struct Reader {
    policies: Vec<(ResourceArn, Arc<PolicyDocument>, Place)>,
    found: Vec<Found>,
    untaken: Vec<String>,
    /// The resources, each with the file that has its policy.
    known: BTreeMap<ResourceArn, String>,
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
        let is_only = loaded.entries().len() == 1;
        for entry in loaded.entries() {
            let place = Place { pointer: entry.pointer().to_owned(), ..place.clone() };
            let in_name = if is_only { arn_in(source.name) } else { None };
            let arn = entry.arn().map(ToOwned::to_owned).or(in_name);
            match self.policy(arn.as_deref(), entry, source.name) {
                Ok(arn) => self.policies.push((arn, Arc::new(entry.document().clone()), place)),
                Err(problem) => {
                    let (pointer, kind) = *problem;
                    let entity = arn.as_deref().map(label);
                    self.untaken.push(entity.clone().unwrap_or_else(|| file_label(source.name)));
                    let place = Place { pointer: format!("{}{pointer}", place.pointer), ..place };
                    self.found.push(Found { place, entity, kind });
                }
            }
        }
    }

    fn policy(
        &mut self,
        arn: Option<&str>,
        entry: &LoadedPolicy,
        file: &str,
    ) -> Result<ResourceArn, Box<(String, ProblemKind)>> {
        let whole = |kind| Box::new((String::new(), kind));
        let looks_like = PolicyKind::of_document(entry.document());
        let kind = entry.implied_kind().unwrap_or(looks_like);
        if !is_of_resource(kind) || looks_like == PolicyKind::Identity {
            let kind = if is_of_resource(kind) { looks_like } else { kind };
            return Err(whole(ProblemKind::NotOfResource(kind.as_str())));
        }
        let arn = arn.ok_or_else(|| whole(ProblemKind::NoResource))?;
        let arn = arn.parse::<ResourceArn>().map_err(|error| whole(error.into()))?;
        if let Some(problem) =
            misplaced(PolicyKind::of_resource(arn.as_str()), entry.document()).into_iter().next()
        {
            return Err(Box::new(problem));
        }
        match self.known.entry(arn.clone()) {
            Entry::Vacant(free) => free.insert(file.to_owned()),
            Entry::Occupied(first) => return Err(whole(ProblemKind::PolicyTaken(first.get().clone()))),
        };
        Ok(arn)
    }
}

fn is_of_resource(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Resource | PolicyKind::Key)
}

/// The ARN at the end of a file's name, percent-encoded as far as need be.
fn arn_in(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.strip_suffix(".json").unwrap_or(file);
    let decoded = percent_decode_str(stem).decode_utf8().ok()?;
    let (at, _) = decoded.match_indices("arn:").next()?;
    decoded.get(at..).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_resource_and_read_again() {
        let document = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}}"#;
        let document = document.parse::<PolicyDocument>().unwrap();
        for text in [
            "arn:aws:sns:eu-west-1:444455556666:a_b-c.fifo",
            "arn:aws:lambda:eu-west-1:444455556666:function:f/%",
        ] {
            let arn = text.parse::<ResourceArn>().unwrap();
            let (name, content) = file(&arn, &document);
            assert_eq!(arn_in(&name).as_deref(), Some(text));
            let files = read(&[Source { name: "other.json", text: &content }]);
            assert_eq!(files.problems(), []);
            assert_eq!(files.policies()[0].arn, arn);
            assert_eq!(*files.policies()[0].document, document);
        }
    }

    #[test]
    fn the_arn_stands_at_the_end_of_the_name() {
        assert_eq!(arn_in("a/get-bucket-policy-arn:aws:s3:::b.json").as_deref(), Some("arn:aws:s3:::b"));
        assert_eq!(arn_in("a/arn%3Aaws%3Akms%3A%3A%3Akey%2Fk.json").as_deref(), Some("arn:aws:kms:::key/k"));
        assert_eq!(arn_in("bucket.json"), None);
    }

    #[test]
    fn what_is_no_policy_of_a_resource_is_told() {
        let told = |name: &str, text: &str| {
            let files = read(&[Source { name, text }]);
            files.problems().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let everyone =
            r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}"#;
        assert_eq!(
            told("bucket.json", everyone),
            [
                "bucket.json:1:1: which resource it is of isn't said: expected its ARN in the answer, or in the file's name \
              with `%2F` for `/`"
            ]
        );
        let identity = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
        let problems = told("arn:aws:s3:::b.json", identity);
        assert!(problems[0].contains("it is an identity policy, not that of a resource"), "{problems:?}");
        let role = r#"{"Role": {"Arn": "arn:aws:iam::444455556666:role/r", "AssumeRolePolicyDocument": {"Statement": {
            "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}}}"#;
        let problems = told("role.json", role);
        assert!(problems[0].contains("it is a trust policy, not that of a resource"), "{problems:?}");
    }
}
