//! ARN templates of the catalog: which texts are ARNs of a resource type, and one of them that reads well.
//!
//! The fields before the resource are well-formed (see `arn`).

use std::cell::OnceCell;

use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::glob::Glob;

use crate::beyond::Others;
use crate::language::arn::{
    ACCOUNT, PARTITION, PARTITIONS, REGION, is_account, is_region, push_account, push_region,
};
use crate::language::standing;
use crate::language::text::{Piece, Text};
use crate::language::{Loop, Step, Word};
use crate::reach::{self, Beyond, Resources};

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
    fn seen(template: &str) -> Vec<Self> {
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

/// The resources of an action: texts that its templates make.
#[derive(Debug)]
pub(crate) struct Forms<'c> {
    templates: Vec<&'c str>,
    /// Forms that requests are seen to have.
    seen: Vec<&'c str>,
    all: Vec<Form>,
    words: OnceCell<Vec<Word>>,
    examples: OnceCell<Vec<String>>,
    /// The services in their ARNs; `None` where any can be.
    services: OnceCell<Option<Vec<&'c str>>>,
    can_be_star: bool,
    can_be_any: bool,
    /// What may be there beside, and what is worked out of it where it is asked for.
    beyond: Option<(Beyond<'c>, Facts)>,
    others: OnceCell<Option<Others<'c>>>,
}

impl<'c> Forms<'c> {
    pub(crate) fn new(resources: &Resources<'c>) -> Self {
        let Resources { templates, seen, can_be_star, beyond, facts } = resources;
        let are_buckets_segments = facts.contains(Fact::BucketNames);
        let forms = templates.iter().map(|template| Form::all(template, are_buckets_segments));
        let forms = forms.collect::<Vec<_>>();
        let seen_forms = seen.iter().map(|form| Form::seen(form)).collect::<Vec<_>>();
        let can_be_any = forms.iter().any(Vec::is_empty);
        let all = widest(forms.into_iter().chain(seen_forms).flatten().collect());
        Self {
            templates: templates.clone(),
            seen: seen.clone(),
            beyond: beyond.clone().filter(|_| !can_be_any).map(|beyond| (beyond, *facts)),
            others: OnceCell::new(),
            can_be_any,
            all,
            words: OnceCell::new(),
            examples: OnceCell::new(),
            services: OnceCell::new(),
            can_be_star: *can_be_star,
        }
    }

    /// What may be there beside the listed resources.
    pub(crate) fn others(&self) -> Option<&Others<'c>> {
        let others = self.others.get_or_init(|| {
            let (beyond, facts) = self.beyond.as_ref()?;
            Some(Others::new(beyond, &self.templates, &self.all, *facts))
        });
        others.as_ref()
    }

    /// The templates and forms of what is listed.
    fn listed(&self) -> impl Iterator<Item = &'c str> {
        self.templates.iter().chain(&self.seen).copied()
    }

    /// Whether nothing but `*` is listed.
    pub(crate) fn lists_star_only(&self) -> bool {
        self.all.is_empty() && !self.can_be_any
    }

    /// The words of all listed resources.
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
            let arns = self.listed().filter(|template| template.starts_with("arn:"));
            // A `*` that is seen is a plain character, that of a type is any text.
            let mut examples = arns
                .flat_map(|template| ["example", "*"].map(|star| example_of(template, star)))
                .collect::<Vec<_>>();
            examples.retain(|example| self.list(example));
            examples.sort_by_key(String::len);
            examples.dedup();
            examples.extend(self.can_be_star.then(|| "*".to_owned()));
            examples
        })
    }

    /// Whether a pattern can match one of the resources, as far as the service that it names tells.
    pub(crate) fn may_match(&self, pattern: &Text) -> bool {
        let services = self.services.get_or_init(|| {
            let of_templates = self.listed().map(service_of);
            let of_others = self.beyond.iter().flat_map(|(beyond, _)| {
                if beyond.foreign {
                    vec![None]
                } else {
                    beyond.services(&self.templates).into_iter().map(Some).collect()
                }
            });
            of_templates.chain(of_others).collect()
        });
        let Some(services) = services else { return true };
        self.can_be_any || reach::may_be_of(pattern, services)
    }

    /// Whether a text is one of the resources, or may be.
    pub(crate) fn contain(&self, text: &str) -> bool {
        self.list(text) || self.others().is_some_and(|others| others.contain(text))
    }

    /// Whether a text is one of the listed resources: what the words read.
    pub(crate) fn list(&self, text: &str) -> bool {
        self.can_be_any || (self.can_be_star && text == "*") || is_of(&self.all, text)
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

/// Whether one of the forms has the text.
pub(crate) fn is_of(forms: &[Form], text: &str) -> bool {
    components(text).is_some_and(|(heads, tail)| forms.iter().any(|form| form.contains(&heads, tail)))
}

/// Whether a template is one of buckets or objects, whose ARNs have neither Region nor account (S73).
pub(crate) fn is_of_s3(template: &str) -> bool {
    template.contains(":s3:::")
}

/// The service in the ARNs of a template.
pub(crate) fn service_of(template: &str) -> Option<&str> {
    heads(template).get(2).copied().filter(|service| !service.contains(['$', '*']))
}

/// How many colons the last field of a template has.
pub(crate) fn colons_of(template: &str) -> usize {
    parts(tail(template)).into_iter().map(|(literal, _)| literal.matches(':').count()).sum()
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
fn components(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut heads = text.splitn(6, ':').collect::<Vec<_>>();
    let tail = heads.pop()?;
    (heads.len() == 5).then_some((heads, tail))
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

/// The texts that a component with placeholders stands for, in which a `*` is a plain character.
fn text_of(component: &str) -> Text {
    let mut pieces = Vec::new();
    for (literal, placeholder) in parts(component) {
        pieces.extend((!literal.is_empty()).then(|| Piece::Literal(literal.into())));
        pieces.extend(placeholder.map(|_| Piece::AnyString));
    }
    Text::from_pieces(&pieces)
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
fn example_of(template: &str, star: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(template: &str) -> Forms<'_> {
        Forms::new(&Resources { templates: vec![template], ..Resources::default() })
    }

    #[test]
    fn policies_of_aws_have_its_name_in_place_of_an_account() {
        let forms = forms("arn:${Partition}:iam::${Account}:policy/${Name}");
        assert!(forms.contain("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        assert!(forms.contain("arn:aws-cn:iam::111122223333:policy/a/b"));
        for other in ["arn:aws:iam::x:policy/a", "arn:x:iam::aws:policy/a", "arn:aws:iam:::policy/a"] {
            assert!(!forms.contain(other), "{other}");
        }
    }

    #[test]
    fn a_resource_is_made_to_read_well_unless_that_changes_what_it_shows() {
        let forms = forms("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}");
        let ugly = "arn:aws-cn:sqs:xx-9:999999999999:x";
        assert_eq!(forms.pleasant(ugly, |_| true), "arn:aws:sqs:us-east-1:111122223333:example");
        let kept =
            forms.pleasant(ugly, |text| text.contains(":999999999999:") && text.starts_with("arn:aws-cn:"));
        assert_eq!(kept, "arn:aws-cn:sqs:us-east-1:999999999999:example");
    }
}
