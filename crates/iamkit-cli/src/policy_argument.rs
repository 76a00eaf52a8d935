//! A policy as an argument: a file, a member of a file, or an AWS managed policy.

mod files;

use std::fmt;
use std::path::{Path, PathBuf};

use iamkit_engine::PolicyKind;
use iamkit_policy::shown::{Shown, quoted};
use iamkit_policy::{LoadError, Loaded, MAX_BYTES, ParseError, PolicyDocument, load};

use crate::managed_argument::managed;
use iamkit_console::command::{Failure, MAX_FILE_BYTES, read_text, with_hint};
use iamkit_console::output::{Located, MarkSeverity, SourceMark};
use iamkit_console::standard_input::STANDARD_INPUT;
use iamkit_console::text::mistaken;

pub(crate) use files::expanded;

/// How the argument is described in help texts.
pub(crate) const FORMS: &str = "Policies are files (a document, or an answer, request, template or plan of AWS's \
    commands, CloudFormation or Terraform that holds one), `FILE#MEMBER` for a member of a file that holds several, `-` \
    for the standard input, or `managed:NAME[@vN]`. Folders and patterns such as `policies/**/*.json` are their JSON \
    files, in order.";

/// A policy that was named on the command line
#[derive(Debug, Clone)]
pub(crate) struct PolicyArgument {
    /// What to call it: the argument, for a managed policy with its version.
    pub(crate) name: String,
    /// Where its text is; none for the standard input and managed policies.
    pub(crate) file: Option<PathBuf>,
    /// The document.
    pub(crate) document: PolicyDocument,
    /// The kind that its wrapping is of, or else the one that the document looks like.
    pub(crate) kind: PolicyKind,
    /// What it is called among others: the file, its member, or the managed policy without version.
    pub(crate) label: String,
    member: Option<String>,
}

impl PolicyArgument {
    /// Reads the policy that an argument names.
    ///
    /// # Errors
    /// When the file can't be read or holds no policy, several without a name to choose by, or none of that name; when
    /// there is no such managed policy or version.
    pub(crate) fn read(argument: &str) -> Result<Self, Failure> {
        Self::read_member(argument, None)
    }

    /// Reads the policy that an argument names, or that member of its file.
    ///
    /// # Errors
    /// As [`read`](Self::read), and when a managed policy or a member is asked for a member.
    pub(crate) fn read_member(argument: &str, member: Option<&str>) -> Result<Self, Failure> {
        let files = expanded(argument)?;
        match &*files {
            [file] => Self::read_one(file, member),
            several => Err(several_policies(argument, several).into()),
        }
    }

    /// Reads the policies that an argument names: those of a folder or of a pattern, or one.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(crate) fn read_each(argument: &str) -> Result<Vec<Self>, Failure> {
        expanded(argument)?.iter().map(|file| Self::read_one(file, None)).collect()
    }

    /// Reads what is one policy: no folder and no pattern.
    ///
    /// # Errors
    /// As [`read_member`](Self::read_member).
    pub(crate) fn read_one(argument: &str, member: Option<&str>) -> Result<Self, Failure> {
        if let Some(wanted) = argument.strip_prefix("managed:") {
            return match member {
                Some(member) => Err(format!(
                    "{} has no member {}: it is one document",
                    quoted([argument]),
                    quoted([member])
                )
                .into()),
                None => Self::managed(wanted),
            };
        }
        let (file, own) = match argument.rsplit_once('#') {
            Some((file, own)) if !Path::new(argument).exists() => (file, Some(own)),
            _ => (argument, None),
        };
        if let (Some(own), Some(member)) = (own, member) {
            let [argument, own, member] = [argument, own, member].map(|name| quoted([name]));
            return Err(format!("{argument} names the member {own}: no room for {member}").into());
        }
        let wanted = own.or(member);
        let failure = |error: LoadError| -> Failure { format!("{}: {error}", quoted([file])).into() };
        let policy = load_file(file)?.pick(wanted).map_err(failure)?;
        Ok(Self {
            name: argument.into(),
            file: (file != STANDARD_INPUT).then(|| file.into()),
            kind: policy.kind(),
            member: wanted.map(Into::into),
            label: policy.member().unwrap_or(file).to_owned(),
            document: policy.into_document(),
        })
    }

    /// A document of a file.
    #[cfg(feature = "sarif")]
    pub(crate) fn of_file(file: &str, document: PolicyDocument) -> Self {
        Self {
            name: file.to_owned(),
            file: Some(file.into()),
            kind: PolicyKind::of_document(&document),
            member: None,
            label: file.to_owned(),
            document,
        }
    }

    /// Where it is: its file, or else what it is called.
    pub(crate) fn place(&self) -> String {
        self.file.as_ref().map_or_else(|| self.name.clone(), |file| file.display().to_string())
    }

    /// The member of the file, where one was named.
    pub(crate) fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    fn managed(wanted: &str) -> Result<Self, Failure> {
        let (name, versions) = managed(wanted)?;
        let Ok([version]) = <[_; 1]>::try_from(versions) else {
            return Err(
                format!("{} is several versions: name one, such as `{name}@v1`", quoted([wanted])).into()
            );
        };
        let number = version.number.map(|number| format!("@v{number}")).unwrap_or_default();
        Ok(Self {
            name: format!("managed:{name}{number}"),
            file: None,
            document: version.document,
            kind: PolicyKind::Identity,
            member: None,
            label: name,
        })
    }
}

