//! Findings as SARIF 2.1.0, as the code scanners of a forge take it.
//!
//! Beyond the standard: addresses are relative to a folder, which is the root of what is scanned; each
//! finding has a fingerprint without line numbers, by which it is the same one after lines were added before it; and no
//! text from elsewhere makes a link.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use iamkit_policy::Position;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, Location, Message, MultiformatMessageString, PhysicalLocation, PropertyBag, Region,
    ReportingConfiguration, ReportingDescriptor, Result as SarifResult, ResultLevel, Run, Sarif, Tool,
    ToolComponent,
};

use iamkit_console::digest::sha256;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The member of `partialFingerprints` by which code scanners tell findings apart.
const FINGERPRINT: &str = "primaryLocationLineHash";

/// So many digits of a digest tell the findings of a log apart.
const FINGERPRINT_DIGITS: usize = 32;

/// What may stand in a name of a file in an address as it is (RFC 3986, unreserved).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A kind of finding
#[derive(Debug, Clone, Copy)]
pub struct SarifRule {
    /// The id, in words joined by `-`.
    pub id: &'static str,
    /// What it finds, in a sentence.
    pub finds: &'static str,
    /// Why it is worth a look.
    pub explanation: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// How bad it is.
    pub level: ResultLevel,
}

/// Something that was found
#[derive(Debug, Clone)]
pub struct SarifFinding<'f> {
    /// The id of its rule.
    pub rule: &'static str,
    /// What is told of it.
    pub text: String,
    /// What it is about, without any line number.
    pub subject: String,
    /// Where it is: code scanners take no log in which something has no place. What is in no file is at the start of what
    /// it is called.
    pub place: (&'f Path, Position),
}

/// The start of a file, for what is about the whole of it.
pub const START: Position = Position { line: 1, column: 1 };

