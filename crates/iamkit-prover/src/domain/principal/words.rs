//! The words by which entries and conditions tell the ARNs of principals apart.

use iamkit_policy::normal::PrincipalPattern;

use crate::domain::principal::asker;
use crate::domain::question::{Comparison, KeyAtom, comparison, own, variable};
use crate::language::text::Text;
use crate::language::{Loop, Step, Word, arn};

/// The kinds of principals with names: service, and what the resource of their ARN begins with.
pub(super) const KINDS: [(&str, &str); 3] = [("iam", "user/"), ("iam", "role/"), ("sts", "federated-user/")];

/// The fields of an ARN before the resource.
fn head(service: &str, account: impl FnOnce(&mut Word)) -> Word {
    let mut word = Word::default();
    word.push_text("arn:");
    arn::push_partition(&mut word);
    word.push_text(&format!(":{service}::"));
    account(&mut word);
    word.push(Step::Char(':'));
    word
}

/// All principals of a kind, without a path or with one.
pub(super) fn of_kind((service, start): (&str, &str), has_path: bool) -> Word {
    let mut word = head(service, arn::push_account);
    word.push_text(start);
    push_path(&mut word, has_path);
    word.push(Step::Segment);
    word.push_loop(Loop::Segment);
    word.finish()
}

pub(super) fn push_path(word: &mut Word, has_path: bool) {
    if has_path {
        word.push(Step::NotColon);
        word.push_loop(Loop::NotColon);
        word.push(Step::Char('/'));
    }
}

pub(super) fn root() -> Word {
    let mut word = head("iam", arn::push_account);
    word.push_text("root");
    word.finish()
}

/// All principals of the accounts that a pattern matches.
pub(super) fn of_account(account: &Text) -> Vec<Word> {
    ["iam", "sts"]
        .map(|service| {
            let mut word = head(service, |word| arn::push_name(word, account, false));
            word.push_loop(Loop::Any);
            word.finish()
        })
        .into()
}

/// The words by which an entry tells principals apart.
pub(super) fn words_of_entry(entry: &PrincipalPattern) -> Vec<Word> {
    match entry {
        PrincipalPattern::User(arn) | PrincipalPattern::FederatedUser(arn) => {
            vec![Word::of_text(arn.as_str())]
        }
        // A session is compared with its role by name, whatever the path (S48).
        PrincipalPattern::Role(arn) => {
            let name = arn.resource().rsplit('/').next().unwrap_or_default();
            let mut words = of_role(name);
            words.push(Word::of_text(arn.as_str()));
            words
        }
        PrincipalPattern::RoleSession(arn) => {
            arn.resource().split('/').nth(1).map(of_role).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn of_role(name: &str) -> Vec<Word> {
    let of_path = |has_path| {
        let mut word = head("iam", arn::push_account);
        word.push_text("role/");
        push_path(&mut word, has_path);
        word.push_text(name);
        word.finish()
    };
    [false, true].map(of_path).into()
}

/// The lists of words by which a condition on a key tells principals apart: with variables, by what holds whatever these
/// are and by what can hold.
pub(super) fn words_of_key(atom: &KeyAtom) -> Vec<Vec<Word>> {
    if !atom.has_variables() {
        return words_of_comparison(&atom.key, &atom.comparison);
    }
    let (narrow, wide) = variable::bounds(&own::where_single(atom).comparison);
    [narrow, wide].iter().flat_map(|bound| words_of_comparison(&atom.key, bound)).collect()
}

fn words_of_comparison(key: &str, comparison: &Comparison) -> Vec<Vec<Word>> {
    let Comparison::Text { values, is_any_case, .. } = comparison else {
        let is_arn = matches!(comparison, Comparison::Arn { .. }) && key == "aws:principalarn";
        return if is_arn { comparison::words(comparison) } else { Vec::new() };
    };
    match key {
        "aws:principalarn" => comparison::words(comparison),
        "aws:principalaccount" | asker::CALLER_ACCOUNT | "aws:userid" => {
            values.iter().map(of_account).collect()
        }
        "aws:username" => values.iter().map(|value| of_user(value, *is_any_case)).collect(),
        _ => Vec::new(),
    }
}

/// All users whose names a pattern matches.
fn of_user(name: &Text, is_any_case: bool) -> Vec<Word> {
    let of_path = |has_path| {
        let mut word = head("iam", arn::push_account);
        word.push_text("user/");
        push_path(&mut word, has_path);
        arn::push_name(&mut word, name, is_any_case);
        word.finish()
    };
    [false, true].map(of_path).into()
}
