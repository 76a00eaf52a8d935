//! JSON that prints and commands nothing: what mustn't stand there is written as `\uXXXX`, which reads as the same text.

use std::borrow::Cow;
use std::fmt::Write as _;

use iamkit_policy::shown::is_hidden;

/// The same JSON with every character escaped that hides, and `##`, which may begin a command to the runner that keeps
/// the log.
///
/// White space between tokens stays. Whatever else is escaped stands in a string, where line feeds and other C0 characters
/// are escaped already.
pub fn printing(json: &str) -> Cow<'_, str> {
    if !json.contains(hides) && !json.contains("##") {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    let mut last = None;
    for character in json.chars() {
        if hides(character) || (last, character) == (Some('#'), '#') {
            escape(&mut text, character);
        } else {
            text.push(character);
        }
        last = Some(character);
    }
    Cow::Owned(text)
}

fn hides(character: char) -> bool {
    is_hidden(character) && !matches!(character, '\t' | '\n' | '\r')
}

fn escape(text: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a string can't fail.
        let _ = write!(text, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    proptest! {
        #[test]
        fn json_says_the_same_and_prints(texts in proptest::collection::vec(any::<String>(), 0..4)) {
            for json in [serde_json::to_string(&texts).unwrap(), serde_json::to_string_pretty(&texts).unwrap()] {
                let printed = printing(&json);
                prop_assert!(!printed.contains(hides));
                prop_assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), Value::from(texts.clone()));
            }
        }
    }

    #[test]
    fn what_is_escaped_is_in_units_of_sixteen_bits() {
        assert_eq!(printing("\"###[a]\""), "\"#\\u0023\\u0023[a]\"");
        assert_eq!(printing("\"\u{9b}\u{202e}\u{e0041}é\""), "\"\\u009b\\u202e\\udb40\\udc41é\"");
    }
}
