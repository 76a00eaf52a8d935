//! What the allow list allows, and what in it allows nothing.

use super::{Finding, findings, printed, read_crate};
use crate::allow_list::Allowed;
use crate::finding::Rule;

const A: &str = "crates/iamkit/src/a.rs";
const B: &str = "crates/iamkit/src/b.rs";
const C: &str = "crates/iamkit/src/c.rs";

/// What is found of a circle between `a` and `b`.
fn found(allowed: &[Allowed]) -> Vec<Finding> {
    let workspace = read_crate(&[
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "pub struct A(crate::b::B);\n"),
        ("b.rs", "pub struct B(crate::a::A);\n"),
    ]);
    findings(&workspace, &[Rule::Circles], allowed)
}

#[test]
fn an_entry_allows_the_circle_whose_files_it_names() {
    assert!(found(&[Allowed::new(Rule::Circles, &[A, B], "drawn")]).is_empty());
    assert_eq!(found(&[]).len(), 1);
    let elsewhere = [Allowed::new(Rule::FileLength, &[A, B], "of a rule that isn't asked")];
    assert_eq!(found(&elsewhere), found(&[]));
}

#[test]
fn what_an_entry_names_in_vain_is_found_where_it_is_written() {
    let line = line!() + 1;
    let found = printed(&found(&[Allowed::new(Rule::Circles, &[A, B, C], "drawn")]));
    let expected = format!("{}:{line}: no finding needs `{C}` in the allow list any more [circles]", file!());
    assert_eq!(found, [expected]);
}

#[test]
fn an_entry_that_names_a_part_allows_nothing_and_one_without_a_reason_is_found() {
    let part = printed(&found(&[Allowed::new(Rule::Circles, &[A], "drawn")]));
    assert!(part[0].starts_with(A) && part[1].contains("no finding needs"), "{part:#?}");
    let unreasoned = printed(&found(&[Allowed::new(Rule::Circles, &[A, B], "")]));
    assert!(unreasoned[0].contains("has no reason"), "{unreasoned:#?}");
}
