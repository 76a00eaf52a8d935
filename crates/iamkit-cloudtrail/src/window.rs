//! A stretch of a stream in memory: filled from the front, given back record by record.

use std::io::{self, Read};

/// So much is read at once.
const STEP: usize = 256 * 1024;

pub(crate) struct Window<R> {
    input: R,
    bytes: Vec<u8>,
    /// What is behind this place was read and is not used up.
    start: usize,
    /// Where the window stands in the stream.
    offset: u64,
    is_at_end: bool,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, bytes: Vec::new(), start: 0, offset: 0, is_at_end: false }
    }

    /// What was read and is not used up.
    pub(crate) fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Where that begins in the stream.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    pub(crate) fn use_up(&mut self, count: usize) {
        self.start = self.bytes.len().min(self.start + count);
        self.offset += count as u64;
    }

    /// Reads on; `false` at the end of the stream.
    ///
    /// # Errors
    /// What the stream says; it has ended then.
    pub(crate) fn more(&mut self) -> io::Result<bool> {
        if self.is_at_end {
            return Ok(false);
        }
        self.bytes.drain(..self.start);
        self.start = 0;
        let length = self.bytes.len();
        self.bytes.resize(length + STEP, 0);
        let read = loop {
            match self.input.read(self.bytes.get_mut(length..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.bytes.truncate(length + read.as_ref().map_or(0, |count| *count));
        self.is_at_end = !matches!(read, Ok(count) if count != 0);
        Ok(0 < read?)
    }

    /// The next byte that is no white space, which stays.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let rest = self.rest();
            let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let found = rest.get(blank).copied();
            self.use_up(blank);
            if found.is_some() || !self.more()? {
                return Ok(found);
            }
        }
    }
}
