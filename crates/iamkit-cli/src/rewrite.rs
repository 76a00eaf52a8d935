//! `iamkit fmt`, `expand` and `minimize`: the same policy, written otherwise, and proven to be the same before it is.

pub(crate) mod quota;
mod several;

use std::path::Path;
use std::process::ExitCode;

use iamkit_catalog::Catalog;
use iamkit_console::command::{Failure, Outcome, exit_different, exit_unknown, replace, report_failure};
use iamkit_console::output;
use iamkit_engine::PolicyKind;
use iamkit_policy::SizeQuota;
use iamkit_policy::shown::quoted;
use iamkit_prover::{Relation, Universe};
use iamkit_validate::rewrite::{ProofError, canonical, expand, minimize, prove_equal_together};

use crate::policy_argument::{FORMS, Kind, PolicyArgument, expanded};
use crate::policy_kind;
use crate::question::Bounds;
use quota::Room;

/// Write policies in one form: elements in AWS's order, lists sorted, names spelt as AWS spells them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS}\n\nWhat is written is proven to allow and deny the same, whatever the actions are.\n\n\
        Exit codes: 0 written or in form, 1 with `--check` not in form, 2 bad input, 3 not proven to be the same, and not \
        written.")
)]
pub(crate) struct FmtArgs {
    #[command(flatten)]
    subject: Subject,
    /// Only tell which files are not in form.
    #[arg(long, conflicts_with = "write")]
    check: bool,
}

/// Write a policy with each pattern of actions spelt out as the actions that it names today.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS}\n\nWhat is written is proven to allow and deny the same over the actions of the \
        catalog.\n\nExit codes: 0 written, 2 bad input, 3 not proven to be the same, and not written.")
)]
pub(crate) struct ExpandArgs {
    #[command(flatten)]
    subject: Subject,
}

/// Write a policy in fewer characters that allows and denies the same.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS}\n\nWhat is written is proven to allow and deny the same, whatever the actions are. \
        Statements that are joined lose their `Sid`.\n\nExit codes: 0 written, 1 still larger than `--fit` or `--quota` \
        says, 2 bad input, 3 not proven to be the same, and not written.")
)]
pub(crate) struct MinimizeArgs {
    #[command(flatten)]
    subject: Subject,
    /// With lines and spaces, which the quotas of users, groups, roles and managed policies don't count.
    #[arg(long)]
    pretty: bool,
    #[command(flatten)]
    room: Room,
    /// As several policies, where one doesn't fit, that are the same together; into files, `NAME.json` becomes
    /// `NAME-1.json` and so on.
    #[arg(long, conflicts_with = "pretty")]
    split: bool,
}

/// Which policies, and where what is written goes.
#[derive(Debug, clap::Args)]
struct Subject {
    /// The policies.
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<String>,
    /// Which kind of policy they are, where neither their wrapping nor the documents show it.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Write into the files instead of printing.
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    bounds: Bounds,
}

/// A policy with how it is written: as one document, or as several that are the same together.
struct Rewritten {
    policy: PolicyArgument,
    texts: Vec<String>,
}

pub(crate) fn fmt(args: &FmtArgs) -> Outcome {
    let Subject { write, .. } = args.subject;
    args.subject.each(|policy, kind| {
        let text = canonical(&policy.document, Catalog::embedded()).pretty();
        if args.check {
            let is_in_form = policy.document.source() == text;
            if !is_in_form {
                output::line(format!("{policy} is not in form"));
            }
            return Ok(if is_in_form { ExitCode::SUCCESS } else { exit_different() });
        }
        args.subject.put(&Rewritten { policy, texts: vec![text] }, kind, &Universe::strings(), write)
    })
}

pub(crate) fn spell_out(args: &ExpandArgs) -> Outcome {
    let Subject { write, .. } = args.subject;
    args.subject.each(|policy, kind| {
        let text = expand(&policy.document, Catalog::embedded()).pretty();
        args.subject.put(&Rewritten { policy, texts: vec![text] }, kind, &Universe::real(), write)
    })
}

