//! Actions and terms in words, on lines of a terminal.

use iamkit_policy::shown;
use iamkit_prover::Terms;

/// Lists are broken before this column, so that they fit where a sign and the most that they are indented stand before.
const WIDTH: usize = 70;

/// The actions on as few lines as hold them.
pub fn wrapped(actions: &[String]) -> Vec<String> {
    folded(&shown::joined(actions, ", "))
}

/// A text on as few lines as hold it, broken between the names of its lists.
pub fn folded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in text.split_inclusive(", ") {
        match lines.last_mut() {
            Some(last) if last.len() + name.trim_end().len() <= WIDTH => last.push_str(name),
            _ => lines.push(name.to_owned()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// A text as [`folded`], the lines behind the first indented.
pub fn hanging(text: &str) -> Vec<String> {
    let indented = |(at, line)| if at == 0 { line } else { format!("  {line}") };
    folded(text).into_iter().enumerate().map(indented).collect()
}

/// What is said besides the actions, a line for each part; none where that is everything.
pub fn terms(actions_except: &[String], terms: &Terms, is_exact: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if !actions_except.is_empty() {
        lines.push(format!("except {}", shown::joined(actions_except, ", ")));
    }
    if !terms.principals.is_everything() {
        lines.push(format!("for {}", terms.principals));
    }
    if !terms.resources.is_everything() {
        lines.push(format!("on {}", terms.resources));
    }
    let conditions = terms.conditions.iter().enumerate();
    lines.extend(
        conditions.map(|(at, condition)| format!("{} {condition}", if at == 0 { "when" } else { "and" })),
    );
    if !is_exact {
        lines.push("(somewhere within this; naming it exactly takes more than the limits allow)".into());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_of_actions_are_broken_between_names() {
        let names = (0..9).map(|number| format!("service:ActionNumber{number}")).collect::<Vec<_>>();
        let lines = wrapped(&names);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.len() <= WIDTH + 1));
        assert_eq!(lines.join(" "), names.join(", "));
    }

    #[test]
    fn a_list_in_a_sentence_hangs_below_its_start() {
        let name = "arn:aws:s3:::a-bucket-with-a-name/*";
        assert_eq!(hanging("always"), ["always"]);
        assert_eq!(
            hanging(&format!("on [{name}, {name}, {name}]")),
            [format!("on [{name},"), format!("  {name},"), format!("  {name}]")]
        );
    }
}
