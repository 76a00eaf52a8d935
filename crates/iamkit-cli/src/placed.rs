//! Problems of files that are no policies, as failures with the lines that they are in.

use std::path::Path;

use iamkit_policy::Position;
use iamkit_policy::shown::Shown;

use iamkit_console::command::{Failure, shown, with_hint};
use iamkit_console::output::{Located, MarkSeverity, SourceMark};
use iamkit_console::text::mistaken;

/// A problem of a file: `told` on one line, and for people the message under the line where it is.
pub(crate) fn failure(
    file: &Path,
    text: &str,
    told: String,
    message: String,
    position: Option<Position>,
) -> Failure {
    let line = with_hint(told, text.as_bytes());
    let Some(position) = position else { return line.into() };
    let hint = mistaken(text.as_bytes()).map(Into::into);
    Box::new(Located { hint, ..at(file, text, line, message, position) })
}

/// A problem at a place of a file that isn't to be JSON: `line`, and for people the message under the line where it is.
pub(crate) fn at(file: &Path, text: &str, line: String, message: String, position: Position) -> Located {
    let mark = SourceMark { severity: MarkSeverity::Error, rule: None, message, name: shown(file), position };
    Located { line, source: text.into(), marks: vec![mark], hint: None }
}

/// Problems of a policy whose text stands in a member of a file: `told` on one line, and for people each under its line of
/// that text.
pub(crate) fn of_member(
    file: &Path,
    member: &str,
    text: &str,
    told: String,
    problems: impl IntoIterator<Item = (Position, String)>,
) -> Failure {
    let name = format!("{} {}", shown(file), Shown::value(member));
    let mark = |(position, message)| {
        let name = name.clone();
        SourceMark { severity: MarkSeverity::Error, rule: None, message, name, position }
    };
    let marks = problems.into_iter().map(mark).collect::<Vec<_>>();
    if marks.is_empty() {
        return told.into();
    }
    Box::new(Located { line: told, source: text.into(), marks, hint: None })
}

/// What serde says is wrong, without its place.
pub(crate) fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// Where in the text serde says it is; none where it says none.
pub(crate) fn position(text: &str, error: &serde_json::Error) -> Option<Position> {
    let line = text.split('\n').nth(error.line().checked_sub(1)?).unwrap_or_default();
    let before = line.get(..line.floor_char_boundary(error.column().saturating_sub(1))).unwrap_or(line);
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Some(Position { line: number(error.line()), column: number(before.chars().count() + 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_that_serde_tells_is_found_in_characters() {
        let text = "{\"\u{e4}\": 1,\n \"\u{e4}\" 2}";
        let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
        assert_eq!(message(&error), "expected `:`");
        assert_eq!(position(text, &error), Some(Position { line: 2, column: 6 }));
    }

    #[test]
    fn a_problem_is_one_line_with_its_place_beside_it() {
        let place = Position { line: 1, column: 2 };
        let of = |position| failure(Path::new("a.json"), "{x", "`a.json`: no".into(), "no".into(), position);
        assert_eq!(of(None).to_string(), "`a.json`: no");
        assert!(of(None).downcast_ref::<Located>().is_none());
        let failure = of(Some(place));
        assert_eq!(failure.to_string(), "`a.json`: no");
        let located = failure.downcast_ref::<Located>().unwrap();
        assert_eq!((located.marks[0].name.as_str(), located.marks[0].position), ("a.json", place));
    }
}
