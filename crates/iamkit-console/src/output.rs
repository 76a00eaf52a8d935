//! The one place through which every command prints.
//!
//! Lines hold what they say and nothing else ([`Line`]), JSON is valid and prints (`json`), Markdown keeps its structure
//! ([`mod@markdown`]). Lines beyond [`MAX_LINES`] are counted and not printed, unless all are asked for; JSON, SARIF and SVG
//! are whole in any case.

mod destination;
mod json;
mod mark;
mod prose;
mod workflow;

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::failure::Failure;

pub use crate::line::{Line, Lines};
pub use crate::markdown;
pub use json::printing as printing_json;
pub use mark::{Located, MarkSeverity, SourceMark};
use markdown::Block;
pub use workflow::{WorkflowLevel, WorkflowNote};

/// So many lines of an answer are printed, and so many of complaints, where not all are asked for.
pub const MAX_LINES: usize = 100_000;

static ANSWER: Mutex<Stream> = Mutex::new(Stream::new());
static COMPLAINTS: Mutex<Stream> = Mutex::new(Stream::new());
static IS_QUIET: AtomicBool = AtomicBool::new(false);

/// What went down one of the two standard streams so far.
#[derive(Debug)]
struct Stream {
    is_whole: bool,
    lines: usize,
    failure: Option<io::Error>,
}

impl Stream {
    const fn new() -> Self {
        Self { is_whole: false, lines: 0, failure: None }
    }

    /// Counts a line and says whether it is printed.
    fn admits(&mut self) -> bool {
        self.lines += 1;
        self.is_whole || self.lines <= MAX_LINES
    }

    fn line(&mut self, to: &mut impl Write, line: &Line) {
        if self.admits() {
            self.write(to, line.as_str(), "\n");
        }
    }

    /// The lines of a block as far as they are printed, and what is around them.
    fn block(&mut self, to: &mut impl Write, block: &Block) {
        self.write(to, &block.opening, "");
        for line in &block.lines {
            if self.admits() {
                self.write(to, line, "\n");
            }
        }
        self.write(to, &block.closing, "");
    }

    fn write(&mut self, to: &mut impl Write, text: &str, end: &str) {
        if self.failure.is_none() {
            self.failure = to.write_all(text.as_bytes()).and_then(|()| to.write_all(end.as_bytes())).err();
        }
    }

    /// How many lines were not printed, in words.
    fn rest(&self) -> Option<String> {
        let more = self.lines.saturating_sub(MAX_LINES);
        let is_cut = !self.is_whole && more != 0;
        is_cut.then(|| format!("and {more} more lines; `--all` prints them"))
    }
}

