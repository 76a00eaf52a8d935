//! A policy as an argument: a file, a member of a file, or an AWS managed policy.

use std::path::{Path, PathBuf};

use iamkit_policy::PolicyDocument;

use crate::command::Failure;
use crate::equivalence::input;

/// How the argument is described in help texts.
pub(crate) const FORMS: &str = "Policies are files (a document, or an envelope of AWS's commands that holds one), \
    `FILE#MEMBER` for a member of a file that holds several, or `managed:NAME[@vN]`.";

/// A policy that was named on the command line
#[derive(Debug)]
pub(crate) struct PolicyArgument {
    /// What to call it: the argument, for a managed policy with its version.
    pub(crate) name: String,
    /// Where its text is; none for a managed policy.
    pub(crate) file: Option<PathBuf>,
    /// The document.
    pub(crate) document: PolicyDocument,
}

impl PolicyArgument {
    /// Reads the policy that an argument names.
    ///
    /// # Errors
    /// When the file can't be read or holds no policy, several without a name to choose by, or none of that name; when
    /// there is no such managed policy or version.
    pub(crate) fn read(argument: &str) -> Result<Self, Failure> {
        if let Some(wanted) = argument.strip_prefix("managed:") {
            return Self::managed(wanted);
        }
        let (file, member) = match argument.rsplit_once('#') {
            Some((file, member)) if !Path::new(argument).exists() => (file, Some(member)),
            _ => (argument, None),
        };
        let (_, document) = input::policy(Path::new(file), member)?;
        Ok(Self { name: argument.into(), file: Some(file.into()), document })
    }

    /// The member of the file, where one was named.
    pub(crate) fn member(&self) -> Option<&str> {
        self.name.strip_prefix(self.file.as_ref()?.to_str()?)?.strip_prefix('#')
    }

    fn managed(wanted: &str) -> Result<Self, Failure> {
        let (name, versions) = input::managed(wanted)?;
        let Ok([version]) = <[_; 1]>::try_from(versions) else {
            return Err(format!("`{wanted}` is several versions: name one, such as `{name}@v1`").into());
        };
        let number = version.number.map(|number| format!("@v{number}")).unwrap_or_default();
        Ok(Self { name: format!("managed:{name}{number}"), file: None, document: version.document })
    }
}

/// Which kind of policy the documents are
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// Attached to a user, group or role.
    Identity,
    /// A permissions boundary.
    Boundary,
    /// A session policy.
    Session,
    /// Attached to a resource.
    Resource,
    /// The key policy of a KMS key.
    Key,
    /// The trust policy of a role.
    Trust,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// The policy of a VPC endpoint.
    Vpce,
}

impl From<Kind> for iamkit::PolicyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Identity => Self::Identity,
            Kind::Boundary => Self::Boundary,
            Kind::Session => Self::Session,
            Kind::Resource => Self::Resource,
            Kind::Key => Self::Key,
            Kind::Trust => Self::Trust,
            Kind::Scp => Self::ServiceControl,
            Kind::Rcp => Self::ResourceControl,
            Kind::Vpce => Self::VpcEndpoint,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(argument: &str) -> String {
        PolicyArgument::read(argument).unwrap_err().to_string()
    }

    #[test]
    fn a_managed_policy_is_called_by_its_version() {
        assert_eq!(
            PolicyArgument::read("managed:AmazonWorkMailReadOnlyAccess").unwrap().name,
            "managed:AmazonWorkMailReadOnlyAccess@v4"
        );
        assert!(
            error("managed:AmazonWorkMailFullAccess@all")
                .starts_with("`AmazonWorkMailFullAccess@all` is several versions")
        );
    }

    #[test]
    fn a_member_of_a_file_is_named_behind_a_number_sign() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("policies.json");
        let statement = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
        std::fs::write(&file, format!(r#""one": {statement}, "two": {statement}"#)).unwrap();
        let file = file.to_str().unwrap();
        assert!(PolicyArgument::read(&format!("{file}#two")).is_ok());
        assert_eq!(error(file), format!("`{file}`: several policy documents, name one of `one`, `two`"));
        assert_eq!(
            error(&format!("{file}#three")),
            format!("`{file}`: no member `three`, there are `one`, `two`")
        );
    }
}
