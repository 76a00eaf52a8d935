//! Which texts are values of a condition key: of its type, or of the shape that AWS gives the values of a global key.

use iamkit_policy::value::{self, Decimal, Instant};

use crate::comparison::{self, Family};
use crate::language::{Loop, Step, Word};
use crate::template;

/// Which texts are values of a key
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ValueType {
    Any,
    /// `true` and `false`, as AWS writes them.
    Bool,
    Numeric,
    Date,
    Ip,
    /// Any ARN, well-formed or not in its fields.
    Arn,
    /// The number of an account.
    Account,
    Region,
    /// An identifier that begins so.
    Id(&'static str),
    /// The ARN of a user, role, federated user or root user (S45).
    PrincipalArn,
}

/// Global condition keys whose values have a shape, each of them single-valued.
const GLOBAL: [(&str, ValueType); 16] = [
    ("aws:multifactorauthpresent", ValueType::Bool),
    ("aws:principalaccount", ValueType::Account),
    ("aws:principalarn", ValueType::PrincipalArn),
    ("aws:principalisawsservice", ValueType::Bool),
    ("aws:principalorgid", ValueType::Id("o-")),
    ("aws:requestedregion", ValueType::Region),
    ("aws:resourceaccount", ValueType::Account),
    ("aws:resourceorgid", ValueType::Id("o-")),
    ("aws:securetransport", ValueType::Bool),
    ("aws:sourceaccount", ValueType::Account),
    ("aws:sourceorgid", ValueType::Id("o-")),
    ("aws:sourceowner", ValueType::Account),
    ("aws:sourcevpc", ValueType::Id("vpc-")),
    ("aws:sourcevpce", ValueType::Id("vpce-")),
    ("aws:viaawsservice", ValueType::Bool),
    ("kms:calleraccount", ValueType::Account),
];

/// The shape of the values of a key, given in lower case, if it is one whose values have one.
pub(crate) fn of_global_key(key: &str) -> Option<ValueType> {
    let is_global = key.starts_with("aws:") || key.starts_with("kms:");
    let found = is_global.then(|| GLOBAL.binary_search_by(|(name, _)| (*name).cmp(key)))?.ok()?;
    GLOBAL.get(found).map(|(_, value_type)| *value_type)
}

/// The kinds of ARN that `aws:PrincipalArn` has: service, and what the resource begins with.
const PRINCIPALS: [(&str, &str); 3] = [("iam", "user/"), ("iam", "role/"), ("sts", "federated-user/")];

impl ValueType {
    /// Whether the text is such a value.
    pub(crate) fn fits(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Bool => matches!(text, "true" | "false"),
            Self::Numeric => Decimal::borrowed(text).is_some(),
            Self::Date => Instant::parse(text).is_some(),
            Self::Ip => value::parse_ip(text).is_some(),
            Self::Arn => comparison::arn_components(text).is_some(),
            Self::Account => template::is_account(text),
            Self::Region => template::is_region(text),
            Self::Id(start) => text.strip_prefix(start).is_some_and(is_id),
            Self::PrincipalArn => is_principal_arn(text),
        }
    }

    /// The family whose comparisons tell what is a value of the type: those of text over [`words`](Self::words).
    pub(crate) fn family(self) -> Option<Family> {
        match self {
            Self::Any => None,
            Self::Numeric => Some(Family::Numeric),
            Self::Date => Some(Family::Date),
            Self::Ip => Some(Family::Ip),
            Self::Bool | Self::Arn | Self::Account | Self::Region | Self::Id(_) | Self::PrincipalArn => {
                Some(Family::Text)
            }
        }
    }

    /// The words of all its values; none where any text is one, or where no words tell.
    pub(crate) fn words(self) -> Vec<Word> {
        match self {
            Self::Any | Self::Numeric | Self::Date | Self::Ip => Vec::new(),
            Self::Bool => vec![word(|word| word.push_choice(&["true", "false"]))],
            Self::Arn => vec![word(push_arn)],
            Self::Account => vec![word(template::push_account)],
            Self::Region => vec![word(template::push_region)],
            Self::Id(start) => vec![word(|word| {
                word.push_text(start);
                word.push(Step::IdChar);
                word.push_loop(Loop::IdChar);
            })],
            Self::PrincipalArn => principal_arns(),
        }
    }

    /// Values that read well, to be shown where they stand for as much as others.
    pub(crate) fn examples(self) -> &'static [&'static str] {
        match self {
            Self::Any => &["x"],
            Self::Bool => &["true", "false"],
            Self::Numeric => &["0"],
            Self::Date => &["2020-01-01T00:00:00Z"],
            Self::Ip => &["192.0.2.1"],
            Self::Arn => &["arn:aws:s3:::example"],
            Self::Account => &[template::ACCOUNT],
            Self::Region => &[template::REGION],
            Self::Id("vpc-") => &["vpc-0123456789abcdef0"],
            Self::Id("vpce-") => &["vpce-0123456789abcdef0"],
            Self::Id(_) => &["o-example1234"],
            Self::PrincipalArn => {
                &["arn:aws:iam::111122223333:user/example", "arn:aws:iam::111122223333:role/example"]
            }
        }
    }
}

