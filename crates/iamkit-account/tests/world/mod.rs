//! An account for the tests that ask questions, made command by command.

#![expect(clippy::expect_used, reason = "integration test")]
#![allow(dead_code, reason = "no test asks for everything")]

use std::sync::Arc;

use iamkit_account::view::{AccessView, AccountPrincipal};
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{
    Call, Change, Command, CreateGroup, CreateInstanceProfile, CreatePolicy, CreateRole, CreateUser,
    Directory, Identity,
};

pub(crate) const ACCOUNT: &str = "111122223333";

/// An account that is being made.
#[derive(Clone)]
pub(crate) struct World {
    directory: Directory,
    call: Call,
    account: iamkit_store::AccountId,
}

/// `Allow` of some actions, separated by blanks, on everything.
pub(crate) fn allow(actions: &str) -> String {
    statement("Allow", actions, "*")
}

/// `Deny` of some actions on everything.
pub(crate) fn deny(actions: &str) -> String {
    statement("Deny", actions, "*")
}

/// A document with one statement.
pub(crate) fn statement(effect: &str, actions: &str, resource: &str) -> String {
    let actions = actions.split_whitespace().collect::<Vec<_>>();
    let statement = serde_json::json!({"Effect": effect, "Action": actions, "Resource": resource});
    serde_json::json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn document(text: &str) -> Arc<iamkit_policy::PolicyDocument> {
    Arc::new(text.parse().expect("is a document"))
}

pub(crate) fn user(name: &str) -> Identity {
    Identity::User(name.parse().expect("is a name"))
}

pub(crate) fn group(name: &str) -> Identity {
    Identity::Group(name.parse().expect("is a name"))
}

pub(crate) fn role(name: &str) -> Identity {
    Identity::Role(name.parse().expect("is a name"))
}

fn policy(name: &str) -> iamkit_store::PolicyArn {
    format!("arn:aws:iam::{ACCOUNT}:policy/{name}").parse().expect("is an ARN")
}

impl World {
    pub(crate) fn new() -> Self {
        let caller = "arn:aws:iam::111122223333:root".parse().expect("is a caller");
        let call = Call::new(caller, "2026-01-02T03:04:05Z".parse().expect("is a time"));
        let account: iamkit_store::AccountId = ACCOUNT.parse().expect("is an id");
        let directory = Directory::new(Arc::new(EmbeddedManagedPolicies));
        Self { directory, call, account }.and_account(ACCOUNT)
    }

    /// Another account; what comes next is made in it.
    pub(crate) fn and_account(mut self, id: &str) -> Self {
        self.account = id.parse().expect("is an id");
        let change = Change::create_account(self.call.clone(), self.account.clone());
        self.directory.apply(&change).expect("is applied");
        self
    }

    pub(crate) fn with(mut self, command: Command) -> Self {
        let change = Change::in_account(self.call.clone(), self.account.clone(), command);
        self.directory.apply(&change).expect("is applied");
        self
    }

    pub(crate) fn user(self, name: &str) -> Self {
        self.with(Command::CreateUser(CreateUser::new(name.parse().expect("is a name"))))
    }

    pub(crate) fn group(self, name: &str) -> Self {
        self.with(Command::CreateGroup(CreateGroup::new(name.parse().expect("is a name"))))
    }

    pub(crate) fn member(self, group: &str, user: &str) -> Self {
        let (group, user) = (group.parse().expect("is a name"), user.parse().expect("is a name"));
        self.with(Command::AddUserToGroup { group, user })
    }

    /// A role that a service can assume.
    pub(crate) fn role_of(self, name: &str, service: &str) -> Self {
        self.role_trusting(name, &serde_json::json!({"Service": service}))
    }

    pub(crate) fn role_trusting(self, name: &str, principal: &serde_json::Value) -> Self {
        let statement =
            serde_json::json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
        let trust = serde_json::json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        self.with(Command::CreateRole(CreateRole::new(name.parse().expect("is a name"), document(&trust))))
    }

    pub(crate) fn profile(self, name: &str, role: &str) -> Self {
        let instance_profile: iamkit_store::InstanceProfileName = name.parse().expect("is a name");
        let role = role.parse().expect("is a name");
        self.with(Command::CreateInstanceProfile(CreateInstanceProfile::new(instance_profile.clone())))
            .with(Command::AddRoleToInstanceProfile { instance_profile, role })
    }

    pub(crate) fn inline(self, of: Identity, name: &str, text: &str) -> Self {
        self.with(Command::PutPolicy { of, name: name.parse().expect("is a name"), document: document(text) })
    }

    pub(crate) fn policy(self, name: &str, text: &str) -> Self {
        self.with(Command::CreatePolicy(CreatePolicy::new(name.parse().expect("is a name"), document(text))))
    }

    /// A newer version, which becomes the default.
    pub(crate) fn version(self, name: &str, text: &str) -> Self {
        self.with(Command::CreatePolicyVersion {
            arn: policy(name),
            document: document(text),
            set_as_default: true,
            version: None,
        })
    }

    pub(crate) fn attached(self, to: Identity, name: &str) -> Self {
        self.with(Command::AttachPolicy { to, arn: policy(name) })
    }

    pub(crate) fn bounded(self, of: Identity, name: &str) -> Self {
        self.with(Command::PutPermissionsBoundary { of, arn: policy(name) })
    }

    pub(crate) fn resource(self, arn: &str, text: &str) -> Self {
        let arn = arn.parse().expect("is an ARN");
        self.with(Command::PutResourcePolicy { arn, document: document(text) })
    }

    pub(crate) fn view(&self) -> AccessView {
        AccessView::new(&self.directory).expect("is viewed")
    }
}

/// The user or role called so.
pub(crate) fn named<'v>(view: &'v AccessView, name: &str) -> &'v Arc<AccountPrincipal> {
    let mut principals = view.principals();
    principals.find(|principal| principal.arn().ends_with(&format!("/{name}"))).expect("is there")
}
