//! JSON text as a flat list of its values, each with its place; not a general JSON library.
//!
//! `serde_json` gives neither places nor duplicate keys, and both are needed here: errors point at the place, and a
//! duplicate key is invalid in a policy (S18). This reader keeps members in their order, with duplicates, and numbers
//! as they are spelt. It accepts exactly RFC 8259, plus one thing more when asked: the members of an object without
//! its braces, which is how documentation pages print policies.
//!
//! Nothing is copied: a value is a stretch of the text, a string is taken out of it when somebody asks. The list is the
//! only allocation, and eight bytes are looked at in one step.

mod entry;
mod reader;
mod tape;

use crate::error::ParseError;

pub(crate) use entry::Kind;
use reader::Reader;
pub(crate) use reader::unescape;
pub use reader::{MAX_BYTES, MAX_DEPTH};
use tape::Tape;
pub(crate) use tape::{Member, Members, Node};

/// Reads one JSON value that is the whole text.
///
/// # Errors
/// The first place where the text stops being JSON, or a limit that is exceeded.
pub(crate) fn parse(text: &str) -> Result<Tape<'_>, Box<ParseError>> {
    let mut reader = Reader::open(text)?;
    reader.value(0)?;
    reader.end()?;
    Ok(Tape { text, entries: reader.entries })
}

/// Reads one JSON value, or the members of an object written without its braces.
pub(crate) fn parse_lenient(text: &str) -> Result<Tape<'_>, Box<ParseError>> {
    let mut reader = Reader::open(text)?;
    reader.skip_space();
    let start = reader.at;
    if reader.peek() == Some(b'"') && reader.string().is_ok() {
        reader.skip_space();
        if reader.peek() == Some(b':') {
            reader.at = start;
            let object = reader.begin(Kind::Object);
            let may_repeat = reader.members(0)?;
            reader.end()?;
            reader.finish(object, may_repeat);
            return Ok(Tape { text, entries: reader.entries });
        }
    }
    parse(text)
}

#[cfg(test)]
mod tests;
