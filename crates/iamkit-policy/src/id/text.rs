//! How a type is made of a text that is checked.

/// A text that is checked when it is made, and then a type of its own.
#[doc(hidden)]
#[macro_export]
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $expected:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// A text that is known to be one.
            #[doc(hidden)]
            pub fn trusted(text: impl Into<std::sync::Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text as it was given
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::id::NameError;

            fn from_str(text: &str) -> Result<Self, $crate::id::NameError> {
                let is_valid: fn(&str) -> bool = $check;
                if is_valid(text) {
                    return Ok(Self(text.into()));
                }
                Err($crate::id::NameError::new(text, $kind, $expected))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
