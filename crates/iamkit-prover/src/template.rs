//! ARN templates of the catalog: which texts are ARNs of a resource type, and one of them that reads well.
//!
//! The fields before the resource are well-formed: a partition is one of AWS's, a Region and an account are texts of
//! their shape. Shapes and not lists of Regions, so that a verdict outlives the next Region.

use std::cell::OnceCell;

use iamkit_policy::glob::Glob;

use crate::language::{Loop, Step, Word};
use crate::pattern;
use crate::text::{Piece, Text};

/// The partitions of AWS.
const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

/// What stands for a partition, a Region and an account where none of them is named.
const PARTITION: &str = "aws";
pub(crate) const REGION: &str = "us-east-1";
pub(crate) const ACCOUNT: &str = "111122223333";

/// A kind of resource that AWS owns some of, beside those of accounts.
struct OwnedByAws {
    service: &'static str,
    /// What the resource begins with.
    start: &'static str,
    /// Whether their ARNs leave out the Region.
    has_no_region: bool,
    /// What stands in the place of the account.
    account: &'static str,
}

const fn owned(service: &'static str, start: &'static str, account: &'static str) -> OwnedByAws {
    OwnedByAws { service, start, has_no_region: false, account }
}

const fn owned_everywhere(service: &'static str, start: &'static str, account: &'static str) -> OwnedByAws {
    OwnedByAws { service, start, has_no_region: true, account }
}

/// All of them, as far as is known from AWS's own policies and documentation.
const OWNED_BY_AWS: [OwnedByAws; 16] = [
    owned("cloudformation", "type/", ""),
    owned("cloudformation", "transform/", "aws"),
    owned("greengrass", "components:", "aws"),
    owned("iam", "policy/", "aws"),
    owned("imagebuilder", "component/", "aws"),
    owned("imagebuilder", "image/", "aws"),
    owned_everywhere("personalize", "recipe/", ""),
    owned_everywhere("quicksight", "theme/", "aws"),
    owned("ram", "permission/", "aws"),
    owned("resource-explorer-2", "view/", ""),
    owned("sagemaker", "hub", "aws"),
    owned("securityhub", "product/", ""),
    owned("ssm", "automation-definition/", ""),
    owned("ssm", "document/", ""),
    owned("ssm", "parameter", ""),
    owned("ssm", "patchbaseline/", ""),
];

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
            Self::Pattern(text) => push_pattern(word, text, Loop::NotColon, Step::NotColon),
        }
    }

    fn contains(&self, text: &str) -> bool {
        match self {
            Self::Partition => PARTITIONS.contains(&text),
            Self::Region => is_region(text),
            Self::Account => is_account(text),
            Self::Pattern(pattern) => pattern.matches(text),
        }
    }
}

/// Two letters at least, words behind hyphens, and a number.
pub(crate) fn push_region(word: &mut Word) {
    word.push(Step::Lower);
    word.push(Step::Lower);
    word.push_loop(Loop::LowerOrHyphen);
    word.push(Step::Char('-'));
    word.push(Step::Digit);
    word.push_loop(Loop::Digit);
}

pub(crate) fn push_account(word: &mut Word) {
    (0..12).for_each(|_| word.push(Step::Digit));
}

pub(crate) fn push_partition(word: &mut Word) {
    word.push_choice(&PARTITIONS);
}

/// Whether the text has the shape of a Region's name, such as `us-gov-west-1`.
pub(crate) fn is_region(text: &str) -> bool {
    let words = text.trim_end_matches(|character: char| character.is_ascii_digit());
    let Some(name) = words.strip_suffix('-').filter(|_| words.len() < text.len()) else { return false };
    let is_lower = |byte: u8| byte.is_ascii_lowercase();
    2 <= name.len()
        && name.bytes().take(2).all(is_lower)
        && name.bytes().all(|byte| is_lower(byte) || byte == b'-')
}

/// Whether the text is the number of an account.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the text is one of the partitions.
pub(crate) fn is_partition(text: &str) -> bool {
    PARTITIONS.contains(&text)
}

