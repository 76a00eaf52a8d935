//! Elements of a document or a statement: missing, misspelt, or without anything in them.

use iamkit_policy::{Effect, POLICY_ELEMENTS, STATEMENT_ELEMENTS};

use crate::fix::edit::Edit;
use crate::fix::mending::{Mending, MendingEffect};
use crate::fix::wound::Wound;

pub(super) const MENDINGS: &[Mending] = &[
    Mending {
        code: "MISSING_VERSION",
        effect: MendingEffect::Same,
        about: "adds the `Version` of today, where no variable or pattern is read otherwise by it",
        before: r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: add_version,
    },
    Mending {
        code: "INVALID_VERSION",
        effect: MendingEffect::Changes,
        about: "writes the `Version` of today",
        before: r#"{"Version": "2012-10-18", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: |wound| wound.say(VERSION),
    },
    Mending {
        code: "INVALID_EFFECT",
        effect: MendingEffect::Changes,
        about: "writes `Allow` or `Deny` as AWS does, where letter case is all that is wrong",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: spell_effect,
    },
    Mending {
        code: "INVALID_POLICY_ELEMENT",
        effect: MendingEffect::Changes,
        about: "writes the element's name as AWS does, where letter case or an `s` at the end is all that is wrong",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "actions": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: spell_element,
    },
    Mending {
        code: "EMPTY_ARRAY_ACTION",
        effect: MendingEffect::Changes,
        about: "takes the statement out, which names nothing",
        before: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Effect": "Allow", "Action": [], "Resource": "arn:aws:s3:::b/*"}]}"#,
        after: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        mend: remove_idle,
    },
    Mending {
        code: "EMPTY_ARRAY_RESOURCE",
        effect: MendingEffect::Changes,
        about: "takes the statement out, which names nothing",
        before: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": []}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        after: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        mend: remove_idle,
    },
    Mending {
        code: "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
        effect: MendingEffect::Changes,
        about: "takes the element out: the resource is the role",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Resource": "*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#,
        mend: |wound| wound.remove(),
    },
];

const VERSION: &str = "2012-10-17";

/// Before the first member, with what stands before that.
fn add_version(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let first = wound.root.members().next()?.key_node.span().start;
    let inside = wound.root.span().start + 1;
    let space = wound.text.get(inside..first)?;
    let between = if space.is_empty() { " " } else { space };
    Some(vec![Edit::insert(first, format!("\"Version\": \"{VERSION}\",{between}"))])
}

fn spell_effect(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let written = wound.first_string()?;
    let effects = [Effect::Allow, Effect::Deny];
    let meant = effects.iter().find(|effect| effect.as_str().eq_ignore_ascii_case(&written))?;
    wound.say(meant.as_str())
}

/// Where the element isn't there already.
fn spell_element(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let spot = wound.spot()?;
    let written = wound.first_string()?;
    let names = if spot.depth() == 1 { POLICY_ELEMENTS } else { STATEMENT_ELEMENTS };
    let plain = |text: &str| text.to_ascii_lowercase().trim_end_matches('s').to_owned();
    let meant = names.iter().find(|name| plain(name) == plain(&written))?;
    if spot.step()?.node.member(meant).is_some() {
        return None;
    }
    wound.say(meant)
}

/// A negated element that names nothing leaves nothing out: what it says isn't nothing.
fn remove_idle(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let spot = wound.spot()?;
    let is_negated = spot.names().next()?.starts_with("Not");
    if is_negated { None } else { wound.remove_statement() }
}
