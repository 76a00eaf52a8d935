//! The first paragraph of docs, which people read in lists: how long it may be.

/// So many characters may stand on a line of it, without the marker of the comment.
const MAX_WIDTH: usize = 120;

/// So many lines it may have.
const MAX_LINES: usize = 2;

/// The first paragraph of docs that begin with these lines.
pub(crate) fn first<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<String> {
    lines.map(str::trim).take_while(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What is wrong with it as a summary, if anything is.
pub(crate) fn fault(paragraph: &[String]) -> Option<String> {
    let Some(first) = paragraph.first() else { return Some("begin with an empty line".into()) };
    if ["#", "```", "|"].iter().any(|mark| first.starts_with(mark)) {
        return Some("begin with something else than a sentence".into());
    }
    if MAX_LINES < paragraph.len() {
        return Some(format!("begin with a paragraph of {} lines, not of one or two", paragraph.len()));
    }
    let widest = paragraph.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    (MAX_WIDTH < widest)
        .then(|| format!("begin with a line of {widest} characters, not of {MAX_WIDTH} at most"))
}
