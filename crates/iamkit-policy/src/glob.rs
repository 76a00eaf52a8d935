//! The glob language of IAM policies, parsed once.
//!
//! A [`Glob`] is what stands in `Action`, `Resource` and the values of `StringLike` and `ArnLike`:
//! `*` stands for any characters or none, `/` and `:` included (S5), `?` for exactly one character
//! (S8), and everything else for itself.
//! A character is a Unicode scalar value.
//!
//! The same value serves two readers.
//! The engine asks [`Glob::matches`], which neither backtracks nor allocates.
//! Whoever reasons about policies asks about *all* strings at once: [`classes`] splits them by the
//! globs that match them, and [`coverage`] decides whether some globs match everything that others
//! do; both are exact and name a shortest string as evidence.
//!
//! What this module deliberately is not: it knows neither ARNs and their segments nor action names,
//! and it resolves no policy variables; callers put text with special meaning in as
//! [`Token::Literal`].
//! Letter case is exact unless a method says otherwise.

mod classes;
mod coverage;
mod limits;
mod matcher;
mod normal;
mod positions;
mod token;
mod walk;

use std::fmt::{self, Write as _};

pub use classes::{Class, MemberSet, classes};
pub use coverage::{Coverage, coverage};
pub use limits::{GlobLimits, LimitError};
use token::Tokens;
pub use token::{Piece, Token};

/// Whether the pieces, in any order and number, match the whole of `text`, letter case included
///
/// # Complexity
///
/// As [`Glob::matches`]; nothing is allocated.
pub fn pieces_match(pieces: &[Piece<'_>], text: &str) -> bool {
    matcher::matches::<matcher::Exact, _>(pieces, text)
}

/// A pattern with the wildcards `*` and `?`
///
/// Globs are kept in a normal form: adjacent literals are merged, and a run of wildcards is written
/// with its `?` first and at most one `*` after them.
/// Two globs are equal exactly when they match the same strings.
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::Glob;
///
/// let glob = Glob::parse("arn:aws:s3:::logs/*/2???");
/// assert!(glob.matches("arn:aws:s3:::logs/eu/west/2024"));
/// assert!(!glob.matches("arn:aws:s3:::logs/2024"));
///
/// assert_eq!(Glob::parse("a*?*b"), Glob::parse("a?*b"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Glob {
    // INVARIANT: literals are not empty and never adjacent; after `AnyString` comes a literal or
    // the end.
    tokens: Tokens,
}

impl Glob {
    /// Reads a pattern, in which `*` and `?` are wildcards and everything else is literal
    ///
    /// Every text is a glob; the empty one matches the empty text alone.
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// assert!(Glob::parse("ec2:Describe*").matches("ec2:DescribeInstances"));
    /// assert!(Glob::parse("").matches(""));
    /// ```
    pub fn parse(pattern: &str) -> Self {
        // Nearly every pattern is a text, with or without a `*` behind it: nothing to be put in order.
        let (text, end) = match pattern.strip_suffix('*') {
            Some(text) => (text, Some(Token::AnyString)),
            None => (pattern, None),
        };
        if memchr::memchr2(b'*', b'?', text.as_bytes()).is_none() {
            let literal = (!text.is_empty()).then(|| Token::Literal(text.into()));
            return Self { tokens: literal.into_iter().chain(end).collect() };
        }
        let mut normal = normal::Normaliser::default();
        for piece in pattern.split_inclusive(['*', '?']) {
            if let Some(text) = piece.strip_suffix('*') {
                normal.literal(text);
                normal.any_string();
            } else if let Some(text) = piece.strip_suffix('?') {
                normal.literal(text);
                normal.any_char();
            } else {
                normal.literal(piece);
            }
        }
        Self { tokens: normal.finish() }
    }

    /// The glob that matches one text only, `*` and `?` in it taken literally
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// let glob = Glob::literal("what?");
    /// assert!(glob.matches("what?"));
    /// assert!(!glob.matches("whats"));
    /// ```
    pub fn literal(text: &str) -> Self {
        let literal = (!text.is_empty()).then(|| Token::Literal(text.into()));
        Self { tokens: literal.into_iter().collect() }
    }

    /// The glob `*`, which matches every text
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// assert_eq!(Glob::any(), Glob::parse("**"));
    /// ```
    pub fn any() -> Self {
        Self { tokens: Tokens::from_iter([Token::AnyString]) }
    }

    /// Joins tokens to a glob, in normal form
    ///
    /// ```
    /// use iamkit_policy::glob::{Glob, Token};
    ///
    /// let glob = Glob::from_tokens([
    ///     Token::Literal("home/".into()),
    ///     Token::Literal("*".into()),
    ///     Token::AnyString,
    ///     Token::AnyChar,
    /// ]);
    /// assert_eq!(glob.tokens(), [Token::Literal("home/*".into()), Token::AnyChar, Token::AnyString]);
    /// ```
    pub fn from_tokens(tokens: impl IntoIterator<Item = Token>) -> Self {
        let mut normal = normal::Normaliser::default();
        for token in tokens {
            match token {
                Token::Literal(text) => normal.literal(&text),
                Token::AnyChar => normal.any_char(),
                Token::AnyString => normal.any_string(),
            }
        }
        Self { tokens: normal.finish() }
    }

