//! The rule `links` on small pages.

use super::{printed, read_pages};
use crate::check;
use crate::finding::Rule;

fn found(pages: &[(&str, &str)]) -> Vec<String> {
    printed(&check(&read_pages(pages), Rule::Links))
}

const CONTENTS: (&str, &str) = ("docs/src/SUMMARY.md", "- [Guide](guide.md)\n");

#[test]
fn what_is_there_can_be_linked_to() {
    let guide = "# First steps, `and` more\n\n## Again\n\n## Again\n\n<a id=\"by-hand\"></a>\n\n\
        [a](#first-steps-and-more) [b](guide.md#again-1) [c](#by-hand) [d](https://example.com/x#y)\n";
    let readme =
        "[the guide](docs/src/guide.md#again), ![picture](docs/src/picture.svg), [folder](docs/src)\n";
    let pages = [CONTENTS, ("docs/src/guide.md", guide), ("README.md", readme), ("docs/src/picture.svg", "")];
    assert_eq!(found(&pages), [""; 0]);
}

#[test]
fn what_leads_nowhere_is_told_with_its_line() {
    let guide =
        "# Guide\n\n[a](gone.md)\n[b](#gude) `[c](gone.md)`\n\n[d](../../README.md) [e](../../../x)\n";
    let found = found(&[CONTENTS, ("docs/src/guide.md", guide), ("README.md", "")]);
    assert_eq!(
        found,
        [
            "docs/src/guide.md:3: `gone.md` leads nowhere [links]",
            "docs/src/guide.md:4: `#gude` names no heading of `docs/src/guide.md` [links]",
            "docs/src/guide.md:6: `../../README.md` leads out of the book [links]",
            "docs/src/guide.md:6: `../../../x` leads nowhere [links]",
        ]
    );
}

#[test]
fn a_page_of_the_book_is_in_its_contents() {
    let found = found(&[CONTENTS, ("docs/src/guide.md", "# Guide\n"), ("docs/src/lost.md", "# Lost\n")]);
    assert_eq!(found, ["docs/src/lost.md:1: `docs/src/SUMMARY.md` doesn't name this page [links]"]);
}
