//! Where in a text a problem is that serde tells.

use iamkit_policy::Position;

/// What is wrong, without its place.
pub(super) fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// The place of a problem in a text of which a part was read that begins at the offset; none where serde tells none.
pub(super) fn position(text: &str, offset: usize, error: &serde_json::Error) -> Option<Position> {
    let part = text.get(offset..)?;
    let lines_before = error.line().checked_sub(1)?;
    let start = part.split_inclusive('\n').take(lines_before).map(str::len).sum::<usize>();
    let before = offset + start + error.column().saturating_sub(1);
    let before = text.get(..text.floor_char_boundary(before)).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Some(Position { line: number(line), column: number(column) })
}
