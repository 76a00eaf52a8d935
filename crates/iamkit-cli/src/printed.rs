//! What has to hold of everything that is printed about any documents: a property that fuzzing drives.

use iamkit_policy::PolicyDocument;
use iamkit_policy::shown::is_hidden;
use iamkit_prover::{Limits, Universe};
use serde_sarif::sarif::Sarif;

use crate::forms::Forms;
use crate::policy_argument::PolicyArgument;
use crate::{compare, lint};
use iamkit_console::output::markdown::Block;
use iamkit_console::output::{Line, printing_json};

/// Enough for small documents; what takes more is printed as undecided.
const FEW: usize = 200_000;

/// Whatever two documents and the names of their files hold, what is printed about them are lines that print, begin with
/// no command to a runner, and are JSON where they are to be.
///
/// The bytes are the texts of both documents, with a zero byte between them; each is the name of its file, too.
///
/// # Errors
/// What is violated.
///
/// ```
/// let statement = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "::error::\u001b[2K"}}"#;
/// iamkit_cli::printed::output(statement.as_bytes())?;
/// # Ok::<(), String>(())
/// ```
pub fn output(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    let (a, b) = text.split_once('\0').unwrap_or((&text, &text));
    let read = |text: &str| match text.parse::<PolicyDocument>() {
        Ok(document) => Ok(Some(PolicyArgument::of_file(text, document))),
        Err(errors) => prints(Line::from(errors).as_str()).map(|()| None),
    };
    let (Some(a), Some(b)) = (read(a)?, read(b)?) else { return Ok(()) };
    let universe = Universe::real();
    let limits = Limits { max_work: FEW, ..Limits::default() };
    let answers = [compare::forms(a.clone(), b, &universe, &limits), lint::forms(a, &universe, &limits)];
    answers.into_iter().try_for_each(|answer| match answer {
        Ok(forms) => check(&forms),
        Err(failure) => prints(Line::from(failure).as_str()),
    })
}

fn check(forms: &Forms) -> Result<(), String> {
    let text = anstream::adapter::strip_str(&forms.text.printed()).to_string();
    let markdown = forms.markdown.iter().map(Block::printed).collect::<String>();
    text.lines().chain(markdown.lines()).try_for_each(prints)?;
    let json = serde_json::to_string(&forms.sarif).map_err(|error| error.to_string())?;
    let printed = printing_json(&json);
    prints(&printed)?;
    let again = serde_json::from_str::<Sarif>(&printed).map_err(|error| format!("{error} in {printed}"))?;
    if again == forms.sarif { Ok(()) } else { Err(format!("{printed} reads as something else")) }
}

fn prints(line: &str) -> Result<(), String> {
    let is_command = line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
    if line.contains(is_hidden) || is_command { Err(format!("{line:?} is printed")) } else { Ok(()) }
}
