//! What the current managed policies take in memory: `cargo test -p iamkit-benches --test memory -- --nocapture`.

use allocation_counter::measure;
use iamkit_engine::CompiledPolicies;
use iamkit_engine::PolicyKind;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;

/// What was made, and the bytes that stay allocated for each of it
fn bytes_each<T>(make: impl FnOnce() -> Vec<T>) -> (Vec<T>, u64) {
    let mut list = Vec::new();
    let info = measure(|| list = make());
    let bytes = u64::try_from(info.bytes_current).unwrap_or_default();
    let each = bytes / list.len().max(1) as u64;
    (list, each)
}

#[test]
fn a_document_takes_three_times_its_text_at_most_and_a_compiled_policy_nine_times() {
    let texts = ManagedPolicies::embedded().iter().map(|policy| policy.current().document_text());
    let texts = texts.collect::<Result<Vec<_>, _>>().expect("is embedded");
    let text = texts.iter().map(|text| text.len() as u64).sum::<u64>() / texts.len() as u64;
    let parse = |text: &String| text.parse::<PolicyDocument>().expect("is a policy");
    assert!(0 < text);
    let (documents, document) = bytes_each(|| texts.iter().map(parse).collect());
    let compile = |document| CompiledPolicies::compile(PolicyKind::Identity, [("policy", document)]);
    let (compiled, policy) =
        bytes_each(|| documents.iter().map(|it| compile(it).expect("compiles")).collect());
    println!("{} policies, bytes each: text {text}, document {document}, compiled {policy}", compiled.len());
    assert!(document < 3 * text, "{document} bytes for a text of {text}");
    assert!(policy < 9 * text, "{policy} bytes for a text of {text}");
}
