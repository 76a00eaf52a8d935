//! Where a value of JSON ends: counted by its brackets, texts skipped.
//!
//! That says where to cut; whether what was cut is JSON says the reader of records.

/// How far a value was looked through, so that nothing is looked at twice when more was read.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    at: usize,
    depth: usize,
    is_in_text: bool,
}

impl Frame {
    /// Where the object or list at the beginning of these bytes ends; `None` where it goes on.
    pub(crate) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        loop {
            if self.is_in_text {
                self.at = end_of_text(bytes, self.at)?;
                self.is_in_text = false;
            }
            let (offset, byte) = next_sign(bytes.get(self.at..)?).or_else(|| {
                self.at = bytes.len();
                None
            })?;
            self.at += offset + 1;
            match byte {
                b'"' => self.is_in_text = true,
                b'{' | b'[' => self.depth += 1,
                _ => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(self.at);
                    }
                }
            }
        }
    }
}

/// The next byte outside of texts that has to do with the nesting.
fn next_sign(bytes: &[u8]) -> Option<(usize, u8)> {
    let is_sign = |byte: &u8| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']');
    let at = bytes.iter().position(is_sign)?;
    Some((at, *bytes.get(at)?))
}

/// The place behind the quote that ends a text; the search goes on from there when there is none yet.
fn end_of_text(bytes: &[u8], from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let quote = from + memchr::memchr(b'"', bytes.get(from..)?)?;
        let before = bytes.get(from..quote).unwrap_or_default();
        let slashes = before.iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 {
            return Some(quote + 1);
        }
        from = quote + 1;
    }
}
