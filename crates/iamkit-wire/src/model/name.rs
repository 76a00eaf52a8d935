//! The services whose APIs have tables.

/// A service whose API has a table
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ServiceName {
    /// IAM Access Analyzer
    AccessAnalyzer,
    /// AWS Identity and Access Management
    Iam,
    /// AWS Organizations
    Organizations,
    /// AWS Security Token Service
    Sts,
}

impl ServiceName {
    /// All of them, by name
    pub const ALL: [Self; 4] = [Self::AccessAnalyzer, Self::Iam, Self::Organizations, Self::Sts];

    /// The name that requests are signed for, which is the prefix of the service's actions
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessAnalyzer => "access-analyzer",
            Self::Iam => "iam",
            Self::Organizations => "organizations",
            Self::Sts => "sts",
        }
    }

    /// The service that a request was signed for
    pub fn signed_for(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.as_str() == name)
    }
}
