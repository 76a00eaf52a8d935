//! Documents that are each a variation of a rule's example – another service, position, kind, list or letter – with all
//! that is found in them, in order, and where.
//!
//! `variations.txt` has them. A line such as `I {…}` is the value of `Statement` of an identity policy; `I! …` is a whole
//! text. The lines below it say what is found: the code, and each place with its way and its text.
#![expect(clippy::panic, reason = "integration test")]

use iamkit_catalog::Catalog;
use iamkit_validate::{Finding, Location, PathElement, PolicyResourceType, PolicyType, validate};

const ROWS: &str = include_str!("variations.txt");

fn policy_type(letter: &str) -> PolicyType {
    let of = |it| PolicyType::Resource(Some(it));
    match letter {
        "I" => PolicyType::Identity,
        "S" => PolicyType::ServiceControl,
        "C" => PolicyType::ResourceControl,
        "R" => PolicyType::Resource(None),
        "T" => of(PolicyResourceType::AssumeRolePolicyDocument),
        "B" => of(PolicyResourceType::S3Bucket),
        "A" => of(PolicyResourceType::S3AccessPoint),
        "M" => of(PolicyResourceType::S3MultiRegionAccessPoint),
        "O" => of(PolicyResourceType::S3ObjectLambdaAccessPoint),
        "D" => of(PolicyResourceType::DynamoDbTable),
        other => panic!("no kind `{other}`"),
    }
}

/// The way and the text of a place.
fn shown(location: &Location, text: &str) -> String {
    let step = |step: &PathElement| match step {
        PathElement::Value(name) => format!("/{name}"),
        PathElement::Index(index) => format!("/{index}"),
        PathElement::Key(name) => format!("/#{name}"),
    };
    let way = location.path.iter().map(step).collect::<String>();
    let (start, end) = (location.start.offset, location.end.offset);
    let cut = text.chars().skip(start).take(end - start).collect::<String>();
    let cut = if cut.chars().count() < 60 { cut } else { "…".to_owned() };
    format!("{way} {cut}")
}

fn lines(finding: &Finding, text: &str) -> Vec<String> {
    let code = std::iter::once(finding.code.to_owned());
    code.chain(finding.locations.iter().map(|it| format!("  {}", shown(it, text)))).collect()
}

#[test]
fn each_variation_has_what_its_row_says() {
    let mut rows = ROWS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    let (mut wrong, mut count) = (Vec::new(), 0);
    while let Some(row) = rows.next() {
        let (kind, rest) = row.split_once(' ').expect("a kind and a text");
        let text = match kind.strip_suffix('!') {
            Some(_) => rest.replace("\\r", "\r").replace("\\n", "\n"),
            None => format!(r#"{{"Version":"2012-10-17","Statement":{rest}}}"#),
        };
        let mut expected = Vec::new();
        while let Some(line) = rows.next_if(|line| line.starts_with(' ')) {
            expected.push(line.strip_prefix("  ").expect("two blanks").to_owned());
        }
        let policy_type = policy_type(kind.trim_end_matches('!'));
        let findings = validate(&text, policy_type, Catalog::embedded()).expect("it is small");
        let found = findings.iter().flat_map(|it| lines(it, &text)).collect::<Vec<_>>();
        count += 1;
        if found != expected {
            wrong.push(format!(
                "{row}\n  {}\n instead of\n  {}\n",
                found.join("\n  "),
                expected.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} rows:\n{}", wrong.len(), wrong.join("\n"));
}
