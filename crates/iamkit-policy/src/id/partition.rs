//! The partitions of AWS.

use std::fmt;
use std::str::FromStr;

use super::error::NameError;

/// A part of AWS with its own accounts: the first component of every ARN
///
/// ```
/// use iamkit_policy::id::Partition;
///
/// assert_eq!("aws-cn".parse::<Partition>()?, Partition::AwsCn);
/// assert_eq!(Partition::default().to_string(), "aws");
/// # Ok::<(), iamkit_policy::id::NameError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Partition {
    /// `aws`: the Regions that most accounts are in
    #[default]
    Aws,
    /// `aws-cn`: China
    AwsCn,
    /// `aws-us-gov`: the Regions for the government of the United States
    AwsUsGov,
}

impl Partition {
    /// Every partition.
    pub const ALL: [Self; 3] = [Self::Aws, Self::AwsCn, Self::AwsUsGov];

    /// The partition as ARNs write it
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::AwsCn => "aws-cn",
            Self::AwsUsGov => "aws-us-gov",
        }
    }
}

impl FromStr for Partition {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let found = Self::ALL.into_iter().find(|partition| partition.as_str() == text);
        found.ok_or_else(|| NameError::new(text, "partition", "`aws`, `aws-cn` or `aws-us-gov`"))
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
crate::text_on_the_wire!(Partition);