/// The argument in backticks, as sentences show it
impl fmt::Display for PolicyArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quoted([&self.name]))
    }
}

/// So many names stand in a complaint about several policies.
const NAMED: usize = 5;

/// A complaint about a folder or a pattern where one policy belongs.
fn several_policies(argument: &str, files: &[String]) -> String {
    let named = quoted(files.iter().take(NAMED));
    let more = match files.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{} is {} policies, name one: {named}{more}", quoted([argument]), files.len())
}

/// All documents of a file or of the standard input.
fn load_file(file: &str) -> Result<Loaded, Failure> {
    // One byte more than a document may have: so that too much is seen to be too much.
    let limit = if file == STANDARD_INPUT { MAX_BYTES + 1 } else { MAX_FILE_BYTES };
    let bytes = read_text(Path::new(file), limit)?;
    load(&bytes).map_err(|error| unreadable(file, &error, &bytes))
}

/// Why a file holds no policy, with the places in it where there are some.
fn unreadable(file: &str, error: &LoadError, bytes: &[u8]) -> Failure {
    let hint = mistaken(bytes);
    let line = with_hint(format!("{}: {error}", quoted([file])), bytes);
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    match error {
        // Of percent-encoded text, the places are those of what it decodes to.
        LoadError::Invalid(errors) if !text.trim_start().starts_with('%') => {
            let marks = errors.iter().map(|error| mark(file, error)).collect();
            Box::new(Located { line, source: text.into(), marks, hint: hint.map(Into::into) })
        }
        _ => line.into(),
    }
}

fn mark(file: &str, error: &ParseError) -> SourceMark {
    let place = match error.pointer() {
        "" => String::new(),
        pointer => format!(" at {}", Shown::value(pointer)),
    };
    let message = format!("{}{place}", error.message());
    let (name, position) = (file.to_owned(), error.position());
    SourceMark { severity: MarkSeverity::Error, rule: None, message, name, position }
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

impl From<Kind> for PolicyKind {
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

    #[test]
    fn the_wrapping_tells_the_kind_and_then_the_document() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("answer.json");
        let statement = r#"{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}"#;
        let text = format!(r#"{{"Statement": {statement}}}"#).replace('"', "\\\"");
        std::fs::write(&file, format!(r#"{{"VpcEndpointId": "vpce-2", "PolicyDocument": "{text}"}}"#))
            .unwrap();
        let kind = |argument: &str| PolicyArgument::read(argument).unwrap().kind;
        assert_eq!(kind(file.to_str().unwrap()), PolicyKind::VpcEndpoint);
        std::fs::write(&file, format!(r#"{{"Statement": {statement}}}"#)).unwrap();
        assert_eq!(kind(file.to_str().unwrap()), PolicyKind::Resource);
        assert_eq!(kind("managed:AmazonWorkMailReadOnlyAccess"), PolicyKind::Identity);
    }

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
        assert_eq!(PolicyArgument::read_member(file, Some("one")).unwrap().label, "one");
        let error_of = |argument: &str, member| {
            PolicyArgument::read_member(argument, Some(member)).unwrap_err().to_string()
        };
        assert_eq!(
            error_of(&format!("{file}#two"), "one"),
            format!("`{file}#two` names the member `two`: no room for `one`")
        );
        assert_eq!(error_of("managed:X", "one"), "`managed:X` has no member `one`: it is one document");
        assert_eq!(
            error(&format!("{file}#three")),
            format!("`{file}`: no member `three`, there are `one`, `two`")
        );
    }
}