/// A log with one run; the addresses of files are relative to a folder, by an absolute path.
pub fn log(rules: &[SarifRule], findings: &[SarifFinding<'_>], root: &Path) -> Sarif {
    let mut seen = BTreeMap::new();
    let results = findings.iter().map(|finding| result(rules, finding, root, &mut seen)).collect::<Vec<_>>();
    let run = Run::builder().tool(tool(rules)).results(results).column_kind(json!("unicodeCodePoints"));
    let log = Sarif::builder().schema(SCHEMA.to_owned()).version(json!("2.1.0"));
    log.runs(vec![run.build()]).build()
}

fn tool(rules: &[SarifRule]) -> Tool {
    let driver = ToolComponent::builder()
        .name("iamkit")
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .rules(rules.iter().map(descriptor).collect::<Vec<_>>());
    Tool::builder().driver(driver.build()).build()
}

fn descriptor(rule: &SarifRule) -> ReportingDescriptor {
    let text = |text: String| MultiformatMessageString::from(&text);
    let severity = if rule.level == ResultLevel::Note { "recommendation" } else { "warning" };
    let properties = [("precision", json!("very-high")), ("problem.severity", json!(severity))];
    let properties = properties.map(|(name, value)| (name.to_owned(), value));
    let properties = PropertyBag::builder()
        .tags(vec!["security".to_owned()])
        .additional_properties(BTreeMap::from(properties));
    let mut descriptor = ReportingDescriptor::builder()
        .id(rule.id)
        .short_description(text(format!("{}.", rule.finds)))
        .full_description(text(format!("{}. {}", rule.finds, rule.explanation)))
        .help(MultiformatMessageString {
            text: format!("{} {}", rule.explanation, rule.advice),
            markdown: Some(format!("{}\n\n{}", rule.explanation, rule.advice)),
            properties: None,
        })
        .default_configuration(ReportingConfiguration::builder().level(json!(rule.level)).build())
        .properties(properties.build())
        .build();
    descriptor.name = Some(name(rule.id)).filter(|name| !name.eq_ignore_ascii_case(rule.id));
    descriptor
}

/// An id in the spelling of names, `no-such-action` as `NoSuchAction`; that of one word would say nothing more.
fn name(id: &str) -> String {
    let capital = |word: &str| {
        let mut characters = word.chars();
        characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect::<String>()
    };
    id.split('-').map(capital).collect()
}

fn result(
    rules: &[SarifRule],
    finding: &SarifFinding<'_>,
    root: &Path,
    seen: &mut BTreeMap<String, usize>,
) -> SarifResult {
    let rule = rules.iter().zip(0_i64..).find(|(rule, _)| rule.id == finding.rule);
    let (file, position) = finding.place;
    let file = address(file, root);
    let fingerprint = fingerprint(finding, &file);
    let occurrence = seen.entry(fingerprint.clone()).and_modify(|count| *count += 1).or_insert(1);
    let fingerprints = [(FINGERPRINT.to_owned(), format!("{fingerprint}:{occurrence}"))];
    SarifResult::builder()
        .rule_id(finding.rule)
        .rule_index(rule.map_or(-1, |(_, at)| at))
        .level(rule.map_or(ResultLevel::Warning, |(rule, _)| rule.level))
        .message(message(&finding.text))
        .locations(vec![location(file, position)])
        .partial_fingerprints(BTreeMap::from(fingerprints))
        .build()
}

/// What tells a finding from all others, wherever it moves within its file.
fn fingerprint(finding: &SarifFinding<'_>, file: &str) -> String {
    let digest = sha256([finding.rule, file, &finding.subject].join("\0").as_bytes());
    digest.chars().take(FINGERPRINT_DIGITS).collect()
}

/// A text that ends as a sentence does and holds no links, which are `[text](address)` in a message.
fn message(text: &str) -> Message {
    let text = text.replace("](", "]\\u{28}");
    let end = if text.ends_with('.') { "" } else { "." };
    Message::builder().text(format!("{text}{end}")).build()
}

fn location(address: String, position: Position) -> Location {
    let region = Region::builder()
        .start_line(i64::from(position.line))
        .start_column(i64::from(position.column))
        .build();
    let artifact = ArtifactLocation::builder().uri(address).build();
    let place = PhysicalLocation::builder().artifact_location(artifact).region(region).build();
    Location::builder().physical_location(place).build()
}

/// The address of a file, relative to the folder and percent-encoded.
fn address(file: &Path, root: &Path) -> String {
    let relative = pathdiff::diff_paths(root.join(file), root);
    let relative = relative.as_deref().unwrap_or(file);
    let steps = relative.components().filter_map(|component| match component {
        Component::Normal(name) => Some(percent_encode(name.as_encoded_bytes(), ENCODED).to_string()),
        Component::ParentDir => Some("..".to_owned()),
        Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
    });
    let steps = steps.collect::<Vec<_>>();
    if steps.is_empty() { ".".to_owned() } else { steps.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: SarifRule = SarifRule {
        id: "some-rule",
        finds: "Something is found",
        explanation: "It is worth a look.",
        advice: "Look at it.",
        level: ResultLevel::Warning,
    };

    fn finding(text: &str, line: u32) -> SarifFinding<'_> {
        let place = (Path::new("policies/a b.json"), Position { line, column: 2 });
        SarifFinding { rule: RULE.id, text: text.to_owned(), subject: "s".to_owned(), place }
    }

    fn results(findings: &[SarifFinding<'_>]) -> serde_json::Value {
        json!(log(&[RULE], findings, Path::new("/work")))["runs"][0]["results"].take()
    }

    #[test]
    fn addresses_are_relative_and_encoded() {
        let root = if cfg!(windows) { Path::new("C:\\work\\here") } else { Path::new("/work/here") };
        let of = |file: &Path| address(file, root);
        assert_eq!(of(&root.join("policies/a b.json")), "policies/a%20b.json");
        assert_eq!(of(Path::new("./x:y#z?\n%.json")), "x%3Ay%23z%3F%0A%25.json");
        assert_eq!(of(&root.join("../other/é.json")), "../other/%C3%A9.json");
        assert_eq!(of(root), ".");
    }

    #[test]
    fn fingerprints_stay_where_lines_move_and_tell_equal_findings_apart() {
        let prints = |findings: &[SarifFinding<'_>]| {
            let results = results(findings);
            let results = results.as_array().unwrap().iter();
            results.map(|result| result["partialFingerprints"][FINGERPRINT].clone()).collect::<Vec<_>>()
        };
        let before = prints(&[finding("a", 1), finding("a", 2)]);
        assert_eq!(before, prints(&[finding("b", 5), finding("b", 9)]));
        assert_ne!(before[0], before[1]);
        let other = SarifFinding { subject: "t".into(), ..finding("a", 1) };
        assert_ne!(prints(&[other])[0], before[0]);
    }

    #[test]
    fn messages_make_no_links() {
        let results = results(&[finding("see [here](https://example.com)", 1)]);
        assert_eq!(results[0]["message"]["text"], r"see [here]\u{28}https://example.com).");
        assert_eq!(results[0]["ruleIndex"], 0);
    }

    #[test]
    fn rules_say_what_code_scanners_ask_for() {
        let rule = json!(descriptor(&RULE));
        assert_eq!(rule["name"], "SomeRule");
        assert_eq!(rule["help"]["markdown"], "It is worth a look.\n\nLook at it.");
        assert_eq!(rule["fullDescription"]["text"], "Something is found. It is worth a look.");
        assert_eq!(rule["defaultConfiguration"]["level"], "warning");
    }
}
