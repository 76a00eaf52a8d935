//! The scope of a signature: the day, the Region and the service that its key was made for.

use std::fmt;

/// The scope of a signature
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureScope {
    /// The day, `YYYYMMDD`
    pub date: String,
    /// The Region
    pub region: String,
    /// The service
    pub service: String,
}

impl SignatureScope {
    /// The parts of `KEY/DATE/REGION/SERVICE/aws4_request`: the access key id and the scope.
    pub(super) fn of_credential(credential: &str) -> Option<(&str, Self)> {
        let mut parts = credential.split('/');
        let mut part = || parts.next().filter(|part| !part.is_empty());
        let (key, date, region, service) = (part()?, part()?, part()?, part()?);
        let is_whole = part() == Some("aws4_request") && parts.next().is_none();
        let is_date = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
        (is_whole && is_date).then(|| {
            (key, Self { date: date.to_owned(), region: region.to_owned(), service: service.to_owned() })
        })
    }
}

impl fmt::Display for SignatureScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/aws4_request", self.date, self.region, self.service)
    }
}
