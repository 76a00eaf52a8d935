//! Texts of which examples of large documents are made.

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
