//! Which texts are values of a condition key: of its type, or of the shape that AWS gives the values of a global key.

use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::global_key::{Form, GlobalKey, GlobalKeyType};
use iamkit_policy::value;
use iamkit_policy::value::{Decimal, Instant};

use crate::domain::question::{Family, comparison};
use crate::language::{Loop, Step, Word, arn};

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
    /// A kind of principal.
    PrincipalType,
    /// The name of a user.
    UserName,
    /// The value of `aws:userid`: the id of a user, of a role with the session's name, an account's number, or that
    /// with the name of a federated user.
    UserId,
    /// The name of a service.
    ServiceName,
}

/// The texts that are values of a global key, as far as facts say that they have its type and form.
pub(crate) fn of_global_key(key: &GlobalKey, facts: Facts) -> ValueType {
    let by_type = match key.key_type() {
        _ if !facts.contains(Fact::ValueTypes) => ValueType::Any,
        GlobalKeyType::Arn => ValueType::Arn,
        GlobalKeyType::Bool => ValueType::Bool,
        GlobalKeyType::Date => ValueType::Date,
        GlobalKeyType::Numeric => ValueType::Numeric,
        GlobalKeyType::IpAddress => ValueType::Ip,
        _ => ValueType::Any,
    };
    match (key.form(), key.folded()) {
        _ if !facts.contains(Fact::GlobalKeyValues) => by_type,
        (_, "aws:username") => ValueType::UserName,
        (_, "aws:userid") => ValueType::UserId,
        (Form::Account, _) => ValueType::Account,
        (Form::OrganizationId, _) => ValueType::Id("o-"),
        (Form::VpcId, _) => ValueType::Id("vpc-"),
        (Form::VpcEndpointId, _) => ValueType::Id("vpce-"),
        (Form::Region, _) => ValueType::Region,
        (Form::PrincipalArn, _) => ValueType::PrincipalArn,
        (Form::PrincipalType, _) => ValueType::PrincipalType,
        (Form::ServiceName, _) => ValueType::ServiceName,
        _ => by_type,
    }
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
            Self::Account => arn::is_account(text),
            Self::Region => arn::is_region(text),
            Self::Id(start) => text.strip_prefix(start).is_some_and(is_id),
            Self::PrincipalArn => is_principal_arn(text),
            Self::PrincipalType => PRINCIPAL_TYPES.contains(&text),
            Self::UserName => !text.is_empty() && !text.contains([':', '/']),
            Self::UserId => is_userid(text),
            Self::ServiceName => is_service_name(text),
        }
    }

    /// The family whose comparisons tell what is a value of the type: those of text over [`words`](Self::words).
    pub(crate) fn family(self) -> Option<Family> {
        match self {
            Self::Any => None,
            Self::Numeric => Some(Family::Numeric),
            Self::Date => Some(Family::Date),
            Self::Ip => Some(Family::Ip),
            Self::Bool
            | Self::Arn
            | Self::Account
            | Self::Region
            | Self::Id(_)
            | Self::PrincipalArn
            | Self::PrincipalType
            | Self::UserName
            | Self::UserId
            | Self::ServiceName => Some(Family::Text),
        }
    }

    /// The words of all its values; none where any text is one, or where no words tell.
    pub(crate) fn words(self) -> Vec<Word> {
        match self {
            Self::Any | Self::Numeric | Self::Date | Self::Ip => Vec::new(),
            Self::Bool => vec![word(|word| word.push_choice(&["true", "false"]))],
            Self::Arn => vec![word(push_arn)],
            Self::Account => vec![word(arn::push_account)],
            Self::Region => vec![word(arn::push_region)],
            Self::Id(start) => vec![word(|word| {
                word.push_text(start);
                word.push(Step::IdChar);
                word.push_loop(Loop::IdChar);
            })],
            Self::PrincipalArn => principal_arns(),
            Self::PrincipalType => vec![word(|word| word.push_choice(&PRINCIPAL_TYPES))],
            Self::UserName => vec![word(push_segment)],
            Self::UserId => userids(),
            Self::ServiceName => vec![word(|word| {
                word.push(Step::IdChar);
                word.push_loop(Loop::OneOf(OF_SERVICE_NAMES));
                word.push_choice(&SERVICE_ENDS);
            })],
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
            Self::Account => &[arn::ACCOUNT],
            Self::Region => &[arn::REGION],
            Self::Id("vpc-") => &["vpc-0123456789abcdef0"],
            Self::Id("vpce-") => &["vpce-0123456789abcdef0"],
            Self::Id(_) => &["o-example1234"],
            Self::PrincipalArn => {
                &["arn:aws:iam::111122223333:user/example", "arn:aws:iam::111122223333:role/example"]
            }
            Self::PrincipalType => &["User", "AssumedRole"],
            Self::UserName => &["example"],
            Self::UserId => &["AIDAEXAMPLE0EXAMPLE00", "AROAEXAMPLE0EXAMPLE00:session"],
            Self::ServiceName => &["example.amazonaws.com"],
        }
    }
}

