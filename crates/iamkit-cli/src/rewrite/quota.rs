//! Which size a policy has to fit, and how large it is.

use clap::ValueEnum;
use iamkit_policy::SizeQuota;

use crate::policy_argument::PolicyArgument;

/// What a policy has to fit in.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Room {
    /// So many characters, white space not counted, are what it has to fit in.
    #[arg(long, value_name = "CHARACTERS", conflicts_with = "quota")]
    fit: Option<usize>,
    /// The quota of AWS that it has to fit in.
    #[arg(long, value_enum, value_name = "QUOTA")]
    quota: Option<QuotaName>,
}

/// A quota of AWS, by what it is of
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum QuotaName {
    /// A managed policy.
    Managed,
    /// The inline policies of a user.
    InlineUser,
    /// The inline policies of a group.
    InlineGroup,
    /// The inline policies of a role.
    InlineRole,
    /// A trust policy.
    Trust,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// The policy of a bucket of S3.
    Bucket,
}

impl From<QuotaName> for SizeQuota {
    fn from(name: QuotaName) -> Self {
        match name {
            QuotaName::Managed => Self::MANAGED,
            QuotaName::InlineUser => Self::INLINE_OF_USER,
            QuotaName::InlineGroup => Self::INLINE_OF_GROUP,
            QuotaName::InlineRole => Self::INLINE_OF_ROLE,
            QuotaName::Trust => Self::TRUST,
            QuotaName::Scp => Self::SERVICE_CONTROL,
            QuotaName::Rcp => Self::RESOURCE_CONTROL,
            QuotaName::Bucket => Self::BUCKET,
        }
    }
}

impl Room {
    /// The size that is said.
    pub(crate) fn quota(self) -> Option<SizeQuota> {
        self.fit.map(SizeQuota::visible).or(self.quota.map(Into::into))
    }

    /// Whether several policies count against the size together, so that splitting one helps nothing.
    pub(crate) fn is_of_all_together(self) -> bool {
        use QuotaName::{InlineGroup, InlineRole, InlineUser};
        matches!(self.quota, Some(InlineUser | InlineGroup | InlineRole))
    }
}

/// How many characters a policy had and has.
pub(super) fn counted(policy: &PolicyArgument, texts: &[String], quota: SizeQuota) -> String {
    let sizes = texts.iter().map(|text| quota.size(text).to_string()).collect::<Vec<_>>();
    let before = quota.size(policy.document.text());
    let spaces = if quota.counts_white_space() { "counted" } else { "not counted" };
    let documents = match &*sizes {
        [_] => String::new(),
        several => format!(" in {} documents", several.len()),
    };
    format!("{policy}: {} characters{documents}, {before} before, white space {spaces}", sizes.join(" + "))
}
