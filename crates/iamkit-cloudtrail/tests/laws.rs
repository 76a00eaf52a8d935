//! Laws that hold on trails of drawn accounts: a trail contradicts nothing of its own account, changes that take away only
//! take away, and a policy that fits is within the old one and sufficient.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use iamkit_account::change::changes;
use iamkit_account::view::AccessView;
use iamkit_cloudtrail::{
    Agreement, ChangeEffect, EventFilter, FitError, FitOptions, Generalize, Judge, ReadingOptions,
    TrailUsage, TrailUsagePart, check, fit, replay,
};
use iamkit_policy::PolicyDocument;
use iamkit_prover::Relation;
use iamkit_store::{Account, Call, Change, Command, Directory, PolicyArn};
use iamkit_testkit::accounts::{AccountShape, imported, listing};
use iamkit_testkit::trails;

const OPTIONS: ReadingOptions<'static> = ReadingOptions { threads: 2, is_strict: false, on_file: None };

struct Drawn {
    directory: Directory,
    view: AccessView,
    files: Vec<PathBuf>,
    _folder: tempfile::TempDir,
}

impl Drawn {
    fn new(seed: u64) -> Self {
        let shape = AccountShape { users: 10, roles: 8, groups: 4, policies: 12, seed };
        let directory = imported::imported(&listing(&shape));
        let records = trails::records(account(&directory), seed, 500);
        let folder = tempfile::tempdir().unwrap();
        let files = records.chunks(100).enumerate().map(|(at, records)| {
            let file = folder.path().join(format!("{at}.json"));
            std::fs::write(&file, trails::log(records)).unwrap();
            file
        });
        let files = files.collect();
        Self { view: AccessView::new(&directory).unwrap(), directory, files, _folder: folder }
    }

    fn usage(&self, judge: &Judge<'_>) -> TrailUsage {
        TrailUsage::read(&self.files, &EventFilter::default(), judge.keys(), OPTIONS)
    }

    /// The accounts with another default version of a policy.
    fn with(&self, arn: &PolicyArn, document: PolicyDocument) -> AccessView {
        let call = Call::new("iamkit".parse().unwrap(), iamkit_store::Timestamp::default());
        let account = account(&self.directory).id().clone();
        let command = Command::CreatePolicyVersion {
            arn: arn.clone(),
            document: Arc::new(document),
            set_as_default: true,
            version: None,
        };
        let after = self.directory.after(&[Change::in_account(call, account, command)]).unwrap();
        AccessView::new(&after).unwrap()
    }

    /// The documents of the customer managed policies that someone has.
    fn policies(&self) -> BTreeMap<PolicyArn, PolicyDocument> {
        let principals = self.view.principals().flat_map(|principal| principal.effective_policies());
        let own = principals.filter(|policy| policy.path().to_string() != "permissions boundary");
        let own = own.filter_map(|policy| Some((policy.arn()?.clone(), policy.document().as_ref().clone())));
        own.filter(|(arn, _)| !arn.as_str().contains("::aws:")).collect()
    }
}

fn account(directory: &Directory) -> &Arc<Account> {
    directory.accounts().next().unwrap()
}

fn seeds() -> std::ops::Range<u64> {
    let count = std::env::var("IAMKIT_DRAWN_TRAILS").ok().and_then(|count| count.parse().ok()).unwrap_or(6);
    0..count
}

#[test]
fn a_trail_contradicts_nothing_of_its_own_account() {
    let (mut agreeing, mut late) = ((0, 0), 0);
    for seed in seeds() {
        let drawn = Drawn::new(seed);
        let judge = Judge::new(&drawn.view);
        let usage = drawn.usage(&judge);
        assert!(usage.tally().problems.is_empty() && usage.tally().unmapped.is_empty());
        late += usage.requests().iter().map(|request| request.seen.not_known).sum::<u64>();
        for one in check(&usage, &judge).unwrap() {
            let told = format!("seed {seed}: {one:?}");
            assert!(!matches!(one.agreement, Agreement::Contradicts | Agreement::OtherLayer), "{told}");
            match (one.agreement, one.was_allowed) {
                (Agreement::Agrees, true) => agreeing.0 += 1,
                (Agreement::Agrees, false) => agreeing.1 += 1,
                _ => {}
            }
        }
        for one in replay(&usage, &judge, &judge).unwrap() {
            assert!(matches!(one.effect, ChangeEffect::Unchanged | ChangeEffect::CannotSay), "{one:?}");
        }
    }
    assert!(20 < agreeing.0 && 200 < agreeing.1 && 20 < late, "{agreeing:?} {late}");
}

