//! Accounts taken in from listings, for the tests that ask questions about them.

use std::sync::Arc;

use iamkit_listing::details::{self, AuthorizationDetails, Source};
use iamkit_listing::restore::{Restoring, restore};
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{Directory, Quotas};

/// The listing of the account that moto answered.
pub const FIXTURE: &str = include_str!("../../fixtures/accounts/details.json");

/// A directory without accounts.
pub fn empty() -> Directory {
    Directory::new(Arc::new(EmbeddedManagedPolicies))
}

/// Who takes them in, and when.
pub fn restoring() -> Restoring {
    Restoring {
        caller: "iamkit".parse().expect("is a caller"),
        time: "2026-01-02T03:04:05Z".parse().expect("is a time"),
        quotas: Quotas::default(),
    }
}

/// What is listed on one page without problems.
pub fn read(text: &str) -> Vec<AuthorizationDetails> {
    let reading = details::read(&[Source { name: "page.json", text }]);
    assert_eq!(reading.problems(), []);
    reading.into_accounts()
}

/// The accounts of a page.
pub fn imported(text: &str) -> Directory {
    let mut directory = empty();
    for details in read(text) {
        restore(&mut directory, &details, &restoring()).expect("is restored");
    }
    directory
}
