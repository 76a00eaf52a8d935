//! Resources that AWS owns, beside those of accounts.

/// A kind of resource that AWS owns some of, beside those of accounts.
pub(super) struct OwnedByAws {
    pub(super) service: &'static str,
    /// What the resource begins with.
    pub(super) start: &'static str,
    /// Whether their ARNs leave out the Region.
    pub(super) has_no_region: bool,
    /// What stands in the place of the account.
    pub(super) account: &'static str,
}

const fn owned(service: &'static str, start: &'static str, account: &'static str) -> OwnedByAws {
    OwnedByAws { service, start, has_no_region: false, account }
}

const fn owned_everywhere(service: &'static str, start: &'static str, account: &'static str) -> OwnedByAws {
    OwnedByAws { service, start, has_no_region: true, account }
}

/// All of them, as far as is known from AWS's own policies and documentation.
pub(super) const OWNED_BY_AWS: [OwnedByAws; 16] = [
    owned("cloudformation", "type/", ""),
    owned("cloudformation", "transform/", "aws"),
    owned("greengrass", "components:", "aws"),
    owned("iam", "policy/", "aws"),
    owned("imagebuilder", "component/", "aws"),
    owned("imagebuilder", "image/", "aws"),
    owned_everywhere("personalize", "recipe/", ""),
    owned_everywhere("quicksight", "theme/", "aws"),
    owned("ram", "permission/", "aws"),
    owned("resource-explorer-2", "view/", ""),
    owned("sagemaker", "hub", "aws"),
    owned("securityhub", "product/", ""),
    owned("ssm", "automation-definition/", ""),
    owned("ssm", "document/", ""),
    owned("ssm", "parameter", ""),
    owned("ssm", "patchbaseline/", ""),
];
