//! The parts of a glob: text and wildcards.

use smallvec::SmallVec;

/// One part of a glob
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::{Glob, Token};
///
/// let glob = Glob::parse("s3:Get*");
/// assert_eq!(glob.tokens(), [Token::Literal("s3:Get".into()), Token::AnyString]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Token {
    /// Text that stands for itself, `*` and `?` included
    Literal(Box<str>),
    /// `?`: exactly one character, whichever (S8)
    AnyChar,
    /// `*`: any characters, or none (S5)
    AnyString,
}

/// A borrowed part of a pattern that was put together for one request, such as one with a variable's value in it
///
/// ```
/// use iamkit_policy::glob::{Piece, pieces_match};
///
/// let pieces = [Piece::Literal("home/"), Piece::Literal("a*"), Piece::AnyString];
/// assert!(pieces_match(&pieces, "home/a*/notes"));
/// assert!(!pieces_match(&pieces, "home/alice"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'p> {
    /// Text that stands for itself
    Literal(&'p str),
    /// `?`
    AnyChar,
    /// `*`
    AnyString,
}

/// Nearly every glob is a literal with or without a `*` behind it, and needs no list elsewhere.
pub(super) type Tokens = SmallVec<[Token; 2]>;
