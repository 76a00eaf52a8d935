//! Accounts taken in from listings, for the tests that ask questions about them.

#![expect(clippy::expect_used, reason = "integration test")]
#![allow(dead_code, reason = "no test asks for everything")]

use std::sync::Arc;

use iamkit::account::EmbeddedManagedPolicies;
use iamkit::account::details::{self, AuthorizationDetails, Source};
use iamkit::account::restore::{Restoring, restore};
use iamkit_store::{Directory, Quotas};

/// The listing of the account that moto answered.
pub(crate) const FIXTURE: &str = include_str!("../../../iamkit-testkit/fixtures/accounts/details.json");

/// A directory without accounts.
pub(crate) fn empty() -> Directory {
    Directory::new(Arc::new(EmbeddedManagedPolicies))
}

pub(crate) fn restoring() -> Restoring {
    Restoring {
        caller: "iamkit".parse().expect("is a caller"),
        time: "2026-01-02T03:04:05Z".parse().expect("is a time"),
        quotas: Quotas::default(),
    }
}

/// What is listed on one page without problems.
pub(crate) fn read(text: &str) -> Vec<AuthorizationDetails> {
    let reading = details::read(&[Source { name: "page.json", text }]);
    assert_eq!(reading.problems(), []);
    reading.into_accounts()
}

/// The accounts of a page.
pub(crate) fn imported(text: &str) -> Directory {
    let mut directory = empty();
    for details in read(text) {
        restore(&mut directory, &details, &restoring()).expect("is restored");
    }
    directory
}
