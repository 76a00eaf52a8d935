//! Sentences on the lines of a terminal.

/// The widest that a line gets.
const WIDTH: usize = 80;

/// A sentence on as many lines as it takes, those behind the first as far in as the first and two columns more; on one
/// line for whoever reads lines.
pub(super) fn wrapped(sentence: &str, is_for_terminal: bool) -> Vec<String> {
    if !is_for_terminal || sentence.chars().count() <= WIDTH {
        return vec![sentence.to_owned()];
    }
    let text = sentence.trim_start_matches(' ');
    let indent = " ".repeat(sentence.len() - text.len());
    let mut lines = vec![indent.clone()];
    let mut is_fresh = true;
    for word in text.split(' ') {
        let taken = lines.last().map_or(0, |line| line.chars().count());
        let space = usize::from(!is_fresh);
        if !is_fresh && WIDTH < taken + space + word.chars().count() {
            lines.push(format!("{indent}  {word}"));
        } else if let Some(line) = lines.last_mut() {
            line.push_str(if is_fresh { "" } else { " " });
            line.push_str(word);
        }
        is_fresh = false;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_broken_between_words_on_a_terminal_alone() {
        let sentence = format!("  {}", ["word"; 40].join(" "));
        assert_eq!(wrapped(&sentence, false), [&*sentence]);
        let lines = wrapped(&sentence, true);
        assert!(
            lines.iter().all(|line| line.len() <= WIDTH) && lines[1].starts_with("    word"),
            "{lines:?}"
        );
        let words = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        assert_eq!(words, sentence.trim());
        assert_eq!(wrapped("short", true), ["short"]);
        let long = "w".repeat(100);
        assert_eq!(wrapped(&long, true), [&*long]);
    }
}
