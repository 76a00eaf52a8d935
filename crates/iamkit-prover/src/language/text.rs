//! Patterns of text in the prover's own form: hashable, ordered, with or without policy variables.

use std::borrow::Cow;
use std::fmt;

use iamkit_policy::glob::{Glob, Token};
use iamkit_policy::normal::{Part, Pattern};
use iamkit_policy::{glob, value};
use smallvec::SmallVec;

/// One part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Piece {
    Literal(Box<str>),
    AnyChar,
    AnyString,
    /// A policy variable, its key in lower case (S14).
    Variable {
        key: Box<str>,
        written: Box<str>,
        default: Option<Box<str>>,
    },
}

/// A pattern: literal text, wildcards, variables.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Text {
    pieces: Box<[Piece]>,
}

impl Text {
    pub(crate) fn new(pattern: &Pattern) -> Self {
        match pattern {
            Pattern::Glob(glob) => Self::from_glob(glob),
            Pattern::Template(template) => {
                Self { pieces: template.parts().iter().map(Piece::from_part).collect() }
            }
        }
    }

    pub(crate) fn from_glob(glob: &Glob) -> Self {
        Self { pieces: glob.tokens().iter().map(Piece::from_token).collect() }
    }

    pub(crate) fn from_pieces(pieces: &[Piece]) -> Self {
        Self { pieces: pieces.into() }
    }

    /// The pattern of all texts.
    pub(crate) fn any() -> Self {
        Self { pieces: Box::new([Piece::AnyString]) }
    }

    /// The pattern of one text.
    pub(crate) fn literal(text: &str) -> Self {
        Self::from_glob(&Glob::literal(text))
    }

    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub(crate) fn is_any(&self) -> bool {
        matches!(&*self.pieces, [Piece::AnyString])
    }

