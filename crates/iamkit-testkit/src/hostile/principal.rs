//! Kinds by whom their statements are for.

use iamkit_policy::normal::PolicyKind;
use serde_json::{Value as Json, json};

use crate::hostile::pair::{Hostile, numbered};

/// A statement for each of so many principals.
pub fn principals(count: usize) -> Hostile {
    let side = |resource: &dyn Fn(usize) -> String| {
        numbered(count, |at| {
            let user = format!("arn:aws:iam::{at:012}:user/u{at}");
            json!({"Effect": "Allow", "Principal": {"AWS": user}, "Action": "s3:*", "Resource": resource(at)})
        })
    };
    let (a, b) = (side(&|at| format!("arn:aws:s3:::b/{at}*")), side(&|at| format!("arn:aws:s3:::b/*{at}")));
    Hostile { kind: PolicyKind::Resource, ..Hostile::new("principals", a, b) }
}

fn user(at: usize) -> Json {
    json!({"AWS": format!("arn:aws:iam::{at:012}:user/u{at}")})
}

/// A bucket of which each of so many users has a statement of the same resources.
pub fn users_of_one_bucket(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Allow", "Principal": user(at), "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"});
    let hostile = Hostile::without_last("users-of-one-bucket", numbered(count, of));
    Hostile { kind: PolicyKind::Resource, ..hostile }
}

/// A bucket that is everyone's, of which each of so many users is denied a part.
pub fn denied_users(count: usize) -> Hostile {
    denied("denied-users", "Principal", count)
}

/// A bucket that is everyone's, of which all but each of so many users are denied a part.
pub fn denied_others(count: usize) -> Hostile {
    denied("denied-others", "NotPrincipal", count)
}

fn denied(name: &'static str, element: &str, count: usize) -> Hostile {
    let everyone =
        json!({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"});
    let of = |at| {
        let resource = format!("arn:aws:s3:::b/{at}*");
        json!({"Effect": "Deny", element: user(at), "Action": "s3:*", "Resource": resource})
    };
    let hostile = Hostile::without_last(name, std::iter::once(everyone).chain(numbered(count, of)).collect());
    Hostile { kind: PolicyKind::Resource, ..hostile }
}

/// A statement for so many principals of one kind.
fn listed(name: &'static str, kind: PolicyKind, entry: &str, list: &[String]) -> Hostile {
    let of = |resource: &str, principals: Json| json!({"Effect": "Allow", "Principal": principals, "Action": "s3:*", "Resource": resource});
    let all = of("arn:aws:s3:::b/*", json!({entry: list}));
    let one = of("arn:aws:s3:::b", json!({"AWS": "111122223333"}));
    Hostile { kind, ..Hostile::without_last(name, vec![all, one]) }
}

/// So many accounts.
pub fn accounts(count: usize) -> Hostile {
    let accounts = (0..count).map(|at| format!("{at:012}")).collect::<Vec<_>>();
    listed("accounts", PolicyKind::Resource, "AWS", &accounts)
}

/// So many roles.
pub fn roles(count: usize) -> Hostile {
    let roles = (0..count).map(|at| format!("arn:aws:iam::111122223333:role/r{at}")).collect::<Vec<_>>();
    listed("roles", PolicyKind::Resource, "AWS", &roles)
}

/// So many services.
pub fn services(count: usize) -> Hostile {
    let services = (0..count).map(|at| format!("s{at}.amazonaws.com")).collect::<Vec<_>>();
    listed("services", PolicyKind::Resource, "Service", &services)
}

/// So many providers of identities.
pub fn providers(count: usize) -> Hostile {
    let providers = (0..count).map(|at| format!("id{at}.example.com")).collect::<Vec<_>>();
    listed("providers", PolicyKind::Resource, "Federated", &providers)
}

/// Everybody but so many roles is denied.
pub fn exempt_roles(count: usize) -> Hostile {
    let roles = (0..count).map(|at| format!("arn:aws:iam::111122223333:role/r{at}")).collect::<Vec<_>>();
    let resource = "arn:aws:s3:::b/*";
    let everyone = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": resource});
    let others =
        json!({"Effect": "Deny", "NotPrincipal": {"AWS": roles}, "Action": "s3:*", "Resource": resource});
    Hostile { kind: PolicyKind::Resource, ..Hostile::without_last("exempt-roles", vec![everyone, others]) }
}
