//! JSON text as a tree with the place of every value; not a general JSON library.
//!
//! `serde_json` gives neither places nor duplicate keys, and both are needed here: errors point at the place, and a
//! duplicate key is invalid in a policy (S18). This reader keeps members in their order, with duplicates, and numbers
//! as they are spelt. It accepts exactly RFC 8259, plus one thing more when asked: the members of an object without
//! its braces, which is how documentation pages print policies.

use crate::error::ParseError;
use crate::position::{Position, Span};

/// The deepest nesting of arrays and objects that is read
pub const MAX_DEPTH: usize = 64;

/// The largest text that is read, in bytes; AWS's own largest document has 152,297
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A JSON value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// The number as it is spelt.
    Number(Box<str>),
    String(Box<str>),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) key: Box<str>,
    pub(crate) key_span: Span,
    pub(crate) node: Node,
}

impl Value {
    /// The kind of the value in words, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// Reads one JSON value that is the whole text.
///
/// # Errors
/// The first place where the text stops being JSON, or a limit that is exceeded.
pub(crate) fn parse(text: &str) -> Result<Node, ParseError> {
    let mut reader = Reader::open(text)?;
    let node = reader.value(0)?;
    reader.end()?;
    Ok(node)
}

/// Reads one JSON value, or the members of an object written without its braces.
pub(crate) fn parse_lenient(text: &str) -> Result<Node, ParseError> {
    let mut reader = Reader::open(text)?;
    reader.skip_space();
    let start = reader.at;
    if reader.peek() == Some(b'"') && reader.string().is_ok() {
        reader.skip_space();
        if reader.peek() == Some(b':') {
            reader.at = start;
            let members = reader.members(0)?;
            reader.end()?;
            return Ok(Node { span: Span { start, end: text.len() }, value: Value::Object(members) });
        }
    }
    parse(text)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn open(text: &'t str) -> Result<Self, ParseError> {
        if MAX_BYTES < text.len() {
            let message = format!("text of {} bytes, the limit is {MAX_BYTES}", text.len());
            return Err(ParseError::new("", Position { line: 1, column: 1 }, message));
        }
        Ok(Self { text, at: 0 })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn error_at<T>(&self, offset: usize, message: impl Into<String>) -> Result<T, ParseError> {
        Err(ParseError::new("", Position::of(self.text, offset), message))
    }

    /// An error at the present place that says what stands there instead of `expected`.
    fn unexpected<T>(&self, expected: &str) -> Result<T, ParseError> {
        let found = match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(character) => format!("`{}`", character.escape_debug()),
            None => "the end of the text".to_owned(),
        };
        self.error_at(self.at, format!("invalid JSON: expected {expected}, found {found}"))
    }

    fn end(&mut self) -> Result<(), ParseError> {
        self.skip_space();
        if self.at < self.text.len() { self.unexpected("the end of the text") } else { Ok(()) }
    }

    fn value(&mut self, depth: usize) -> Result<Node, ParseError> {
        self.skip_space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'"') => Value::String(self.string()?),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return self.unexpected("a JSON value"),
        };
        Ok(Node { span: Span { start, end: self.at }, value })
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, ParseError> {
        if !self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            return self.unexpected("a JSON value");
        }
        self.at += word.len();
        Ok(value)
    }

    fn enter(&self, depth: usize) -> Result<usize, ParseError> {
        if depth < MAX_DEPTH {
            return Ok(depth + 1);
        }
        self.error_at(self.at, format!("nesting of {} levels, the limit is {MAX_DEPTH}", depth + 1))
    }

    fn array(&mut self, depth: usize) -> Result<Value, ParseError> {
        let depth = self.enter(depth)?;
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return self.unexpected("`,` or `]`"),
            }
        }
        self.at += 1;
        Ok(Value::Array(items))
    }

    fn object(&mut self, depth: usize) -> Result<Value, ParseError> {
        let depth = self.enter(depth)?;
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(Vec::new()));
        }
        let members = self.members(depth)?;
        if self.peek() != Some(b'}') {
            return self.unexpected("`,` or `}`");
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    /// Reads `"key": value` pairs separated by commas, and the space behind the last.
    fn members(&mut self, depth: usize) -> Result<Vec<Member>, ParseError> {
        let mut members = Vec::new();
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return self.unexpected("a string as key");
            }
            let key = self.string()?;
            let key_span = Span { start, end: self.at };
            self.skip_space();
            if self.peek() != Some(b':') {
                return self.unexpected("`:`");
            }
            self.at += 1;
            let node = self.value(depth)?;
            members.push(Member { key, key_span, node });
            self.skip_space();
            if self.peek() != Some(b',') {
                return Ok(members);
            }
            self.at += 1;
        }
    }

    fn digits(&mut self) -> Result<(), ParseError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return self.unexpected("a digit");
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Value, ParseError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(self.text.get(start..self.at).unwrap_or_default().into()))
    }

    /// Reads a string; the present byte is its opening quote.
    fn string(&mut self) -> Result<Box<str>, ParseError> {
        self.at += 1;
        let start = self.at;
        self.skip_plain();
        if self.peek() == Some(b'"') {
            let plain = self.text.get(start..self.at).unwrap_or_default();
            self.at += 1;
            return Ok(plain.into());
        }
        let mut unescaped = self.text.get(start..self.at).unwrap_or_default().to_owned();
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => unescaped.push(self.escape()?),
                _ => return self.unexpected("a character of a string or `\"`"),
            }
            let run = self.at;
            self.skip_plain();
            unescaped.push_str(self.text.get(run..self.at).unwrap_or_default());
        }
        self.at += 1;
        Ok(unescaped.into())
    }

    /// Skips the characters of a string that stand for themselves.
    fn skip_plain(&mut self) {
        while matches!(self.peek(), Some(byte) if byte != b'"' && byte != b'\\' && 0x20 <= byte) {
            self.at += 1;
        }
    }

    fn escape(&mut self) -> Result<char, ParseError> {
        let start = self.at;
        self.at += 1;
        let Some(letter) = self.peek() else { return self.unexpected("an escape") };
        let character = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(start),
            _ => return self.unexpected("an escape"),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, ParseError> {
        let first = self.four_hex()?;
        let is_high = (0xD800..0xDC00).contains(&first);
        let code = if is_high && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u")) {
            self.at += 1;
            let second = self.four_hex()?;
            if !(0xDC00..0xE000).contains(&second) {
                return self.error_at(start, "invalid JSON: a lone surrogate is no character");
            }
            0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        } else {
            first
        };
        match char::from_u32(code) {
            Some(character) => Ok(character),
            None => self.error_at(start, "invalid JSON: a lone surrogate is no character"),
        }
    }

    /// Reads the `u` at the present place and the four digits behind it.
    fn four_hex(&mut self) -> Result<u32, ParseError> {
        self.at += 1;
        let digits = self.text.get(self.at..self.at + 4).unwrap_or_default();
        let is_hex = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(code) = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex) else {
            return self.unexpected("four hexadecimal digits");
        };
        self.at += 4;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message(text: &str) -> String {
        parse(text).expect_err("is invalid").to_string()
    }

    #[test]
    fn errors_say_what_was_expected_and_where() {
        assert_eq!(message("{\"a\" 1}"), "invalid JSON: expected `:`, found `1` at the document (1:6)");
        assert_eq!(
            message("[1,\n 2"),
            "invalid JSON: expected `,` or `]`, found the end of the text at the document (2:3)"
        );
        assert_eq!(
            message("\"\\ud800\""),
            "invalid JSON: a lone surrogate is no character at the document (1:2)"
        );
    }

    #[test]
    fn limits_name_the_measure_and_the_limit() {
        let deep = "[".repeat(200);
        assert_eq!(message(&deep), "nesting of 65 levels, the limit is 64 at the document (1:65)");
        let large = " ".repeat(MAX_BYTES + 1);
        assert_eq!(message(&large), "text of 4194305 bytes, the limit is 4194304 at the document (1:1)");
    }

    #[test]
    fn members_without_braces_are_an_object() {
        let node = parse_lenient("\"a\": {\"b\": 1}, \"c\": 2").expect("is a fragment");
        assert!(matches!(node.value, Value::Object(members) if members.len() == 2));
    }

    proptest! {
        #[test]
        fn accepts_what_serde_json_accepts(text in "[\\[\\]{}:,\"\\\\a1.eE+ntrufls -]{0,24}") {
            let expected = serde_json::from_str::<serde_json::Value>(&text);
            // A number too large for a double is JSON all the same.
            prop_assume!(!expected.as_ref().is_err_and(|error| error.to_string().contains("out of range")));
            prop_assert_eq!(parse(&text).is_ok(), expected.is_ok());
        }

        #[test]
        fn reads_every_string_as_serde_json_does(string in any::<String>()) {
            let text = serde_json::to_string(&string).expect("is a string");
            let node = parse(&text).expect("is JSON");
            prop_assert!(matches!(node.value, Value::String(read) if *read == *string));
        }
    }
}