/// A stream that a thread died over is as good as before: whole lines are written at once.
fn locked(stream: &'static Mutex<Stream>) -> MutexGuard<'static, Stream> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(print: impl FnOnce(&mut Stream, &mut dyn Write)) {
    destination::with(|to| print(&mut locked(&ANSWER), to));
}

#[expect(clippy::disallowed_methods, reason = "what is complained of goes through here")]
fn complain(print: impl FnOnce(&mut Stream, &mut dyn Write)) {
    print(&mut locked(&COMPLAINTS), &mut anstream::stderr().lock());
}

/// Prints every line from now on, however many there are.
pub fn print_all() {
    locked(&ANSWER).is_whole = true;
    locked(&COMPLAINTS).is_whole = true;
}

/// Whether every line is printed, however many there are.
pub fn prints_all() -> bool {
    locked(&ANSWER).is_whole
}

/// Writes the answer into a file, at once and when it is [finished](finish); nothing where it was [abandoned](abandon).
pub fn to_file(path: &Path) {
    destination::set_file(path);
}

/// Leaves the file as it was that was to take the answer.
pub fn abandon() {
    destination::abandon();
}

/// Prints nothing from now on but errors; a file gets its answer all the same.
pub fn be_quiet() {
    destination::silence();
    IS_QUIET.store(true, Ordering::Relaxed);
}

/// Whether nothing but errors is printed.
pub fn is_quiet() -> bool {
    IS_QUIET.load(Ordering::Relaxed)
}

/// Prints a line of the answer.
pub fn line(line: impl Into<Line>) {
    let line = line.into();
    answer(|stream, mut to| stream.line(&mut to, &line));
}

/// Prints a sentence of the answer: on a terminal on as many lines as it takes, elsewhere on one.
pub fn prose(sentence: impl Display) {
    for wrapped in prose::wrapped(&sentence.to_string(), is_read_on_terminal()) {
        line(wrapped);
    }
}

/// Prints lines of the answer.
pub fn lines(lines: &Lines) {
    answer(|stream, mut to| lines.iter().for_each(|line| stream.line(&mut to, line)));
}

/// Prints a value as JSON over several lines.
///
/// # Errors
/// The value is none that JSON has.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    json_text(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Prints a value as JSON on one line.
///
/// # Errors
/// The value is none that JSON has.
pub fn json_line(value: &impl Serialize) -> Result<(), Failure> {
    json_text(&serde_json::to_string(value)?);
    Ok(())
}

/// Prints a text that is JSON already.
pub fn json_text(text: &str) {
    let text = printing_json(text);
    answer(|stream, mut to| stream.write(&mut to, &text, "\n"));
}

/// Prints a picture, whose texts were escaped when it was drawn.
pub fn svg(text: &str) {
    answer(|stream, mut to| stream.write(&mut to, text, ""));
}

/// Prints a text that is the program's own, every word of it, as it is.
pub fn own_text(text: &str) {
    answer(|stream, mut to| stream.write(&mut to, text, ""));
}

/// Prints a document in Markdown.
pub fn markdown(blocks: &[Block]) {
    answer(|stream, mut to| blocks.iter().for_each(|block| stream.block(&mut to, block)));
}

/// Complains on one line, which says first that it is an error.
pub fn error(problem: impl Display) {
    complaint(&format!("error: {problem}"));
}

/// Tells something beside the answer on one line, which says first that it is a note.
pub fn note(text: impl Display) {
    if !is_quiet() {
        complaint(&format!("note: {text}"));
    }
}

/// Complains on one line that says itself what it is.
pub fn complaint(text: &str) {
    let line = Line::from(text);
    complain(|stream, mut to| stream.line(&mut to, &line));
}

/// Whether a person reads the answer: it goes to a terminal.
pub fn is_read_on_terminal() -> bool {
    destination::is_standard_output() && io::stdout().is_terminal()
}

/// Prints a problem with the line of the document that it is in.
pub fn marked(mark: &SourceMark, source: &str) {
    let text = mark.rendered(source);
    answer(|stream, mut to| stream.write(&mut to, &text, "\n"));
}

/// Prints a note at a line of a change, for the runner that reads the log.
pub fn workflow_note(note: &WorkflowNote<'_>) {
    let text = note.printed();
    answer(|stream, mut to| stream.write(&mut to, &text, "\n"));
}

/// Complains of problems of a document: with its lines on a terminal, and otherwise on one line.
pub fn located(problems: &Located) {
    if !io::stderr().is_terminal() {
        return error(problems);
    }
    let text = problems.rendered();
    complain(|stream, mut to| stream.write(&mut to, &text, ""));
}

/// Tells how much was not printed, on both streams, and writes the file that is to take the answer.
///
/// # Errors
/// The answer could not be written, though somebody is there to read it.
pub fn finish() -> Result<(), Failure> {
    complain(|stream, mut to| {
        if let Some(rest) = stream.rest() {
            stream.write(&mut to, &rest, "\n");
        }
    });
    let mut failure = None;
    answer(|stream, mut to| {
        if let Some(rest) = stream.rest() {
            stream.write(&mut to, &rest, "\n");
        }
        failure = stream.failure.take().or_else(|| to.flush().err());
    });
    // Whoever reads the answer may have read enough of it, as `head` does.
    let failure = failure.filter(|failure| failure.kind() != io::ErrorKind::BrokenPipe);
    failure.map_or(Ok(()), |failure| Err(Failure::from(format!("cannot write the answer: {failure}"))))?;
    destination::write_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(print: impl FnOnce(&mut Stream, &mut Vec<u8>)) -> (Stream, String) {
        let (mut stream, mut to) = (Stream::new(), Vec::new());
        print(&mut stream, &mut to);
        (stream, String::from_utf8(to).unwrap())
    }

    #[test]
    fn lines_beyond_the_bound_are_counted() {
        let line = Line::from("one");
        let (stream, text) = printed(|stream, to| (0..MAX_LINES + 7).for_each(|_| stream.line(to, &line)));
        assert_eq!(text.lines().count(), MAX_LINES);
        assert_eq!(stream.rest().unwrap(), "and 7 more lines; `--all` prints them");
        let (stream, _) = printed(|stream, to| (0..MAX_LINES).for_each(|_| stream.line(to, &line)));
        assert_eq!(stream.rest(), None);
    }

    #[test]
    fn all_lines_are_printed_where_all_are_asked_for() {
        let line = Line::from("one");
        let (stream, text) = printed(|stream, to| {
            stream.is_whole = true;
            (0..MAX_LINES + 7).for_each(|_| stream.line(to, &line));
        });
        assert_eq!((text.lines().count(), stream.rest()), (MAX_LINES + 7, None));
    }

    #[test]
    fn a_block_that_is_cut_is_closed() {
        let block = markdown::fenced("", vec!["a".to_owned(); MAX_LINES + 1]);
        let (stream, text) = printed(|stream, to| stream.block(to, &block));
        assert!(text.starts_with("```\na\n") && text.ends_with("a\n```\n\n"));
        assert_eq!(stream.rest().unwrap(), "and 1 more lines; `--all` prints them");
    }

    #[test]
    fn the_first_failure_to_write_is_kept() {
        let mut stream = Stream::new();
        let mut full = [0_u8; 2];
        stream.line(&mut &mut full[..], &Line::from("three"));
        assert_eq!(stream.failure.unwrap().kind(), io::ErrorKind::WriteZero);
    }
}
