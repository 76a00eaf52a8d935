//! Whether a text can be meant as actions, where somebody asks about them.
//!
//! In a policy a name that no action has is harmless to read: it names nothing. In a question it makes any answer true,
//! so it is refused, with what may have been meant.

use iamkit_policy::shown::{self, Shown};

use crate::catalog::Catalog;
use crate::set::ActionSet;

/// How many names are offered
const NEAREST: usize = 3;

/// The longest text that may have been meant for names, in bytes
const MAX_TEXT: usize = 1024;

/// A text that names no action
///
/// ```
/// use iamkit_catalog::Catalog;
///
/// let error = Catalog::embedded().asked_actions("iam:PasRole").unwrap_err();
/// assert!(error.to_string().starts_with("`iam:PasRole` names no action of the catalog; nearest: `iam:PassRole`"));
/// assert_eq!(error.nearest().first().map(String::as_str), Some("iam:PassRole"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` names no action{}{}", Shown::value(.text), self.why.as_str(), or_nearest(&self.nearest))]
pub struct NoActionError {
    text: String,
    why: Why,
    nearest: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Form,
    Catalog,
}

impl Why {
    fn as_str(self) -> &'static str {
        match self {
            Self::Form => ": expected `*` or one `service:Name`, perhaps with wildcards",
            Self::Catalog => " of the catalog",
        }
    }
}

fn or_nearest(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; nearest: {}", shown::quoted(names)) }
}

impl NoActionError {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Names and patterns that may have been meant, the nearest first.
    pub fn nearest(&self) -> &[String] {
        &self.nearest
    }
}

impl Catalog {
    /// The actions that somebody means who asks about a name or pattern
    ///
    /// # Errors
    /// A text that no action can have as its name, or that names none of the catalog's.
    ///
    /// # Complexity
    /// As [`Catalog::action_set`]; for a text that names none, as [`Catalog::nearest_actions`].
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let catalog = Catalog::embedded();
    /// assert_eq!(catalog.asked_actions("SQS:sendmessage")?.len(), 1);
    /// assert!(catalog.asked_actions("sqs:Fetch*").is_err());
    /// # Ok::<(), iamkit_catalog::NoActionError>(())
    /// ```
    pub fn asked_actions(&self, text: &str) -> Result<ActionSet, NoActionError> {
        self.check_action_form(text)?;
        let set = self.action_set(text);
        if set.is_empty() { Err(self.no_action(text, Why::Catalog)) } else { Ok(set) }
    }

    /// Whether a text can be the name or a pattern of actions, be they in the catalog or not
    ///
    /// # Errors
    /// A text that no action can have as its name.
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let catalog = Catalog::embedded();
    /// assert!(catalog.check_action_form("new-service:DoThings").is_ok());
    /// let error = catalog.check_action_form("sns:Publish,sqs:SendMessage").unwrap_err();
    /// assert_eq!(error.nearest(), ["sns:Publish", "sqs:SendMessage"]);
    /// ```
    pub fn check_action_form(&self, text: &str) -> Result<(), NoActionError> {
        let is_of_form = match text.split_once(':') {
            Some((service, name)) => is_word(service, "-") && is_word(name, "-_."),
            None => text == "*",
        };
        if is_of_form { Ok(()) } else { Err(self.no_action(text, Why::Form)) }
    }

    fn no_action(&self, text: &str, why: Why) -> NoActionError {
        NoActionError { text: text.to_owned(), why, nearest: self.nearest_asked(text) }
    }

    /// The parts of a list that name actions; else what is near the text.
    fn nearest_asked(&self, text: &str) -> Vec<String> {
        if MAX_TEXT < text.len() {
            return Vec::new();
        }
        let parts =
            text.split(|character: char| character.is_whitespace() || ",;|'\"`[]".contains(character));
        let parts = parts.filter(|part| part.contains(':') && !self.action_set(part).is_empty());
        let parts = parts.map(str::to_owned).take(NEAREST).collect::<Vec<_>>();
        if !parts.is_empty() {
            return parts;
        }
        let text = text.trim();
        let with_colon = text.replacen(['.', '/', ';', '_', ' '], ":", 1).replacen("::", ":", 1);
        if !self.action_set(&with_colon).is_empty() {
            return vec![with_colon];
        }
        match text.split_once(':') {
            Some((service, name)) if self.service(service).is_none() => {
                self.nearest_of_service(service, name)
            }
            Some((_, name)) if name.contains(['*', '?']) => self.nearest_to_pattern(text),
            _ => self.names_near(text),
        }
    }

