//! How large a document is, as quotas count.

/// A thousand characters, of which examples of large documents are made.
macro_rules! thousand {
    () => {
        thousand!("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    };
    ($hundred:literal) => {
        concat!(
            $hundred, $hundred, $hundred, $hundred, $hundred, $hundred, $hundred, $hundred, $hundred, $hundred,
        )
    };
}

pub(super) use thousand;

/// The characters that are no white space, inside strings too.
pub(super) fn visible(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}

/// All characters.
pub(super) fn all(text: &str) -> usize {
    text.chars().count()
}
