//! The rules about circles of files and about their length.

use super::found;
use crate::finding::Rule;

fn circles(files: &[(&str, &str)]) -> Vec<String> {
    found(Rule::Circles, files)
}

/// What is found where `a` defines `A` and names what `b` defines, and `b` has this code.
fn between(a: &str, b: &str) -> Vec<String> {
    circles(&[("lib.rs", "mod a;\nmod b;\n"), ("a.rs", &format!("pub struct A;\n{a}\n")), ("b.rs", b)])
}

const ROUND: &str = "crates/iamkit/src/a.rs:2: 2 files import each other: a.rs, b.rs: a.rs -> b.rs: B; b.rs -> a.rs: A \
                     [circles]";

#[test]
fn imports_and_paths_are_arrows() {
    for a in [
        "use crate::b::B;",
        "use super::b::{B as C};",
        "use crate::b; fn f(_: b::B) {}",
        "fn f(_: super::b::B) {}",
    ] {
        assert_eq!(between(a, "use crate::a::A;\npub struct B;"), [ROUND], "{a}");
        assert!(between(a, "pub struct B;").is_empty(), "{a}");
    }
    for a in [
        "fn f() { let _ = crate::b::B::new(); }",
        "impl Into<crate::b::B> for A {}",
        "use crate::b::*; fn f(_: B) {}",
    ] {
        assert_eq!(between(a, "pub struct B(crate::a::A);"), [ROUND], "{a}");
    }
}

#[test]
fn macros_and_attributes_name_items_too() {
    for a in [
        "fn f() { println!(\"{}\", crate::b::B) }",
        "#[derive(Serialize)] struct C { #[serde(with = \"crate::b::B\")] d: u8 }",
        "#[command(after = crate::b::B)] struct C;",
        "macro_rules! m { () => { $crate::b::B } }",
    ] {
        assert_eq!(between(a, "use super::a::A;\npub struct B;"), [ROUND], "{a}");
    }
    let made = circles(&[
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "use crate::b::Made;\npub(crate) use ids;\nmacro_rules! ids { () => {} }\n"),
        ("b.rs", "crate::a::ids!(Made);\n"),
    ]);
    let expected = "crates/iamkit/src/a.rs:1: 2 files import each other: a.rs, b.rs: a.rs -> b.rs: Made; \
                    b.rs -> a.rs: ids! [circles]";
    assert_eq!(made, [expected]);
}

#[test]
fn tests_are_no_arrows() {
    for a in [
        "#[cfg(test)]\nmod tests { use crate::b::B; }",
        "#[cfg(test)] use crate::b::B;",
        "#[cfg(test)]\nmod tests;",
        "impl A { #[cfg(test)] fn f(_: crate::b::B) {} }",
    ] {
        let found = circles(&[
            ("lib.rs", "mod a;\nmod b;\n"),
            ("a.rs", &format!("pub struct A;\n{a}\n")),
            ("a/tests.rs", "use crate::b::B;\nmod more;\n"),
            ("a/tests/more.rs", "use crate::b::B;\n"),
            ("b.rs", "use crate::a::A;\npub struct B;\n"),
        ]);
        assert!(found.is_empty(), "{a}: {found:#?}");
    }
}

#[test]
fn the_arrow_goes_to_the_file_that_defines_the_item() {
    let view = "mod entry;\npub(crate) use entry::Entry;\n";
    let entry = "pub(crate) struct Entry(crate::other::Other);\n";
    let files = |other| {
        circles(&[
            ("lib.rs", "mod other;\nmod view;\n"),
            ("view.rs", view),
            ("view/entry.rs", entry),
            ("other.rs", other),
        ])
    };
    assert!(files("pub(crate) struct Other;\n").is_empty());
    let expected = "crates/iamkit/src/other.rs:1: 2 files import each other: other.rs, view/entry.rs: \
                    other.rs -> view/entry.rs: Entry; view/entry.rs -> other.rs: Other [circles]";
    assert_eq!(files("use crate::view::Entry;\npub(crate) struct Other;\n"), [expected]);
}

#[test]
fn a_face_that_only_hands_on_is_in_no_circle_and_one_that_defines_is() {
    let child = "pub struct Child;\nfn f(_: super::Face) {}\n";
    let handing = "mod child;\npub use child::Child;\npub struct Face;\n";
    assert!(circles(&[("lib.rs", "mod face;\n"), ("face.rs", handing), ("face/child.rs", child)]).is_empty());
    let naming = format!("{handing}fn g(_: Child) {{}}\n");
    let expected = "crates/iamkit/src/face.rs:4: 2 files import each other: face.rs, face/child.rs: \
                    face.rs -> face/child.rs: Child; face/child.rs -> face.rs: Face [circles]";
    assert_eq!(
        circles(&[("lib.rs", "mod face;\n"), ("face.rs", &naming), ("face/child.rs", child)]),
        [expected]
    );
}

#[test]
fn a_variable_is_no_item_of_the_same_name() {
    let child = "pub fn text() {}\nfn f(_: super::Face) {}\n";
    let face = "mod child;\npub use child::text;\npub struct Face;\nfn g(text: u8) -> u8 { text }\n";
    assert!(circles(&[("lib.rs", "mod face;\n"), ("face.rs", face), ("face/child.rs", child)]).is_empty());
}

#[test]
fn many_arrows_are_counted() {
    let names = ["a", "b", "c", "d", "e"];
    let lib = names.map(|name| format!("mod {name};\n")).concat();
    let text = |own: &str| {
        let others = names.iter().filter(|name| **name != own);
        others.map(|name| format!("use super::{name}::f;\n")).collect::<Vec<_>>().concat() + "pub fn f() {}\n"
    };
    let files = names.map(|name| (format!("{name}.rs"), text(name)));
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let found = circles(&files.chain([("lib.rs", lib.as_str())]).collect::<Vec<_>>());
    assert!(found[0].contains("5 files import each other: a.rs, b.rs, c.rs, d.rs, e.rs: a.rs -> b.rs: f; "));
    assert!(found[0].ends_with("; and 10 more arrows [circles]"), "{}", found[0]);
}

#[test]
fn a_file_has_so_many_lines_and_tests_at_its_end() {
    let long = |lines: usize, end: &str| format!("{}{end}", "// line\n".repeat(lines));
    let tests = format!("\n#[cfg(test)]\nmod tests {{\n{}}}\n", "// line\n".repeat(500));
    let length = |lib: &str, file: &str| found(Rule::FileLength, &[("lib.rs", lib), ("a.rs", file)]);
    assert!(length("mod a;\n", &long(500, "")).is_empty());
    assert!(length("mod a;\n", &long(499, &format!("struct A;\n{tests}"))).is_empty());
    assert!(length("#[cfg(test)]\nmod a;\n", &long(501, "")).is_empty());
    let expected = "crates/iamkit/src/a.rs:501: the file has 501 lines without its tests, and 500 are the most \
                    [file-length]";
    assert_eq!(length("mod a;\n", &long(501, &tests)), [expected]);
    assert_eq!(length("mod a;\n", &long(501, "")), [expected]);
}
