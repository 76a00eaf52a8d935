//! The operations that make a command and hand on what it did, once for every client that has them.

/// The named operations of a client whose `apply` fails with the given error; `mut` where it needs the client to itself.
macro_rules! operations {
    ($error:ty $(, $mutability:tt)?) => {
        /// Deletes a user
        ///
        /// # Errors
        /// `NoSuchEntity`; `DeleteConflict` while it has groups or policies.
        pub fn delete_user(& $($mutability)? self, name: UserName) -> Result<Applied, $error> {
            self.apply(Command::DeleteUser { name })
        }

        /// Deletes a group
        ///
        /// # Errors
        /// `NoSuchEntity`; `DeleteConflict` while it has members or policies.
        pub fn delete_group(& $($mutability)? self, name: GroupName) -> Result<Applied, $error> {
            self.apply(Command::DeleteGroup { name })
        }

        /// Makes a user a member of a group
        ///
        /// # Errors
        /// `NoSuchEntity`; `LimitExceeded` for one group too many.
        pub fn add_user_to_group(& $($mutability)? self, group: GroupName, user: UserName) -> Result<Applied, $error> {
            self.apply(Command::AddUserToGroup { group, user })
        }

        /// Ends a membership
        ///
        /// # Errors
        /// `NoSuchEntity` where there is no such user, group or membership.
        pub fn remove_user_from_group(
            & $($mutability)? self,
            group: GroupName,
            user: UserName,
        ) -> Result<Applied, $error> {
            self.apply(Command::RemoveUserFromGroup { group, user })
        }

        /// Deletes a customer managed policy with its default version
        ///
        /// # Errors
        /// `NoSuchEntity`; `DeleteConflict` while it is attached or has other versions.
        pub fn delete_policy(& $($mutability)? self, arn: PolicyArn) -> Result<Applied, $error> {
            self.apply(Command::DeletePolicy { arn })
        }

        /// Makes a version the one that is evaluated (S76)
        ///
        /// # Errors
        /// `NoSuchEntity` where there is no such policy or version.
        pub fn set_default_policy_version(
            & $($mutability)? self,
            arn: PolicyArn,
            version: VersionId,
        ) -> Result<Applied, $error> {
            self.apply(Command::SetDefaultPolicyVersion { arn, version })
        }

        /// Deletes a version that isn't the default
        ///
        /// # Errors
        /// `NoSuchEntity`; `DeleteConflict` for the default version.
        pub fn delete_policy_version(
            & $($mutability)? self,
            arn: PolicyArn,
            version: VersionId,
        ) -> Result<Applied, $error> {
            self.apply(Command::DeletePolicyVersion { arn, version })
        }

        /// Attaches a managed policy to a user
        ///
        /// # Errors
        /// `NoSuchEntity` where there is no such user or policy; `LimitExceeded`.
        pub fn attach_user_policy(& $($mutability)? self, user: UserName, arn: PolicyArn) -> Result<Applied, $error> {
            self.apply(Command::AttachPolicy { to: Identity::User(user), arn })
        }

        /// Detaches a managed policy from a user
        ///
        /// # Errors
        /// `NoSuchEntity` where there is no such user or attachment.
        pub fn detach_user_policy(& $($mutability)? self, user: UserName, arn: PolicyArn) -> Result<Applied, $error> {
            self.apply(Command::DetachPolicy { from: Identity::User(user), arn })
        }

        /// Gives a user an inline policy, in place of one of that name
        ///
        /// # Errors
        /// `NoSuchEntity`; `MalformedPolicyDocument`; `LimitExceeded` for too many characters in all.
        pub fn put_user_policy(
            & $($mutability)? self,
            user: UserName,
            name: PolicyName,
            document: Arc<PolicyDocument>,
        ) -> Result<Applied, $error> {
            self.apply(Command::PutPolicy { of: Identity::User(user), name, document })
        }

        /// Deletes an inline policy of a user
        ///
        /// # Errors
        /// `NoSuchEntity` where there is no such user or inline policy.
        pub fn delete_user_policy(& $($mutability)? self, user: UserName, name: PolicyName) -> Result<Applied, $error> {
            self.apply(Command::DeleteInlinePolicy { of: Identity::User(user), name })
        }

        /// Attaches a managed policy to a group
        ///
        /// # Errors
        /// `NoSuchEntity` where there is no such group or policy; `LimitExceeded`.
        pub fn attach_group_policy(& $($mutability)? self, group: GroupName, arn: PolicyArn) -> Result<Applied, $error> {
            self.apply(Command::AttachPolicy { to: Identity::Group(group), arn })
        }

        /// Detaches a managed policy from a group
        ///
        /// # Errors
        /// `NoSuchEntity` where there is no such group or attachment.
        pub fn detach_group_policy(& $($mutability)? self, group: GroupName, arn: PolicyArn) -> Result<Applied, $error> {
            self.apply(Command::DetachPolicy { from: Identity::Group(group), arn })
        }

        /// Gives a group an inline policy, in place of one of that name
        ///
        /// # Errors
        /// `NoSuchEntity`; `MalformedPolicyDocument`; `LimitExceeded` for too many characters in all.
        pub fn put_group_policy(
            & $($mutability)? self,
            group: GroupName,
            name: PolicyName,
            document: Arc<PolicyDocument>,
        ) -> Result<Applied, $error> {
            self.apply(Command::PutPolicy { of: Identity::Group(group), name, document })
        }

        /// Deletes an inline policy of a group
        ///
        /// # Errors
        /// `NoSuchEntity` where there is no such group or inline policy.
        pub fn delete_group_policy(& $($mutability)? self, group: GroupName, name: PolicyName) -> Result<Applied, $error> {
            self.apply(Command::DeleteInlinePolicy { of: Identity::Group(group), name })
        }
    };
}

pub(crate) use operations;