fn word(push: impl FnOnce(&mut Word)) -> Word {
    let mut word = Word::default();
    push(&mut word);
    word.finish()
}

fn push_arn(word: &mut Word) {
    word.push_text("arn:");
    for _ in 0..4 {
        word.push_loop(Loop::NotColon);
        word.push(Step::Char(':'));
    }
    word.push_loop(Loop::Any);
}

fn is_id(text: &str) -> bool {
    let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_id)
}

fn principal_arns() -> Vec<Word> {
    let arn = |service: &str, resource: &str| {
        let mut word = Word::default();
        word.push_text("arn:");
        template::push_partition(&mut word);
        word.push_text(&format!(":{service}::"));
        template::push_account(&mut word);
        word.push_text(&format!(":{resource}"));
        word
    };
    let root = arn("iam", "root").finish();
    let others = PRINCIPALS.map(|(service, start)| {
        let mut word = arn(service, start);
        word.push(Step::NotColon);
        word.push_loop(Loop::NotColon);
        word.finish()
    });
    std::iter::once(root).chain(others).collect()
}

fn is_principal_arn(text: &str) -> bool {
    let components = text.splitn(6, ':').collect::<Vec<_>>();
    let ["arn", partition, service, "", account, resource] = *components else { return false };
    let is_named = |(of, start): (&str, &str)| {
        of == service
            && resource.strip_prefix(start).is_some_and(|name| !name.is_empty() && !name.contains(':'))
    };
    template::is_partition(partition)
        && template::is_account(account)
        && (service == "iam" && resource == "root" || PRINCIPALS.into_iter().any(is_named))
}

#[cfg(test)]
mod tests {
    use iamkit_policy::glob::Glob;

    use super::*;
    use crate::language::partition;
    use crate::limits::{Budget, Limits};
    use crate::text::Text;

    #[test]
    fn words_of_values_read_values_alone() {
        let budget = Budget::new(&Limits::default());
        let patterns = ["*1", "arn:aws:iam::*:role/*", "*true*", "o-a*", "*root", "us-*", "*-*"];
        let lists = patterns.map(|text| vec![crate::word::of_plain(&Text::from_glob(&Glob::parse(text)))]);
        for value_type in GLOBAL.map(|(_, value_type)| value_type).into_iter().chain([ValueType::Arn]) {
            for class in partition(&value_type.words(), &lists, &budget).unwrap() {
                assert!(value_type.fits(&class.witness), "{value_type:?}: {}", class.witness);
            }
            assert!(value_type.examples().iter().all(|text| value_type.fits(text)), "{value_type:?}");
            assert!(!value_type.fits("") && !value_type.fits("x"), "{value_type:?}");
        }
    }

    #[test]
    fn keys_are_found_in_their_order() {
        assert!(GLOBAL.is_sorted_by_key(|(name, _)| *name));
        assert!(GLOBAL.into_iter().all(|(name, value_type)| of_global_key(name) == Some(value_type)));
        assert_eq!(of_global_key("aws:username"), None);
    }

    #[test]
    fn the_arn_of_a_session_is_no_principal_arn() {
        let fits = |text: &str| ValueType::PrincipalArn.fits(text);
        assert!(fits("arn:aws:iam::111122223333:role/ops/Deploy") && fits("arn:aws:iam::111122223333:root"));
        assert!(!fits("arn:aws:sts::111122223333:assumed-role/Deploy/ci"));
    }
}
