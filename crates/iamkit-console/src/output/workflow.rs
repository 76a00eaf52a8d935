//! Notes at the lines of a change, in the commands that the runners of GitHub read from a log.
//!
//! They are the one place where `::name::` begins a line on purpose: what stands in a note is escaped as the runners
//! undo it, so that it ends no note and begins none.

use iamkit_policy::Position;

use crate::line::Line;

/// A note at a line of a file
#[derive(Debug, Clone, Copy)]
pub struct WorkflowNote<'n> {
    /// How bad it is.
    pub level: WorkflowLevel,
    /// The file.
    pub file: &'n str,
    /// The place in it.
    pub position: Position,
    /// What it is about, in a few words.
    pub title: &'n str,
    /// What it says.
    pub message: &'n str,
}

/// How bad what a note says is
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkflowLevel {
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Something to look at.
    Notice,
}

impl WorkflowNote<'_> {
    /// The line that the runner reads.
    pub(super) fn printed(&self) -> String {
        let level = match self.level {
            WorkflowLevel::Error => "error",
            WorkflowLevel::Warning => "warning",
            WorkflowLevel::Notice => "notice",
        };
        let Position { line, column } = self.position;
        let (file, title) = (property(self.file), property(self.title));
        let message = data(self.message);
        format!("::{level} file={file},line={line},col={column},title={title}::{message}")
    }
}

/// What stands behind the command.
fn data(text: &str) -> String {
    Line::from(text).as_str().replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands within it, where a colon or a comma would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_command_whatever_stands_in_it() {
        let note = WorkflowNote {
            level: WorkflowLevel::Error,
            file: "a,line=9::b\n::error::c.json",
            position: Position { line: 2, column: 3 },
            title: "CODE",
            message: "100 %\n::warning::forged",
        };
        let line = note.printed();
        assert!(line.starts_with(
            "::error file=a%2Cline=9%3A%3Ab\\n%3A%3Aerror%3A%3Ac.json,line=2,col=3,title=CODE::100 %25"
        ));
        assert!(!line.contains('\n') && !line.contains('\r'), "{line}");
    }
}
