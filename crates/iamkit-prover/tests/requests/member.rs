//! Is a request one of the universe *real*? Told by the catalog and the rules, without the prover.

use iamkit_catalog::Catalog;
use iamkit_engine::{AwsIdentity, Principal};
use iamkit_policy::global_key::{Presence, Requester, global_key};

use crate::form;
use crate::made::{Keys, Made, has};
use crate::shape::Carried;

/// Keys of which never both come (S44).
const NEVER_TOGETHER: [[&str; 2]; 3] = [
    ["aws:SourceIp", "aws:VpcSourceIp"],
    ["aws:SourceIp", "aws:SourceVpce"],
    ["aws:SourceIp", "aws:SourceVpc"],
];

/// Why a request can't be, if it can't; keys that no policy asks for may be left out.
pub(crate) fn objection(made: &Made) -> Option<String> {
    let Some(action) = Catalog::embedded().action(&made.action) else { return Some("no action".into()) };
    let is_about_star = made.resource == "*" && action.is_wildcard_only();
    if made.wildcard_only != is_about_star || !form::takes(&action, &made.resource) {
        return Some("no resource of the action".into());
    }
    if form::is_left_out(&made.action, &made.resource) {
        return Some("no policy decides".into());
    }
    let requester = requester(&made.principal);
    for (key, values, is_single) in &made.keys {
        let presence = global_key(&key.to_ascii_lowercase()).map(|global| global.presence(requester));
        if presence == Some(Presence::Never) {
            return Some(format!("{requester:?} has no {key}"));
        }
        let Some(carried) = Carried::with(&action, key) else { return Some(format!("never carries {key}")) };
        let is_possible = if *is_single { carried.can_be_single } else { carried.can_be_multi };
        if !is_possible || !values.iter().all(|value| carried.fits(value)) {
            return Some(format!("no value of {key}: {values:?}"));
        }
    }
    let together = NEVER_TOGETHER.iter().find(|[one, two]| both(&made.keys, one, two));
    together.map(|[one, two]| format!("{one} and {two}"))
}

/// Who asks, as the table of global keys has it.
pub(crate) fn requester(principal: &Principal) -> Requester {
    match principal {
        Principal::Anonymous => Requester::Anonymous,
        Principal::Service(_) => Requester::Service,
        Principal::Federated(_) => Requester::Provider,
        Principal::Aws(aws) => match aws.identity() {
            AwsIdentity::Root => Requester::Root,
            AwsIdentity::User => Requester::User,
            AwsIdentity::Role | AwsIdentity::RoleSession => Requester::Role,
            AwsIdentity::FederatedUser => Requester::FederatedUser,
        },
    }
}

fn both(keys: &Keys, one: &str, two: &str) -> bool {
    has(keys, one) && has(keys, two)
}

fn example(keys: &[(&str, &str)]) -> Made {
    let one = |(key, value): &(&str, &str)| ((*key).to_owned(), vec![(*value).to_owned()], true);
    Made {
        principal: Principal::Anonymous,
        action: "s3:GetObject".into(),
        resource: "arn:aws:s3:::bucket/key".into(),
        wildcard_only: false,
        keys: keys.iter().map(one).collect(),
        has_policies: false,
    }
}

#[test]
fn requests_that_cannot_be_are_objected_to() {
    let may_be = [("aws:SourceIp", "10.0.0.1"), ("s3:ExistingObjectTag/team", "x"), ("a:x", "")];
    assert_eq!(objection(&example(&may_be)), None);
    for keys in [
        [("aws:SecureTransport", "TRUE")].as_slice(),
        &[("aws:RequestTag/team", "x")],
        &[("s3:TlsVersion", "new")],
        &[("aws:PrincipalArn", "arn:aws:sts::111122223333:assumed-role/Deploy/ci")],
        &[("aws:SourceIp", "10.0.0.1"), ("aws:SourceVpce", "vpce-1")],
    ] {
        assert!(objection(&example(keys)).is_some(), "{keys:?}");
    }
    let of_another = Made { resource: "arn:aws:s3:us-east-1:111122223333:x".into(), ..example(&[]) };
    assert!(objection(&of_another).is_some());
    let unknown = Made { action: "s3:GetNothing".into(), ..example(&[]) };
    assert!(objection(&unknown).is_some());
}
