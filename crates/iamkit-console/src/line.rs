//! A line for a terminal, a pipe or the log of a forge: what stands in it can't end it and commands nothing.

use std::fmt::Display;

use anstyle::Style;
use iamkit_policy::shown::Shown;

/// One line, as it is printed
///
/// Whatever is put into it is shown as a sentence: what hides is escaped, line feeds too. Nor can it be a command to the
/// runner that keeps the log: `::name::` at the start of a line is one, and `##[name]` or `##name[` anywhere. Values
/// inside of sentences are [shown](Shown::value) by whoever makes the sentence.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Line {
    printed: String,
    /// Whether something else than white space was written.
    has_begun: bool,
    /// What was written last.
    last: Option<char>,
}

impl Line {
    /// Text in a style, which colourless places leave out.
    pub fn styled(self, style: Style, text: impl Display) -> Self {
        self.ansi(style.render()).plain(text).ansi(style.render_reset())
    }

    /// Text without a style.
    pub fn plain(mut self, text: impl Display) -> Self {
        let text = text.to_string();
        for character in Shown::sentence(&text).to_string().chars() {
            self.push(character);
        }
        self
    }

    /// As it is printed, without the line feed.
    pub fn as_str(&self) -> &str {
        &self.printed
    }

    fn ansi(mut self, code: impl Display) -> Self {
        self.printed.push_str(&code.to_string());
        self
    }

    fn push(&mut self, character: char) {
        let is_command = match character {
            ':' => !self.has_begun,
            '#' => self.last == Some('#'),
            _ => false,
        };
        if is_command {
            self.printed.extend(character.escape_unicode());
        } else {
            self.printed.push(character);
        }
        self.has_begun |= !character.is_whitespace();
        self.last = Some(character);
    }
}

impl<T: Display> From<T> for Line {
    fn from(text: T) -> Self {
        Self::default().plain(text)
    }
}

/// Lines of a text
#[derive(Debug, Clone, Default)]
pub struct Lines(Vec<Line>);

impl Lines {
    /// Adds a line.
    pub fn push(&mut self, line: impl Into<Line>) {
        self.0.push(line.into());
    }

    /// The lines in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Line> {
        self.0.iter()
    }

    /// All of them as they are printed, each with its line feed.
    pub fn printed(&self) -> String {
        self.0.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

impl<T: Into<Line>> Extend<T> for Lines {
    fn extend<I: IntoIterator<Item = T>>(&mut self, lines: I) {
        self.0.extend(lines.into_iter().map(Into::into));
    }
}

impl<T: Into<Line>> FromIterator<T> for Lines {
    fn from_iter<I: IntoIterator<Item = T>>(lines: I) -> Self {
        Self(lines.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use anstyle::AnsiColor;
    use iamkit_policy::shown::is_hidden;
    use proptest::prelude::*;

    use super::*;

    fn printed(text: &str) -> String {
        Line::from(text).as_str().to_owned()
    }

    proptest! {
        #[test]
        fn what_stands_in_a_line_prints(text in any::<String>()) {
            prop_assert!(!printed(&text).contains(is_hidden));
        }
    }

    #[test]
    fn no_line_is_a_command_to_a_runner() {
        assert_eq!(printed("::error::no"), r"\u{3a}:error::no");
        assert_eq!(printed(" \u{a0}::error::no"), " \u{a0}\\u{3a}:error::no");
        assert_eq!(printed("a ##[error]no"), r"a #\u{23}[error]no");
        assert_eq!(printed("###vso["), r"#\u{23}\u{23}vso[");
        let line = Line::default().styled(AnsiColor::Red.on_default(), " ::").plain("error::");
        assert_eq!(line.as_str(), "\u{1b}[31m \\u{3a}:\u{1b}[0merror::");
        let line = Line::default().plain("#").plain("#[error]");
        assert_eq!(line.as_str(), r"#\u{23}[error]");
        assert_eq!(printed("arn:aws:s3:::logs/* #1"), "arn:aws:s3:::logs/* #1");
    }

    #[test]
    fn styles_are_ours_alone() {
        let line = Line::default().styled(AnsiColor::Red.on_default(), "a\u{1b}[2K\nb");
        assert_eq!(line.as_str(), "\u{1b}[31ma\\u{1b}[2K\\nb\u{1b}[0m");
    }
}