    /// The parts of the glob in order, in normal form
    ///
    /// ```
    /// use iamkit_policy::glob::{Glob, Token};
    ///
    /// assert_eq!(Glob::parse("*?*").tokens(), [Token::AnyChar, Token::AnyString]);
    /// ```
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The one text that the glob matches, if it has no wildcard
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// assert_eq!(Glob::parse("s3:GetObject").as_literal(), Some("s3:GetObject"));
    /// assert_eq!(Glob::parse("s3:Get*").as_literal(), None);
    /// ```
    pub fn as_literal(&self) -> Option<&str> {
        match &*self.tokens {
            [] => Some(""),
            [Token::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether this is `*`, the glob of every text
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// assert!(Glob::parse("***").is_any());
    /// assert!(!Glob::parse("?*").is_any());
    /// ```
    pub fn is_any(&self) -> bool {
        matches!(&*self.tokens, [Token::AnyString])
    }

    /// The text before the first wildcard, with which every matching text starts
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// assert_eq!(Glob::parse("s3:Get*Tagging").literal_prefix(), "s3:Get");
    /// assert_eq!(Glob::parse("*:Get*").literal_prefix(), "");
    /// ```
    pub fn literal_prefix(&self) -> &str {
        match self.tokens.first() {
            Some(Token::Literal(text)) => text,
            _ => "",
        }
    }

    /// Whether the glob matches the whole of `text`, letter case included
    ///
    /// # Complexity
    ///
    /// Nothing is allocated and nothing is tried twice: each stretch between two `*` is looked for
    /// once, from where the one before it ended.
    /// With n bytes of text and m of pattern that is O(n + m) as long as no stretch between two `*`
    /// holds a `?`; a stretch of k bytes that does costs O(k) for each place where its first literal
    /// occurs, so O(n · k) at worst.
    /// Once a stretch has failed at 32 places it is looked for at 64 places at a time, which makes that
    /// worst case some thirty times smaller in ASCII text: see `glob/one_stretch` of the benchmarks.
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// let glob = Glob::parse("arn:aws:s3:::b/*/c");
    /// assert!(glob.matches("arn:aws:s3:::b/x/y/c"));
    /// assert!(!glob.matches("arn:aws:s3:::b/c"));
    /// ```
    pub fn matches(&self, text: &str) -> bool {
        // Nearly every pattern has one of these shapes; the matcher would find the same in more steps.
        match &*self.tokens {
            [Token::AnyString] => true,
            [Token::Literal(literal)] => **literal == *text,
            [Token::Literal(prefix), Token::AnyString] => text.starts_with(&**prefix),
            [Token::Literal(prefix), Token::AnyString, Token::Literal(infix), Token::AnyString] => {
                text.strip_prefix(&**prefix).is_some_and(|rest| matcher::contains(rest, infix))
            }
            tokens => matcher::matches::<matcher::Exact, _>(tokens, text),
        }
    }

    /// Whether the glob matches the whole of `text`, where ASCII letters of either case are alike
    ///
    /// This is how action names are compared (S2); letters outside ASCII stay distinct.
    ///
    /// # Complexity
    ///
    /// As [`Glob::matches`], without allocation, but every stretch between two `*` is found by direct
    /// comparison: O(n · k) at worst for the longest such stretch of k bytes.
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// assert!(Glob::parse("S3:get*").matches_ignore_ascii_case("s3:GetObject"));
    /// ```
    pub fn matches_ignore_ascii_case(&self, text: &str) -> bool {
        matcher::matches::<matcher::IgnoreAsciiCase, _>(&self.tokens, text)
    }

    /// The glob with its ASCII letters in lower case
    ///
    /// It matches the lower-case form of every text that [`Glob::matches_ignore_ascii_case`] accepts;
    /// fold globs and texts alike before [`classes`] or [`coverage`] over names without letter case.
    ///
    /// ```
    /// use iamkit_policy::glob::Glob;
    ///
    /// assert_eq!(Glob::parse("S3:Get*").to_ascii_lowercase(), Glob::parse("s3:get*"));
    /// ```
    #[must_use]
    pub fn to_ascii_lowercase(&self) -> Self {
        self.clone().into_ascii_lowercase()
    }

    /// As [`Glob::to_ascii_lowercase`], in place.
    #[must_use]
    pub(crate) fn into_ascii_lowercase(mut self) -> Self {
        for token in &mut self.tokens {
            if let Token::Literal(text) = token {
                text.make_ascii_lowercase();
            }
        }
        self
    }
}

/// Writes the pattern in normal form: `*`, `?` and the literal text
///
/// A literal `*` or `?` looks like the wildcard here; `Debug` tells them apart.
///
/// ```
/// use iamkit_policy::glob::Glob;
///
/// assert_eq!(Glob::parse("a*?**b").to_string(), "a?*b");
/// assert_eq!(Glob::literal("a*").to_string(), Glob::parse("a*").to_string());
/// assert_ne!(format!("{:?}", Glob::literal("a*")), format!("{:?}", Glob::parse("a*")));
/// ```
impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| match token {
            Token::Literal(text) => f.write_str(text),
            Token::AnyChar => f.write_char('?'),
            Token::AnyString => f.write_char('*'),
        })
    }
}
