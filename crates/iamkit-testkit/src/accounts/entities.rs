//! The entities of drawn accounts.

use serde_json::{Value as Json, json};

use super::documents::{self, TEAMS};
use super::draw::{Draw, put};
use super::shape::{ACCOUNT, AccountShape};

const DATE: &str = "2026-01-02T03:04:05+00:00";

/// AWS's own policies that are attached, the popular ones first.
const AWS_MANAGED: &[&str] = &[
    "AmazonS3ReadOnlyAccess",
    "CloudWatchReadOnlyAccess",
    "AmazonSQSFullAccess",
    "IAMReadOnlyAccess",
    "AmazonDynamoDBReadOnlyAccess",
    "AWSLambda_ReadOnlyAccess",
    "SecurityAudit",
    "AmazonEC2ReadOnlyAccess",
    "ReadOnlyAccess",
    "PowerUserAccess",
];

const SERVICES: &[&str] =
    &["lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "states.amazonaws.com"];

pub(crate) struct Drawing {
    shape: AccountShape,
    draw: Draw,
}

/// How many of a hundred policies are boundaries.
const BOUNDARIES: usize = 2;

impl Drawing {
    pub(crate) fn new(shape: AccountShape, draw: Draw) -> Self {
        Self { shape, draw }
    }

    pub(crate) fn policies(&mut self) -> Vec<Json> {
        (0..self.shape.policies).map(|at| self.policy(at)).collect()
    }

    fn is_boundary(at: usize) -> bool {
        at % (100 / BOUNDARIES) == 1
    }

    fn policy_name(at: usize) -> String {
        let team = TEAMS.get(at % TEAMS.len()).copied().unwrap_or_default();
        let kind = if Self::is_boundary(at) { "boundary" } else { "access" };
        format!("{team}-{kind}-{at}")
    }

    fn policy_path(at: usize) -> &'static str {
        if at.is_multiple_of(3) { "/team/" } else { "/" }
    }

    fn policy_arn(at: usize) -> String {
        format!("arn:aws:iam::{ACCOUNT}:policy{}{}", Self::policy_path(at), Self::policy_name(at))
    }

    fn policy(&mut self, at: usize) -> Json {
        let draw = &mut self.draw;
        let count = 1 + draw.skewed(3);
        let newest = count + draw.skewed(3);
        let versions = (0..count).map(|age| {
            let document = match at {
                _ if Self::is_boundary(at) => documents::boundary(draw),
                _ if at % 40 == 2 => documents::delegated_administration(draw),
                _ => {
                    let statements = 1 + draw.skewed(6);
                    documents::identity(draw, statements)
                }
            };
            json!({"Document": document, "VersionId": format!("v{}", newest - age), "IsDefaultVersion": age == 0,
                "CreateDate": DATE})
        });
        let versions = versions.collect::<Vec<_>>();
        json!({
            "PolicyName": Self::policy_name(at), "PolicyId": draw.id("ANPA"), "Arn": Self::policy_arn(at),
            "Path": Self::policy_path(at), "DefaultVersionId": format!("v{newest}"), "IsAttachable": true,
            "CreateDate": DATE, "UpdateDate": DATE, "PolicyVersionList": versions,
        })
    }

    /// Between some and a few managed policies, of AWS or of the account.
    fn attached(&mut self, least: usize, most: usize) -> Vec<Json> {
        let count = self.draw.between(least, most);
        let mut arns = (0..count).map(|_| self.attachable()).collect::<Vec<_>>();
        arns.sort_unstable();
        arns.dedup();
        let name = |arn: &String| arn.rsplit('/').next().unwrap_or_default().to_owned();
        arns.iter().map(|arn| json!({"PolicyName": name(arn), "PolicyArn": arn})).collect()
    }

    fn attachable(&mut self) -> String {
        if self.shape.policies == 0 || self.draw.percent(30) {
            let at = self.draw.skewed(AWS_MANAGED.len());
            let name = AWS_MANAGED.get(at).copied().unwrap_or("IAMReadOnlyAccess");
            return format!("arn:aws:iam::aws:policy/{name}");
        }
        let at = self.draw.skewed(self.shape.policies);
        Self::policy_arn(if Self::is_boundary(at) { at - 1 } else { at })
    }

    fn inline(&mut self, count: usize) -> Vec<Json> {
        let policies = (0..count).map(|at| {
            let statements = 1 + self.draw.skewed(2);
            let document = documents::identity(&mut self.draw, statements);
            json!({"PolicyName": format!("inline-{at}"), "PolicyDocument": document})
        });
        policies.collect()
    }

    fn boundary(&mut self) -> Option<Json> {
        let count = self.shape.policies.div_ceil(100 / BOUNDARIES);
        let at = self.draw.skewed(count) * (100 / BOUNDARIES) + 1;
        (at < self.shape.policies).then(|| {
            json!({"PermissionsBoundaryType": "PermissionsBoundaryPolicy",
                "PermissionsBoundaryArn": Self::policy_arn(at)})
        })
    }

    fn tags(&mut self) -> Json {
        let team = *self.draw.of(TEAMS);
        json!([{"Key": "team", "Value": team}, {"Key": "cost-centre", "Value": self.draw.between(100, 140).to_string()}])
    }

    pub(crate) fn groups(&mut self) -> Vec<Json> {
        (0..self.shape.groups).map(|at| self.group(at)).collect()
    }

    fn group_path(at: usize) -> &'static str {
        if at.is_multiple_of(4) { "/team/" } else { "/" }
    }

    fn group(&mut self, at: usize) -> Json {
        let administrator = json!([{"PolicyName": "AdministratorAccess", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}]);
        // The last group is that of the administrators, whom few are.
        let is_last = at + 1 == self.shape.groups;
        let attached = if is_last { administrator } else { self.attached(1, 4).into() };
        let inline = usize::from(self.draw.percent(20));
        let mut inline = self.inline(inline);
        if at.is_multiple_of(5) {
            let roles = format!("arn:aws:iam::{ACCOUNT}:role/people/role-{}*", self.draw.between(1, 9));
            inline.push(json!({"PolicyName": "assume", "PolicyDocument": documents::assume(&[roles])}));
        }
        let (path, name) = (Self::group_path(at), format!("group-{at}"));
        json!({
            "Path": path, "GroupName": name, "GroupId": self.draw.id("AGPA"),
            "Arn": format!("arn:aws:iam::{ACCOUNT}:group{path}{name}"), "CreateDate": DATE,
            "GroupPolicyList": inline, "AttachedManagedPolicies": attached,
        })
    }

    pub(crate) fn users(&mut self) -> Vec<Json> {
        (0..self.shape.users).map(|at| self.user(at)).collect()
    }

    fn user(&mut self, at: usize) -> Json {
        let (path, name) = (if at.is_multiple_of(5) { "/people/" } else { "/" }, format!("user-{at}"));
        let inline = usize::from(self.draw.percent(8));
        let own = usize::from(self.draw.percent(6));
        let mut user = json!({
            "Path": path, "UserName": name, "UserId": self.draw.id("AIDA"),
            "Arn": format!("arn:aws:iam::{ACCOUNT}:user{path}{name}"), "CreateDate": DATE,
            "UserPolicyList": self.inline(inline), "GroupList": self.memberships(),
            "AttachedManagedPolicies": self.attached(0, own), "Tags": self.tags(),
        });
        if self.draw.percent(15)
            && let Some(boundary) = self.boundary()
        {
            put(&mut user, "PermissionsBoundary", boundary);
        }
        user
    }

    fn memberships(&mut self) -> Vec<String> {
        let count = if self.shape.groups == 0 { 0 } else { self.draw.between(1, 3) };
        let mut groups = (0..count).map(|_| self.draw.skewed(self.shape.groups)).collect::<Vec<_>>();
        groups.sort_unstable();
        groups.dedup();
        groups.into_iter().map(|at| format!("group-{at}")).collect()
    }

    pub(crate) fn roles(&mut self) -> Vec<Json> {
        (0..self.shape.roles).map(|at| self.role(at)).collect()
    }

    fn role_path(at: usize) -> &'static str {
        if at % 10 < 6 { "/service/" } else { "/people/" }
    }

    fn role_arn(at: usize) -> String {
        format!("arn:aws:iam::{ACCOUNT}:role{}role-{at}", Self::role_path(at))
    }

    fn role(&mut self, at: usize) -> Json {
        let (path, name) = (Self::role_path(at), format!("role-{at}"));
        let inline = usize::from(self.draw.percent(40));
        let mut inline = self.inline(inline);
        if at % 10 == 7 {
            let next =
                [Self::role_arn((at + 10) % self.shape.roles), Self::role_arn((at + 1) % self.shape.roles)];
            inline.push(json!({"PolicyName": "assume", "PolicyDocument": documents::assume(&next)}));
        }
        let mut role = json!({
            "Path": path, "RoleName": name, "RoleId": self.draw.id("AROA"), "Arn": Self::role_arn(at),
            "CreateDate": DATE, "AssumeRolePolicyDocument": self.trust(at), "InstanceProfileList": [],
            "RolePolicyList": inline, "AttachedManagedPolicies": self.attached(1, 3), "Tags": self.tags(),
        });
        if self.draw.percent(10)
            && let Some(boundary) = self.boundary()
        {
            put(&mut role, "PermissionsBoundary", boundary);
        }
        role
    }

    /// Services' roles are of services; of the others some are for people, some for roles, some for other accounts.
    fn trust(&mut self, at: usize) -> Json {
        let account = json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")});
        match at % 10 {
            0..=5 => documents::trust(&json!({"Service": self.draw.of(SERVICES)}), None),
            6 => documents::trust(&account, Some(json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}))),
            7 => documents::trust(&account, None),
            8 => {
                let other = Self::role_arn((at + self.shape.roles - 1) % self.shape.roles);
                documents::trust(&json!({"AWS": other}), None)
            }
            _ => {
                let condition =
                    json!({"StringEquals": {"sts:ExternalId": self.draw.between(1, 99).to_string()}});
                documents::trust(&json!({"AWS": "arn:aws:iam::444455556666:root"}), Some(condition))
            }
        }
    }
}