pub(crate) fn make_small(args: &MinimizeArgs) -> Outcome {
    let Subject { write, .. } = args.subject;
    let quota = args.room.quota();
    if args.split && quota.is_none() {
        return Err("`--split` needs a size to fit: name it by `--fit` or `--quota`".into());
    }
    if args.split && args.room.is_of_all_together() {
        return Err(
            "inline policies count against their quota together: `--split` makes none of it free".into()
        );
    }
    args.subject.each(|policy, kind| {
        let limits = args.subject.bounds.limits();
        let small = minimize(&policy.document, kind, Catalog::embedded(), &limits)
            .map_err(|error| format!("{policy}: {error}"))?;
        let texts = match quota.filter(|_| args.split) {
            Some(quota) => {
                several::texts(&small, kind, quota).map_err(|error| format!("{policy}: {error}"))?
            }
            None if args.pretty => vec![small.pretty()],
            None => vec![small.compact()],
        };
        let counting = quota.unwrap_or(SizeQuota::visible(usize::MAX));
        output::note(quota::counted(&policy, &texts, counting));
        let fits = texts.iter().all(|text| counting.holds(text));
        let code = args.subject.put(&Rewritten { policy, texts }, kind, &Universe::strings(), write)?;
        Ok(if code == ExitCode::SUCCESS && !fits { exit_different() } else { code })
    })
}

impl Subject {
    /// Does the same for each policy; what goes wrong with one keeps no other from it, and the worst code is the outcome.
    fn each(&self, rewrite: impl Fn(PolicyArgument, PolicyKind) -> Outcome) -> Outcome {
        let mut names = Vec::new();
        for argument in &self.policies {
            names.extend(expanded(argument)?);
        }
        let of_one = |name: &String| {
            let policy = PolicyArgument::read_one(name, None)?;
            let kind = policy_kind::of_one(self.kind, &policy);
            rewrite(policy, kind)
        };
        let codes = names.iter().map(|name| of_one(name).unwrap_or_else(|failure| report_failure(&failure)));
        let codes = codes.collect::<Vec<_>>();
        let rank = [iamkit_console::command::exit_failed(), exit_unknown(), exit_different()];
        let worst = rank.into_iter().find(|code| codes.contains(code));
        Ok(worst.unwrap_or(ExitCode::SUCCESS))
    }

    /// Proves what was written and prints it, or writes it into the file.
    fn put(&self, rewritten: &Rewritten, kind: PolicyKind, universe: &Universe<'_>, write: bool) -> Outcome {
        let Rewritten { policy, texts } = rewritten;
        let written = texts.iter().map(String::as_str);
        let proven = prove_equal_together(&policy.document, written, kind, universe, &self.bounds.limits());
        match proven {
            Err(ProofError::NotEqual { relation: Relation::Unknown, reason }) => {
                let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
                output::error(format!(
                    "{policy} isn't written anew, for it can't be proven to be the same{reason}"
                ));
                Ok(exit_unknown())
            }
            Err(error) => Err(format!("{policy}: {error}").into()),
            Ok(()) if write => {
                let file = whole_file(policy)?;
                match &**texts {
                    [text] => replace(file, text.as_bytes())?,
                    several => several::write(file, several)?,
                }
                Ok(ExitCode::SUCCESS)
            }
            Ok(()) => {
                for text in texts {
                    output::json_text(text.trim_end());
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// The file that is the policy and nothing else.
fn whole_file(policy: &PolicyArgument) -> Result<&Path, Failure> {
    let file = policy.file.as_deref().filter(|_| policy.member().is_none());
    let file = file.ok_or_else(|| format!("{policy} is no file that could be written"))?;
    let is_whole =
        std::fs::read_to_string(file).is_ok_and(|text| text.trim() == policy.document.text().trim());
    if is_whole {
        Ok(file)
    } else {
        Err(format!("{} holds more than the policy: it isn't written", quoted([file.to_string_lossy()]))
            .into())
    }
}
