//! What is taken of listings that are not whole, or that were made unrecognisable.

/// What of a listing is taken all the same
///
/// ```
/// use iamkit_listing::details::{self, Leniency, Source};
///
/// let page = r#"{"UserDetailList": [{
///     "Path": "/", "UserName": "mara", "UserId": "AIDAAAAAAAAAAAAAAAAAA",
///     "Arn": "arn:aws:iam::444455556666:user/mara", "AttachedManagedPolicies":
///         [{"PolicyName": "Gone", "PolicyArn": "arn:aws:iam::444455556666:policy/Gone"}]}]}"#;
/// let sources = [Source { name: "page.json", text: page }];
/// assert!(details::read(&sources).accounts()[0].users.is_empty());
///
/// let lenient = details::read_leniently(&sources, Leniency { unknown_policies: true, ..Leniency::default() });
/// assert_eq!(lenient.accounts()[0].unknown[0].as_str(), "arn:aws:iam::444455556666:policy/Gone");
/// assert_eq!(lenient.problems().len(), 1);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leniency {
    /// An entity with a managed policy that isn't listed and isn't one of AWS's: the policy is then unknown, and told as a
    /// problem
    pub unknown_policies: bool,
    /// An entity whose unique id is none: it then gets one that follows from what the entity is called
    pub ids: bool,
}