#[test]
fn logs_in_parts_are_the_logs_whatever_the_order_and_the_grouping() {
    for seed in seeds() {
        let drawn = Drawn::new(seed);
        let judge = Judge::new(&drawn.view);
        let whole = drawn.usage(&judge);
        let read = |files: &[PathBuf]| {
            let part = TrailUsagePart::read(files, &EventFilter::default(), judge.keys(), OPTIONS);
            let text = serde_json::to_string(&part).unwrap();
            let again = serde_json::from_str::<TrailUsagePart>(&text).unwrap();
            assert_eq!(serde_json::to_string(&again).unwrap(), text);
            again
        };
        let put_together = |mut parts: Vec<TrailUsagePart>, from_behind: bool| {
            if from_behind {
                parts.reverse();
            }
            parts.into_iter().reduce(TrailUsagePart::merged).unwrap().whole()
        };
        for (count, from_behind) in [(1, false), (1, true), (2, true), (drawn.files.len(), false)] {
            let parts = drawn.files.chunks(count).map(read).collect();
            let usage = put_together(parts, from_behind);
            assert_eq!(usage.requests(), whole.requests(), "seed {seed}, {count} files a part");
            assert_eq!(usage.tally(), whole.tally());
            assert_eq!(usage.access_keys(), whole.access_keys());
        }
    }
}

#[test]
fn what_takes_away_denies_only_and_what_gives_the_same_changes_nothing() {
    let (mut denied, mut narrower) = (0, 0);
    for seed in seeds() {
        let drawn = Drawn::new(seed);
        let judge = Judge::new(&drawn.view);
        for (arn, document) in drawn.policies() {
            let nothing = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}}"#;
            for text in [nothing.to_owned(), document.text().to_owned()] {
                let after = drawn.with(&arn, text.parse().unwrap());
                let proven = changes(&drawn.view, &after).unwrap();
                let after = Judge::new(&after);
                let keys = judge.keys().union(after.keys());
                let usage = TrailUsage::read(&drawn.files, &EventFilter::default(), &keys, OPTIONS);
                let replayed = replay(&usage, &judge, &after).unwrap();
                let count = |effect| replayed.iter().filter(|one| one.effect == effect).count();
                if proven.iter().all(|change| change.relation() == Relation::Narrower) {
                    assert_eq!(count(ChangeEffect::NewlyAllowed), 0, "seed {seed}, {arn}");
                    narrower += 1;
                }
                let touched =
                    |caller: &String| proven.iter().any(|change| change.principals.contains(caller));
                for one in replayed.iter().filter(|one| one.effect == ChangeEffect::NewlyDenied) {
                    assert!(touched(&one.request.caller), "seed {seed}: {one:?}");
                }
                if proven.is_empty() {
                    assert_eq!(count(ChangeEffect::NewlyDenied), 0, "seed {seed}, {arn}");
                }
                denied += count(ChangeEffect::NewlyDenied);
            }
        }
    }
    assert!(10 < denied && 10 < narrower, "{denied} {narrower}");
}

#[test]
fn a_policy_that_fits_changes_nothing_that_was_used() {
    let (mut fitted, mut unused) = (0, 0);
    for seed in seeds() {
        let drawn = Drawn::new(seed);
        let judge = Judge::new(&drawn.view);
        let usage = drawn.usage(&judge);
        for (arn, document) in drawn.policies() {
            let holds = |caller: &str| {
                let principal = drawn.view.principal(caller);
                principal.is_some_and(|it| it.effective_policies().any(|policy| policy.arn() == Some(&arn)))
            };
            let requests =
                usage.requests().into_iter().filter(|request| holds(&request.caller)).collect::<Vec<_>>();
            for generalize in [Generalize::None, Generalize::Resources, Generalize::Actions] {
                let options = FitOptions { generalize, keeps_not_observable: false };
                let new = match fit(&judge, &document, &requests, &usage, options) {
                    Ok(new) => new,
                    Err(FitError::NothingUsed) => {
                        unused += 1;
                        continue;
                    }
                    Err(error) => panic!("seed {seed}, {arn}: {error}"),
                };
                let after = drawn.with(&arn, new.document);
                let after = Judge::new(&after);
                for one in replay(&usage, &judge, &after).unwrap() {
                    let seen = &one.request.seen;
                    let was_used = 0 < seen.allowed + seen.not_known;
                    assert!(!was_used || one.effect != ChangeEffect::NewlyDenied, "seed {seed}: {one:?}");
                    assert!(one.effect != ChangeEffect::NewlyAllowed, "seed {seed}: {one:?}");
                }
                fitted += 1;
            }
        }
    }
    assert!(5 < fitted && 5 < unused, "{fitted} {unused}");
}
