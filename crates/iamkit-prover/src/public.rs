//! What public access is: what a stranger has, from nowhere that a policy could trust.
//!
//! A condition makes a grant private if it asks for a value that not everybody can have: a certain account,
//! organisation, endpoint, network or source. So the keys that tell of such things have no value here, one that nobody
//! would name, or one that policies don't name but match by a wildcard: `arn:aws:iam::*:role/Deploy` is a role of
//! whoever makes one of that name.

use std::rc::Rc;

use crate::atom::{Atom, KeyAtom};
use crate::comparison::{self, Comparison};
use crate::domain::KeyWorld;
use crate::limits::{Budget, Exceeded};
use crate::principal;
use crate::template;
use crate::text::{Piece, Text};
use crate::truth::Truth;
use crate::value_type::{self, ValueType};
use crate::values;

/// Keys that tell where a request comes from, with a value that nobody trusts.
const SOURCES: [(&str, &str); 15] = [
    ("aws:principalaccount", principal::ACCOUNT),
    ("aws:principalarn", "arn:aws:iam::999999999999:user/somebody"),
    ("aws:principalorgid", "o-stranger000"),
    ("aws:principalisawsservice", "false"),
    ("aws:sourceaccount", principal::ACCOUNT),
    ("aws:sourcearn", "arn:aws:sns:us-east-1:999999999999:strangers-topic"),
    ("aws:sourceip", "203.0.113.77"),
    ("aws:sourceorgid", "o-stranger000"),
    ("aws:sourceowner", principal::ACCOUNT),
    ("aws:sourcevpc", "vpc-0stranger0"),
    ("aws:sourcevpce", "vpce-0stranger0"),
    ("aws:userid", "AIDASTRANGER000000000"),
    ("aws:vpcsourceip", "203.0.113.77"),
    ("kms:calleraccount", principal::ACCOUNT),
    ("s3:dataaccesspointaccount", principal::ACCOUNT),
];

/// What strangers can have under the keys that tell where a request comes from, in lower case, beside nothing.
pub(crate) type Strangers = Vec<(Rc<str>, Vec<String>)>;

/// What a stranger can have under a key, given in lower case, as far as the atoms tell it apart; `None` for a key that
/// doesn't tell where a request comes from.
pub(crate) fn texts(key: &str, atoms: &[Rc<Atom>], budget: &Budget) -> Option<Result<Vec<String>, Exceeded>> {
    let (_, usual) = SOURCES.into_iter().find(|(source, _)| *source == key)?;
    let shape = match key {
        "aws:sourcearn" => ValueType::Arn,
        "s3:dataaccesspointaccount" => ValueType::Account,
        "aws:userid" => ValueType::Any,
        // A range of addresses names them, and a stranger is no service.
        "aws:sourceip" | "aws:vpcsourceip" | "aws:principalisawsservice" => {
            return Some(Ok(vec![usual.to_owned()]));
        }
        _ => value_type::of_global_key(key)?,
    };
    Some(matched(key, shape, atoms, budget).map(|matched| {
        let mut texts = vec![usual.to_owned()];
        texts.extend(matched);
        texts
    }))
}

/// Values of a key that are matched by patterns of the atoms and named by none.
fn matched(
    key: &str,
    shape: ValueType,
    atoms: &[Rc<Atom>],
    budget: &Budget,
) -> Result<Vec<String>, Exceeded> {
    let of_key = atoms.iter().filter_map(|atom| match &**atom {
        Atom::Key(atom) if *atom.key == *key => Some(atom),
        _ => None,
    });
    let of_key = of_key.flat_map(by_pattern).collect::<Vec<_>>();
    let world = KeyWorld { value_type: shape, ..KeyWorld::ANY };
    let mut texts = values::texts(&of_key.iter().collect::<Vec<_>>(), &world, budget)?;
    if shape == ValueType::Account {
        texts.extend(of_key.iter().flat_map(|atom| atom.comparison.texts()).map(account));
    }
    let elsewhere =
        texts.iter().filter_map(|text| with_account(text, principal::ACCOUNT)).collect::<Vec<_>>();
    texts.extend(elsewhere);
    texts.retain(|text| shape.fits(text) && !is_named(text, &of_key, atoms));
    texts.sort_unstable();
    texts.dedup();
    Ok(texts)
}

/// The question with each of its patterns by itself: one of them may name what another one only matches.
fn by_pattern(atom: &KeyAtom) -> Vec<KeyAtom> {
    let with = |comparison| KeyAtom { comparison, quantifier: None, ..atom.clone() };
    match &atom.comparison {
        Comparison::Text { is_any_case, values, .. } => {
            let alone = |value: &Text| Comparison::Text {
                is_negated: false,
                is_any_case: *is_any_case,
                values: [value.clone()].into(),
            };
            values.iter().map(alone).map(with).collect()
        }
        Comparison::Arn { values, .. } => {
            let alone = |value: &Option<[Text; 6]>| Comparison::Arn {
                is_negated: false,
                values: [value.clone()].into(),
            };
            values.iter().map(alone).map(with).collect()
        }
        _ => vec![atom.clone()],
    }
}

/// An account that a pattern matches, of nines where it has wildcards.
fn account(pattern: &Text) -> String {
    let missing = 12_usize.saturating_sub(pattern.filled_with("", "9").len());
    pattern.filled_with(&"9".repeat(missing), "9")
}

/// The ARN with another account; `None` where it has none.
fn with_account(arn: &str, account: &str) -> Option<String> {
    let of_arn = account_of(arn).filter(|_| arn.contains(':'))?;
    Some(arn.replacen(&format!(":{of_arn}:"), &format!(":{account}:"), 1))
}

/// The account that a value tells of.
fn account_of(text: &str) -> Option<&str> {
    let account =
        comparison::arn_components(text).map_or(Some(text), |components| components.get(4).copied());
    account.filter(|account| template::is_account(account))
}

/// Whether the policies name the value, its account, or the role whose session it is the id of.
fn is_named(text: &str, of_key: &[KeyAtom], atoms: &[Rc<Atom>]) -> bool {
    let is_itself = |literal: &String| literal.eq_ignore_ascii_case(text);
    if of_key.iter().flat_map(|atom| atom.comparison.literals()).any(|literal| is_itself(&literal)) {
        return true;
    }
    let is_of_role = |atom: &KeyAtom| {
        let names_role = atom.comparison.texts().iter().any(|pattern| pattern.start().contains(':'));
        &*atom.key == "aws:userid" && names_role && atom.comparison.compare(text) == Truth::Holds
    };
    if of_key.iter().any(is_of_role) {
        return true;
    }
    let Some(account) = account_of(text) else { return false };
    let holds = |text: &Text| {
        text.pieces().iter().any(|piece| matches!(piece, Piece::Literal(text) if text.contains(account)))
    };
    of_key.iter().flat_map(|atom| atom.comparison.texts()).any(holds)
        || atoms.iter().flat_map(|atom| atom.values_of("aws:principalaccount")).any(|named| named == account)
}

/// The accounts that strangers can be of.
pub(crate) fn accounts(strangers: &Strangers) -> Vec<String> {
    let of_principal =
        strangers.iter().filter(|(key, _)| matches!(&**key, "aws:principalaccount" | "aws:principalarn"));
    let of_principal = of_principal.flat_map(|(_, texts)| texts).filter_map(|text| account_of(text));
    let mut accounts = of_principal.chain([principal::ACCOUNT]).map(str::to_owned).collect::<Vec<_>>();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}
