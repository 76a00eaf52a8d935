//! The forms of an ARN template: which texts are ARNs of a resource type, and one of them that reads well.
//!
//! The fields before the resource are well-formed: a partition is one of AWS's, a Region and an account are texts of
//! their shape.

use iamkit_policy::glob::Glob;

use crate::domain::resource::owned::{OWNED_BY_AWS, OwnedByAws};
use crate::domain::resource::template::{heads, is_of_s3, parts, pattern_of, tail, text_of};
use crate::language::arn::{
    ACCOUNT, PARTITION, PARTITIONS, REGION, is_account, is_region, push_account, push_region,
};
use crate::language::text::{Piece, Text};
use crate::language::{Loop, Step, Word, standing};

/// Services whose names of resources can hold a colon, as far as is known; in those of all others there is none.
const COLON_SERVICES: [&str; 22] = [
    "athena",
    "cloudwatch",
    "codecommit",
    "cognito-identity",
    "dynamodb",
    "events",
    "glue",
    "iot",
    "lambda",
    "logs",
    "neptune-db",
    "rds",
    "redshift",
    "s3",
    "s3-object-lambda",
    "s3-outposts",
    "s3express",
    "secretsmanager",
    "sns",
    "ssm",
    "states",
    "synthetics",
];

/// One of the five fields before the resource.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Field {
    Partition,
    Region,
    Account,
    /// Any text without a colon.
    Any,
    /// Any text without a colon that the pattern matches.
    Pattern(Text),
}

impl Field {
    fn new(place: usize, component: &str) -> Self {
        let is_placeholder = matches!(&*parts(component), [("", Some(_)), ("", None)]);
        match place {
            1 if is_placeholder => Self::Partition,
            3 if is_placeholder => Self::Region,
            4 if is_placeholder => Self::Account,
            _ => Self::Pattern(pattern_of(component)),
        }
    }

    fn literal(text: &str) -> Self {
        Self::Pattern(Text::from_glob(&Glob::literal(text)))
    }

    fn push(&self, word: &mut Word) {
        match self {
            Self::Partition => word.push_choice(&PARTITIONS),
            Self::Region => push_region(word),
            Self::Account => push_account(word),
            Self::Any => word.push_loop(Loop::NotColon),
            Self::Pattern(text) => push_pattern(word, text, Loop::NotColon, Step::NotColon),
        }
    }

    fn contains(&self, text: &str) -> bool {
        match self {
            Self::Partition => PARTITIONS.contains(&text),
            Self::Region => is_region(text),
            Self::Account => is_account(text),
            Self::Any => true,
            Self::Pattern(pattern) => pattern.matches(text),
        }
    }
}

/// Whether the names of a service's resources can hold a colon.
pub(crate) fn can_hold_colons(service: &str) -> bool {
    COLON_SERVICES.contains(&service) || service.contains(['$', '*'])
}

/// What stands in the place of a placeholder of the last component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Any,
    /// A text without a colon, where the template has so many.
    WithoutColon(usize),
    /// A text without a colon and a slash: the name of a bucket, which is all of the component.
    Bucket,
}

/// The ARNs of a template whose fields are of these kinds.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    fields: Vec<Field>,
    tail: Text,
    name: Name,
}

impl Form {
    /// The forms of a template, none where it isn't one of an ARN.
    pub(crate) fn all(template: &str, are_buckets_segments: bool) -> Vec<Self> {
        let heads = heads(template);
        if heads.len() != 5 {
            return Vec::new();
        }
        let fields =
            heads.iter().enumerate().map(|(place, head)| Field::new(place, head)).collect::<Vec<_>>();
        let tail = tail(template);
        let service = heads.get(2).copied().unwrap_or_default();
        let can_hold_colons = can_hold_colons(service);
        let colons = parts(tail).into_iter().map(|(literal, _)| literal.matches(':').count()).sum();
        let name = match can_hold_colons {
            _ if are_buckets_segments && is_of_s3(template) && !tail.contains('/') => Name::Bucket,
            true => Name::Any,
            false => Name::WithoutColon(colons),
        };
        let usual = Self { fields, tail: pattern_of(tail), name };
        let owned =
            OWNED_BY_AWS.iter().filter(|owned| owned.service == service && tail.starts_with(owned.start));
        let owned = owned.filter_map(|owned| usual.of_aws(owned)).collect();
        [vec![usual], owned].concat()
    }

    /// The form of what requests are seen to be about, in which a `*` is a plain character; none where it is no ARN.
    pub(super) fn seen(template: &str) -> Vec<Self> {
        let heads = heads(template);
        if heads.len() != 5 {
            return Vec::new();
        }
        let field = |(place, head): (usize, &&str)| match Field::new(place, head) {
            Field::Pattern(_) => Field::Pattern(text_of(head)),
            other => other,
        };
        let fields = heads.iter().enumerate().map(field).collect();
        vec![Self { fields, tail: text_of(tail(template)), name: Name::Any }]
    }

