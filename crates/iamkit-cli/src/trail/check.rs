//! `iamkit trail check`: what was recorded against what the policies say.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use iamkit_catalog::EvaluatedTable;
use iamkit_cloudtrail::{Agreement, CheckedRequest, Judge, TrailUsage, Verdict, check};
use iamkit_policy::shown;

use super::logs::{AccountArgs, LogArgs};
use super::replay::{sentence, times};
use super::table::{Cell, Row, TableFormat, tell};
use iamkit_console::command::{Failure, Outcome, exit_different, replace};
use iamkit_console::output;

/// Which logs and which accounts.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing contradicts, 1 something does and nothing open explains it, 2 could not be answered."
)]
pub(super) struct Args {
    #[command(flatten)]
    logs: LogArgs,
    #[command(flatten)]
    accounts: AccountArgs,
    /// List what agrees, too.
    #[arg(long)]
    agreeing: bool,
    /// Write which resources AWS evaluated for which actions, as texts of denials show it and the catalog hasn't; for
    /// `--evaluated`.
    #[arg(long, value_name = "FILE")]
    learn: Option<PathBuf>,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,
}

const HEAD: [&str; 13] = [
    "agreement",
    "principal",
    "action",
    "resource",
    "recorded",
    "decided",
    "layersOfAws",
    "layers",
    "count",
    "first",
    "last",
    "eventId",
    "open",
];

pub(super) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let judge = Judge::new(&view);
    let usage = args.logs.usage(judge.keys())?;
    if let Some(file) = &args.learn {
        learn(&usage, file)?;
    }
    let checked = check(&usage, &judge)?;
    let mut listed = checked.iter().collect::<Vec<_>>();
    listed.retain(|one| args.agreeing || one.agreement != Agreement::Agrees);
    listed.sort_by_key(|one| one.agreement);
    let rows = listed.into_iter().map(row).collect::<Vec<_>>();
    tell(&HEAD, &rows, args.format)?;
    for agreement in Agreement::ALL {
        let count = checked.iter().filter(|one| one.agreement == agreement).count();
        let line = format!("{}: {count} requests", agreement.as_str());
        match args.format {
            TableFormat::Text => output::line(line),
            _ => output::note(line),
        }
    }
    let contradicts = checked.iter().any(|one| one.agreement == Agreement::Contradicts);
    Ok(if contradicts { exit_different() } else { ExitCode::SUCCESS })
}

fn learn(usage: &TrailUsage, file: &Path) -> Result<(), Failure> {
    let learnt = usage.learnt(EvaluatedTable::current());
    replace(file, learnt.to_string().as_bytes())?;
    let (rows, open) = (learnt.rows.len(), learnt.contradictory.len());
    let open = if open == 0 {
        String::new()
    } else {
        format!("; {open} actions without one, for both `*` and a form were seen")
    };
    output::note(format!("{rows} rows are learnt{open}"));
    Ok(())
}

fn recorded(one: &CheckedRequest<'_>) -> &'static str {
    if one.was_allowed { "allowed" } else { "denied" }
}

fn decided(verdict: &Verdict) -> (&'static str, Vec<String>) {
    match verdict {
        Verdict::Allowed => ("allowed", Vec::new()),
        Verdict::Denied { is_explicit, blocked_by } => {
            let layers = blocked_by.iter().map(|layer| (*layer).to_owned()).collect();
            (if *is_explicit { "explicitDeny" } else { "implicitDeny" }, layers)
        }
        Verdict::Depends(_) => ("depends", Vec::new()),
        Verdict::NotAsked(_) => ("notAsked", Vec::new()),
    }
}

fn row(one: &CheckedRequest<'_>) -> Row {
    let (request, (word, layers)) = (one.request, decided(&one.verdict));
    let of_aws = one.layers.iter().map(|layer| (*layer).to_owned()).collect::<Vec<_>>();
    let mut lines = vec![
        format!("{}: {}", one.agreement.as_str(), sentence(request)),
        format!(
            "  recorded {}, decided {word}{}{}",
            recorded(one),
            by(" by ", &layers),
            by("; AWS named ", &of_aws)
        ),
        times(request),
    ];
    for (what, texts) in [("with", &request.key_texts()), ("open:", &one.open)] {
        if !texts.is_empty() {
            lines.push(format!("  {what} {}", shown::joined(texts, ", ")));
        }
    }
    let cells = vec![
        one.agreement.as_str().into(),
        request.caller.as_str().into(),
        request.action.as_str().into(),
        request.resource.as_deref().unwrap_or_default().into(),
        recorded(one).into(),
        word.into(),
        Cell::List(of_aws),
        Cell::List(layers),
        Cell::Count(one.count),
        request.seen.first.as_str().into(),
        request.seen.last.as_str().into(),
        request.seen.event_id.as_str().into(),
        Cell::List(one.open.clone()),
    ];
    Row { cells, lines }
}

fn by(word: &str, layers: &[String]) -> String {
    if layers.is_empty() { String::new() } else { format!("{word}{}", layers.join(", ")) }
}
