//! The recorded part of `benches/README.md`, rendered from the results.

use std::fmt::Write as _;

use crate::results::{Results, Verdict};
use crate::solvers::{QUESTIONS, SOLVERS};
use crate::targets::{
    Component, EXPANSION_NS, HOSTILE, Hostile, OF_ONE_NS, SECTIONS, Section, in_words, of_question,
};

const START: &str = "<!-- recorded: `cargo xtask bench record` writes what follows -->\n";
const END: &str = "<!-- end of what is recorded -->\n";

/// The engines in the order of the columns, ours first.
pub(crate) const ENGINES: [&str; 9] = [
    "iamkit",
    "iamkit, principal read once",
    "iamkit, context typed",
    "hand index",
    "glob loop",
    "RegexSet",
    "iam-rs",
    "Cedar",
    "aspen",
];

/// The text with its recorded part replaced; nothing when the marks are missing.
pub(crate) fn replace_recorded(text: &str, recorded: &str) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}{recorded}{END}{after}"))
}

/// The recorded part: where it was measured, decisions side by side, why engines are missing,
/// and a table for each of the other sections.
pub(crate) fn render(results: &Results) -> String {
    let mut text = head(results);
    text.push_str(&decisions(results));
    text.push_str(&refusals(results));
    text.extend(SECTIONS.iter().map(|tables| section(results, tables)));
    text.push_str(&expansions(results));
    text.push_str(&comparisons(results));
    text.push_str(&hostile(results));
    text
}

fn head(results: &Results) -> String {
    let Results { machine, compiler, commit, command, measurements, .. } = results;
    let has_least = measurements.iter().any(|measurement| measurement.least_ns.is_some());
    let statistic = if has_least {
        "The least of each benchmark's samples, one thread; medians are in `results.json`."
    } else {
        "Medians, one thread."
    };
    format!(
        "\nMachine: {}, {} cores, {}; {compiler}; commit `{commit}`. {statistic}\n\n```console\n{command}\n```\n",
        machine.cpu, machine.cores, machine.system,
    )
}

/// The questions that were asked of several engines, in the order of their ids.
pub(crate) fn questions(results: &Results) -> Vec<&str> {
    let measured = results.measurements.iter().map(|measurement| measurement.id.as_str());
    let mut questions = measured
        .filter_map(|id| id.strip_suffix("/iamkit"))
        .filter(|id| !id.starts_with("glob/"))
        .collect::<Vec<_>>();
    questions.dedup();
    questions
}

fn decisions(results: &Results) -> String {
    let mut text =
        "\n### Decisions\n\n![Time for a decision, on a logarithmic scale](plot.svg)\n\n".to_owned();
    let asked = |engine: &&str| {
        results.measurements.iter().any(|it| it.id.rsplit_once('/').is_some_and(|(_, last)| last == *engine))
    };
    let engines = ENGINES.into_iter().filter(asked).collect::<Vec<_>>();
    let _ = writeln!(text, "| question | {} | target |", engines.join(" | "));
    let _ = writeln!(text, "|---|{}--:|", "--:|".repeat(engines.len()));
    for question in questions(results) {
        let cells = engines.iter().map(|engine| cell(results, &format!("{question}/{engine}")));
        let target =
            of_question(question).map_or_else(String::new, |target| format!("≤ {}", duration(target)));
        let cells = cells.collect::<Vec<_>>().join(" | ");
        let _ = writeln!(text, "| {} `{question}` | {cells} | {target} |", in_words(question));
    }
    text
}

/// The time, `✗` for a wrong answer, `–` where the engine wasn't asked.
fn cell(results: &Results, id: &str) -> String {
    match (results.measurement(id), results.refusal(id)) {
        (Some(measurement), _) => duration(measurement.time_ns()),
        (None, Some(refusal)) if refusal.verdict == Verdict::Wrong => "✗".to_owned(),
        _ => "–".to_owned(),
    }
}

fn refusals(results: &Results) -> String {
    let wrong = results.refusals.iter().filter(|refusal| refusal.verdict == Verdict::Wrong);
    let lines = wrong.map(|refusal| format!("- `{}`: {}", refusal.id, refusal.reason)).collect::<Vec<_>>();
    if lines.is_empty() {
        return String::new();
    }
    format!("\n✗ is a wrong decision, or none:\n\n{}\n", lines.join("\n"))
}

/// A table of the section's rows that were measured; nothing when none was.
fn section(results: &Results, section: &Section) -> String {
    let rows = section.rows.iter().filter_map(|component| row(results, component)).collect::<String>();
    titled(section.title, &rows)
}

fn titled(title: &str, rows: &str) -> String {
    if rows.is_empty() {
        return String::new();
    }
    format!("\n### {title}\n\n| what | benchmark | time | target |\n|---|---|--:|--:|\n{rows}")
}

