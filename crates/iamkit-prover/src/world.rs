//! The universe in which policies are compared: which resources an action takes, and which keys it carries.

use std::fmt;

use iamkit_catalog::{Action, Catalog, KeyType, KeyTypes};
use iamkit_policy::glob::Glob;

use crate::domain::{KeyWorld, ValueType};
use crate::language::{Loop, Step, Word};
use crate::pattern;
use crate::text::Text;

/// What counts as a request
///
/// Both universes are exact; a verdict holds in the one it was asked for. A difference that exists only among strings
/// is one that no request of today can show.
///
/// ```
/// use iamkit_prover::Universe;
///
/// assert_eq!(Universe::Strings.to_string(), "strings");
/// assert_eq!(Universe::real().to_string(), "real");
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Universe<'c> {
    /// Any name as action, any text as resource, any context.
    Strings,
    /// The actions of a catalog, each with the ARNs of the resource types it takes (`*` where it takes none, S25) and
    /// the condition keys it carries, with values of their types.
    Real(&'c Catalog),
}

impl Universe<'static> {
    /// The universe of the embedded catalog.
    pub fn real() -> Self {
        Self::Real(Catalog::embedded())
    }
}

impl Universe<'_> {
    /// The universe's name, `strings` or `real`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Strings => "strings",
            Self::Real(_) => "real",
        }
    }
}

impl fmt::Display for Universe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The resources of an action: ARN templates, and whether the request can be without one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Resources<'c> {
    pub(crate) templates: Vec<&'c str>,
    pub(crate) can_be_star: bool,
}

impl<'c> Resources<'c> {
    pub(crate) fn of(action: Action<'c>) -> Self {
        let uses = action.resource_types().collect::<Vec<_>>();
        let all = uses.iter().flat_map(|used| used.resource_type().arn_templates());
        let mut templates = all.collect::<Vec<_>>();
        templates.sort_unstable();
        templates.dedup();
        // A type whose ARN the catalog doesn't know could be anything.
        if uses.iter().any(|used| used.resource_type().arn_templates().next().is_none()) {
            templates.insert(0, "*");
        }
        // An action all of whose types are optional is also asked for without a resource.
        let can_be_star = !uses.iter().any(|used| used.is_required() == Some(true));
        Self { templates, can_be_star }
    }

    /// Whether a request for the action has no resource at all (S25).
    pub(crate) fn is_star_only(&self) -> bool {
        self.templates.is_empty()
    }

    /// The words of all resources; none means that any text is one.
    pub(crate) fn words(&self) -> Vec<Word> {
        let star = self.can_be_star.then(|| {
            let mut word = Word::default();
            word.push_text("*");
            word.finish()
        });
        star.into_iter().chain(self.widest().into_iter().map(word_of)).collect()
    }

    /// The templates without those all of whose ARNs another one has.
    fn widest(&self) -> Vec<&'c str> {
        let forms = self.templates.iter().map(|template| Form::new(template)).collect::<Vec<_>>();
        let is_held = |at: usize, form: &Form| {
            forms.iter().enumerate().any(|(other, wider)| {
                other != at && form.is_within(wider) && (other < at || !wider.is_within(form))
            })
        };
        let kept =
            self.templates.iter().zip(&forms).enumerate().filter(|(at, (_, form))| !is_held(*at, form));
        kept.map(|(_, (template, _))| *template).collect()
    }

    /// Templates ready to be compared with texts.
    pub(crate) fn forms(&self) -> Forms {
        let forms = self.widest().into_iter().filter(|template| *template != "*");
        Forms {
            all: forms.map(Form::new).collect(),
            can_be_star: self.can_be_star,
            can_be_any: self.templates.contains(&"*"),
        }
    }

    /// Resources that read well.
    pub(crate) fn examples(&self) -> Vec<String> {
        let star = self.can_be_star.then(|| "*".to_owned());
        self.templates
            .iter()
            .filter(|template| **template != "*")
            .map(|template| example_of(template))
            .chain(star)
            .collect()
    }
}

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

