//! The values of condition keys in the universe *real*: which texts are some, and random ones.

use std::net::{IpAddr, Ipv4Addr};

use iamkit_catalog::{Action, Catalog, KeyType};
use iamkit_policy::Arn;
use iamkit_policy::global_key::{Form, GlobalKey, GlobalKeyType as GlobalType, Origin, global_key};
use iamkit_policy::value::{self, Decimal, Instant};

use crate::made::Keys;
use crate::random::Random;
use crate::words::{resolved, without_wildcards};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Any,
    Bool,
    Numeric,
    Date,
    Ip,
    Arn,
    Binary,
    Partition,
    Region,
    Account,
    /// An identifier that begins so.
    Id(&'static str),
    /// The name of a service.
    Service,
    /// The ARN of a user, role, federated user or root user (S45).
    PrincipalArn,
}

/// What an action carries under a key.
#[derive(Debug, Clone)]
pub(crate) struct Carried {
    pub(crate) shapes: Vec<Shape>,
    pub(crate) can_be_single: bool,
    pub(crate) can_be_multi: bool,
}

impl Carried {
    /// What comes with the action under a key; `None` where the key never does.
    pub(crate) fn with(action: &Action<'_>, key: &str) -> Option<Self> {
        let is_carried = || action.condition_keys().any(|known| known.matches(key));
        if let Some(global) = global_key(&key.to_ascii_lowercase()) {
            return (!is_of_action(global) || is_carried()).then(|| Self::of_global(global));
        }
        let known = Catalog::embedded().condition_key(key);
        if !is_carried() && !known.is_none_or(|known| known.is_of_any_action()) {
            return None;
        }
        let types = known.map(|known| known.types().iter().collect::<Vec<_>>()).unwrap_or_default();
        if types.is_empty() {
            return Some(Self { shapes: vec![Shape::Any], can_be_single: true, can_be_multi: true });
        }
        Some(Self {
            shapes: types.iter().map(|kind| of_type(*kind)).collect(),
            can_be_single: types.iter().any(|kind| !kind.is_array()),
            can_be_multi: types.iter().any(|kind| kind.is_array()),
        })
    }

    pub(crate) fn of_global(global: &GlobalKey) -> Self {
        let (can_be_single, can_be_multi) = (!global.is_list(), global.is_list());
        Self { shapes: vec![of_form(global)], can_be_single, can_be_multi }
    }

    pub(crate) fn fits(&self, text: &str) -> bool {
        self.shapes.iter().any(|shape| shape.fits(text))
    }

    /// Values made of those that a policy names, and whether they are the value of a single-valued key.
    pub(crate) fn draw(&self, named: &[String], keys: &Keys, random: &mut Random) -> (Vec<String>, bool) {
        let is_single = self.can_be_single && !(self.can_be_multi && random.one_in(4));
        let count = if is_single { 1 } else { random.below(4) };
        let draw = |_| random.pick(&self.shapes).draw(named, keys, random);
        ((0..count).map(draw).collect(), is_single)
    }
}

fn of_type(kind: KeyType) -> Shape {
    match kind {
        KeyType::Bool | KeyType::ArrayOfBool => Shape::Bool,
        KeyType::Numeric | KeyType::ArrayOfNumeric => Shape::Numeric,
        KeyType::Date | KeyType::ArrayOfDate => Shape::Date,
        KeyType::IpAddress | KeyType::ArrayOfIpAddress => Shape::Ip,
        KeyType::Arn | KeyType::ArrayOfArn => Shape::Arn,
        KeyType::Binary | KeyType::ArrayOfBinary => Shape::Binary,
        _ => Shape::Any,
    }
}

/// Whether a global key comes only with actions that take it.
fn is_of_action(global: &GlobalKey) -> bool {
    let folded = global.folded();
    global.origin() == Origin::TokenRequest
        || ["aws:resourcetag/", "aws:requesttag/", "aws:tagkeys"]
            .iter()
            .any(|start| folded.starts_with(start))
}

