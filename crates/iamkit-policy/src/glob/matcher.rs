//! Tells whether one text matches one glob (S5, S8).
//!
//! The stretches before the first and after the last `*` are anchored; what lies between is searched
//! from left to right, each stretch at the first place after the one before it.
//! The leftmost place leaves the most room for the rest, so no choice is ever taken back.
//! There is no table and no compiled form: pieces are read as they are.

use memchr::{memchr_iter, memchr2_iter, memmem};

use super::token::{Piece, Token};

/// What the matcher reads: the tokens of a glob, or pieces put together for one request
pub(super) trait AsPiece {
    fn as_piece(&self) -> Piece<'_>;
}

impl AsPiece for Token {
    fn as_piece(&self) -> Piece<'_> {
        match self {
            Self::Literal(text) => Piece::Literal(text),
            Self::AnyChar => Piece::AnyChar,
            Self::AnyString => Piece::AnyString,
        }
    }
}

impl<'p> From<&'p Token> for Piece<'p> {
    fn from(token: &'p Token) -> Self {
        AsPiece::as_piece(token)
    }
}

impl AsPiece for Piece<'_> {
    fn as_piece(&self) -> Piece<'_> {
        *self
    }
}

/// How literals are compared
pub(super) trait Letters {
    /// Where `literal` first occurs in `text`
    fn find(text: &str, literal: &str) -> Option<usize>;
    /// Whether two texts are alike
    fn eq(left: &str, right: &str) -> bool;
    /// Whether two ASCII characters are alike
    fn alike(left: u8, right: u8) -> bool;
}

/// Every letter differs from every other
pub(super) enum Exact {}

impl Letters for Exact {
    fn find(text: &str, literal: &str) -> Option<usize> {
        /// In so short a text a search is over before a searcher is set up.
        const SHORT: usize = 128;
        /// In so short a text every place is looked at before the first byte is found otherwise.
        const SHORTEST: usize = 32;
        let (text, literal) = (text.as_bytes(), literal.as_bytes());
        match (literal.split_first_chunk::<8>(), literal.split_first()) {
            (Some((word, rest)), _) if text.len() <= SHORTEST => {
                let mut places = text.array_windows().enumerate().filter(|(_, window)| *window == word);
                places.find(|(at, _)| starts_at(text, at + 8, rest)).map(|(at, _)| at)
            }
            (_, Some((first, rest))) if text.len() <= SHORT => {
                memchr_iter(*first, text).find(|at| starts_at(text, at + 1, rest))
            }
            _ => memmem::find(text, literal),
        }
    }

    fn eq(left: &str, right: &str) -> bool {
        left == right
    }

    #[inline]
    fn alike(left: u8, right: u8) -> bool {
        left == right
    }
}

#[inline]
fn starts_at(text: &[u8], at: usize, literal: &[u8]) -> bool {
    text.get(at..).is_some_and(|behind| behind.starts_with(literal))
}

/// ASCII letters of either case are alike
pub(super) enum IgnoreAsciiCase {}

impl Letters for IgnoreAsciiCase {
    fn find(text: &str, literal: &str) -> Option<usize> {
        let Some(first) = literal.as_bytes().first() else { return Some(0) };
        let is_here = |at: &usize| {
            let window = text.get(*at..).and_then(|rest| rest.get(..literal.len()));
            window.is_some_and(|window| Self::eq(window, literal))
        };
        memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text.as_bytes()).find(is_here)
    }

    fn eq(left: &str, right: &str) -> bool {
        left.eq_ignore_ascii_case(right)
    }

    #[inline]
    fn alike(left: u8, right: u8) -> bool {
        left.eq_ignore_ascii_case(&right)
    }
}

/// Whether the literal stands anywhere in the text, letter case included
pub(super) fn contains(text: &str, literal: &str) -> bool {
    Exact::find(text, literal).is_some()
}

/// Whether the pieces match the whole text
pub(super) fn matches<L: Letters, T: AsPiece>(pieces: &[T], text: &str) -> bool {
    rest_after_all::<L, T>(pieces, text).is_some()
}

/// `Some` when everything was found, as `?` reads better than nested conditions
fn rest_after_all<L: Letters, T: AsPiece>(pieces: &[T], text: &str) -> Option<()> {
    let mut stretches = pieces.split(|piece| matches!(piece.as_piece(), Piece::AnyString));
    let rest = strip_start::<L, T>(stretches.next().unwrap_or_default(), text)?;
    let Some(last) = stretches.next_back() else {
        return rest.is_empty().then_some(());
    };
    let mut rest = strip_end::<L, T>(last, rest)?;
    for stretch in stretches {
        rest = skip_past::<L, T>(stretch, rest)?;
    }
    Some(())
}

