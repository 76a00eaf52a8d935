//! What was probably meant, where something doesn't fit the place that it was put in.

use std::path::Path;

use iamkit_engine::PolicyKind;
use iamkit_policy::PolicyDocument;

/// Said of a policy that names principals where it is taken for one that can't.
pub(crate) fn of_kind(document: &PolicyDocument, taken_as: PolicyKind) -> Option<String> {
    let own = PolicyKind::of_document(document);
    let is_other = own.names_principals() && !taken_as.names_principals();
    let own = own.as_str();
    is_other.then(|| format!("it looks like a policy of the kind {own}: `--kind {own}` takes it as one"))
}

/// The same of the policies around a principal.
pub(crate) fn of_layers<'d>(mut documents: impl Iterator<Item = &'d PolicyDocument>) -> &'static str {
    if documents.any(|document| PolicyKind::of_document(document).names_principals()) {
        "; a policy that names principals is one of a resource: `--resource-policy` takes it"
    } else {
        ""
    }
}

/// Said of a name that there isn't, where there is a file called so.
pub(crate) fn of_name(name: &str) -> &'static str {
    if Path::new(name).is_file() {
        "; there is a file of that name, but this is no place for one"
    } else {
        ""
    }
}
