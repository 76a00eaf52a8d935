//! What somebody would write by hand for the one policy of workload e.
//!
//! The actions are in a hash map, everything else is code: a prefix test, a look at the next segment, an address and
//! a mask, dates compared as text. It knows nothing but this policy.

use std::net::Ipv4Addr;

use rustc_hash::FxHashMap;

use super::hand_index::fold;
use crate::engine::{Engine, Unfit};
use crate::workload::{Question, Workload};

const BUCKET: &str = "arn:aws:s3:::amzn-s3-demo-bucket/";
const USERS: &str = "arn:aws:iam::111122223333:user/";
const SINCE: &str = "2025-01-01T00:00:00Z";
const UNTIL: &str = "2027-01-01T00:00:00Z";

/// The actions that the two statements name
#[derive(Debug)]
pub struct HandConditions(FxHashMap<&'static [u8], Named>);

#[derive(Debug, Clone, Copy)]
struct Named {
    is_put: bool,
}

impl Engine for HandConditions {
    const NAME: &'static str = "hand index";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        let actions: [(&'static [u8], Named); 2] =
            [(b"s3:getobject", Named { is_put: false }), (b"s3:putobject", Named { is_put: true })];
        if workload.id == "e" { Ok(Self(actions.into_iter().collect())) } else { Err(Unfit::NotExpressible) }
    }

    fn is_allowed(&self, question: &Question) -> bool {
        let mut buffer = [0; 128];
        let Some(action) = fold(question.action.as_bytes(), &mut buffer) else { return false };
        let Some(named) = self.0.get(action) else { return false };
        let Some(path) = question.resource.strip_prefix(BUCKET) else { return false };
        if named.is_put && path.split_once('/').is_some_and(|(_, rest)| is_archive(rest)) {
            return false;
        }
        let key = |key| value(question, key);
        let team = key("aws:PrincipalTag/team");
        let is_own = team.and_then(|team| path.strip_prefix(team)).is_some_and(|rest| rest.starts_with('/'));
        is_own
            && key("aws:SourceIp").and_then(|text| text.parse().ok()).is_some_and(is_near)
            && key("aws:CurrentTime").is_some_and(|now| SINCE < now && now < UNTIL)
            && key("aws:PrincipalArn").is_some_and(|arn| arn.starts_with(USERS))
    }
}

fn value<'q>(question: &'q Question, key: &str) -> Option<&'q str> {
    let found = question.context.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
    found.map(|(_, value)| value.as_str())
}

fn is_near(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    bits & 0xff00_0000 == 0x0a00_0000 || bits & 0xffff_ff00 == 0xc000_0200
}

fn is_archive(rest: &str) -> bool {
    rest.starts_with("archive/") || rest.contains("/archive/")
}