/// The shape that AWS gives the values of a global key.
fn of_form(global: &GlobalKey) -> Shape {
    match (global.form(), global.key_type()) {
        (Form::Account, _) => Shape::Account,
        (Form::OrganizationId, _) => Shape::Id("o-"),
        (Form::VpcId, _) => Shape::Id("vpc-"),
        (Form::VpcEndpointId, _) => Shape::Id("vpce-"),
        (Form::Region, _) => Shape::Region,
        (Form::ServiceName, _) => Shape::Service,
        (Form::PrincipalArn, _) => Shape::PrincipalArn,
        (_, GlobalType::Bool) => Shape::Bool,
        (_, GlobalType::Date) => Shape::Date,
        (_, GlobalType::Numeric) => Shape::Numeric,
        (_, GlobalType::IpAddress) => Shape::Ip,
        (_, GlobalType::Arn) => Shape::Arn,
        _ => Shape::Any,
    }
}

/// The shape of a key's values by its name, in lower case.
pub(crate) fn of_name(key: &str) -> Option<Shape> {
    global_key(key).map(of_form)
}

const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

impl Shape {
    pub(crate) fn fits(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Bool => ["true", "false"].contains(&text),
            Self::Numeric => Decimal::borrowed(text).is_some(),
            Self::Date => Instant::parse(text).is_some(),
            Self::Ip => value::parse_ip(text).is_some(),
            Self::Arn => text.parse::<Arn>().is_ok(),
            Self::Binary => value::parse_binary(text).is_some(),
            Self::Partition => PARTITIONS.contains(&text),
            Self::Region => is_region(text),
            Self::Account => text.len() == 12 && text.chars().all(|digit| digit.is_ascii_digit()),
            Self::Id(start) => text.strip_prefix(start).is_some_and(is_id),
            Self::Service => {
                let ends = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];
                let mut names = ends.iter().filter_map(|end| text.strip_suffix(end));
                names.any(|name| is_id(&name.replace('.', "-")))
            }
            Self::PrincipalArn => is_principal(text),
        }
    }

    /// A value, for the most part one that a policy names or one beside it.
    pub(crate) fn draw(self, named: &[String], keys: &Keys, random: &mut Random) -> String {
        if named.is_empty() || random.one_in(5) {
            return self.usual(random);
        }
        let pattern: &String = random.pick(named);
        let pattern = resolved(pattern, keys);
        self.filled(&pattern, random).unwrap_or_else(|| self.usual(random))
    }

    /// A value that a pattern without variables matches, or one beside it; `None` where none was found.
    pub(crate) fn filled(self, pattern: &str, random: &mut Random) -> Option<String> {
        let mut attempts = (0..4).map(|_| match self {
            Self::Account => digits(pattern, random),
            Self::Numeric => near_number(pattern, random),
            Self::Date => near_instant(pattern, random),
            Self::Ip => near_range(pattern, random),
            Self::Region => pattern.replace('*', random.text(&["us-east-1", "-east-1", "east-1", "1", "-1"])),
            Self::Partition => pattern.replace('*', random.text(&["aws", "", "-cn", "-us-gov"])),
            Self::PrincipalArn | Self::Arn => self.arn(pattern, random),
            _ => without_wildcards(pattern, random),
        });
        attempts.find(|text| self.fits(text))
    }

    /// An ARN that a pattern matches, for the most part, whose fields are of their shapes.
    fn arn(self, pattern: &str, random: &mut Random) -> String {
        let fields = pattern.splitn(6, ':').collect::<Vec<_>>();
        if fields.len() < 6 {
            return self.usual(random);
        }
        let shapes = [Self::Any, Self::Partition, Self::Any, Self::Region, Self::Account, Self::Any];
        let mut field = |(field, shape): (&&str, Self)| match shape {
            Self::Any => without_wildcards(field, random),
            _ if !field.contains(['*', '?']) => (*field).to_owned(),
            shape => shape.filled(field, random).unwrap_or_default(),
        };
        fields.iter().zip(shapes).map(&mut field).collect::<Vec<_>>().join(":")
    }

    /// A value that policies are likely to name, or unlikely.
    fn usual(self, random: &mut Random) -> String {
        let texts: &[&str] = match self {
            Self::Any => &["", "a", "b", "ab", "x", "alice", "blue", "true", "7", "2021-02-03", "10.0.0.1"],
            Self::Bool => &["true", "false"],
            Self::Numeric => &["0", "1", "7", "10", "10.5", "-3", "1000"],
            Self::Date => &["2020-01-01T00:00:00Z", "2021-02-03", "2030-06-01T12:00:00Z", "1577836800"],
            Self::Ip => &["10.0.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1"],
            Self::Arn => &["arn:aws:s3:::bucket/a", "arn:aws:sns:us-east-1:444455556666:topic"],
            Self::Binary => &["YQ==", "", "AAEC"],
            Self::Partition => {
                let usual = random.below(4) != 0;
                if usual { &["aws"] } else { &PARTITIONS }
            }
            Self::Region => &["us-east-1", "eu-west-1", "us-gov-west-1", "ap-southeast-2"],
            Self::Account => &["111122223333", "444455556666", "012345678901", "999988887777"],
            Self::Id(start) => return format!("{start}{}", random.text(&["abc", "0a1b", "x-y", "example1"])),
            Self::Service => &["lambda.amazonaws.com", "events.s3.amazonaws.com", "ec2.amazonaws.com"],
            Self::PrincipalArn => &[
                "arn:aws:iam::111122223333:user/alice",
                "arn:aws:iam::444455556666:role/ops/Deploy",
                "arn:aws:iam::111122223333:root",
                "arn:aws:sts::111122223333:federated-user/bob",
            ],
        };
        random.text(texts).to_owned()
    }
}