    /// The one text that it matches, if it is one.
    pub(crate) fn as_literal(&self) -> Option<&str> {
        match &*self.pieces {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether some text may match both patterns: not if they begin or end otherwise.
    pub(crate) fn may_meet(&self, other: &Self) -> bool {
        let [one, two] = [self, other].map(|text| text.pieces.first().map_or("", Piece::as_literal));
        let [last, end] = [self, other].map(|text| text.pieces.last().map_or("", Piece::as_literal));
        (one.starts_with(two) || two.starts_with(one)) && (last.ends_with(end) || end.ends_with(last))
    }

    /// How much there is to read of it, in characters or more.
    pub(crate) fn length(&self) -> usize {
        let of_piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.len(),
            _ => 1,
        };
        self.pieces.iter().map(of_piece).sum()
    }

    /// The keys of its variables, in lower case.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { key, .. } => Some(&**key),
            _ => None,
        })
    }

    pub(crate) fn has_variables(&self) -> bool {
        self.variables().next().is_some()
    }

    /// The literal text that it begins with.
    pub(crate) fn start(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Literal(literal)) => literal,
            _ => "",
        }
    }

    /// The literal text that it ends with.
    pub(crate) fn end(&self) -> &str {
        match self.pieces.last() {
            Some(Piece::Literal(literal)) => literal,
            _ => "",
        }
    }

    /// Both patterns without the fixed text that they have in common at their beginnings and ends.
    ///
    /// A variable without a default is such a text: it has one value wherever it stands.
    pub(crate) fn without_common_ends(&self, other: &Self) -> (Self, Self) {
        let (mut one, mut two) = (Stretch::all_of(self), Stretch::all_of(other));
        for is_end in [true, false] {
            while let (Some(first), Some(second)) = (one.last(), two.last())
                && let Some((first, second)) = first.beside(*second, is_end)
            {
                for (stretches, left) in [(&mut one, first), (&mut two, second)] {
                    stretches.pop();
                    stretches.extend(left);
                }
            }
            one.reverse();
            two.reverse();
        }
        let text = |stretches: &[Stretch<'_>]| Self {
            pieces: stretches.iter().map(|stretch| stretch.to_piece()).collect(),
        };
        (text(&one), text(&two))
    }

    pub(crate) fn has_default(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Variable { default: Some(_), .. }))
    }

    /// The pattern with variables replaced by what they are said to be; `None` where one is said to have no value and
    /// has no default (S11). A variable of which nothing is said stays.
    pub(crate) fn resolve<'v>(&self, value_of: &impl Fn(&str) -> Option<Option<&'v str>>) -> Option<Self> {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Variable { key, default, .. } => match value_of(key) {
                None => Some(piece.clone()),
                Some(value) => value.or(default.as_deref()).map(|value| Piece::Literal(value.into())),
            },
            piece => Some(piece.clone()),
        });
        let resolved = Self { pieces: pieces.collect::<Option<Vec<_>>>()?.into() };
        Some(if resolved.has_variables() { resolved } else { resolved.relaxed() })
    }

    /// The pattern where a key has a value, whatever that is: its variable needs no default.
    pub(crate) fn without_default(&self, of: &str) -> Self {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Variable { key, written, .. } if **key == *of => {
                Piece::Variable { key: key.clone(), written: written.clone(), default: None }
            }
            piece => piece.clone(),
        });
        Self { pieces: pieces.collect() }
    }

    /// The pattern with its letters in lower case (S35).
    pub(crate) fn folded(&self) -> Self {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => {
                Piece::Literal(text.chars().map(value::fold_char).collect::<String>().into())
            }
            piece => piece.clone(),
        });
        Self { pieces: pieces.collect() }
    }

    /// The pattern with each variable as wide as it can be: any text at all.
    pub(crate) fn relaxed(&self) -> Self {
        Self::from_glob(&Glob::from_tokens(self.pieces.iter().map(Piece::to_token)))
    }

    /// Whether the pattern, which has no variables, matches the text.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match &*self.pieces {
            [Piece::AnyString] => true,
            [Piece::Literal(literal)] => **literal == *text,
            [Piece::Literal(prefix), Piece::AnyString] => text.starts_with(&**prefix),
            pieces => {
                let pieces = pieces.iter().map(Piece::as_glob_piece).collect::<SmallVec<[_; 8]>>();
                glob::pieces_match(&pieces, text)
            }
        }
    }

    /// A text that the pattern matches, with a filling where any text may be.
    pub(crate) fn filled(&self, filling: &str) -> String {
        self.filled_with(filling, "x")
    }

    /// A text that the pattern matches, with a filling where any text may be, and one where a character has to be.
    pub(crate) fn filled_with(&self, filling: &str, character: &str) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => text,
            Piece::AnyChar => character,
            Piece::AnyString | Piece::Variable { .. } => filling,
        });
        pieces.collect()
    }

    /// The literal text of a pattern in which wildcards have no meaning.
    pub(crate) fn literal_text(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => text,
            Piece::AnyChar => "?",
            Piece::AnyString => "*",
            Piece::Variable { .. } => "",
        });
        pieces.collect()
    }
}

/// What is left of a piece, of literal text a part.
#[derive(Debug, Clone, Copy)]
enum Stretch<'t> {
    Literal(&'t str),
    Other(&'t Piece),
}

impl<'t> Stretch<'t> {
    fn all_of(text: &'t Text) -> SmallVec<[Self; 8]> {
        let of_piece = |piece: &'t Piece| match piece {
            Piece::Literal(text) => Self::Literal(text),
            piece => Self::Other(piece),
        };
        let stretches = text.pieces.iter().map(of_piece);
        stretches.filter(|stretch| !matches!(stretch, Self::Literal(""))).collect()
    }

    /// What both leave when the fixed text is taken away with which they end, or begin; `None` where that is none.
    fn beside(self, other: Self, is_end: bool) -> Option<(Option<Self>, Option<Self>)> {
        match (self, other) {
            (Self::Literal(one), Self::Literal(two)) => {
                let count = if is_end { common_end(one, two) } else { common_start(one, two) };
                let left = |text: &'t str| {
                    let rest = if is_end { text.get(..text.len() - count) } else { text.get(count..) };
                    rest.filter(|rest| !rest.is_empty()).map(Self::Literal)
                };
                (0 < count).then(|| (left(one), left(two)))
            }
            (Self::Other(one), Self::Other(two)) => {
                (one.is_fixed() && one.is_same(two)).then_some((None, None))
            }
            _ => None,
        }
    }

    fn to_piece(self) -> Piece {
        match self {
            Self::Literal(text) => Piece::Literal(text.into()),
            Self::Other(piece) => piece.clone(),
        }
    }
}

