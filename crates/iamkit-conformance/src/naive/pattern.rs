//! Patterns of the naive evaluator: a list of characters, wildcards and variables, matched with two pointers.
//!
//! Deliberately not the globs of the policy crate. Rules: S1, S5–S16, S36.

use super::context::Context;

/// One position of a pattern
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// This character.
    Char(char),
    /// `*`.
    AnyString,
    /// `?`.
    AnyChar,
    /// `${key}`, `${key, 'default'}`.
    Variable { key: String, default: Option<String> },
}

/// Where `${…}` counts as a variable
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variables {
    /// From the first character: condition values.
    Everywhere,
    /// Behind the fifth colon: resources (S10).
    BehindFifthColon,
    /// Nowhere: documents of 2008 (S1).
    Nowhere,
}

/// Whether `*` and `?` are wildcards
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wildcards {
    /// They are.
    Yes,
    /// They stand for themselves (S35).
    No,
}

/// A `${…}` at the start of `text`: how many characters it takes, and what stands inside.
///
/// An unclosed one is ordinary text. A quoted default ends at the first `'}`, so it may hold a brace (S13).
fn dollar_brace(text: &[char]) -> Option<(usize, String)> {
    if text.first() != Some(&'$') || text.get(1) != Some(&'{') {
        return None;
    }
    let inside = text.get(2..)?;
    let end = quoted_end(inside).or_else(|| inside.iter().position(|&c| c == '}'))?;
    Some((end + 3, inside.iter().take(end).collect()))
}

/// Where the brace stands that closes `key, 'default'}`.
fn quoted_end(inside: &[char]) -> Option<usize> {
    let comma =
        inside.iter().position(|&c| c == ',' || c == '}').filter(|&at| inside.get(at) == Some(&','))?;
    let behind = inside.get(comma + 1..)?;
    let open = comma + 1 + behind.iter().position(|&c| c != ' ')?;
    if inside.get(open) != Some(&'\'') {
        return None;
    }
    let quote =
        (0..inside.len()).find(|&at| inside.get(at) == Some(&'\'') && inside.get(at + 1) == Some(&'}'))?;
    (open < quote).then_some(quote + 1)
}

/// Cuts a text at its first `limit` colons, those inside `${…}` not counted (S36).
pub(super) fn fields(text: &str, limit: usize) -> Vec<String> {
    let chars = text.chars().collect::<Vec<_>>();
    let mut fields = vec![String::new()];
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let taken = chars.get(at..).and_then(dollar_brace).map_or(1, |(taken, _)| taken);
        if taken == 1 && c == ':' && fields.len() <= limit {
            fields.push(String::new());
        } else if let Some(last) = fields.last_mut() {
            last.extend(chars.iter().skip(at).take(taken));
        }
        at += taken;
    }
    fields
}

/// S7: an incomplete ARN gets `*` in each missing field.
pub(super) fn completed(text: &str) -> String {
    let mut text = text.to_owned();
    if text.starts_with("arn:") {
        while fields(&text, 5).len() < 6 {
            text.push_str(":*");
        }
    }
    text
}

/// Reads a text as a pattern.
pub(super) fn read(text: &str, variables: Variables, wildcards: Wildcards) -> Vec<Piece> {
    let chars = text.chars().collect::<Vec<_>>();
    let mut pieces = Vec::new();
    let (mut at, mut colons) = (0, 0);
    while let Some(&c) = chars.get(at) {
        let is_active = match variables {
            Variables::Everywhere => true,
            Variables::BehindFifthColon => 5 <= colons,
            Variables::Nowhere => false,
        };
        match chars.get(at..).and_then(dollar_brace) {
            Some((taken, inside)) if is_active => {
                pieces.push(variable(&inside));
                at += taken;
            }
            Some((taken, _)) => {
                pieces.extend(chars.iter().skip(at).take(taken).map(|&c| plain(c, wildcards)));
                at += taken;
            }
            None => {
                colons += usize::from(c == ':');
                pieces.push(plain(c, wildcards));
                at += 1;
            }
        }
    }
    pieces
}

fn plain(c: char, wildcards: Wildcards) -> Piece {
    match (c, wildcards) {
        ('*', Wildcards::Yes) => Piece::AnyString,
        ('?', Wildcards::Yes) => Piece::AnyChar,
        _ => Piece::Char(c),
    }
}

