//! Names and ids of credentials, providers and the like, each checked when it is made.

use crate::name::{AccountId, Partition, text_newtype};

text_newtype!(
    /// The alias of an account
    AccountAlias, "account alias",
    "3 to 63 lower-case letters, digits and `-`, none of them first, last or twice in a row", is_alias
);

fn is_alias(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let has_dash_at_end = text.starts_with('-') || text.ends_with('-') || text.contains("--");
    (3..=63).contains(&text.len()) && text.bytes().all(is_allowed) && !has_dash_at_end
}

text_newtype!(
    /// The serial number of an MFA device: of a virtual one its ARN
    MfaSerial, "serial number", "9 to 256 letters, digits and `_+=/:,.@-`", is_serial
);

fn is_serial(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=/:,.@-".contains(&byte);
    (9..=256).contains(&text.len()) && text.bytes().all(is_allowed)
}

text_newtype!(
    /// The name of a server certificate
    ServerCertificateName, "server certificate name", "1 to 128 letters, digits and `_+=,.@-`", is_certificate_name
);

fn is_certificate_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    (1..=128).contains(&text.len()) && text.bytes().all(is_allowed)
}

text_newtype!(
    /// The id of an SSH key, a signing certificate or a service-specific credential
    CredentialId, "credential id", "20 to 128 letters and digits", is_credential_id
);

text_newtype!(
    /// A salted hash of a password, in whatever form who hashes it writes it
    PasswordHash, "password hash", "1 to 512 visible ASCII characters", is_hash
);

fn is_credential_id(text: &str) -> bool {
    (20..=128).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric())
}

fn is_hash(text: &str) -> bool {
    (1..=512).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic())
}

text_newtype!(
    /// The ARN of an identity provider
    ProviderArn, "provider ARN", "20 to 2048 characters that begin with `arn:`", is_provider_arn
);

text_newtype!(
    /// The name of a SAML provider
    SamlProviderName, "SAML provider name", "1 to 128 letters, digits and `._-`", is_provider_name
);

fn is_provider_arn(text: &str) -> bool {
    (20..=2_048).contains(&text.len())
        && text.starts_with("arn:")
        && text.bytes().all(|it| it.is_ascii_graphic())
}

fn is_provider_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=128).contains(&text.len()) && text.bytes().all(is_allowed)
}

text_newtype!(
    /// The prefix of a service's actions, such as `iam`
    ServicePrefix, "service prefix", "1 to 64 lower-case letters, digits and `-`", is_prefix
);

fn is_prefix(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(is_allowed)
}

impl ProviderArn {
    /// The ARN of the `OpenID` Connect provider of an issuer, which is named without `https://`
    pub(crate) fn of_oidc(partition: Partition, account: &AccountId, issuer: &str) -> Self {
        Self::trusted(format!("arn:{partition}:iam::{account}:oidc-provider/{issuer}"))
    }

    /// The ARN of the SAML provider of a name
    pub(crate) fn of_saml(partition: Partition, account: &AccountId, name: &SamlProviderName) -> Self {
        Self::trusted(format!("arn:{partition}:iam::{account}:saml-provider/{name}"))
    }

    /// What stands behind the kind of provider: the issuer of an `OpenID` Connect provider, the name of a SAML provider
    pub fn own_name(&self) -> &str {
        self.as_str().split_once("-provider/").map_or("", |(_, name)| name)
    }
}

text_newtype!(
    /// A Region, such as `eu-west-1`
    Region, "Region", "1 to 32 lower-case letters, digits and `-`", is_region
);

fn is_region(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(is_allowed)
}

text_newtype!(
    /// The name of an analyzer
    AnalyzerName, "analyzer name", "1 to 255 letters, digits and `_.-`, with a letter or `_` in front", is_analyzer_name
);

text_newtype!(
    /// The name of an archive rule
    ArchiveRuleName, "archive rule name", "1 to 255 letters, digits and `_.-`, with a letter in front", is_rule_name
);

text_newtype!(
    /// The id of a finding
    FindingId, "finding id", "1 to 64 lower-case letters, digits and `-`", is_prefix
);

fn is_analyzer_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let is_first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    text.len() <= 255 && text.bytes().next().is_some_and(is_first) && text.bytes().all(is_allowed)
}

fn is_rule_name(text: &str) -> bool {
    is_analyzer_name(text) && !text.starts_with('_')
}
