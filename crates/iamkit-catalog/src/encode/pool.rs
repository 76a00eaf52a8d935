//! The pool of text: every text once, referred to by place and length.

use std::collections::BTreeMap;

use crate::error::EncodeError;
use crate::layout::{MAX_POOL, MAX_TEXT, StrRef};

/// Texts that are written once however often they are put in
#[derive(Debug, Default)]
pub(super) struct Pool {
    text: String,
    places: BTreeMap<String, StrRef>,
}

impl Pool {
    /// The place of a text
    pub(super) fn put(&mut self, text: &str) -> Result<StrRef, EncodeError> {
        if let Some(place) = self.places.get(text) {
            return Ok(*place);
        }
        if MAX_TEXT < text.len() {
            return Err(EncodeError::TextTooLong { text: text.to_owned(), len: text.len(), limit: MAX_TEXT });
        }
        let too_many =
            EncodeError::TooMany { what: "bytes of text", found: self.text.len(), limit: MAX_POOL };
        let place = StrRef::new(self.text.len(), text.len()).ok_or(too_many)?;
        self.text.push_str(text);
        self.places.insert(text.to_owned(), place);
        Ok(place)
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}
