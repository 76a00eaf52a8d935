//! JSON text as a flat list of its values, each with its place; not a general JSON library.
//!
//! [`parse`] reads any JSON, so that those who judge documents that are no policies see what is there:
//!
//! ```
//! use iamkit_policy::json;
//!
//! let tape = json::parse(r#"{"Statement": [{"Effect": 5}]}"#)?;
//! let statement = tape.root().member("Statement").and_then(|list| list.items().next());
//! let effect = statement.and_then(|statement| statement.member("Effect")).expect("it is there");
//! assert_eq!((effect.source(), effect.kind()), ("5", json::Kind::Number));
//! # Ok::<(), Box<iamkit_policy::ParseError>>(())
//! ```
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

pub use entry::Kind;
use reader::Reader;
pub(crate) use reader::unescape;
pub use reader::{MAX_BYTES, MAX_DEPTH};
pub use tape::{JsonMember, Members, Node, Nodes, Tape};

/// Reads one JSON value that is the whole text.
///
/// # Errors
/// The first place where the text stops being JSON, or a limit that is exceeded: [`MAX_BYTES`] or [`MAX_DEPTH`].
///
/// # Complexity
/// Linear in the text.
pub fn parse(text: &str) -> Result<Tape<'_>, Box<ParseError>> {
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
