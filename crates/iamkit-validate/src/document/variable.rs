//! Policy variables in a text: `${aws:username}`, `${aws:username, 'nobody'}`; `${*}`, `${?}` and `${$}` are none.

/// A `${` and what follows it
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variable<'t> {
    /// What stands between the braces; up to the end of the text where there is no closing one.
    pub(crate) inside: &'t str,
    pub(crate) is_closed: bool,
}

impl<'t> Variable<'t> {
    /// The name, up to the comma before a default.
    pub(crate) fn name(self) -> &'t str {
        self.inside.split_once(',').map_or(self.inside, |(name, _)| name)
    }

    /// What stands behind the comma, if there is one.
    pub(crate) fn default(self) -> Option<&'t str> {
        self.inside.split_once(',').map(|(_, default)| default)
    }
}

/// The variables of a text, and whatever begins like one
pub(crate) fn variables(text: &str) -> impl Iterator<Item = Variable<'_>> {
    // Nearly no text has a `$`, which is found faster.
    let mut rest = if text.contains('$') { text } else { "" };
    std::iter::from_fn(move || {
        loop {
            let (_, behind) = rest.split_once("${")?;
            let (inside, after, is_closed) =
                behind.split_once('}').map_or((behind, "", false), |(inside, after)| (inside, after, true));
            rest = after;
            let variable = Variable { inside, is_closed };
            if !matches!(variable.inside, "*" | "?" | "$") || !variable.is_closed {
                return Some(variable);
            }
        }
    })
}
