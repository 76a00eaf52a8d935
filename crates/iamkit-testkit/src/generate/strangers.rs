//! Situations that no service makes and any policy has to answer: actions on ARNs of other services, and lists under keys
//! that have one value.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::situations::{policies, situation};
use iamkit_conformance::case::{CaseContext, CaseValue, Situation};

/// Actions of which something is known beside what policies say of them (S68, S71, S72, S83).
const ACTIONS: &[&str] = &[
    "kms:CreateAlias",
    "kms:UpdateAlias",
    "KMS:deletealias",
    "kms:CreateGrant",
    "kms:RetireGrant",
    "kms:Decrypt",
    "iam:DeletePolicy",
    "iam:UpdateRole",
    "iam:PassRole",
    "s3:GetBucketPolicy",
    "sts:AssumeRole",
    "sqs:SendMessage",
];

/// ARNs like those that something is known of, and what is none of them by one component or one letter.
const RESOURCES: &[&str] = &[
    "arn:aws:kms:us-east-1:111122223333:alias/aws/s3",
    "arn:aws:kms:us-east-1:111122223333:alias/mine",
    "arn:aws:kms:us-east-1:111122223333:key/alias/aws/s3",
    "arn:aws:kms:us-east-1:111122223333:key:alias/aws/s3",
    "arn:aws:KMS:us-east-1:111122223333:alias/aws/s3",
    "arn:aws:sqs:us-east-1:111122223333:alias/aws/s3",
    "arn:aws:sqs:us-east-1:111122223333:alias/mine",
    "arn:aws:sqs:kms:111122223333:alias/aws/s3",
    "arn:kms:sqs:us-east-1:111122223333:alias/aws/s3",
    "arn:aws:s3:::alias/aws/s3",
    "kms:alias/aws/s3",
    "arn:aws:kms:alias/aws/s3",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:s3::aws:policy/ReadOnlyAccess",
    "arn:aws:iam:us-east-1:aws:policy/ReadOnlyAccess",
    "arn:aws:s3:::iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/Linked",
    "arn:aws:sqs::111122223333:role/aws-service-role/x.amazonaws.com/Linked",
    "arn:aws:iam:us-east-1:111122223333:role/aws-service-role/x.amazonaws.com/Linked",
    "arn:aws:iam::111122223333:x:role/aws-service-role/x.amazonaws.com/Linked",
    "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/Sso",
    "arn:aws:sqs::111122223333:role/aws-reserved/sso.amazonaws.com/Sso",
    "*",
];

/// The keys of situations, and those with one value by nature in their place.
const KEYS: [(&str, &str); 4] = [
    ("a:text", "aws:PrincipalTag/team"),
    ("a:list", "aws:ResourceTag/team"),
    ("a:truth", "aws:RequestTag/team"),
    ("a:number", "aws:SourceAccount"),
];

/// A situation about what isn't the action's, with lists under keys that have one value.
pub fn strange_situation() -> impl Strategy<Value = Situation> {
    let resources = vec(select(RESOURCES), 2);
    let lists = vec(vec(select(vec!["alice", "blue", ""]), 0..2), 4);
    let are_strange = (proptest::bool::weighted(0.8), any::<bool>());
    (situation(), select(ACTIONS), resources, lists, are_strange).prop_map(
        |(mut situation, action, arns, lists, (has_arns, has_lists))| {
            if has_arns {
                action.clone_into(&mut situation.request.action);
                for (resource, arn) in situation.request.resources.iter_mut().zip(arns) {
                    arn.clone_into(&mut resource.arn);
                }
            }
            renamed(&mut situation);
            if has_lists {
                listed(&mut situation.request.context, &lists);
            }
            situation
        },
    )
}

/// Puts the keys with one value by nature in the place of others, wherever they stand.
fn renamed(situation: &mut Situation) {
    let rename = |text: &str| {
        KEYS.iter().fold(text.to_owned(), |text, (old, new)| {
            text.replace(old, new).replace(&old.to_ascii_uppercase(), &new.to_ascii_uppercase())
        })
    };
    for policy in policies(&mut situation.policies) {
        // Names that stand for names leave a document one.
        if let Ok(document) = rename(policy.document.text()).parse() {
            policy.document = document;
        }
    }
    situation.request.context.0.iter_mut().for_each(|(key, _)| *key = rename(key));
    situation.request.unknown.iter_mut().for_each(|key| *key = rename(key));
}

/// Makes lists of the values of those keys, with further ones.
fn listed(context: &mut CaseContext, lists: &[Vec<&str>]) {
    for (key, value) in &mut context.0 {
        let place = KEYS.iter().position(|(_, name)| key == name);
        let more = place.and_then(|place| lists.get(place));
        if let (Some(more), CaseValue::One(text)) = (more, &*value) {
            let more = more.iter().map(|text| (*text).to_owned());
            *value = CaseValue::Many(std::iter::once(text.clone()).chain(more).collect());
        }
    }
}
