//! The rules about docs.

use super::found;
use crate::finding::Rule;

fn file_docs(text: &str) -> Vec<String> {
    found(Rule::ModuleDocs, &[("lib.rs", text)])
}

#[test]
fn a_file_begins_with_a_sentence() {
    assert!(file_docs("//! One line.\n").is_empty());
    assert!(file_docs("//! One line?\n").is_empty());
    assert!(
        file_docs("//! One line and\n//! another.\n//!\n//! Much\n//! more\n//! without an end\nfn f() {}\n")
            .is_empty()
    );
    let place = "crates/iamkit/src/lib.rs:1:";
    let stop = "the first paragraph of the file's docs doesn't end with a full stop";
    assert_eq!(file_docs("//! One line\n"), [format!("{place} {stop} [module-docs]")]);
    for text in ["", "// A comment.\n", "fn f() {}\n"] {
        assert_eq!(file_docs(text), [format!("{place} the file doesn't begin with `//!` [module-docs]")]);
    }
    let long = "the docs of the file begin with a paragraph of 3 lines, not of one or two";
    assert_eq!(file_docs("//! One\n//! two\n//! three.\n"), [format!("{place} {long} [module-docs]")]);
    let empty = "the docs of the file begin with an empty line";
    assert_eq!(file_docs("//!\n//! One.\n"), [format!("{place} {empty} [module-docs]")]);
}

#[test]
fn every_public_item_begins_with_a_summary() {
    let wide = "w".repeat(121);
    let text = format!(
        "/// {wide}\nstruct Private;\n\
         /// Short\npub struct Public {{\n    /// {wide}\n    pub field: u8,\n    /// {wide}\n    own: u8,\n}}\n\
         impl Public {{\n    /// # Errors\n    pub fn method() {{}}\n    /// {wide}\n    fn own() {{}}\n}}\n\
         /// Short\n/// Short\n/// Short\npub trait Trait {{\n    /// {wide}\n    type Member;\n}}\n\
         /// Short\n///\n/// {wide}\npub enum Enum {{\n    ///\n    /// Late\n    Variant,\n}}\n\
         /// Tests\n#[cfg(test)]\npub mod tests {{\n    /// {wide}\n    pub struct Test;\n}}\n"
    );
    let place = "crates/iamkit/src/lib.rs";
    let line = "begin with a line of 121 characters, not of 120 at most";
    assert_eq!(
        found(Rule::Summaries, &[("lib.rs", &text)]),
        [
            format!("{place}:5: the docs of `Public::field` {line} [summaries]"),
            format!(
                "{place}:11: the docs of `Public::method` begin with something else than a sentence [summaries]"
            ),
            format!(
                "{place}:16: the docs of `Trait` begin with a paragraph of 3 lines, not of one or two [summaries]"
            ),
            format!("{place}:20: the docs of `Trait::Member` {line} [summaries]"),
            format!("{place}:27: the docs of `Enum::Variant` begin with an empty line [summaries]"),
        ]
    );
}