    /// The form with what stands in the place of an account where AWS owns the resource.
    fn of_aws(&self, owned: &OwnedByAws) -> Option<Self> {
        let mut form = self.clone();
        let field = form.fields.get_mut(4).filter(|field| **field == Field::Account)?;
        *field = Field::literal(owned.account);
        if owned.has_no_region
            && let Some(field) = form.fields.get_mut(3)
        {
            *field = Field::literal("");
        }
        Some(form)
    }

    /// The same resources, and those where nothing stands in the place of a name.
    pub(crate) fn or_empty(&self) -> Self {
        let pieces = self.tail.pieces().iter().filter(|piece| **piece != Piece::AnyChar).cloned();
        Self { tail: Text::from_pieces(&pieces.collect::<Vec<_>>()), ..self.clone() }
    }

    /// The same resources under any Region, and under none.
    pub(crate) fn elsewhere(&self) -> [Self; 2] {
        [Field::Region, Field::literal("")].map(|region| {
            let mut form = self.clone();
            if let Some(field) = form.fields.get_mut(3) {
                *field = region;
            }
            form
        })
    }

    /// The same resources, whatever stands in the fields for partition, Region and account.
    pub(crate) fn anywhere(&self) -> Self {
        let mut form = self.clone();
        for place in [1, 3, 4] {
            if let Some(field) = form.fields.get_mut(place) {
                *field = Field::Any;
            }
        }
        form
    }

    pub(crate) fn word(&self) -> Word {
        let mut word = Word::default();
        for field in &self.fields {
            field.push(&mut word);
            word.push(Step::Char(':'));
        }
        let (any_string, any_char) = match self.name {
            Name::Any => (Loop::Any, Step::Any),
            Name::WithoutColon(_) => (Loop::NotColon, Step::NotColon),
            Name::Bucket => (Loop::Segment, Step::Segment),
        };
        push_pattern(&mut word, &self.tail, any_string, any_char);
        word.finish()
    }

    /// Whether all its texts are of the other form too.
    fn is_within(&self, other: &Self) -> bool {
        self.fields == other.fields
            && (other.name == Name::Any || self.name == other.name)
            && standing::is_within(&self.tail, &other.tail)
    }

    pub(crate) fn contains(&self, heads: &[&str], tail: &str) -> bool {
        let is_named = match self.name {
            Name::Any => true,
            Name::WithoutColon(colons) => tail.matches(':').count() == colons,
            Name::Bucket => !tail.contains([':', '/']),
        };
        is_named
            && self.tail.matches(tail)
            && self.fields.iter().zip(heads).all(|(field, text)| field.contains(text))
    }
}

fn push_pattern(word: &mut Word, pattern: &Text, any_string: Loop, any_char: Step) {
    for piece in pattern.pieces() {
        match piece {
            Piece::Literal(text) => word.push_text(text),
            Piece::AnyChar => word.push(any_char),
            Piece::AnyString | Piece::Variable { .. } => word.push_loop(any_string),
        }
    }
}

/// Whether one of the forms has the text.
pub(crate) fn is_of(forms: &[Form], text: &str) -> bool {
    components(text).is_some_and(|(heads, tail)| forms.iter().any(|form| form.contains(&heads, tail)))
}

/// The forms without those all of whose ARNs another one has.
pub(crate) fn widest(mut forms: Vec<Form>) -> Vec<Form> {
    let is_held = |at: usize, form: &Form| {
        forms.iter().enumerate().any(|(other, wider)| {
            other != at && form.is_within(wider) && (other < at || !wider.is_within(form))
        })
    };
    let mut are_held =
        forms.iter().enumerate().map(|(at, form)| is_held(at, form)).collect::<Vec<_>>().into_iter();
    forms.retain(|_| are_held.next() != Some(true));
    forms
}

/// The first five components of a text, and all behind them.
pub(super) fn components(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut heads = text.splitn(6, ':').collect::<Vec<_>>();
    let tail = heads.pop()?;
    (heads.len() == 5).then_some((heads, tail))
}

/// An ARN of the template that reads well.
pub(super) fn example_of(template: &str, star: &str) -> String {
    let component = |(place, component): (usize, &str)| match (place, Field::new(place, component)) {
        (_, Field::Partition) => PARTITION.to_owned(),
        (_, Field::Region) => REGION.to_owned(),
        (_, Field::Account) => ACCOUNT.to_owned(),
        (3, Field::Pattern(pattern)) => pattern.filled(REGION),
        (4, Field::Pattern(pattern)) => pattern.filled(ACCOUNT),
        _ => example_text(component, star),
    };
    let heads = heads(template);
    let heads = heads.iter().copied().enumerate().map(component).map(|head| head + ":");
    heads.chain([example_text(tail(template), star)]).collect()
}

fn example_text(text: &str, star: &str) -> String {
    let mut example = String::new();
    for (literal, placeholder) in parts(text) {
        example.push_str(&literal.replace('*', star));
        example.push_str(match placeholder {
            Some(name) if name.ends_with("AccountId") || name.ends_with("Account") => ACCOUNT,
            Some(name) if name.ends_with("Region") => REGION,
            Some(name) if name.ends_with("Id") => "0123456789abcdef0",
            Some(_) => "example",
            None => "",
        });
    }
    example
}