/// The ARNs of a template whose fields are of these kinds.
#[derive(Debug, Clone)]
struct Form {
    fields: Vec<Field>,
    tail: Text,
    /// How many colons the last component has, where its placeholders hold none.
    colons: Option<usize>,
}

impl Form {
    /// The forms of a template, none where it isn't one of an ARN.
    fn all(template: &str) -> Vec<Self> {
        let heads = heads(template);
        if heads.len() != 5 {
            return Vec::new();
        }
        let fields =
            heads.iter().enumerate().map(|(place, head)| Field::new(place, head)).collect::<Vec<_>>();
        let tail = tail(template);
        let service = heads.get(2).copied().unwrap_or_default();
        let can_hold_colons = COLON_SERVICES.contains(&service) || service.contains(['$', '*']);
        let colons = parts(tail).into_iter().map(|(literal, _)| literal.matches(':').count()).sum();
        let usual = Self { fields, tail: pattern_of(tail), colons: (!can_hold_colons).then_some(colons) };
        let owned =
            OWNED_BY_AWS.iter().filter(|owned| owned.service == service && tail.starts_with(owned.start));
        let owned = owned.filter_map(|owned| usual.of_aws(owned)).collect();
        [vec![usual], owned].concat()
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

    fn word(&self) -> Word {
        let mut word = Word::default();
        for field in &self.fields {
            field.push(&mut word);
            word.push(Step::Char(':'));
        }
        let (any_string, any_char) =
            if self.colons.is_some() { (Loop::NotColon, Step::NotColon) } else { (Loop::Any, Step::Any) };
        push_pattern(&mut word, &self.tail, any_string, any_char);
        word.finish()
    }

    /// Whether all its texts are of the other form too.
    fn is_within(&self, other: &Self) -> bool {
        self.fields == other.fields
            && (other.colons.is_none() || self.colons == other.colons)
            && pattern::is_within(&self.tail, &other.tail)
    }

    fn contains(&self, heads: &[&str], tail: &str) -> bool {
        self.colons.is_none_or(|colons| tail.matches(':').count() == colons)
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

/// The resources of an action: texts that its templates make.
#[derive(Debug)]
pub(crate) struct Forms<'c> {
    templates: Vec<&'c str>,
    all: Vec<Form>,
    words: OnceCell<Vec<Word>>,
    examples: OnceCell<Vec<String>>,
    can_be_star: bool,
    can_be_any: bool,
}

impl<'c> Forms<'c> {
    pub(crate) fn new(templates: &[&'c str], can_be_star: bool) -> Self {
        let forms = templates.iter().map(|template| Form::all(template)).collect::<Vec<_>>();
        Self {
            templates: templates.to_vec(),
            can_be_any: forms.iter().any(Vec::is_empty),
            all: widest(forms.into_iter().flatten().collect()),
            words: OnceCell::new(),
            examples: OnceCell::new(),
            can_be_star,
        }
    }

    /// The words of all resources.
    pub(crate) fn words(&self) -> &[Word] {
        self.words.get_or_init(|| {
            let star = self.can_be_star.then(|| Word::of_text("*"));
            let any = self.can_be_any.then(Word::of_any);
            star.into_iter().chain(any).chain(self.all.iter().map(Form::word)).collect()
        })
    }

    /// Resources that read well, one for each template, short ones first.
    pub(crate) fn examples(&self) -> &[String] {
        self.examples.get_or_init(|| {
            let arns = self.templates.iter().filter(|template| **template != "*");
            let mut examples = arns.map(|template| example_of(template)).collect::<Vec<_>>();
            examples.sort_by_key(String::len);
            examples.extend(self.can_be_star.then(|| "*".to_owned()));
            examples
        })
    }

    /// Whether a text is one of the resources: what the words read.
    pub(crate) fn contain(&self, text: &str) -> bool {
        self.can_be_any
            || (self.can_be_star && text == "*")
            || components(text)
                .is_some_and(|(heads, tail)| self.all.iter().any(|form| form.contains(&heads, tail)))
    }

    /// The resource with a usual partition, Region, account and name in place of others, as far as it stays one that is
    /// wanted.
    pub(crate) fn pleasant(&self, text: &str, is_wanted: impl Fn(&str) -> bool) -> String {
        let Some((heads, tail)) = components(text) else { return text.to_owned() };
        let mut fields = heads.into_iter().chain([tail]).map(str::to_owned).collect::<Vec<_>>();
        let names = self.examples().iter().filter_map(|example| Some(components(example)?.1));
        let longer = tail.strip_suffix(['x', 'y']).map(|start| format!("{start}example"));
        let names = names.chain(longer.as_deref()).collect::<Vec<_>>();
        let usual: [(usize, &[&str]); 4] =
            [(1, &[PARTITION]), (3, &[REGION, "eu-west-1"]), (4, &[ACCOUNT, "444455556666"]), (5, &names)];
        for (place, better) in usual {
            let Some(before) = fields.get(place).filter(|field| !better.contains(&field.as_str())).cloned()
            else {
                continue;
            };
            for text in better.iter().copied().chain([before.as_str()]) {
                if let Some(field) = fields.get_mut(place) {
                    text.clone_into(field);
                }
                let changed = fields.join(":");
                if self.contain(&changed) && is_wanted(&changed) {
                    break;
                }
            }
        }
        fields.join(":")
    }
}

/// The forms without those all of whose ARNs another one has.
fn widest(mut forms: Vec<Form>) -> Vec<Form> {
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
fn components(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut heads = text.splitn(6, ':').collect::<Vec<_>>();
    let tail = heads.pop()?;
    (heads.len() == 5).then_some((heads, tail))
}

/// A pattern filled to a text whose fields read as those of an ARN, as far as the pattern leaves them open.
pub(crate) fn filled(pattern: &Text, filling: &str) -> String {
    let mut text = String::new();
    for piece in pattern.pieces() {
        let field = text.rsplit(':').next().unwrap_or_default();
        let usual = match text.matches(':').count() {
            1 => PARTITION,
            3 => REGION,
            4 => ACCOUNT,
            _ => "",
        };
        let rest = usual.strip_prefix(field).unwrap_or_default().to_owned();
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::AnyChar => text.push(rest.chars().next().unwrap_or('x')),
            Piece::AnyString | Piece::Variable { .. } => {
                text.push_str(if rest.is_empty() { filling } else { &rest });
            }
        }
    }
    text
}

/// The parts of an ARN template: literal text, and the names of its placeholders.
fn parts(template: &str) -> Vec<(&str, Option<&str>)> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        parts.push((before, Some(name)));
        rest = behind;
    }
    parts.push((rest, None));
    parts
}

/// The first five components of a template.
fn heads(template: &str) -> Vec<&str> {
    let mut rest = template;
    let mut heads = Vec::new();
    while let (true, Some((component, behind))) = (heads.len() < 5, split_component(rest)) {
        heads.push(component);
        rest = behind;
    }
    heads
}

/// The last component of a template.
fn tail(template: &str) -> &str {
    let mut rest = template;
    for _ in 0..5 {
        rest = split_component(rest).map_or(rest, |(_, behind)| behind);
    }
    rest
}

/// What stands before the first colon that is in no placeholder, and what behind it.
fn split_component(template: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    let colon = template.char_indices().find(|(_, character)| {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *character == ':' && depth == 0
    });
    let (at, _) = colon?;
    Some((template.get(..at)?, template.get(at + 1..)?))
}

fn pattern_of(component: &str) -> Text {
    let mut pattern = String::new();
    for (literal, placeholder) in parts(component) {
        pattern.push_str(literal);
        pattern.push_str(if placeholder.is_some() { "?*" } else { "" });
    }
    Text::from_glob(&Glob::parse(&pattern))
}

/// An ARN of the template that reads well.
fn example_of(template: &str) -> String {
    let component = |(place, component): (usize, &str)| match (place, Field::new(place, component)) {
        (_, Field::Partition) => PARTITION.to_owned(),
        (_, Field::Region) => REGION.to_owned(),
        (_, Field::Account) => ACCOUNT.to_owned(),
        (3, Field::Pattern(pattern)) => pattern.filled(REGION),
        (4, Field::Pattern(pattern)) => pattern.filled(ACCOUNT),
        _ => example_text(component),
    };
    let heads = heads(template);
    let heads = heads.iter().copied().enumerate().map(component).map(|head| head + ":");
    heads.chain([example_text(tail(template))]).collect()
}

fn example_text(text: &str) -> String {
    let mut example = String::new();
    for (literal, placeholder) in parts(text) {
        example.push_str(&literal.replace('*', "example"));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::partition;
    use crate::limits::{Budget, Limits};

    fn word(push: impl Fn(&mut Word)) -> Word {
        let mut word = Word::default();
        push(&mut word);
        word.finish()
    }

    #[test]
    fn fields_are_of_their_shape() {
        for region in ["us-east-1", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1", "ap-southeast-12"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["", "us-east", "us-east-", "u-east-1", "us-East-1", "1", "-1", "us-east-1a", "example"]
        {
            assert!(!is_region(other), "{other}");
        }
        assert!(is_account("012345678901") && !is_account("aws") && !is_account("1234567890123"));
        assert!(is_partition("aws-us-gov") && !is_partition("aws-") && !is_partition(""));
    }

    #[test]
    fn words_of_fields_read_what_is_of_their_shape() {
        let budget = Budget::new(&Limits::default());
        let lists = ["*-1", "us-*", "*9*", "aws*", "*w*", "?a*"]
            .map(|text| vec![crate::word::of_plain(&Text::from_glob(&Glob::parse(text)))]);
        let classes = |word: Word| partition(&[word], &lists, &budget).unwrap();
        assert!(classes(word(push_region)).iter().all(|class| is_region(&class.witness)));
        assert!(classes(word(push_account)).iter().all(|class| is_account(&class.witness)));
        let partitions = partition(
            &[word(push_partition)],
            &PARTITIONS.map(|text| vec![word(|word| word.push_text(text))]),
            &budget,
        );
        let mut found = partitions.unwrap().into_iter().map(|class| class.witness).collect::<Vec<_>>();
        found.sort_unstable();
        let mut all = PARTITIONS.to_vec();
        all.sort_unstable();
        assert_eq!(found, all);
    }

    #[test]
    fn policies_of_aws_have_its_name_in_place_of_an_account() {
        let forms = Forms::new(&["arn:${Partition}:iam::${Account}:policy/${Name}"], false);
        assert!(forms.contain("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        assert!(forms.contain("arn:aws-cn:iam::111122223333:policy/a/b"));
        for other in ["arn:aws:iam::x:policy/a", "arn:x:iam::aws:policy/a", "arn:aws:iam:::policy/a"] {
            assert!(!forms.contain(other), "{other}");
        }
    }

    #[test]
    fn a_resource_is_made_to_read_well_unless_that_changes_what_it_shows() {
        let forms = Forms::new(&["arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"], false);
        let ugly = "arn:aws-cn:sqs:xx-9:999999999999:x";
        assert_eq!(forms.pleasant(ugly, |_| true), "arn:aws:sqs:us-east-1:111122223333:example");
        let kept =
            forms.pleasant(ugly, |text| text.contains(":999999999999:") && text.starts_with("arn:aws-cn:"));
        assert_eq!(kept, "arn:aws-cn:sqs:us-east-1:999999999999:example");
    }

    #[test]
    fn patterns_are_filled_to_well_formed_arns() {
        let filled = |text: &str| filled(&Text::from_glob(&Glob::parse(text)), "example");
        assert_eq!(filled("arn:*:sqs:*:*:jobs-*"), "arn:aws:sqs:us-east-1:111122223333:jobs-example");
        assert_eq!(filled("arn:aws:sqs:us-*:1111*:q"), "arn:aws:sqs:us-east-1:111122223333:q");
        assert_eq!(filled("arn:aws:s3:::*/*"), "arn:aws:s3:::example/example");
    }
}
