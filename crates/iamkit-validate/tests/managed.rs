//! The AWS managed policies are well made, but for what AWS has taken away since they were written.

use std::collections::BTreeMap;
use std::time::Instant;

use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_validate::{PolicyType, Severity, validate};

#[test]
fn managed_policies_have_no_errors_but_of_the_day() {
    let policies = ManagedPolicies::embedded();
    let texts = policies
        .iter()
        .map(|policy| (policy.name().to_owned(), policy.current().document_text().expect("it is there")));
    let texts = texts.collect::<Vec<_>>();
    let bytes = texts.iter().map(|(_, text)| text.len()).sum::<usize>();
    let start = Instant::now();
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    let mut errors = Vec::new();
    for (name, text) in &texts {
        let findings = validate(text, PolicyType::Identity, Catalog::embedded()).expect("it is small");
        for finding in findings {
            *counts.entry((finding.severity, finding.code)).or_default() += 1;
            if finding.severity == Severity::Error {
                errors.push(format!("{name}: {}: {}", finding.code, finding.message));
            }
        }
    }
    println!("{} documents, {bytes} bytes, {:?}", texts.len(), start.elapsed());
    counts.iter().for_each(|((severity, code), count)| println!("{severity} {code}: {count}"));
    println!("{}", errors.join("\n"));
}