/// What follows the stretch, when the text starts with it
fn strip_start<'t, L: Letters, T: AsPiece>(stretch: &[T], text: &'t str) -> Option<&'t str> {
    stretch.iter().try_fold(text, |text, piece| match piece.as_piece() {
        Piece::Literal(literal) => {
            let (start, rest) = text.split_at_checked(literal.len())?;
            L::eq(start, literal).then_some(rest)
        }
        Piece::AnyChar => without_first(text),
        Piece::AnyString => None,
    })
}

/// What comes before the stretch, when the text ends with it
fn strip_end<'t, L: Letters, T: AsPiece>(stretch: &[T], text: &'t str) -> Option<&'t str> {
    stretch.iter().try_rfold(text, |text, piece| match piece.as_piece() {
        Piece::Literal(literal) => {
            let (rest, end) = text.split_at_checked(text.len().checked_sub(literal.len())?)?;
            L::eq(end, literal).then_some(rest)
        }
        Piece::AnyChar => {
            let mut chars = text.chars();
            chars.next_back()?;
            Some(chars.as_str())
        }
        Piece::AnyString => None,
    })
}

/// What follows the first occurrence of the stretch
fn skip_past<'t, L: Letters, T: AsPiece>(stretch: &[T], text: &'t str) -> Option<&'t str> {
    // A stretch that doesn't start with a literal is tried at every place.
    let (literal, others) = match stretch.split_first().map(|(first, others)| (first.as_piece(), others)) {
        Some((Piece::Literal(literal), others)) => (literal, others),
        _ => ("", stretch),
    };
    let mut text = text;
    for _ in 0..PLACES_TRIED_SINGLY {
        text = text.get(L::find(text, literal)?..)?;
        if let Some(rest) = text.get(literal.len()..).and_then(|rest| strip_start::<L, T>(others, rest)) {
            return Some(rest);
        }
        text = without_first(text)?;
    }
    skip_past_by_blocks::<L, T>(stretch, text)
}

/// A stretch that fails at so many places is looked for at many places at once
const PLACES_TRIED_SINGLY: usize = 32;

/// How many places are tried at once
const BLOCK: usize = 64;

/// As [`skip_past`], for texts made so that every place nearly matches
///
/// Each character of the stretch is compared with the characters of all places of a block in one step, which the
/// compiler makes a few instructions of. Only ASCII is that simple; other texts are tried place by place.
#[cold]
fn skip_past_by_blocks<'t, L: Letters, T: AsPiece>(stretch: &[T], text: &'t str) -> Option<&'t str> {
    if !text.is_ascii() {
        return text.char_indices().find_map(|(at, _)| strip_start::<L, T>(stretch, text.get(at..)?));
    }
    let length = stretch.iter().map(|piece| match piece.as_piece() {
        Piece::Literal(literal) => literal.len(),
        Piece::AnyChar => 1,
        Piece::AnyString => 0,
    });
    let length = length.sum::<usize>();
    let last = text.len().checked_sub(length)?;
    let place = (0..=last).step_by(BLOCK).find_map(|first| {
        let lane = first_of_block::<L, T>(stretch, text.as_bytes().get(first..)?)?;
        Some(first + lane).filter(|place| *place <= last)
    });
    text.get(place? + length..)
}

/// The first of a block's places where the stretch matches, whatever lies behind the text
fn first_of_block<L: Letters, T: AsPiece>(stretch: &[T], text: &[u8]) -> Option<usize> {
    let mut is_open = [true; BLOCK];
    let mut at = 0;
    for piece in stretch {
        let Piece::Literal(literal) = piece.as_piece() else {
            at += 1;
            continue;
        };
        for byte in literal.bytes() {
            let behind = text.get(at..).unwrap_or_default();
            if let Some(window) = behind.first_chunk() {
                close::<L>(&mut is_open, window, byte);
            } else {
                let mut window = [0; BLOCK];
                window.iter_mut().zip(behind).for_each(|(to, from)| *to = *from);
                close::<L>(&mut is_open, &window, byte);
            }
            at += 1;
        }
        if !is_open.contains(&true) {
            return None;
        }
    }
    is_open.iter().position(|is_open| *is_open)
}

#[inline]
fn close<L: Letters>(is_open: &mut [bool; BLOCK], window: &[u8; BLOCK], byte: u8) {
    for (is_open, of_text) in is_open.iter_mut().zip(window) {
        *is_open &= L::alike(*of_text, byte);
    }
}

fn without_first(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    chars.next()?;
    Some(chars.as_str())
}
