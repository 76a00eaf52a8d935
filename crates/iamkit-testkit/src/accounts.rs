//! Whole accounts, drawn from a seed: for benchmarks, and for properties that need more than a few policies.
//!
//! What comes out is the listing that AWS gives (S81), as text. Its shape is that of accounts people have: most access
//! through a few groups, policies shared by many, roles of services with policies of their own, roles that people and
//! other roles assume, boundaries for some, conditions on tags, networks and second factors, a Deny now and then. The
//! same shape and seed give the same bytes.

mod documents;
pub(crate) mod draw;
mod entities;
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that takes no account in has failed"
)]
pub mod imported;
mod listed;
mod shape;

use serde_json::json;

pub use documents::TEAMS;
pub use listed::with_aws_managed_policies;
pub use shape::{ACCOUNT, AccountShape};

use draw::Draw;
use entities::Drawing;

/// The listing of an account, on one page
///
/// # Complexity
/// Linear in the number of entities.
pub fn listing(shape: &AccountShape) -> String {
    let mut drawing = Drawing::new(*shape, Draw::new(shape.seed));
    let policies = drawing.policies();
    let groups = drawing.groups();
    let users = drawing.users();
    let roles = drawing.roles();
    let page = json!({
        "UserDetailList": users,
        "GroupDetailList": groups,
        "RoleDetailList": roles,
        "Policies": policies,
        "IsTruncated": false,
    });
    page.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(shape: &AccountShape) -> serde_json::Value {
        serde_json::from_str(&listing(shape)).unwrap()
    }

    const SHAPE: AccountShape = AccountShape { users: 50, roles: 30, groups: 8, policies: 20, seed: 3 };

    #[test]
    fn as_many_are_listed_as_were_asked_for() {
        let page = parsed(&SHAPE);
        let len = |list: &str| page[list].as_array().unwrap().len();
        assert_eq!((len("UserDetailList"), len("RoleDetailList")), (50, 30));
        assert_eq!((len("GroupDetailList"), len("Policies")), (8, 20));
    }

    #[test]
    fn another_seed_gives_another_account() {
        assert_ne!(listing(&SHAPE), listing(&AccountShape { seed: 4, ..SHAPE }));
    }

    #[test]
    fn every_document_is_one() {
        let page = parsed(&SHAPE);
        let mut seen = 0;
        for policy in page["Policies"].as_array().unwrap() {
            for version in policy["PolicyVersionList"].as_array().unwrap() {
                version["Document"].to_string().parse::<iamkit_policy::PolicyDocument>().unwrap();
                seen += 1;
            }
        }
        for role in page["RoleDetailList"].as_array().unwrap() {
            let trust: iamkit_policy::PolicyDocument =
                role["AssumeRolePolicyDocument"].to_string().parse().unwrap();
            assert_eq!(iamkit_policy::normal::PolicyKind::Trust.problems(&trust), []);
        }
        assert!(seen >= 20);
    }
}
