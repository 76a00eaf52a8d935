//! The operations under the names AWS gives them: each makes one command and applies it.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::account::Account;
use crate::command::{Applied, Command};
use crate::entity::{Group, Policy, User};
use crate::error::{Identity, StoreError};
use crate::name::{GroupName, IamPath, PolicyArn, PolicyName, UserName, VersionId};

impl Account {
    /// Creates a user under the path `/`, without any permission
    ///
    /// # Errors
    /// `EntityAlreadyExists` where the name is taken in whatever case; `LimitExceeded` for one user too many.
    pub fn create_user(&mut self, name: UserName) -> Result<&User, StoreError> {
        let created = name.clone();
        self.apply(Command::CreateUser { path: IamPath::default(), name })?;
        self.user(&created)
    }

    /// Creates a group under the path `/`
    ///
    /// # Errors
    /// `EntityAlreadyExists` where the name is taken in whatever case; `LimitExceeded` for one group too many.
    pub fn create_group(&mut self, name: GroupName) -> Result<&Group, StoreError> {
        let created = name.clone();
        self.apply(Command::CreateGroup { path: IamPath::default(), name })?;
        self.group(&created)
    }

    /// Creates a customer managed policy under the path `/`, with the document as its version `v1`
    ///
    /// # Errors
    /// `EntityAlreadyExists`; `MalformedPolicyDocument`; `LimitExceeded` for a document too long or a policy too many.
    pub fn create_policy(
        &mut self,
        name: PolicyName,
        document: Arc<PolicyDocument>,
    ) -> Result<&Policy, StoreError> {
        let path = IamPath::default();
        let arn = PolicyArn::new("aws", &self.id, &path, &name);
        self.apply(Command::CreatePolicy { path, name, document })?;
        self.policy(&arn)
    }

    /// Creates a version of a customer managed policy and makes it the default
    ///
    /// # Errors
    /// `NoSuchEntity`; `MalformedPolicyDocument`; `LimitExceeded` for a document too long or a version too many.
    pub fn create_policy_version(
        &mut self,
        arn: PolicyArn,
        document: Arc<PolicyDocument>,
    ) -> Result<VersionId, StoreError> {
        let changed = arn.clone();
        self.apply(Command::CreatePolicyVersion { arn, document, set_as_default: true })?;
        self.policy(&changed).map(Policy::default_version)
    }

    /// Deletes a user
    ///
    /// # Errors
    /// `NoSuchEntity`; `DeleteConflict` while it has groups or policies.
    pub fn delete_user(&mut self, name: UserName) -> Result<Applied, StoreError> {
        self.apply(Command::DeleteUser { name })
    }

    /// Deletes a group
    ///
    /// # Errors
    /// `NoSuchEntity`; `DeleteConflict` while it has members or policies.
    pub fn delete_group(&mut self, name: GroupName) -> Result<Applied, StoreError> {
        self.apply(Command::DeleteGroup { name })
    }

    /// Makes a user a member of a group
    ///
    /// # Errors
    /// `NoSuchEntity`; `LimitExceeded` for one group too many.
    pub fn add_user_to_group(&mut self, group: GroupName, user: UserName) -> Result<Applied, StoreError> {
        self.apply(Command::AddUserToGroup { group, user })
    }

    /// Ends a membership
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such user, group or membership.
    pub fn remove_user_from_group(
        &mut self,
        group: GroupName,
        user: UserName,
    ) -> Result<Applied, StoreError> {
        self.apply(Command::RemoveUserFromGroup { group, user })
    }

    /// Deletes a customer managed policy with its default version
    ///
    /// # Errors
    /// `NoSuchEntity`; `DeleteConflict` while it is attached or has other versions.
    pub fn delete_policy(&mut self, arn: PolicyArn) -> Result<Applied, StoreError> {
        self.apply(Command::DeletePolicy { arn })
    }

    /// Makes a version the one that is evaluated (S76)
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such policy or version.
    pub fn set_default_policy_version(
        &mut self,
        arn: PolicyArn,
        version: VersionId,
    ) -> Result<Applied, StoreError> {
        self.apply(Command::SetDefaultPolicyVersion { arn, version })
    }

    /// Deletes a version that isn't the default
    ///
    /// # Errors
    /// `NoSuchEntity`; `DeleteConflict` for the default version.
    pub fn delete_policy_version(
        &mut self,
        arn: PolicyArn,
        version: VersionId,
    ) -> Result<Applied, StoreError> {
        self.apply(Command::DeletePolicyVersion { arn, version })
    }

    /// Attaches a managed policy to a user
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such user or policy; `LimitExceeded`.
    pub fn attach_user_policy(&mut self, user: UserName, arn: PolicyArn) -> Result<Applied, StoreError> {
        self.apply(Command::AttachPolicy { to: Identity::User(user), arn })
    }

    /// Detaches a managed policy from a user
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such user or attachment.
    pub fn detach_user_policy(&mut self, user: UserName, arn: PolicyArn) -> Result<Applied, StoreError> {
        self.apply(Command::DetachPolicy { from: Identity::User(user), arn })
    }

    /// Gives a user an inline policy, in place of one of that name
    ///
    /// # Errors
    /// `NoSuchEntity`; `MalformedPolicyDocument`; `LimitExceeded` for too many characters in all.
    pub fn put_user_policy(
        &mut self,
        user: UserName,
        name: PolicyName,
        document: Arc<PolicyDocument>,
    ) -> Result<Applied, StoreError> {
        self.apply(Command::PutPolicy { of: Identity::User(user), name, document })
    }

    /// Deletes an inline policy of a user
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such user or inline policy.
    pub fn delete_user_policy(&mut self, user: UserName, name: PolicyName) -> Result<Applied, StoreError> {
        self.apply(Command::DeleteInlinePolicy { of: Identity::User(user), name })
    }

    /// Attaches a managed policy to a group
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such group or policy; `LimitExceeded`.
    pub fn attach_group_policy(&mut self, group: GroupName, arn: PolicyArn) -> Result<Applied, StoreError> {
        self.apply(Command::AttachPolicy { to: Identity::Group(group), arn })
    }

    /// Detaches a managed policy from a group
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such group or attachment.
    pub fn detach_group_policy(&mut self, group: GroupName, arn: PolicyArn) -> Result<Applied, StoreError> {
        self.apply(Command::DetachPolicy { from: Identity::Group(group), arn })
    }

    /// Gives a group an inline policy, in place of one of that name
    ///
    /// # Errors
    /// `NoSuchEntity`; `MalformedPolicyDocument`; `LimitExceeded` for too many characters in all.
    pub fn put_group_policy(
        &mut self,
        group: GroupName,
        name: PolicyName,
        document: Arc<PolicyDocument>,
    ) -> Result<Applied, StoreError> {
        self.apply(Command::PutPolicy { of: Identity::Group(group), name, document })
    }

    /// Deletes an inline policy of a group
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such group or inline policy.
    pub fn delete_group_policy(&mut self, group: GroupName, name: PolicyName) -> Result<Applied, StoreError> {
        self.apply(Command::DeleteInlinePolicy { of: Identity::Group(group), name })
    }
}
