//! ARN templates of the catalog: which resources an action takes, and random ones.

use iamkit_catalog::{Action, ArnTemplate, Evaluated};
use iamkit_engine::facts;
use iamkit_policy::fact::Mark;
use iamkit_policy::glob::Glob;

use crate::random::Random;
use crate::shape::Shape;
use crate::words::{FILLINGS, without_wildcards};

/// Services whose names are drawn with colons too, and found with them.
const WITH_COLONS: [&str; 5] = ["s3", "logs", "lambda", "dynamodb", "states"];

/// The templates of an action's resource types; none of them for a type whose ARNs nobody knows.
fn templates<'c>(action: &Action<'c>) -> Vec<Option<&'c str>> {
    let types = action
        .resource_types()
        .map(|used| used.resource_type().arn_templates().map(ArnTemplate::as_str).collect::<Vec<_>>());
    let or_none = |templates: Vec<&'c str>| match templates.as_slice() {
        [] => vec![None],
        templates => templates.iter().copied().map(Some).collect(),
    };
    types.flat_map(or_none).collect()
}

/// Whether the action can be asked for without a resource (S25).
fn can_be_star(action: &Action<'_>) -> bool {
    let is_optional = !action.resource_types().any(|used| used.is_required() == Some(true));
    is_optional && !is_seen_on_arns(action) || matches!(action.evaluated(), Evaluated::Star(_))
}

/// Whether the action has no resource types, and denials of it name an ARN all the same (S25).
pub(crate) fn is_seen_on_arns(action: &Action<'_>) -> bool {
    action.is_wildcard_only() && matches!(action.evaluated().up_to(Mark::Observed), Evaluated::Arn(_))
}

/// Whether the action takes the resource: one of its types, or of a form that denials of it show.
pub(crate) fn takes(action: &Action<'_>, resource: &str) -> bool {
    if resource == "*" && can_be_star(action) {
        return true;
    }
    let is_seen =
        |template: &str| fits(template, resource) || Glob::parse(&pattern(template)).matches(resource);
    let has_forms = !action.is_wildcard_only() || is_seen_on_arns(action);
    templates(action).into_iter().any(|template| template.is_none_or(|template| fits(template, resource)))
        || has_forms && action.evaluated().forms().iter().any(|form| is_seen(form.template()))
}

/// Whether AWS lets nobody change the resource by the action (S71, S72), so that no policy decides.
pub(crate) fn is_left_out(action: &str, resource: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let fields = resource.splitn(6, ':').collect::<Vec<_>>();
    let is_fixed = |fact: &facts::Immutable| match fields.as_slice() {
        [_, _, service, _, account, name] => {
            fact.service == *service
                && fact.account.is_none_or(|of| of == *account)
                && name.starts_with(fact.resource_prefix)
        }
        _ => false,
    };
    let mut facts = facts::IMMUTABLE.iter().filter(|fact| fact.actions.contains(&&*action));
    facts::ALWAYS_ALLOWED.contains(&&*action) || facts.any(is_fixed)
}

/// A resource of the action, one that the pattern matches if one is found.
pub(crate) fn draw(action: &Action<'_>, pattern: &str, names: &[String], random: &mut Random) -> String {
    let templates = templates(action);
    if templates.is_empty() || (can_be_star(action) && random.one_in(8)) {
        return "*".to_owned();
    }
    let glob = Glob::parse(pattern);
    let mut resource = String::new();
    for _ in 0..6 {
        resource = match random.pick(&templates) {
            Some(template) => of_template(template, pattern, names, random),
            None => without_wildcards(pattern, random),
        };
        if glob.matches(&resource) {
            break;
        }
    }
    resource
}

fn of_template(template: &str, pattern: &str, names: &[String], random: &mut Random) -> String {
    let wanted = pattern.splitn(6, ':').collect::<Vec<_>>();
    let fields = split(template);
    let service = fields[2];
    let mut texts = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        let wanted = wanted.get(place).copied().filter(|_| wanted.len() == 6);
        let may_be = |text: &String| place != 5 || !is_bucket(&fields) || !text.contains(['/', ':']);
        texts.push(if let Some(shape) = shape(place, field) {
            let found = wanted.and_then(|wanted| shape.filled(wanted, random));
            found.unwrap_or_else(|| shape.draw(&[], &Vec::new(), random))
        } else {
            let found = wanted.map(|wanted| without_wildcards(wanted, random));
            let found = found.filter(|text| is_named(service, field, text) && may_be(text));
            let mut drawn = || with_names(field, names, random);
            found.or_else(|| Some(drawn()).filter(may_be)).unwrap_or_else(|| "bucket".to_owned())
        });
    }
    // A policy of AWS itself.
    let is_policy = service == "iam" && texts[5].starts_with("policy/");
    if is_policy && (wanted.get(4) == Some(&"aws") || random.one_in(8)) {
        "aws".clone_into(&mut texts[4]);
    }
    texts.join(":")
}

