//! Actions and terms in words, on lines of a terminal.

use iamkit_policy::shown::{self, Shown};
use iamkit_prover::Terms;

/// Lines of action names are broken before this column.
const WIDTH: usize = 100;

/// The actions on as few lines as hold them.
pub(crate) fn wrapped(actions: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for action in actions.iter().map(|action| Shown::value(action).to_string()) {
        match lines.last_mut() {
            Some(last) if last.len() + action.len() + 2 <= WIDTH => {
                last.push_str(", ");
                last.push_str(&action);
            }
            last => {
                if let Some(last) = last {
                    last.push(',');
                }
                lines.push(action);
            }
        }
    }
    lines
}

/// What is said besides the actions, a line for each part; none where that is everything.
pub(crate) fn terms(actions_except: &[String], terms: &Terms, is_exact: bool) -> Vec<String> {
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
}