/// The length of the text with which both begin.
fn common_start(one: &str, two: &str) -> usize {
    let same = one.chars().zip(two.chars()).take_while(|(one, two)| one == two);
    same.map(|(character, _)| character.len_utf8()).sum()
}

/// The length of the text with which both end.
fn common_end(one: &str, two: &str) -> usize {
    let same = one.chars().rev().zip(two.chars().rev()).take_while(|(one, two)| one == two);
    same.map(|(character, _)| character.len_utf8()).sum()
}

impl Piece {
    /// The text that it stands for, if it is one.
    fn as_literal(&self) -> &str {
        if let Self::Literal(text) = self { text } else { "" }
    }

    /// Whether it is one text in every request, whatever that is.
    fn is_fixed(&self) -> bool {
        match self {
            Self::Literal(_) => true,
            Self::Variable { default, .. } => default.is_none(),
            Self::AnyChar | Self::AnyString => false,
        }
    }

    /// Whether both are the same text, however their variables are written.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Variable { key: one, default: None, .. },
                Self::Variable { key: two, default: None, .. },
            ) => one == two,
            _ => self == other,
        }
    }

    fn from_token(token: &Token) -> Self {
        match token {
            Token::Literal(text) => Self::Literal(text.clone()),
            Token::AnyChar => Self::AnyChar,
            Token::AnyString => Self::AnyString,
        }
    }

    fn from_part(part: &Part) -> Self {
        match part {
            Part::Token(token) => Self::from_token(token),
            Part::Variable(variable) => Self::Variable {
                key: variable.key().folded().into(),
                written: variable.key().as_str().into(),
                default: variable.default().map(Into::into),
            },
        }
    }

    fn to_token(&self) -> Token {
        match self {
            Self::Literal(text) => Token::Literal(text.clone()),
            Self::AnyChar => Token::AnyChar,
            Self::AnyString | Self::Variable { .. } => Token::AnyString,
        }
    }

    fn as_glob_piece(&self) -> glob::Piece<'_> {
        match self {
            Self::Literal(text) => glob::Piece::Literal(text),
            Self::AnyChar => glob::Piece::AnyChar,
            Self::AnyString | Self::Variable { .. } => glob::Piece::AnyString,
        }
    }
}

/// Texts that stand for all, as far as patterns tell them apart that are literal or have a `*` only at their end;
/// `None` if one has another form.
///
/// A text is told from others by the longest prefix that it has and whether it is just that, so each prefix with and
/// without something behind it stands for all.
pub(crate) fn prefix_classes<'t>(patterns: impl Iterator<Item = &'t Text>) -> Option<Vec<String>> {
    let mut prefixes = vec![""];
    for pattern in patterns {
        prefixes.push(match pattern.pieces() {
            [] | [Piece::AnyString] => "",
            [Piece::Literal(prefix)] | [Piece::Literal(prefix), Piece::AnyString] => prefix,
            _ => return None,
        });
    }
    prefixes.sort_unstable();
    prefixes.dedup();
    let mut texts = Vec::with_capacity(2 * prefixes.len());
    for (at, prefix) in prefixes.iter().enumerate() {
        // In their order, those that go on from the prefix stand right behind it.
        let behind = prefixes.iter().skip(at + 1).map_while(|other| other.strip_prefix(prefix));
        let next = behind.filter_map(|rest| rest.chars().next()).collect::<Vec<_>>();
        let end =
            ('a'..='z').rev().chain('0'..='9').chain('\u{100}'..='\u{FFFD}').find(|end| !next.contains(end));
        texts.push((*prefix).to_owned());
        texts.extend(end.map(|end| format!("{prefix}{end}")));
    }
    texts.sort_by(|one, two| one.len().cmp(&two.len()).then_with(|| one.cmp(two)));
    Some(texts)
}

/// Literal text as it is written among wildcards (S12).
fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['*', '?']) {
        Cow::Owned(text.replace('*', "${*}").replace('?', "${?}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Writes the pattern as a policy does
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Literal(text) => f.write_str(&escaped(text)),
            Piece::AnyChar => f.write_str("?"),
            Piece::AnyString => f.write_str("*"),
            Piece::Variable { written, default: None, .. } => write!(f, "${{{written}}}"),
            Piece::Variable { written, default: Some(default), .. } => {
                write!(f, "${{{written}, '{default}'}}")
            }
        })
    }
}
