//! Text from elsewhere in sentences of ours, so that it can't be taken for our own words.
//!
//! A name, a pattern or a file's path may hold line feeds, terminal sequences or characters that turn the reading
//! direction. [`Shown`] writes such text for people: every character that doesn't print is there as an escape that does.
//! It is for sentences; the `Display` of a value itself, such as an ARN, stays the text that is read back.

use std::fmt::{self, Write as _};

/// Text from elsewhere, as a sentence for people shows it
///
/// A [`value`](Self::value) is shown without ambiguity: different texts look different. Text without a backslash, a
/// backtick or a character that [hides](is_hidden) stays as it is; `\` becomes `\\`, so that what looks like an escape is
/// one, and a backtick gets a backslash before it, so that no value ends the backticks that it stands in. A
/// [`sentence`](Self::sentence) that others made, with values inside, keeps both and has only what hides escaped.
///
/// ```
/// use iamkit_policy::shown::Shown;
///
/// assert_eq!(Shown::value("arn:aws:s3:::logs/*").to_string(), "arn:aws:s3:::logs/*");
/// assert_eq!(Shown::value("logs\n\u{1b}[2Kequal").to_string(), r"logs\n\u{1b}[2Kequal");
/// assert_eq!(Shown::value(r"logs\n").to_string(), r"logs\\n");
/// assert_eq!(Shown::value("a`, not `b").to_string(), r"a\`, not \`b");
/// assert_eq!(Shown::sentence("no member `a\u{202e}b`").to_string(), r"no member `a\u{202e}b`");
/// ```
///
/// # Complexity
/// Linear in the text, without an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<'a> {
    text: &'a str,
    is_sentence: bool,
}

impl<'a> Shown<'a> {
    /// A value: a name, a pattern, a path, whatever is one piece of text from elsewhere.
    pub const fn value(text: &'a str) -> Self {
        Self { text, is_sentence: false }
    }

    /// A sentence of somebody else's making, such as the message of a parser or of the system.
    pub const fn sentence(text: &'a str) -> Self {
        Self { text, is_sentence: true }
    }

    fn needs_escape(&self, character: char) -> bool {
        is_hidden(character) || !self.is_sentence && matches!(character, '\\' | '`')
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.text;
        while let Some(at) = rest.find(|character| self.needs_escape(character)) {
            let (plain, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
            f.write_str(plain)?;
            let mut behind = behind.chars();
            behind.next().map_or(Ok(()), |character| write_escape(f, character))?;
            rest = behind.as_str();
        }
        f.write_str(rest)
    }
}

fn write_escape(f: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    match character {
        '\t' => f.write_str(r"\t"),
        '\n' => f.write_str(r"\n"),
        '\r' => f.write_str(r"\r"),
        '\\' | '`' => f.write_char('\\').and_then(|()| f.write_char(character)),
        _ => write!(f, "{}", character.escape_unicode()),
    }
}

/// Whether a character is invisible, moves the cursor, ends the line or turns the direction of what stands around it.
///
/// These are the control characters (C0, DEL, C1), line and paragraph separators, what Unicode calls default ignorable
/// (bidirectional controls, zero-width characters, tags, variation selectors, fillers), interlinear annotations, the
/// blank Braille pattern, private use, and what is no character. Spaces of any width and marks that combine are text.
///
/// ```
/// use iamkit_policy::shown::is_hidden;
///
/// assert!(['\n', '\u{9b}', '\u{202e}', '\u{200b}', '\u{e0041}'].into_iter().all(is_hidden));
/// assert!(!['a', ' ', 'é', '日', '🦀'].into_iter().any(is_hidden));
/// ```
pub const fn is_hidden(character: char) -> bool {
    let is_no_character = character as u32 & 0xfffe == 0xfffe;
    is_no_character
        || matches!(
            character,
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..
        )
}

/// Values in one backtick-quoted list: `` `a`, `b` ``.
///
/// ```
/// assert_eq!(iamkit_policy::shown::quoted(["a", "b\n"]), r"`a`, `b\n`");
/// ```
pub fn quoted<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let quoted = values.into_iter().map(|value| format!("`{}`", Shown::value(value.as_ref())));
    quoted.collect::<Vec<_>>().join(", ")
}

