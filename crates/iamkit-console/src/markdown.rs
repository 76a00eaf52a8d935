//! Markdown (GitHub's flavour) in which text from elsewhere stays code.
//!
//! Outside of code, escaping isn't enough: a name is a mention, an address a link and a number an issue once the page is
//! shown. So whatever isn't ours stands in code, behind a fence that is longer than any run of backticks in it.

use std::fmt::Display;

use crate::line::Line;

/// A part of a document: its lines may be cut, what is around them stands in any case
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub(crate) opening: String,
    pub(crate) lines: Vec<String>,
    pub(crate) closing: String,
}

impl Block {
    /// As it is printed, nothing cut.
    pub fn printed(&self) -> String {
        let lines = self.lines.iter().flat_map(|line| [line.as_str(), "\n"]);
        [self.opening.as_str()].into_iter().chain(lines).chain([self.closing.as_str()]).collect()
    }
}

/// Lines of Markdown, such as a table or a list, and an empty one behind them.
pub fn plain(lines: Vec<String>) -> Block {
    Block { opening: String::new(), lines, closing: "\n".to_owned() }
}

/// A block of code in the language, and an empty line behind it.
pub fn fenced(language: &str, lines: Vec<String>) -> Block {
    let lines = lines.into_iter().map(shown).collect::<Vec<_>>();
    let fence = "`".repeat(lines.iter().map(|line| longest_run(line)).max().unwrap_or(0).max(2) + 1);
    Block { opening: format!("{fence}{language}\n"), lines, closing: format!("{fence}\n\n") }
}

/// Lines that are folded away under a summary, and an empty line behind them.
pub fn folded(summary: &str, lines: Vec<String>) -> Block {
    let opening = format!("<details><summary>{summary}</summary>\n\n");
    Block { opening, lines, closing: "\n</details>\n\n".to_owned() }
}

/// Text as code within a line.
pub fn code(text: impl Display) -> String {
    let text = shown(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    // A backtick beside the fence would belong to it, and one space on each side is taken away.
    let is_padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || text.is_empty();
    let space = if is_padded { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Text as code within a cell of a table, which a bar would end.
pub fn cell(text: impl Display) -> String {
    code(text).replace('|', "\\|")
}

fn shown(text: impl Display) -> String {
    Line::from(text).as_str().to_owned()
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    fn events(markdown: &str) -> Vec<Event<'_>> {
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).collect()
    }

    /// Text in which fences, tables and tags are as frequent as letters.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[`|\\\\ <>&\\[\\]()!*_~#:-]{1,4}",
            any::<char>().prop_map(String::from),
            Just("\n```\n# x".to_owned()),
            Just("</details>".to_owned()),
            Just("::error::".to_owned()),
        ];
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn code_within_a_line_is_one_piece_of_code(text in texts()) {
            let markdown = format!("a {} b", code(&text));
            let events = events(&markdown);
            prop_assert_eq!(events.len(), 5, "{} {:?}", &markdown, &events);
            let Event::Code(found) = &events[2] else { panic!("{events:?}") };
            prop_assert_eq!(found.trim().to_owned(), shown(&text).trim().to_owned());
        }

        #[test]
        fn code_in_a_cell_stays_in_the_cell(text in texts()) {
            let markdown = format!("| a | b |\n|---|---|\n| {} | x |\n", cell(&text));
            let events = events(&markdown);
            let cells = events.iter().filter(|it| matches!(it, Event::Start(Tag::TableCell))).count();
            let found = events.iter().filter_map(|it| match it {
                Event::Code(found) => Some(found.trim().to_owned()),
                _ => None,
            });
            prop_assert_eq!(cells, 4, "{}", &markdown);
            prop_assert_eq!(found.collect::<Vec<_>>(), [shown(&text).trim().to_owned()], "{}", &markdown);
        }

        #[test]
        fn a_block_of_code_holds_all_its_lines(lines in proptest::collection::vec(prop_oneof![texts(), "`{3,6}"], 0..4)) {
            let markdown = fenced("diff", lines.clone()).printed();
            let events = events(&markdown);
            let found = events.iter().filter_map(|it| match it {
                Event::Text(text) => Some(&**text),
                _ => None,
            });
            let expected = lines.iter().map(|line| shown(line) + "\n").collect::<String>();
            prop_assert_eq!(found.collect::<String>(), expected);
            prop_assert!(matches!(events.last(), Some(Event::End(TagEnd::CodeBlock))));
        }
    }
}