    /// The same names in a service that is spelt like this one; if there are none, names near both.
    fn nearest_of_service(&self, service: &str, name: &str) -> Vec<String> {
        let near = self.nearest_services(service, NEAREST).into_iter();
        let near = near.map(|service| format!("{}:{name}", service.prefix()));
        let near = near.filter(|pattern| !self.action_set(pattern).is_empty()).collect::<Vec<_>>();
        if near.is_empty() { self.names_near(&format!("{service}:{name}")) } else { near }
    }

    /// The pattern with its end taken off until it names something; or names near it.
    fn nearest_to_pattern(&self, text: &str) -> Vec<String> {
        let literal = text.replace(['*', '?'], "");
        let near = self.names_near(&literal);
        if !near.is_empty() {
            return near;
        }
        let start = text.split(['*', '?']).next().unwrap_or_default();
        let name_at = start.find(':').map_or(0, |at| at + 1);
        let ends = start.char_indices().map(|(at, _)| at).filter(|end| name_at < *end).collect::<Vec<_>>();
        let shorter = |end: &usize| start.get(..*end).map(|start| format!("{start}*"));
        // What a pattern names, each shorter one names.
        let naming = ends
            .partition_point(|end| shorter(end).is_some_and(|pattern| !self.action_set(&pattern).is_empty()));
        naming.checked_sub(1).and_then(|last| shorter(ends.get(last)?)).into_iter().collect()
    }

    /// Names near the text: only those of the service or of just the name that it has, where there are such.
    fn names_near(&self, text: &str) -> Vec<String> {
        let near = self.nearest_actions(text, NEAREST);
        let (own, others): (Vec<_>, Vec<_>) =
            near.into_iter().partition(|action| match text.split_once(':') {
                Some((service, _)) => action.service_prefix().eq_ignore_ascii_case(service),
                None => action.name().eq_ignore_ascii_case(text),
            });
        let near = if own.is_empty() { others } else { own };
        near.iter().map(ToString::to_string).collect()
    }
}

/// Whether a text has only letters and digits, wildcards and these, and at least one of them.
fn is_word(text: &str, others: &str) -> bool {
    let fits = |character: char| {
        character.is_ascii_alphanumeric() || "*?".contains(character) || others.contains(character)
    };
    !text.is_empty() && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;

    fn error(text: &str) -> String {
        Catalog::embedded().asked_actions(text).unwrap_err().to_string()
    }

    #[test]
    fn every_action_can_be_asked_about_in_any_letter_case() {
        let catalog = Catalog::embedded();
        for action in catalog.actions() {
            let name = action.to_string();
            for text in [&name, &name.to_uppercase(), &name.to_lowercase()] {
                assert!(catalog.asked_actions(text).is_ok_and(|set| set.contains(action.id())), "{text}");
            }
        }
        for pattern in ["*", "*:*", "s3:*", "S3:GET*", "iam:?assRole", "ec2:*Tags"] {
            assert!(catalog.asked_actions(pattern).is_ok(), "{pattern}");
        }
    }

    #[test]
    fn a_text_that_is_no_name_is_refused_with_what_it_may_mean() {
        let form = "names no action: expected `*` or one `service:Name`, perhaps with wildcards";
        assert_eq!(error(""), format!("`` {form}"));
        let told = format!("`AssumeRoleWithSAML` {form}; nearest: `sts:AssumeRoleWithSAML`");
        assert_eq!(error("AssumeRoleWithSAML"), told);
        assert_eq!(error("sns.CreateTopic"), format!("`sns.CreateTopic` {form}; nearest: `sns:CreateTopic`"));
        assert_eq!(
            error("sns:Publish sns:*"),
            format!("`sns:Publish sns:*` {form}; nearest: `sns:Publish`, `sns:*`")
        );
        assert_eq!(error(" sns:Publish"), format!("` sns:Publish` {form}; nearest: `sns:Publish`"));
        assert_eq!(error("sns::Publish"), format!("`sns::Publish` {form}; nearest: `sns:Publish`"));
        for text in ["sns:", ":Publish", "sns*", "arn:aws:sns:::x", "sns:Publish:Now", "sns", "\t"] {
            assert!(error(text).contains(form), "{text}");
        }
    }

    #[test]
    fn a_pattern_that_names_nothing_is_refused_with_the_nearest() {
        let told = |text: &str, nearest: &str| {
            assert_eq!(error(text), format!("`{text}` names no action of the catalog; nearest: {nearest}"));
        };
        told("dynamobd:*", "`dynamodb:*`");
        told("sqs:SendMesage*", "`sqs:SendMessage`");
        told("sqs:Sendt*", "`sqs:Send*`");
        assert_eq!(error("nowhere-at-all:*"), "`nowhere-at-all:*` names no action of the catalog");
    }
}