/// The shape of a field that is nothing but a placeholder.
fn shape(place: usize, field: &str) -> Option<Shape> {
    let is_placeholder = field.starts_with("${") && field.find('}') == Some(field.len() - 1);
    let shape = match place {
        1 => Shape::Partition,
        3 => Shape::Region,
        4 => Shape::Account,
        _ => return None,
    };
    is_placeholder.then_some(shape)
}

/// The text with names in the places of its placeholders.
fn with_names(field: &str, names: &[String], random: &mut Random) -> String {
    let mut name = || {
        let usual = random.text(&FILLINGS).to_owned();
        let name = if random.one_in(2) { usual } else { random.pick(names).clone() };
        name.replace(':', "")
    };
    let mut text = String::new();
    for part in pattern(field).split_inclusive('*') {
        let (literal, name) = match (part.strip_suffix("?*"), part.strip_suffix('*')) {
            (Some(literal), _) => {
                (literal, Some(name()).filter(|name| !name.is_empty()).unwrap_or("x".into()))
            }
            (None, Some(literal)) => (literal, name()),
            (None, None) => (part, String::new()),
        };
        text.push_str(literal);
        text.push_str(&name);
    }
    text
}

/// The field as a pattern: a placeholder stands for some text.
fn pattern(field: &str) -> String {
    let mut pattern = String::new();
    let mut rest = field;
    while let Some((literal, placeholder)) = rest.split_once("${") {
        pattern.push_str(literal);
        pattern.push_str("?*");
        rest = placeholder.split_once('}').map_or("", |(_, behind)| behind);
    }
    pattern + rest
}

/// Whether a text has the form of a field of the service's ARNs.
fn is_named(service: &str, field: &str, text: &str) -> bool {
    let pattern = pattern(field);
    let colons = |text: &str| text.matches(':').count();
    let has_colons = WITH_COLONS.contains(&service);
    Glob::parse(&pattern).matches(text) && (has_colons || colons(text) == colons(&pattern))
}

/// Whether an ARN is one of a template: its fields are of their shapes, and it has what is literal.
///
/// AWS's own resources have `aws` or nothing for an account. Names may hold colons, of whatever service they are.
fn fits(template: &str, arn: &str) -> bool {
    let (fields, texts) = (split(template), arn.splitn(6, ':').collect::<Vec<_>>());
    let is_of_aws = |place: usize| match (place, texts.get(4)) {
        (4, Some(account)) => matches!(*account, "" | "aws"),
        (3, Some(account)) => matches!(*account, "" | "aws") && texts[3].is_empty(),
        _ => false,
    };
    let fits = |(place, (field, text)): (usize, (&&str, &&str))| match shape(place, field) {
        Some(shape) => shape.fits(text) || is_of_aws(place),
        None => Glob::parse(&pattern(field)).matches(text),
    };
    texts.len() == 6
        && fields.iter().zip(&texts).enumerate().all(fits)
        && (!is_bucket(&fields) || !texts[5].contains(['/', ':']))
}

/// Whether the fields are those of a bucket, whose name has neither slash nor colon (S5).
fn is_bucket(fields: &[&str]) -> bool {
    fields[2] == "s3" && fields[3].is_empty() && !fields[5].contains('/')
}

/// The six fields of a template; a placeholder may hold colons.
fn split(template: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let (mut start, mut is_inside) = (0, false);
    for (at, character) in template.char_indices() {
        match character {
            '{' => is_inside = true,
            '}' => is_inside = false,
            ':' if !is_inside && fields.len() < 5 => {
                fields.push(&template[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    fields.push(&template[start..]);
    fields
}

#[test]
fn resources_are_told_from_others() {
    let catalog = iamkit_catalog::Catalog::embedded();
    let takes = |action: &str, resource: &str| takes(&catalog.action(action).unwrap(), resource);
    assert!(takes("sqs:SendMessage", "arn:aws-cn:sqs:cn-north-1:111122223333:jobs"));
    assert!(takes("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"));
    assert!(takes("s3:ListAllMyBuckets", "*"));
    for (action, resource) in [
        ("sqs:SendMessage", "arn:aws:sqs:virginia:111122223333:jobs"),
        ("sqs:SendMessage", "arn:aws:sqs:us-east-1:12:jobs"),
        ("sqs:SendMessage", "arn:amazon:sqs:us-east-1:111122223333:jobs"),
        ("sqs:SendMessage", "*"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::bucket"),
        ("iam:GetPolicy", "arn:aws:iam::111122223333:role/x"),
    ] {
        assert!(!takes(action, resource), "{action} {resource}");
    }
}