/// Two letters, words behind hyphens, a number: `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let Some((words, number)) = text.rsplit_once('-') else { return false };
    let letters = words.chars().take_while(char::is_ascii_lowercase).count();
    2 <= letters
        && words.chars().all(|character| character.is_ascii_lowercase() || character == '-')
        && !number.is_empty()
        && number.chars().all(|digit| digit.is_ascii_digit())
}

fn is_id(text: &str) -> bool {
    let is_of_id = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '-');
    !text.is_empty() && text.chars().all(is_of_id)
}

fn is_principal(text: &str) -> bool {
    let Ok(arn) = text.parse::<Arn>() else { return false };
    let starts: &[&str] = match arn.service() {
        "iam" => &["user/", "role/"],
        "sts" => &["federated-user/"],
        _ => return false,
    };
    let is_named = starts.iter().filter_map(|start| arn.resource().strip_prefix(start));
    let mut is_named = is_named.filter(|name| !name.is_empty() && !name.contains(':'));
    Shape::Partition.fits(arn.partition())
        && arn.region().is_empty()
        && Shape::Account.fits(arn.account())
        && (is_named.next().is_some() || (arn.service() == "iam" && arn.resource() == "root"))
}

/// The pattern with digits in place of its wildcards, twelve in all.
fn digits(pattern: &str, random: &mut Random) -> String {
    let mut missing = 12_usize.saturating_sub(pattern.replace('*', "").len());
    let mut text = String::new();
    for character in pattern.chars() {
        let count = match character {
            '*' => std::mem::take(&mut missing),
            '?' => 1,
            other => {
                text.push(other);
                0
            }
        };
        text.extend((0..count).map(|_| char::from(b'0' + u8::try_from(random.below(10)).unwrap())));
    }
    text
}

fn near_number(text: &str, random: &mut Random) -> String {
    let beside = [-1, 0, 0, 1][random.below(4)];
    text.parse::<i64>().map_or_else(|_| text.to_owned(), |number| number.saturating_add(beside).to_string())
}

fn near_instant(text: &str, random: &mut Random) -> String {
    let beside = [-1_000_000_000, 0, 1_000_000_000][random.below(3)];
    let instant = Instant::parse(text).and_then(|instant| instant.plus_nanos(beside)?.to_date());
    instant.unwrap_or_else(|| text.to_owned())
}

fn near_range(text: &str, random: &mut Random) -> String {
    let Some(range) = value::parse_ip_range(text) else { return text.to_owned() };
    let end = if random.one_in(2) { range.network() } else { range.broadcast() };
    match end {
        IpAddr::V4(end) => {
            let beside = [u32::MAX, 0, 0, 1][random.below(4)];
            Ipv4Addr::from(u32::from(end).wrapping_add(beside)).to_string()
        }
        IpAddr::V6(end) => end.to_string(),
    }
}