/// Whether a placeholder in the last component of the template can stand for text with a colon.
fn can_hold_colons(template: &str) -> bool {
    let service = heads(template).get(2).map(Text::literal_text);
    template == "*"
        || service.is_none_or(|service| COLON_SERVICES.contains(&&*service) || service.contains('*'))
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

/// A placeholder stands for some text, in the first five components and in most services for one without a colon.
fn word_of(template: &str) -> Word {
    let mut word = Word::default();
    let mut colons = 0;
    let is_narrow = !can_hold_colons(template);
    for (literal, placeholder) in parts(template) {
        for character in literal.chars() {
            match character {
                '*' => word.push_loop(if colons < 5 || is_narrow { Loop::NotColon } else { Loop::Any }),
                character => word.push(Step::Char(character)),
            }
            colons += usize::from(character == ':');
        }
        match placeholder {
            Some(_) if (colons < 5 || is_narrow) && template != "*" => {
                word.push(Step::NotColon);
                word.push_loop(Loop::NotColon);
            }
            Some(_) => {
                word.push(Step::Any);
                word.push_loop(Loop::Any);
            }
            None => {}
        }
    }
    if template == "*" {
        word = Word::default();
        word.push_loop(Loop::Any);
    }
    word.finish()
}

/// A template as patterns, component by component.
#[derive(Debug)]
struct Form {
    heads: Vec<Text>,
    tail: Text,
    /// How many colons the last component has, where its placeholders hold none.
    colons: Option<usize>,
}

impl Form {
    fn new(template: &str) -> Self {
        let colons = parts(tail(template)).into_iter().map(|(literal, _)| literal.matches(':').count()).sum();
        Self {
            heads: heads(template),
            tail: pattern_of(tail(template)),
            colons: (!can_hold_colons(template)).then_some(colons),
        }
    }

    /// Whether all its texts are of the other form too.
    fn is_within(&self, other: &Self) -> bool {
        self.heads == other.heads
            && (other.colons.is_none() || self.colons == other.colons)
            && pattern::is_within(&self.tail, &other.tail)
    }

    fn contains(&self, heads: &[&str], tail: &str) -> bool {
        self.colons.is_none_or(|colons| tail.matches(':').count() == colons)
            && self.tail.matches(tail)
            && self.heads.iter().zip(heads).all(|(pattern, text)| pattern.matches(text))
    }
}

/// The resources of an action as patterns.
#[derive(Debug)]
pub(crate) struct Forms {
    all: Vec<Form>,
    can_be_star: bool,
    can_be_any: bool,
}

impl Forms {
    /// Whether a text is one of the resources: what the words of the templates read.
    pub(crate) fn contain(&self, text: &str) -> bool {
        if self.can_be_any || (self.can_be_star && text == "*") {
            return true;
        }
        let components = text.splitn(6, ':').collect::<Vec<_>>();
        let Some((tail, heads)) = components.split_last().filter(|(_, heads)| heads.len() == 5) else {
            return false;
        };
        self.all.iter().any(|form| form.contains(heads, tail))
    }
}

/// The first five components of a template.
fn heads(template: &str) -> Vec<Text> {
    let mut rest = template;
    let mut heads = Vec::new();
    while let (true, Some((component, behind))) = (heads.len() < 5, split_component(rest)) {
        heads.push(pattern_of(component));
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

fn example_of(template: &str) -> String {
    let mut example = String::new();
    for (literal, placeholder) in parts(template) {
        example.push_str(&literal.replace('*', "example"));
        example.push_str(match placeholder {
            Some("Partition") => "aws",
            Some("Region") => "us-east-1",
            Some("Account") => "111122223333",
            Some(name) if name.ends_with("Id") => "0123456789abcdef0",
            Some(_) => "example",
            None => "",
        });
    }
    example
}

/// Which values a request for the action can have under a key, given in lower case.
pub(crate) fn key_world(catalog: &Catalog, action: Action<'_>, key: &str) -> KeyWorld {
    let Some(known) = catalog.condition_key(key) else { return KeyWorld::ANY };
    if !is_carried(action, key) {
        return KeyWorld { can_be_single: false, can_be_multi: false, ..KeyWorld::ANY };
    }
    of_types(known.types())
}

/// Keys that every request can have: the global ones but those about tags, which an action has to support.
fn is_carried(action: Action<'_>, key: &str) -> bool {
    let is_about_tags =
        ["aws:resourcetag/", "aws:requesttag/", "aws:tagkeys"].iter().any(|start| key.starts_with(start));
    (key.starts_with("aws:") && !is_about_tags) || action.condition_keys().any(|known| known.matches(key))
}

fn of_types(types: KeyTypes) -> KeyWorld {
    if types.is_empty() {
        return KeyWorld::ANY;
    }
    KeyWorld {
        can_be_absent: true,
        can_be_single: types.iter().any(|kind| !kind.is_array()),
        can_be_multi: types.iter().any(KeyType::is_array),
        value_type: value_type(types),
        fixed: None,
    }
}

/// The texts that are values of the only type a key has.
fn value_type(types: KeyTypes) -> ValueType {
    let is_only = |of: [KeyType; 2]| types.iter().all(|kind| of.contains(&kind));
    let of_types = [
        ([KeyType::Bool, KeyType::ArrayOfBool], ValueType::Bool),
        ([KeyType::Numeric, KeyType::ArrayOfNumeric], ValueType::Numeric),
        ([KeyType::Date, KeyType::ArrayOfDate], ValueType::Date),
        ([KeyType::IpAddress, KeyType::ArrayOfIpAddress], ValueType::Ip),
    ];
    of_types.into_iter().find(|(of, _)| is_only(*of)).map_or(ValueType::Any, |(_, value_type)| value_type)
}

/// Keys of which never more than one comes with a request (S44).
pub(crate) const NEVER_TOGETHER: [(&str, &str); 3] = [
    ("aws:sourceip", "aws:vpcsourceip"),
    ("aws:sourceip", "aws:sourcevpce"),
    ("aws:sourceip", "aws:sourcevpc"),
];

/// Keys of which a request has both or none (S44).
pub(crate) const ALWAYS_TOGETHER: [(&str, &str); 4] = [
    ("aws:vpcsourceip", "aws:sourcevpce"),
    ("aws:sourcevpce", "aws:sourcevpc"),
    ("aws:multifactorauthpresent", "aws:tokenissuetime"),
    ("aws:principalorgid", "aws:principalorgpaths"),
];

/// Keys that a request has without being told, by its principal (S44).
pub(crate) const DERIVED: [&str; 6] = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:username",
];

/// Those of them that every request of a user or role has.
pub(crate) fn is_always_there(key: &str) -> bool {
    matches!(
        key,
        "aws:principalarn" | "aws:principalaccount" | "aws:principaltype" | "aws:principalisawsservice"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::partition;
    use crate::limits::{Budget, Limits};

    #[test]
    fn examples_are_resources_of_every_action() {
        for action in Catalog::embedded().actions() {
            let resources = Resources::of(action);
            let forms = resources.forms();
            for example in resources.examples() {
                assert!(forms.contain(&example), "{action}: {example}");
            }
        }
    }

    #[test]
    fn words_and_patterns_of_templates_hold_the_same() {
        let catalog = Catalog::embedded();
        for name in ["s3:GetObject", "iam:CreateUser", "logs:PutLogEvents", "ec2:RunInstances", "sns:Publish"]
        {
            let resources = Resources::of(catalog.action(name).unwrap());
            let forms = resources.forms();
            let lists = ["*a", "*:x*", "arn:aws:*", "*"]
                .map(|text| vec![crate::word::of_plain(&Text::from_glob(&Glob::parse(text)))]);
            let budget = Budget::new(&Limits::default());
            for class in partition(&resources.words(), &lists, &budget).unwrap() {
                assert!(forms.contain(&class.witness), "{name}: {}", class.witness);
            }
            for other in ["arn:aws:s3:::", "arn:aws:iam::x", "a", ""] {
                assert!(!forms.contain(other), "{name}: {other}");
            }
        }
    }
}