fn row(results: &Results, component: &Component) -> Option<String> {
    let measurement = results.measurement(component.id)?;
    let per_element = component.id == "managed/every_current";
    let count = measurement.elements.filter(|_| per_element).unwrap_or(1);
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let time = measurement.time_ns() / count as f64;
    let target = held(time, component.target_ns);
    Some(format!("| {} | `{}` | {} | {target} |\n", component.what, component.id, duration(time)))
}

fn expansions(results: &Results) -> String {
    let measured = results.measurements.iter().filter(|it| it.id.starts_with("catalog/expand/"));
    let rows = measured.map(|it| {
        let (pattern, time) = (it.id.trim_start_matches("catalog/expand/"), it.time_ns());
        format!(
            "| `{pattern}` | `{}` | {} | {} |\n",
            it.id,
            duration(time),
            held(time, expansion_target(&it.id))
        )
    });
    titled("Patterns expanded over the catalog", &rows.collect::<String>())
}

/// What the prover was asked, beside the seconds of solvers.
fn comparisons(results: &Results) -> String {
    let rows = QUESTIONS.iter().filter_map(|question| {
        let time = results.measurement(&format!("prover/{}", question.id))?.time_ns();
        let target = held(time, Some(question.target_ns));
        let solvers = question.seconds.join(" | ");
        Some(format!(
            "| {} | `{}` | {} | {target} | {solvers} |\n",
            question.what,
            question.id,
            duration(time)
        ))
    });
    let rows = rows.collect::<String>();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "\n### Comparing policies\n\nReading the policies is not included, compiling them is. The solvers' seconds are of an \
         earlier run on a like machine, for the verdict alone.\n\n\
         | question | `prover/…` | time | target | {} |\n|---|---|--:|--:|{}\n{rows}",
        SOLVERS.join(" | "),
        "--:|".repeat(SOLVERS.len()),
    )
}

/// What the prover was asked that is made to take long, and how that grows with the size.
fn hostile(results: &Results) -> String {
    let questions =
        ["compare", "idle-statements", "summarize", "view", "escalations", "escalations-of-one", "evaluate"];
    let rows = questions
        .into_iter()
        .flat_map(|question| HOSTILE.iter().filter_map(move |kind| hostile_row(results, kind, question)));
    let rows = rows.collect::<String>();
    if rows.is_empty() {
        return String::new();
    }
    let again = results.again.iter().find(|again| again.bench == "hostile").map(|again| {
        format!("\n\nMeasured again at commit `{}`:\n\n```console\n{}\n```", again.commit, again.command)
    });
    let again = again.unwrap_or_default();
    format!(
        "\n### Hostile\n\n`compare` is a verdict on two policies, `idle-statements` what `lint` asks of one, `summarize` \
         all that one allows in few lines, `view` an account made ready to be asked, `escalations` who of an account can make itself more than it is. Where the \
         budget of a question is spent the answer is `Unknown`, and more of the same takes no longer; what has more \
         statements or characters than a question may is refused before it is looked at.{again}\n\n\
         | what | `hostile/…` | time | target | of how many | time | growth |\n|---|---|--:|--:|--:|--:|--:|\n{rows}"
    )
}

fn hostile_row(results: &Results, kind: &Hostile, question: &str) -> Option<String> {
    let Hostile { id, what, sizes: [size, larger], target_ns } = kind;
    let time_of =
        |size: &u32| Some(results.measurement(&format!("hostile/{id}/{question}/{size}"))?.time_ns());
    let (time, longer) = (time_of(size)?, time_of(larger)?);
    Some(format!(
        "| {size} {what} | `{id}/{question}` | {} | {} | {larger} | {} | {} |\n",
        duration(time),
        held(time, if question == "escalations-of-one" { Some(OF_ONE_NS) } else { *target_ns }),
        duration(longer),
        growth(time, longer),
    ))
}

/// How many times as long more takes; what is beyond a bound on statements or characters is refused before it is looked at.
fn growth(time: f64, longer: f64) -> String {
    if longer * REFUSED < time { "refused".to_owned() } else { format!("{:.1}", longer / time) }
}

/// More that takes by so much less was refused.
const REFUSED: f64 = 1000.0;

/// Only what names one service or one kind of action has a target; the others show what more costs.
fn expansion_target(id: &str) -> Option<f64> {
    ["catalog/expand/ses:*", "catalog/expand/*:Describe*"].contains(&id).then_some(EXPANSION_NS)
}

/// The target, with a word when it is missed.
fn held(time: f64, target: Option<f64>) -> String {
    let Some(target) = target else { return String::new() };
    let word = if target < time { ", missed" } else { "" };
    format!("≤ {}{word}", duration(target))
}

/// Three digits and a unit.
pub(crate) fn duration(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    let digits = usize::from(value < 10.0);
    let text = format!("{value:.digits$}");
    format!("{} {unit}", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
pub(crate) mod tests;
