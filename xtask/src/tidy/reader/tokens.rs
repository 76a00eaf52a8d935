//! Paths in what is no grammar's: the arguments of macros and attributes, token by token.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path of tokens, with its line
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelt {
    /// Its names.
    pub(crate) path: Vec<String>,
    /// Where it stands.
    pub(crate) line: usize,
}

/// The paths among tokens and in their groups.
///
/// A name alone is a path where it is called or begins with a capital: others are variables and members.
pub(crate) fn paths(tokens: TokenStream) -> Vec<Spelt> {
    let mut found = Vec::new();
    add_paths(&mut found, tokens);
    found
}

fn add_paths(found: &mut Vec<Spelt>, tokens: TokenStream) {
    let mut current = Current::default();
    for token in tokens {
        match token {
            TokenTree::Ident(name) => current.push(found, &name.to_string(), name.span().start().line),
            TokenTree::Punct(mark) => current.mark(found, mark.as_char()),
            TokenTree::Literal(_) => current.end(found, false),
            TokenTree::Group(group) => {
                current.end(found, group.delimiter() == Delimiter::Parenthesis);
                add_paths(found, group.stream());
            }
        }
    }
    current.end(found, false);
}

/// The path that is being read
#[derive(Debug, Default)]
struct Current {
    path: Vec<String>,
    line: usize,
    colons: usize,
    /// Whether a dot came before it: it is a member.
    is_member: bool,
    /// The mark that came last, where nothing came after it.
    last: Option<char>,
}

impl Current {
    fn push(&mut self, found: &mut Vec<Spelt>, name: &str, line: usize) {
        if self.path.is_empty() || self.colons != 2 {
            let is_member =
                self.last == Some('.') || self.last == Some(':') && self.path.is_empty() && self.colons == 2;
            self.end(found, false);
            (self.line, self.is_member) = (line, is_member);
        }
        self.path.push(name.to_owned());
        (self.colons, self.last) = (0, None);
    }

    fn mark(&mut self, found: &mut Vec<Spelt>, mark: char) {
        if mark == ':' {
            self.colons += 1;
        } else {
            if mark == '!'
                && self.colons == 0
                && let Some(name) = self.path.last_mut()
            {
                name.push('!');
            }
            self.end(found, false);
        }
        self.last = Some(mark);
    }

    fn end(&mut self, found: &mut Vec<Spelt>, is_called: bool) {
        let path = std::mem::take(&mut self.path);
        let is_path = match path.as_slice() {
            [] => false,
            [name] => is_called || name.ends_with('!') || name.starts_with(char::is_uppercase),
            _ => true,
        };
        if is_path && !self.is_member {
            found.push(Spelt { path, line: self.line });
        }
        *self = Self::default();
    }
}