/// The values of `aws:PrincipalType`.
const PRINCIPAL_TYPES: [&str; 5] = ["Account", "Anonymous", "AssumedRole", "FederatedUser", "User"];

/// What the names of services end with.
const SERVICE_ENDS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];

/// The characters of the names of services: some have several parts, such as `events.s3.amazonaws.com`.
const OF_SERVICE_NAMES: &str = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

fn push_segment(word: &mut Word) {
    word.push(Step::Segment);
    word.push_loop(Loop::Segment);
}

fn userids() -> Vec<Word> {
    let user = word(|word| {
        word.push_text("AIDA");
        push_segment(word);
    });
    let session = word(|word| {
        word.push_text("AROA");
        push_segment(word);
        word.push(Step::Char(':'));
        push_segment(word);
    });
    let root = word(arn::push_account);
    let federated = word(|word| {
        arn::push_account(word);
        word.push(Step::Char(':'));
        push_segment(word);
    });
    vec![user, session, root, federated]
}

fn is_userid(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && !name.contains([':', '/']);
    match text.split_once(':') {
        None => arn::is_account(text) || text.strip_prefix("AIDA").is_some_and(is_name),
        Some((id, name)) => {
            is_name(name) && (arn::is_account(id) || id.strip_prefix("AROA").is_some_and(is_name))
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

fn is_service_name(text: &str) -> bool {
    let is_name = |name: &str| {
        let is_first = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        name.bytes().next().as_ref().is_some_and(is_first)
            && name.chars().all(|of| OF_SERVICE_NAMES.contains(of))
    };
    SERVICE_ENDS.iter().any(|end| text.strip_suffix(end).is_some_and(is_name))
}

fn principal_arns() -> Vec<Word> {
    let arn = |service: &str, resource: &str| {
        let mut word = Word::default();
        word.push_text("arn:");
        arn::push_partition(&mut word);
        word.push_text(&format!(":{service}::"));
        arn::push_account(&mut word);
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
    arn::is_partition(partition)
        && arn::is_account(account)
        && (service == "iam" && resource == "root" || PRINCIPALS.into_iter().any(is_named))
}

#[cfg(test)]
mod tests {
    use iamkit_policy::glob::Glob;

    use rustc_hash::FxHashSet;

    use super::*;
    use crate::language::text::Text;
    use crate::language::{partition, word};
    use crate::limits::{Budget, Limits};

    #[test]
    fn words_of_values_read_values_alone() {
        let budget = Budget::new(&Limits::default());
        let patterns = ["*1", "arn:aws:iam::*:role/*", "*true*", "o-a*", "*root", "us-*", "*-*"];
        let lists = patterns.map(|text| vec![word::of_plain(&Text::from_glob(&Glob::parse(text)))]);
        let of_global = GlobalKey::all().map(|key| of_global_key(key, Facts::all()));
        let with_words = of_global.filter(|value_type| !value_type.words().is_empty());
        let mut seen = FxHashSet::default();
        let each = with_words.chain([ValueType::Arn]).filter(|value_type| seen.insert(*value_type));
        for value_type in each.collect::<Vec<_>>() {
            for class in partition(&value_type.words(), &lists, &budget).unwrap() {
                assert!(value_type.fits(&class.witness), "{value_type:?}: {}", class.witness);
            }
            assert!(value_type.examples().iter().all(|text| value_type.fits(text)), "{value_type:?}");
            assert!(!value_type.fits("") && !value_type.fits("x:/"), "{value_type:?}");
        }
    }

    #[test]
    fn the_arn_of_a_session_is_no_principal_arn() {
        let fits = |text: &str| ValueType::PrincipalArn.fits(text);
        assert!(fits("arn:aws:iam::111122223333:role/ops/Deploy") && fits("arn:aws:iam::111122223333:root"));
        assert!(!fits("arn:aws:sts::111122223333:assumed-role/Deploy/ci"));
    }
}
