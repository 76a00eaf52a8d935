//! The actions of the catalog by the forms of their resources.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use iamkit_catalog::{ActionId, Catalog, Evaluated};
use iamkit_policy::fact::Mark;
use iamkit_policy::glob::{Glob, MemberSet, Token};

/// The forms that the resources of some actions have.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Only `*` covers the action (S25).
    pub(crate) is_wildcard_only: bool,
    /// Whether the forms are those that denials show, in which `*` is a plain character.
    is_seen: bool,
    templates: Vec<String>,
}

impl Kind {
    /// The forms in one account and some Regions; any text where the catalog doesn't tell.
    pub(crate) fn forms(&self, partition: &str, account: &str, regions: &BTreeSet<String>) -> Forms {
        let globs = self.globs(partition, account, regions);
        let bucket = self.templates.iter().any(|template| template == BUCKET);
        let bucket =
            bucket.then(|| [BUCKET, OBJECT].map(|form| self.glob(form, partition, account, "")).into());
        Forms { globs: if globs.is_empty() { vec![Glob::any()] } else { globs }, bucket }
    }

    fn globs(&self, partition: &str, account: &str, regions: &BTreeSet<String>) -> Vec<Glob> {
        let of_template = |template: &String| {
            // A form without a Region is the same in all.
            let count = if template.contains("${Region}") { regions.len() } else { 1 };
            let regions = regions.iter().take(count);
            regions.map(|region| self.glob(template, partition, account, region)).collect::<Vec<_>>()
        };
        self.templates.iter().flat_map(of_template).collect()
    }

    fn glob(&self, template: &str, partition: &str, account: &str, region: &str) -> Glob {
        let star = if self.is_seen { Token::Literal("*".into()) } else { Token::AnyString };
        glob(template, &star, partition, account, region)
    }
}

/// A bucket has no slash in its name, unlike most that stands at the end of a form.
const BUCKET: &str = "arn:${Partition}:s3:::${BucketName}";
const OBJECT: &str = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";

/// The forms of resources in one account.
#[derive(Debug, Clone)]
pub(crate) struct Forms {
    globs: Vec<Glob>,
    /// The form of a bucket, where it is one of them, and that of objects, which no bucket has.
    bucket: Option<(Glob, Glob)>,
}

impl Forms {
    /// The globs of the forms, and behind them those of what has none of the forms.
    pub(crate) fn globs(&self) -> impl Iterator<Item = &Glob> {
        self.globs.iter().chain(self.bucket.iter().map(|(_, object)| object))
    }

    /// Each form with whether it is that of a bucket.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Glob, bool)> {
        let is_bucket = |form: &Glob| self.bucket.as_ref().is_some_and(|(bucket, _)| bucket == form);
        self.globs.iter().map(move |form| (form, is_bucket(form)))
    }

    /// Whether a text has one of the forms.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let is_object = self.bucket.as_ref().is_some_and(|(_, object)| object.matches(text));
        self.iter().any(|(form, is_bucket)| form.matches(text) && !(is_bucket && is_object))
    }

    /// Whether the strings of a class have one of the forms, whose globs are the first that the class tells of.
    pub(crate) fn are_of(&self, members: &MemberSet) -> bool {
        let is_object = self.bucket.is_some() && members.contains(self.globs.len());
        let of_form = self.iter().enumerate().filter(|(at, _)| members.contains(*at));
        of_form.into_iter().any(|(_, (_, is_bucket))| !(is_bucket && is_object))
    }
}

/// A form with its placeholders filled in, as far as they are known, and what its `*` stands for.
fn glob(template: &str, star: &Token, partition: &str, account: &str, region: &str) -> Glob {
    let mut tokens = Vec::new();
    let mut rest = template;
    while let Some((literal, placeholder)) = rest.split_once("${") {
        let (name, behind) = placeholder.split_once('}').unwrap_or((placeholder, ""));
        push(&mut tokens, literal, star);
        // A Region can be that of a pattern.
        match name {
            "Partition" => push(&mut tokens, partition, &Token::AnyString),
            "Account" => push(&mut tokens, account, &Token::AnyString),
            "Region" => push(&mut tokens, region, &Token::AnyString),
            _ => tokens.push(Token::AnyString),
        }
        rest = behind;
    }
    push(&mut tokens, rest, star);
    Glob::from_tokens(tokens)
}

fn push(tokens: &mut Vec<Token>, text: &str, star: &Token) {
    for (at, literal) in text.split('*').enumerate() {
        if 0 < at {
            tokens.push(star.clone());
        }
        for (at, literal) in literal.split('?').enumerate() {
            if 0 < at {
                tokens.push(Token::AnyChar);
            }
            tokens.push(Token::Literal(literal.into()));
        }
    }
}

/// All kinds, and the kind of each action.
#[derive(Debug)]
pub(crate) struct Kinds {
    kinds: Vec<Kind>,
    of_action: Vec<u32>,
}

impl Kinds {
    pub(crate) fn embedded() -> &'static Self {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        KINDS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut known: HashMap<(bool, bool, Vec<String>), u32> = HashMap::new();
        let mut kinds = Self { kinds: Vec::new(), of_action: Vec::new() };
        for action in Catalog::embedded().actions() {
            let templates = action.resource_types().flat_map(|used| used.resource_type().arn_templates());
            let mut templates = templates.map(|template| template.as_str().to_owned()).collect::<Vec<_>>();
            let has_types = !action.is_wildcard_only();
            if !has_types && let Evaluated::Arn(forms) = action.evaluated().up_to(Mark::Observed) {
                templates.extend(forms.iter().map(|form| form.template().to_owned()));
            }
            templates.sort_unstable();
            templates.dedup();
            let is_seen = !has_types && !templates.is_empty();
            let is_wildcard_only = !has_types && !is_seen;
            let number = *known.entry((is_seen, is_wildcard_only, templates.clone())).or_insert_with(|| {
                kinds.kinds.push(Kind { is_wildcard_only, is_seen, templates });
                u32::try_from(kinds.kinds.len() - 1).unwrap_or(u32::MAX)
            });
            kinds.of_action.push(number);
        }
        kinds
    }

    pub(crate) fn number(&self, action: ActionId) -> u32 {
        self.of_action.get(action.get() as usize).copied().unwrap_or(u32::MAX)
    }

    pub(crate) fn kind(&self, number: u32) -> Option<&Kind> {
        self.kinds.get(number as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms_of(action: &str) -> (bool, Forms) {
        let action = Catalog::embedded().action(action).unwrap();
        let kind = Kinds::embedded().kind(Kinds::embedded().number(action.id())).unwrap();
        let regions = BTreeSet::from(["us-east-1".to_owned()]);
        (kind.is_wildcard_only, kind.forms("aws", "111122223333", &regions))
    }

    #[test]
    fn an_action_without_types_is_about_what_denials_show() {
        // S25: `*` is a plain character of the form.
        let (is_wildcard_only, forms) = forms_of("dynamodb:ListTables");
        assert!(!is_wildcard_only);
        assert!(forms.matches("arn:aws:dynamodb:us-east-1:111122223333:table/*"));
        assert!(!forms.matches("arn:aws:dynamodb:us-east-1:111122223333:table/orders"));
        assert!(forms_of("ecr:GetAuthorizationToken").0);
    }

    #[test]
    fn a_star_of_a_type_is_any_text() {
        let (_, forms) = forms_of("s3:GetObject");
        assert!(forms.matches("arn:aws:s3:::bucket/key"));
    }
}
