//! What a text of a denial tells: who, what, on what, which layer and which policy.
//!
//! The forms are those of "Troubleshoot access denied error messages" in the user guide of IAM; EC2 puts a sentence before
//! and an encoded message behind.

use iamkit_engine::Layer;

/// What a text of a denial tells
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Denial<'t> {
    /// The ARN of who was denied.
    pub principal: Option<&'t str>,
    /// The action.
    pub action: Option<&'t str>,
    /// The resource: an ARN, `*`, or a name as AWS writes it there.
    pub resource: Option<&'t str>,
    /// Which kind of policy denied.
    pub layer: Option<Layer>,
    /// Whether a statement denied, or none allowed; nothing where the text doesn't tell.
    pub is_explicit: Option<bool>,
    /// The ARN of the policy that denied.
    pub policy: Option<&'t str>,
}

const PERFORM: &str = "is not authorized to perform: ";
const EXPLICIT: &str = " with an explicit deny in ";
const IMPLICIT: &str = " because no ";
const ON: &str = " on resource: ";

/// The layers as such texts call them.
const LAYERS: [(&str, Layer); 7] = [
    ("identity-based policy", Layer::Identity),
    ("service control policy", Layer::ServiceControl),
    ("resource control policy", Layer::ResourceControl),
    ("permissions boundary", Layer::Boundary),
    ("resource-based policy", Layer::Resource),
    ("session policy", Layer::Session),
    ("VPC endpoint policy", Layer::VpcEndpoint),
];

impl<'t> Denial<'t> {
    /// Reads a text; what it doesn't tell is left open.
    ///
    /// # Examples
    /// ```
    /// use iamkit_cloudtrail::Denial;
    ///
    /// let text = "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: sqs:SendMessage on resource: \
    ///     arn:aws:sqs:eu-west-1:111122223333:jobs because no identity-based policy allows the sqs:SendMessage action";
    /// let denial = Denial::parse(text);
    /// assert_eq!(denial.resource, Some("arn:aws:sqs:eu-west-1:111122223333:jobs"));
    /// assert_eq!(denial.is_explicit, Some(false));
    /// ```
    pub fn parse(text: &'t str) -> Self {
        let Some((before, behind)) = text.split_once(PERFORM) else { return Self::default() };
        let principal = before.rsplit_once("User: ").map(|(_, name)| name.trim());
        let (what, reason) = split_reason(behind);
        let (action, resource) = what.split_once(ON).map_or((what, None), |(action, on)| (action, Some(on)));
        let action = word(action);
        let denial = Self {
            principal: principal.filter(|name| name.starts_with("arn:")),
            action: (!action.is_empty()).then_some(action),
            resource: resource.map(bare_resource).filter(|resource| !resource.is_empty()),
            ..Self::default()
        };
        denial.with_reason(reason)
    }

    fn with_reason(self, reason: Reason<'t>) -> Self {
        let (is_explicit, text) = match reason {
            Reason::Explicit(text) => (true, text),
            Reason::Implicit(text) => (false, text),
            Reason::Untold => return self,
        };
        let named = LAYERS.iter().find_map(|(name, layer)| Some((text.strip_prefix(name)?, *layer)));
        let behind = named.map_or("", |(behind, _)| behind);
        let policy = behind.strip_prefix(": ").map(word).filter(|arn| arn.starts_with("arn:"));
        Self { layer: named.map(|(_, layer)| layer), is_explicit: Some(is_explicit), policy, ..self }
    }
}

#[derive(Clone, Copy)]
enum Reason<'t> {
    Explicit(&'t str),
    Implicit(&'t str),
    Untold,
}

/// What stands before the reason, and the reason without its article.
fn split_reason(text: &str) -> (&str, Reason<'_>) {
    if let Some((what, reason)) = text.split_once(EXPLICIT) {
        let reason = reason.strip_prefix("an ").or_else(|| reason.strip_prefix("a ")).unwrap_or(reason);
        return (what, Reason::Explicit(reason));
    }
    match text.split_once(IMPLICIT) {
        Some((what, reason)) => (what, Reason::Implicit(reason)),
        None => (text, Reason::Untold),
    }
}

/// The first word, without the mark that ends a sentence.
fn word(text: &str) -> &str {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.trim_end_matches(['.', ','])
}

/// A resource without its quotes, its kind before it and the sentence behind it.
fn bare_resource(text: &str) -> &str {
    let text =
        text.split_once(". Encoded authorization failure message").map_or(text, |(text, _)| text).trim();
    if let Some((resource, _)) = text.strip_prefix('"').and_then(|text| text.split_once('"')) {
        return resource;
    }
    if text.starts_with("arn:") {
        return text.trim_end_matches('.');
    }
    // The kind, then an ARN or a name: `policy arn:…`, `role lab`.
    match text.split_once(' ') {
        Some((_, name)) => name.trim_end_matches('.'),
        None => text.trim_end_matches('.'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOB: &str = "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: ";

    fn read(behind: &str) -> Denial<'static> {
        Denial::parse(String::leak(format!("{BOB}{behind}")))
    }

    #[test]
    fn explicit_denials_name_layer_and_policy() {
        let queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
        let policy = "arn:aws:iam::111122223333:policy/no-jobs";
        let denial = read(&format!(
            "sqs:PurgeQueue on resource: {queue} with an explicit deny in an identity-based policy: {policy}"
        ));
        assert_eq!(
            denial,
            Denial {
                principal: Some("arn:aws:iam::111122223333:user/bob"),
                action: Some("sqs:PurgeQueue"),
                resource: Some(queue),
                layer: Some(Layer::Identity),
                is_explicit: Some(true),
                policy: Some(policy),
            }
        );
        for (name, layer) in LAYERS {
            let denial = read(&format!("s3:GetObject with an explicit deny in a {name}"));
            assert_eq!((denial.layer, denial.is_explicit, denial.resource), (Some(layer), Some(true), None));
        }
    }

    #[test]
    fn implicit_denials_name_the_layer_that_lacks_an_allow() {
        let denial = read(
            "sns:Publish on resource: * because no service control policy allows the sns:Publish action",
        );
        assert_eq!(
            (denial.action, denial.resource, denial.layer, denial.is_explicit),
            (Some("sns:Publish"), Some("*"), Some(Layer::ServiceControl), Some(false))
        );
    }

    #[test]
    fn resources_are_read_in_quotes_behind_a_kind_and_before_a_sentence() {
        let on = |text: &str| read(&format!("a:B on resource: {text}")).resource.unwrap_or_default();
        assert_eq!(
            on(r#""arn:aws:s3:::bucket/a b.txt" with an explicit deny in a resource-based policy"#),
            "arn:aws:s3:::bucket/a b.txt"
        );
        assert_eq!(
            on("policy arn:aws:iam::111122223333:policy/p because no session policy allows the a:B action"),
            "arn:aws:iam::111122223333:policy/p"
        );
        assert_eq!(on("role lab"), "lab");
        assert_eq!(
            on("arn:aws:ec2:eu-west-1:111122223333:instance/*. Encoded authorization failure message: AbC"),
            "arn:aws:ec2:eu-west-1:111122223333:instance/*"
        );
    }

    #[test]
    fn what_a_text_does_not_tell_is_left_open() {
        for text in [
            "Access Denied",
            "",
            "You are not authorized to perform this operation. Encoded authorization failure message: A",
        ] {
            assert_eq!(Denial::parse(text), Denial::default(), "{text}");
        }
        let denial = Denial::parse("User is not authorized to perform: rds:StopDBInstance");
        assert_eq!((denial.action, denial.principal), (Some("rds:StopDBInstance"), None));
    }
}