/// S12: the three escapes; S13: the default in single quotes, with or without the space before it.
fn variable(inside: &str) -> Piece {
    match inside {
        "*" => return Piece::Char('*'),
        "?" => return Piece::Char('?'),
        "$" => return Piece::Char('$'),
        _ => {}
    }
    let Some((key, rest)) = inside.split_once(',') else {
        return Piece::Variable { key: inside.trim_matches(' ').into(), default: None };
    };
    let rest = rest.trim_matches(' ');
    let default = rest.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    match default {
        Some(default) => Piece::Variable { key: key.trim_matches(' ').into(), default: Some(default.into()) },
        // A default without its quotes is none, and no key has such a name (INFER).
        None => Piece::Variable { key: inside.into(), default: None },
    }
}

/// S11, S13, S15: variables replaced by literal text; `None` where one has neither value nor default.
pub(super) fn substituted(pieces: &[Piece], context: &Context) -> Option<Vec<Piece>> {
    let mut result = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Variable { key, default } => {
                let value = context.single(key).or(default.as_deref())?;
                result.extend(value.chars().map(Piece::Char));
            }
            other => result.push(other.clone()),
        }
    }
    Some(result)
}

/// S5, S8: whether the pattern covers the whole text. Where a piece doesn't fit, the last `*` takes one character more:
/// those before it needn't, as what stands between them fits as early as it can.
///
/// Time is the characters of a text without `*` in its pattern, and pieces × characters at most; a variable left in the
/// pattern matches nothing.
pub(super) fn covers(pieces: &[Piece], text: &str) -> bool {
    let text = text.chars().collect::<Vec<_>>();
    let (mut piece, mut at) = (0, 0);
    // The piece behind the last `*`, and where it is tried next.
    let mut next_try = None;
    while piece < pieces.len() || at < text.len() {
        let given = text.get(at);
        let fits = match pieces.get(piece) {
            Some(Piece::AnyString) => {
                piece += 1;
                next_try = Some((piece, at + 1));
                continue;
            }
            Some(Piece::AnyChar) => given.is_some(),
            Some(Piece::Char(c)) => given == Some(c),
            Some(Piece::Variable { .. }) => return false,
            None => false,
        };
        if fits {
            (piece, at) = (piece + 1, at + 1);
            continue;
        }
        match next_try {
            Some((behind, from)) if from <= text.len() => {
                (piece, at) = (behind, from);
                next_try = Some((behind, from + 1));
            }
            _ => return false,
        }
    }
    true
}

/// The text of a pattern that has no wildcards left.
pub(super) fn literal(pieces: &[Piece]) -> Option<String> {
    let chars = pieces.iter().map(|piece| match piece {
        Piece::Char(c) => Some(*c),
        _ => None,
    });
    chars.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        covers(&read(pattern, Variables::Nowhere, Wildcards::Yes), text)
    }

    /// The definition: what each piece covers, tried in every way.
    fn by_definition(pieces: &[Piece], text: &[char]) -> bool {
        match (pieces, text) {
            ([], text) => text.is_empty(),
            ([Piece::AnyString, rest @ ..], text) => {
                (0..=text.len()).any(|taken| by_definition(rest, &text[taken..]))
            }
            ([Piece::AnyChar, rest @ ..], [_, text @ ..]) => by_definition(rest, text),
            ([Piece::Char(c), rest @ ..], [first, text @ ..]) => c == first && by_definition(rest, text),
            _ => false,
        }
    }

    /// All words of some letters, up to a length.
    fn words(letters: &str, length: usize) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut start = 0;
        for _ in 0..length {
            let end = words.len();
            for at in start..end {
                words.extend(
                    letters.chars().map(|letter| format!("{}{letter}", words[at])).collect::<Vec<_>>(),
                );
            }
            start = end;
        }
        words
    }

    #[test]
    fn short_patterns_cover_what_the_definition_says() {
        for pattern in words("ab*?", 5) {
            let pieces = read(&pattern, Variables::Nowhere, Wildcards::Yes);
            for text in words("ab", 5) {
                let expected = by_definition(&pieces, &text.chars().collect::<Vec<_>>());
                assert_eq!(covers(&pieces, &text), expected, "`{pattern}` on `{text}`");
            }
        }
    }

    #[test]
    fn a_long_literal_is_compared_in_one_go() {
        let literal = "a".repeat(140_000);
        let started = std::time::Instant::now();
        assert!(matches(&literal, &literal));
        assert!(matches(&format!("*{literal}"), &literal));
        assert!(!matches(&literal, &format!("{literal}b")));
        // Three patterns are read and compared.
        assert!(started.elapsed().as_millis() < 500, "{:?}", started.elapsed());
    }

    #[test]
    fn a_variable_without_a_value_covers_nothing() {
        let pieces = [Piece::AnyString, Piece::Variable { key: "k".into(), default: None }];
        assert!(!covers(&pieces, "") && !covers(&pieces, "k"));
    }
}
