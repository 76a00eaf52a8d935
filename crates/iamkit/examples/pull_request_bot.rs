//! What a bot says below a pull request that changes a policy: the verdict, every difference, a request that shows it.
//!
//! `cargo run -p iamkit --example pull_request_bot [OLD NEW]`

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;

use iamkit::PolicyDocument;
use iamkit::prover::{Access, Limits, Relation, Universe, differences};

const OLD: &str = r#"{"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:jobs-*"}}"#;
const NEW: &str = r#"{"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:DeleteMessage"], "Resource": "arn:aws:sqs:*:*:jobs-*"}}"#;

/// The summary as Markdown.
///
/// What comes from the policies stands in blocks of code, where it can be neither a link nor a mention.
pub(crate) fn summary(old: &str, new: &str) -> Result<String, Box<dyn Error>> {
    let (old, new): (PolicyDocument, PolicyDocument) = (old.parse()?, new.parse()?);
    let (old, new) = (Access::identity(&old)?, Access::identity(&new)?);
    let found = differences(&old, &new, &Universe::real(), &Limits::default());

    let mut markdown = format!("### {}\n\n", title(found.comparison.relation));
    let lines = found.list.iter();
    let lines = lines.flat_map(|difference| [difference.to_string(), format!("  {}", difference.witness)]);
    markdown.push_str(&block("diff", &lines.collect::<Vec<_>>()));
    if !found.comparison.unknown.is_empty() {
        markdown.push_str("Not decided:\n\n");
        let lines = found.comparison.unknown.iter().map(ToString::to_string);
        markdown.push_str(&block("text", &lines.collect::<Vec<_>>()));
    }
    for fact in found.comparison.facts.iter() {
        writeln!(markdown, "- taken for granted ({}): {}", fact.mark(), fact.sentence())?;
    }
    Ok(markdown)
}

fn title(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "The policy allows what it did",
        Relation::Narrower => "The policy allows more than before",
        Relation::Broader => "The policy allows less than before",
        Relation::Incomparable => "The policy allows some things more and some less",
        Relation::Unknown => "It isn't known whether the policy allows what it did",
    }
}

/// A block of code behind a fence that nothing in it ends.
fn block(language: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let text = lines.join("\n");
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n\n")
}

/// The two policies of the example.
pub(crate) fn example() -> Result<String, Box<dyn Error>> {
    summary(OLD, NEW)
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let markdown = match (arguments.next(), arguments.next()) {
        (Some(old), Some(new)) => summary(&std::fs::read_to_string(old)?, &std::fs::read_to_string(new)?)?,
        _ => example()?,
    };
    Ok(std::io::stdout().write_all(markdown.as_bytes())?)
}
