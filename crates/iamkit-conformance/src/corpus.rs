//! The corpus: the files of cases that come with this crate.

macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../corpus/", $name)))),*]
    };
}

/// The files by their names below `corpus`, in their order, each with its text, which [`read_each`] reads.
///
/// ```
/// use iamkit_conformance::case::read_each;
/// use iamkit_conformance::corpus::FILES;
///
/// let cases = FILES.iter().map(|(_, text)| read_each(text).expect("is JSON").len()).sum::<usize>();
/// assert!(1_000 < cases);
/// ```
///
/// [`read_each`]: crate::case::read_each
pub const FILES: &[(&str, &str)] = files! {
    "identity/actions.json"
    "identity/condition-keys.json"
    "identity/condition-logic.json"
    "identity/condition-numbers.json"
    "identity/condition-operators.json"
    "identity/condition-sets.json"
    "identity/condition-texts.json"
    "identity/condition-values.json"
    "identity/documents.json"
    "identity/evaluated.json"
    "identity/resource-forms.json"
    "identity/resources.json"
    "identity/variable-values.json"
    "identity/variables.json"
    "layers/boundaries.json"
    "layers/cross-account.json"
    "layers/deny.json"
    "layers/direct-grants.json"
    "layers/everyone.json"
    "layers/rcp-services.json"
    "layers/rcp.json"
    "layers/root.json"
    "layers/same-account.json"
    "layers/scp.json"
    "layers/sessions.json"
    "layers/vpce.json"
    "principals/accounts-spelt.json"
    "principals/accounts.json"
    "principals/allow-but.json"
    "principals/everyone.json"
    "principals/not-principal.json"
    "principals/role-paths.json"
    "principals/roles-themselves.json"
    "principals/roles.json"
    "principals/services.json"
    "principals/users.json"
    "services/federation.json"
    "services/immutable-roles.json"
    "services/immutable.json"
    "services/kms.json"
    "services/s3-meaning-of-public.json"
    "services/s3-owner.json"
    "services/s3-public.json"
    "services/s3.json"
    "services/several-resources.json"
    "services/sts-token.json"
    "services/sts.json"
    "services/trust.json"
    "services/without-resource.json"
    "unevaluable/layers.json"
    "unevaluable/values.json"
    "unknown/entangled.json"
    "unknown/keys.json"
    "unknown/layers.json"
    "unknown/reasons.json"
    "unknown/variables.json"
};
