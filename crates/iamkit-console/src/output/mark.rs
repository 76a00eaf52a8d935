//! A problem with the line of a document that it is in, and a mark under what is meant, as compilers show it.
//!
//! Only terminals get it, where a person reads. What stands in the document is escaped as everywhere else, so that the
//! line shown is one line and commands nothing.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use iamkit_policy::Position;
use iamkit_policy::shown::Shown;

/// The widest that a line with its mark gets.
const WIDTH: usize = 80;
/// So many characters of a document's line are shown on each side of what is meant.
const AROUND: usize = 200;
/// So many problems of one document are shown.
const MOST: usize = 10;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkSeverity {
    /// The document can't be read.
    Error,
    /// Something in it does nothing, or not what was meant.
    Warning,
    /// Something in it could be better.
    Suggestion,
}

/// A problem at a place of a document.
#[derive(Debug, Clone)]
pub struct SourceMark {
    /// How bad it is.
    pub severity: MarkSeverity,
    /// The rule that finds it, where there is one.
    pub rule: Option<&'static str>,
    /// What is wrong.
    pub message: String,
    /// The document's name.
    pub name: String,
    /// Where it is.
    pub position: Position,
}

/// Problems of one document as a failure: one line for whoever reads lines, and the lines of the document for people.
#[derive(Debug)]
pub struct Located {
    /// The one line.
    pub line: String,
    /// The text of the document.
    pub source: Arc<str>,
    /// The problems, first place first.
    pub marks: Vec<SourceMark>,
    /// What is to be done about it, where that is known.
    pub hint: Option<String>,
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl std::error::Error for Located {}

impl Located {
    /// The problems, each with its line of the document.
    pub(super) fn rendered(&self) -> String {
        let shown = self.marks.iter().take(MOST).map(|mark| mark.rendered(&self.source));
        let more = self.marks.len().saturating_sub(MOST);
        let more = (more != 0).then(|| format!("and {more} more problems\n"));
        let hint = self.hint.as_ref().map(|hint| format!("help: {}\n", Shown::sentence(hint)));
        shown.chain(more).chain(hint).collect()
    }
}

impl SourceMark {
    /// The problem, its place, and the line with the mark.
    pub(super) fn rendered(&self, source: &str) -> String {
        let (line, column) = (number(self.position.line), number(self.position.column));
        let level = match self.severity {
            MarkSeverity::Error => Level::ERROR,
            MarkSeverity::Warning => Level::WARNING,
            MarkSeverity::Suggestion => Level::NOTE.with_name("suggestion"),
        };
        let title = level.primary_title(Shown::sentence(&self.message).to_string());
        let title = if let Some(rule) = self.rule { title.id(rule) } else { title };
        let origin = Origin::path(Shown::value(&self.name).to_string()).line(line).char_column(column);
        let marked = MarkedLine::of(source, line, column);
        let span = marked.before.len()..marked.before.len() + marked.meant.len();
        let snippet = Snippet::source(marked.text()).line_start(line);
        let snippet = snippet.annotation(AnnotationKind::Primary.span(span));
        let report = [title.element(origin).element(snippet)];
        let renderer = Renderer::styled().term_width(WIDTH).decor_style(DecorStyle::Ascii);
        let text = renderer.render(&report);
        let lines = text.lines().filter(|line| !is_second_origin(line));
        lines.flat_map(|line| [line, "\n"]).collect()
    }
}

/// A line without a name stands before the document's, for the name that was told already.
fn is_second_origin(line: &str) -> bool {
    anstream::adapter::strip_str(line).to_string().trim() == ":::"
}

fn number(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A line of a document as it is shown, in three parts.
struct MarkedLine {
    before: String,
    meant: String,
    behind: String,
}

impl MarkedLine {
    fn of(source: &str, line: usize, column: usize) -> Self {
        let text = source.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
        let text = text.strip_suffix('\r').unwrap_or(text);
        let at = text.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
        let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
        let (meant, behind) = rest.split_at_checked(word(rest)).unwrap_or((rest, ""));
        Self {
            before: escaped(end_of(before)),
            meant: escaped(start_of(meant)),
            behind: escaped(start_of(behind)),
        }
    }

    fn text(&self) -> String {
        format!("{}{}{}", self.before, self.meant, self.behind)
    }
}

/// How long in bytes what begins a text is: a string with its quotes, a word, or one character.
fn word(text: &str) -> usize {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else { return 0 };
    if first == '"' {
        let mut is_escaped = false;
        let end = characters.find(|(_, it)| {
            let is_end = *it == '"' && !is_escaped;
            is_escaped = *it == '\\' && !is_escaped;
            is_end
        });
        return end.map_or(text.len(), |(at, _)| at + 1);
    }
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
    if !is_part(first) {
        return first.len_utf8();
    }
    text.find(|it| !is_part(it)).unwrap_or(text.len())
}

/// A part of a line as it is shown: a tab as spaces, and what hides as an escape.
fn escaped(part: &str) -> String {
    Shown::sentence(&part.replace('\t', "    ")).to_string()
}

fn end_of(text: &str) -> &str {
    let start = text.char_indices().nth_back(AROUND.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

fn start_of(text: &str) -> &str {
    let end = text.char_indices().nth(AROUND).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use iamkit_policy::shown::is_hidden;

    use super::*;

    fn rendered(source: &str, line: u32, column: u32) -> String {
        let mark = SourceMark {
            severity: MarkSeverity::Warning,
            rule: Some("dead"),
            message: "it does nothing".into(),
            name: "policy.json".into(),
            position: Position { line, column },
        };
        anstream::adapter::strip_str(&mark.rendered(source)).to_string()
    }

    #[test]
    fn the_mark_is_under_what_is_meant() {
        let source = "{\n  \"Statement\": {\"Effect\": \"Alow\"}\n}";
        assert_eq!(
            rendered(source, 2, 27),
            "warning[dead]: it does nothing\n --> policy.json:2:27\n  |\n2 |   \"Statement\": {\"Effect\": \"Alow\"}\n  \
             |                           ^^^^^^\n"
        );
    }

    #[test]
    fn what_hides_in_a_line_is_escaped_and_the_mark_moved() {
        let text = rendered("{\t\"a\u{1b}[2K\u{202e}\": 7}\r\n", 1, 13);
        assert!(text.contains("1 | {    \"a\\u{1b}[2K\\u{202e}\": 7}\n"), "{text}");
        let lines = text.lines().collect::<Vec<_>>();
        assert_eq!(lines[4].find('^').unwrap(), lines[3].find("7}").unwrap(), "{text}");
        assert!(!text.replace('\n', "").contains(is_hidden));
    }

    #[test]
    fn places_past_the_end_are_the_end() {
        for (line, column) in [(1, 9), (9, 1), (0, 0), (u32::MAX, u32::MAX)] {
            assert!(rendered("{}", line, column).starts_with("warning[dead]: "));
        }
        assert!(rendered("", 1, 1).starts_with("warning[dead]: "));
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let source = format!("{}\"here\"{}", "x ".repeat(500_000), " y".repeat(500_000));
        let text = rendered(&source, 1, 1_000_001);
        assert!(text.contains("\"here\"") && text.contains("^^^^^^"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH + 2), "{text}");
    }

    #[test]
    fn a_string_is_marked_with_its_escapes() {
        for (text, length) in
            [("\"a\\\"b\": 1", 6), ("\"open", 5), ("{}", 1), ("true,", 4), ("-1.5]", 4), ("", 0)]
        {
            assert_eq!(word(text), length, "{text}");
        }
    }
}
