//! Identity providers, as trust policies name them.

/// An identity provider
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Provider<'t> {
    /// A SAML provider of an account.
    Saml,
    /// An OIDC provider, by its host and path, as the names of its claims begin.
    Oidc(&'t str),
}

impl<'t> Provider<'t> {
    /// What a federated principal names: a domain, or an ARN of IAM.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        if !text.starts_with("arn:") {
            return is_domain(text).then_some(Self::Oidc(text));
        }
        let mut fields = text.splitn(6, ':').skip(1);
        let (partition, service, region) = (fields.next()?, fields.next()?, fields.next()?);
        let (account, resource) = (fields.next()?, fields.next()?);
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        if partition.is_empty() || service != "iam" || !region.is_empty() || !is_account {
            return None;
        }
        let (kind, name) = resource.split_once('/').filter(|(_, name)| !name.is_empty())?;
        match kind {
            "saml-provider" => Some(Self::Saml),
            "oidc-provider" => Some(Self::Oidc(name)),
            _ => None,
        }
    }
}

/// Labels of letters, digits and hyphens, at least two of them, perhaps with a path.
fn is_domain(text: &str) -> bool {
    let (host, path) = text.split_once('/').unwrap_or((text, ""));
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !label.is_empty() && is_plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let labels = host.split('.');
    let is_plain_path = path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'*' | b'?'));
    1 < labels.clone().count() && labels.into_iter().all(is_label) && is_plain_path
}