/// Values one after the other, with a separator between them.
///
/// ```
/// assert_eq!(iamkit_policy::shown::joined(["s3:Get*", "s3:\u{200b}*"], ", "), r"s3:Get*, s3:\u{200b}*");
/// ```
pub fn joined<T: AsRef<str>>(values: impl IntoIterator<Item = T>, separator: &str) -> String {
    let shown = values.into_iter().map(|value| Shown::value(value.as_ref()).to_string());
    shown.collect::<Vec<_>>().join(separator)
}

/// What something is called, as sentences say it: its kind, and its name in backticks.
///
/// ```
/// assert_eq!(iamkit_policy::shown::called("group", "Admins"), "group `Admins`");
/// ```
pub fn called(kind: &str, name: &str) -> String {
    format!("{kind} `{}`", Shown::value(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads a shown value back.
    fn read(shown: &str) -> Option<String> {
        let mut text = String::new();
        let mut rest = shown.chars();
        while let Some(character) = rest.next() {
            if character != '\\' {
                text.push(character);
                continue;
            }
            text.push(match rest.next()? {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                'u' => {
                    let (number, behind) = rest.as_str().strip_prefix('{')?.split_once('}')?;
                    rest = behind.chars();
                    char::from_u32(u32::from_str_radix(number, 16).ok()?)?
                }
                quoted => quoted,
            });
        }
        Some(text)
    }

    /// Any characters, those that hide as often as others.
    fn texts() -> impl Strategy<Value = String> {
        let hidden = any::<char>().prop_filter("hides", |character| is_hidden(*character));
        let character = prop_oneof![
            any::<char>(),
            hidden,
            Just('\\'),
            Just('`'),
            "[ntru{}0-9]{1}".prop_map(|s| { s.chars().next().unwrap() })
        ];
        proptest::collection::vec(character, 0..20).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn what_is_shown_prints_and_reads_back(text in texts()) {
            let shown = Shown::value(&text).to_string();
            prop_assert!(!shown.contains(is_hidden), "{shown:?}");
            prop_assert_eq!(read(&shown), Some(text));
        }

        #[test]
        fn no_value_ends_the_backticks_around_it(text in texts()) {
            let shown = Shown::value(&text).to_string();
            let mut is_escaped = false;
            for character in shown.chars() {
                prop_assert!(is_escaped || character != '`', "{}", shown);
                is_escaped = !is_escaped && character == '\\';
            }
            prop_assert!(!is_escaped, "{}", shown);
        }

        #[test]
        fn sentences_change_only_where_something_hides(text in texts()) {
            let shown = Shown::sentence(&text).to_string();
            prop_assert!(!shown.contains(is_hidden), "{shown:?}");
            prop_assert_eq!(Shown::sentence(&shown).to_string(), shown.clone());
            prop_assert_eq!(shown == text, !text.contains(is_hidden));
        }

        #[test]
        fn plain_text_stays(text in "[ -\\[\\]-_a-~¡-¬é日🦀]*") {
            prop_assert_eq!(Shown::value(&text).to_string(), text);
        }
    }

    #[test]
    fn every_control_and_every_direction_hides() {
        assert!(('\0'..='\u{10ffff}').filter(|c| c.is_control()).all(is_hidden));
        let turning = ('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}')
            .chain(['\u{61c}', '\u{200e}', '\u{200f}']);
        assert!(turning.into_iter().all(is_hidden));
        let invisible = [
            '\u{ad}',
            '\u{200b}',
            '\u{2060}',
            '\u{2064}',
            '\u{feff}',
            '\u{e0001}',
            '\u{e007f}',
            '\u{e000}',
            '\u{f0000}',
            '\u{ffff}',
            '\u{1fffe}',
        ];
        assert!(invisible.into_iter().all(is_hidden));
        assert!(
            (' '..='~').chain('\u{a0}'..='\u{ac}').chain('À'..='ʯ').chain('ぁ'..='ん').all(|c| !is_hidden(c))
        );
    }
}
