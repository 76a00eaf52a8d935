//! ARN templates of the catalog: their fields, and the texts that these stand for.

use iamkit_policy::glob::Glob;

use crate::language::text::{Piece, Text};

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

/// The parts of an ARN template: literal text, and the names of its placeholders.
pub(super) fn parts(template: &str) -> Vec<(&str, Option<&str>)> {
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
pub(super) fn heads(template: &str) -> Vec<&str> {
    let mut rest = template;
    let mut heads = Vec::new();
    while let (true, Some((component, behind))) = (heads.len() < 5, split_component(rest)) {
        heads.push(component);
        rest = behind;
    }
    heads
}

/// The last component of a template.
pub(super) fn tail(template: &str) -> &str {
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
pub(super) fn text_of(component: &str) -> Text {
    let mut pieces = Vec::new();
    for (literal, placeholder) in parts(component) {
        pieces.extend((!literal.is_empty()).then(|| Piece::Literal(literal.into())));
        pieces.extend(placeholder.map(|_| Piece::AnyString));
    }
    Text::from_pieces(&pieces)
}

pub(super) fn pattern_of(component: &str) -> Text {
    let mut pattern = String::new();
    for (literal, placeholder) in parts(component) {
        pattern.push_str(literal);
        pattern.push_str(if placeholder.is_some() { "?*" } else { "" });
    }
    Text::from_glob(&Glob::parse(&pattern))
}

/// Whether the resources are buckets and no objects.
pub(crate) fn is_about_buckets(templates: &[&str]) -> bool {
    let mut of_s3 = templates.iter().filter(|template| is_of_s3(template));
    of_s3.clone().next().is_some() && !of_s3.any(|template| template.contains('/'))
}
