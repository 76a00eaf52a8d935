//! What can be wrong with an ARN, of which the first from the left is told.

/// What is wrong with an ARN
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArnProblem {
    /// It doesn't begin with `arn`.
    Prefix,
    /// It has fewer than six fields.
    MissingField,
    /// It has fewer than six fields, and ends in `*`.
    ShortForm,
    /// There is no such partition, or the service isn't there.
    Partition,
    /// A wildcard is in the name of the service.
    ServiceWildcard,
    /// The name of the service has a capital.
    ServiceCase,
    /// There is no such service.
    Service,
    /// There is no such Region, or the service isn't there.
    Region,
    /// No such resource has a Region.
    RegionNotAllowed,
    /// Every such resource has a Region.
    MissingRegion,
    /// The account has not twelve digits.
    Account,
    /// No such resource has an account.
    AccountNotAllowed,
    /// Every such resource has an account.
    MissingAccount,
    /// The service has no such resource.
    Resource,
}
