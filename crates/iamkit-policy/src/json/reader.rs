//! The reader of JSON text, step by step.

use super::entry::{Entry, Kind};
use crate::error::ParseError;
use crate::position::Span;
use crate::word;

/// The deepest nesting of arrays and objects that is read
pub const MAX_DEPTH: usize = 64;

/// The largest text that is read, in bytes; AWS's own largest document has 152,297
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What a step of the reader gives: small, because there is a step for every value.
pub(super) type Read<T> = Result<T, Box<ParseError>>;

pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) at: usize,
    pub(super) entries: Vec<Entry>,
}

/// An offset of a text that is no larger than [`MAX_BYTES`].
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl<'t> Reader<'t> {
    pub(super) fn open(text: &'t str) -> Read<Self> {
        /// Bytes for each value in policies that people write; too small a guess costs a copy of the list.
        const BYTES_A_VALUE: usize = 16;
        if MAX_BYTES < text.len() {
            let message = format!("text of {} bytes, the limit is {MAX_BYTES}", text.len());
            return Err(Box::new(ParseError::new("", text, Span::default(), message)));
        }
        Ok(Self { text, at: 0, entries: Vec::with_capacity(text.len() / BYTES_A_VALUE + 8) })
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips eight bytes at a time up to the first that stops it; says whether there was one.
    ///
    /// The step is a constant wherever nothing stops it, so that no word waits for the one before.
    #[inline]
    fn skip_words(&mut self, first_stop: impl Fn(u64) -> Option<usize>) -> bool {
        let mut rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        while let Some((word, behind)) = rest.split_first_chunk() {
            if let Some(bytes) = first_stop(u64::from_le_bytes(*word)) {
                self.at = self.text.len() - rest.len() + bytes;
                return true;
            }
            rest = behind;
        }
        self.at = self.text.len() - rest.len();
        false
    }

    #[inline]
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    self.skip_words(word::first_beside_spaces);
                }
                _ => return,
            }
        }
    }

    #[cold]
    fn error_at<T>(&self, offset: usize, message: impl Into<String>) -> Read<T> {
        let character = self.text.get(offset..).and_then(|rest| rest.chars().next());
        let span = Span { start: offset, end: offset + character.map_or(0, char::len_utf8) };
        Err(Box::new(ParseError::new("", self.text, span, message)))
    }

    /// An error at the present place that says what stands there instead of `expected`.
    #[cold]
    fn unexpected<T>(&self, expected: &str) -> Read<T> {
        let found = match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(character) => format!("`{}`", character.escape_debug()),
            None => "the end of the text".to_owned(),
        };
        self.error_at(self.at, format!("invalid JSON: expected {expected}, found {found}"))
    }

    pub(super) fn end(&mut self) -> Read<()> {
        self.skip_space();
        if self.at < self.text.len() { self.unexpected("the end of the text") } else { Ok(()) }
    }

    /// Adds a value that began at `start` and ends here.
    #[inline]
    fn push(&mut self, start: usize, kind: Kind) {
        self.entries.push(Entry {
            start: offset(start),
            end: offset(self.at),
            inside: 0,
            kind,
            may_repeat: false,
        });
    }

    /// Adds an array or object that begins here, and says where it stands in the list.
    pub(super) fn begin(&mut self, kind: Kind) -> usize {
        self.push(self.at, kind);
        self.entries.len() - 1
    }

    /// The array or object ends here.
    pub(super) fn finish(&mut self, index: usize, may_repeat: bool) {
        let inside = offset(self.entries.len().saturating_sub(index + 1));
        if let Some(entry) = self.entries.get_mut(index) {
            *entry = Entry { end: offset(self.at), inside, may_repeat, ..*entry };
        }
    }

    pub(super) fn value(&mut self, depth: usize) -> Read<()> {
        self.skip_space();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'{') => return self.object(depth),
            Some(b'[') => return self.array(depth),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal("true", Kind::True)?,
            Some(b'f') => self.literal("false", Kind::False)?,
            Some(b'n') => self.literal("null", Kind::Null)?,
            _ => return self.unexpected("a JSON value"),
        };
        self.push(start, kind);
        Ok(())
    }

    fn literal(&mut self, word: &str, kind: Kind) -> Read<Kind> {
        if !self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            return self.unexpected("a JSON value");
        }
        self.at += word.len();
        Ok(kind)
    }

    fn enter(&self, depth: usize) -> Read<usize> {
        if depth < MAX_DEPTH {
            return Ok(depth + 1);
        }
        self.error_at(self.at, format!("nesting of {} levels, the limit is {MAX_DEPTH}", depth + 1))
    }

    fn array(&mut self, depth: usize) -> Read<()> {
        let depth = self.enter(depth)?;
        let array = self.begin(Kind::Array);
        self.at += 1;
        self.skip_space();
        if self.peek() != Some(b']') {
            self.items(depth)?;
        }
        self.at += 1;
        self.finish(array, false);
        Ok(())
    }

    /// Reads values separated by commas, up to the bracket behind the last.
    fn items(&mut self, depth: usize) -> Read<()> {
        loop {
            self.skip_space();
            // Nearly every item is a string, which takes no recursion.
            if self.peek() == Some(b'"') {
                let start = self.at;
                let kind = self.string()?;
                self.push(start, kind);
            } else {
                self.value(depth)?;
            }
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => return Ok(()),
                _ => return self.unexpected("`,` or `]`"),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Read<()> {
        let depth = self.enter(depth)?;
        let object = self.begin(Kind::Object);
        self.at += 1;
        self.skip_space();
        let mut may_repeat = false;
        if self.peek() != Some(b'}') {
            may_repeat = self.members(depth)?;
            if self.peek() != Some(b'}') {
                return self.unexpected("`,` or `}`");
            }
        }
        self.at += 1;
        self.finish(object, may_repeat);
        Ok(())
    }

    /// Reads `"key": value` pairs separated by commas, and the space behind the last; says whether two keys may be the
    /// same.
    pub(super) fn members(&mut self, depth: usize) -> Read<bool> {
        let mut keys = Keys::default();
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return self.unexpected("a string as key");
            }
            let kind = self.string()?;
            self.push(start, kind);
            keys.add(self.text.as_bytes().get(start..self.at).unwrap_or_default(), kind);
            self.skip_space();
            if self.peek() != Some(b':') {
                return self.unexpected("`:`");
            }
            self.at += 1;
            self.value(depth)?;
            self.skip_space();
            if self.peek() != Some(b',') {
                return Ok(keys.may_repeat);
            }
            self.at += 1;
        }
    }

    fn digits(&mut self) -> Read<()> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return self.unexpected("a digit");
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Read<Kind> {
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
        Ok(Kind::Number)
    }

    /// Reads a string; the present byte is its opening quote.
    #[inline]
    pub(super) fn string(&mut self) -> Read<Kind> {
        self.at += 1;
        self.skip_plain();
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Kind::Plain);
        }
        self.escaped_string()
    }

    fn escaped_string(&mut self) -> Read<Kind> {
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => _ = self.escape()?,
                _ => return self.unexpected("a character of a string or `\"`"),
            }
            self.skip_plain();
        }
        self.at += 1;
        Ok(Kind::Escaped)
    }

    /// Skips the characters of a string that stand for themselves.
    #[inline]
    fn skip_plain(&mut self) {
        if self.skip_words(word::first_special) {
            return;
        }
        while matches!(self.peek(), Some(byte) if byte != b'"' && byte != b'\\' && 0x20 <= byte) {
            self.at += 1;
        }
    }

    fn escape(&mut self) -> Read<char> {
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

    fn unicode_escape(&mut self, start: usize) -> Read<char> {
        let first = self.four_hex()?;
        let is_high = (0xD800..0xDC00).contains(&first);
        let code = if is_high && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u")) {
            self.at += 1;
            let second = self.four_hex()?;
            let is_low = (0xDC00..0xE000).contains(&second);
            is_low.then(|| 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        } else {
            Some(first)
        };
        match code.and_then(char::from_u32) {
            Some(character) => Ok(character),
            None => self.error_at(start, "invalid JSON: a lone surrogate is no character"),
        }
    }

    /// Reads the `u` at the present place and the four digits behind it.
    fn four_hex(&mut self) -> Read<u32> {
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

/// Which keys an object has, as far as 64 bits tell: the few keys of a policy's objects differ in them.
#[derive(Default)]
struct Keys {
    seen: u64,
    may_repeat: bool,
}

impl Keys {
    /// Adds a key with its quotes.
    #[inline]
    fn add(&mut self, quoted: &[u8], kind: Kind) {
        let [_, first, .., last, _] = quoted else {
            self.may_repeat = true;
            return;
        };
        let bit = 1 << ((usize::from(*first) + 5 * usize::from(*last) + 11 * quoted.len()) % 64);
        self.may_repeat |= self.seen & bit != 0 || kind == Kind::Escaped;
        self.seen |= bit;
    }
}

/// What a string between its quotes says; its escapes were read before.
#[cold]
pub(crate) fn unescape(quoted: &str) -> String {
    let mut reader = Reader { text: quoted, at: 1, entries: Vec::new() };
    let mut unescaped = String::with_capacity(quoted.len());
    loop {
        let run = reader.at;
        reader.skip_plain();
        unescaped.push_str(quoted.get(run..reader.at).unwrap_or_default());
        match reader.peek().filter(|byte| *byte == b'\\').and_then(|_| reader.escape().ok()) {
            Some(character) => unescaped.push(character),
            None => return unescaped,
        }
    }
}
