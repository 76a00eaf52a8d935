//! Kinds by what their statements say of actions and resources.

use iamkit_catalog::Catalog;
use iamkit_policy::normal::PolicyKind;
use serde_json::json;

use crate::hostile::pair::{Hostile, everything_of, numbered};

/// A statement for each of so many buckets.
pub fn statements(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Allow", "Action": "*", "Resource": format!("arn:aws:s3:::b{at}/*")});
    Hostile::without_last("statements", numbered(count, of))
}

/// Statements each of which leaves two patterns out, one of them in the middle of texts.
pub fn not_resources(count: usize) -> Hostile {
    let of = |at| {
        let patterns = [format!("arn:aws:s3:::b{at}/*"), format!("arn:aws:s3:::*{at}*")];
        json!({"Effect": "Allow", "Action": "*", "NotResource": patterns})
    };
    Hostile::without_last("not-resources", numbered(count, of))
}

/// So many patterns with a variable and a default, and one without.
pub fn variables(count: usize) -> Hostile {
    let side = |other: usize| {
        let pattern = |at: usize| {
            let default = at + other;
            format!("arn:aws:s3:::b/${{aws:PrincipalTag/t{at},'d{default}'}}/*${{aws:username}}*")
        };
        let patterns = (0..count).map(pattern).collect::<Vec<_>>();
        vec![json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": patterns})]
    };
    Hostile::new("variables", side(0), side(1))
}

/// One pattern with so many variables.
pub fn variables_in_one(count: usize) -> Hostile {
    let variables = (0..count).map(|at| format!("${{aws:PrincipalTag/t{at}}}")).collect::<Vec<_>>().concat();
    let one = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::b/{variables}")});
    Hostile::without_last("variables-in-one", vec![one, everything_of("sqs:*")])
}

/// One pattern of so many letters, and one of a letter more.
pub fn literal(count: usize) -> Hostile {
    let of = |count: usize| {
        let name = "a".repeat(count);
        vec![json!({"Effect": "Allow", "Action": "*", "Resource": format!("arn:aws:s3:::b/{name}")})]
    };
    Hostile::new("literal", of(count), of(count + 1))
}

/// Few bytes with variables in several elements.
pub fn session() -> Hostile {
    let of = |actions: &[&str]| {
        json!({"Effect": "Allow", "NotAction": actions,
            "NotResource": ["arn:aws:s3:::bucket/${aws:username}/*", "arn:aws:s3:::bucket/${A:X,'b'}${?}"],
            "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalArn": ["2001:db8::/32", "${aws:username}"]}}})
    };
    let mut hostile =
        Hostile::new("session", vec![of(&["iam:*"])], vec![of(&["iam:*", "iam:*"]), of(&["iam:*", "iam:*"])]);
    hostile.kind = PolicyKind::Session;
    if let Some(version) = hostile.b.get_mut("Version") {
        *version = "2008-10-17".into();
    }
    hostile
}

/// Names of actions that are alike in their first 112 characters.
pub fn alike_actions(count: usize) -> Hostile {
    let same = "a".repeat(112);
    let names = (0..count).map(|at| format!("s3:{same}{at:06}")).collect::<Vec<_>>();
    let one = json!({"Effect": "Allow", "Action": names, "Resource": "*"});
    Hostile::without_last("alike-actions", vec![one])
}

/// A statement for each of so many buckets, in which all others are meant.
pub fn other_buckets(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Allow", "Action": "*", "NotResource": format!("arn:aws:s3:::b{at}/*")});
    Hostile::without_last("other-buckets", numbered(count, of))
}

/// One statement that leaves so many buckets out.
pub fn left_out(count: usize) -> Hostile {
    let buckets = (0..count).map(|at| format!("arn:aws:s3:::b{at}/*")).collect::<Vec<_>>();
    let one = json!({"Effect": "Allow", "Action": "*", "NotResource": buckets});
    Hostile::without_last("left-out", vec![one, everything_of("sqs:*")])
}

/// Statements each of which leaves out forty buckets of so many.
pub fn overlapping_lists(count: usize) -> Hostile {
    let of = |at: usize| {
        let buckets = (0..40).map(|other| format!("arn:aws:s3:::b{}/*", (at * 7 + other) % count));
        json!({"Effect": "Allow", "Action": "s3:*", "NotResource": buckets.collect::<Vec<_>>()})
    };
    Hostile::without_last("overlapping-lists", numbered(count, of))
}

/// Everything but so many buckets.
pub fn denied_buckets(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Deny", "Action": "s3:*", "Resource": format!("arn:aws:s3:::b{at}/*")});
    Hostile::without_last(
        "denied-buckets",
        std::iter::once(everything_of("*")).chain(numbered(count, of)).collect(),
    )
}

/// A statement with a variable for each of so many buckets.
pub fn own_folders(count: usize) -> Hostile {
    let of = |at| {
        let folder = format!("arn:aws:s3:::b{at}/${{aws:username}}/*");
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": folder})
    };
    Hostile::without_last("own-folders", numbered(count, of))
}

/// A statement for each of so many variables.
pub fn tagged_folders(count: usize) -> Hostile {
    let of = |at| {
        let folder = format!("arn:aws:s3:::b/${{aws:PrincipalTag/t{at}}}/*");
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": folder})
    };
    Hostile::without_last("tagged-folders", numbered(count, of))
}

/// Statements about actions in the middle of whose names stand some letters, so many of them.
pub fn infix_actions(count: usize) -> Hostile {
    let of = |at: usize| {
        let action = format!("*{}*", letters(at));
        json!({"Effect": "Allow", "Action": action, "Resource": format!("arn:aws:s3:::b{at}/*")})
    };
    Hostile::without_last("infix-actions", numbered(count, of))
}

/// A word of letters for each number, of two letters at least.
fn letters(number: usize) -> String {
    let digit = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap_or_default());
    let rest = number / 26;
    let before = if rest < 26 { digit(rest).to_string() } else { letters(rest) };
    format!("{before}{}", digit(number))
}

/// One pattern of so many wildcards.
pub fn wildcards(count: usize) -> Hostile {
    let pattern = format!("arn:aws:s3:::{}", "*?".repeat(count));
    let one = json!({"Effect": "Allow", "Action": "s3:*", "Resource": pattern});
    Hostile::without_last("wildcards", vec![one, everything_of("sqs:*")])
}

/// A statement about one action more for each of so many actions that there aren't.
pub fn unknown_actions(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Allow", "Action": format!("s3:NoSuch{at}"), "Resource": "*"});
    Hostile::without_last("unknown-actions", numbered(count, of))
}

/// A statement about all actions but one for each of so many actions.
pub fn other_actions(count: usize) -> Hostile {
    let of = |at| {
        let resource = format!("arn:aws:s3:::b{at}/*");
        json!({"Effect": "Allow", "NotAction": [format!("s3:NoSuch{at}"), "iam:*"], "Resource": resource})
    };
    Hostile::without_last("other-actions", numbered(count, of))
}

/// One statement about patterns in the middle of which stands a number, so many of them.
pub fn infix_resources(count: usize) -> Hostile {
    let patterns = (0..count).map(|at| format!("arn:aws:s3:::*{at}*")).collect::<Vec<_>>();
    let one = json!({"Effect": "Allow", "Action": "s3:*", "Resource": patterns});
    Hostile::without_last("infix-resources", vec![one, everything_of("sqs:*")])
}

/// A statement about a pattern that begins as the one before it and goes on, so many of them.
pub fn nested_prefixes(count: usize) -> Hostile {
    let of = |at| {
        let resource = format!("arn:aws:s3:::{}*", "a".repeat(at));
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": resource,
            "Condition": {"StringEquals": {"aws:PrincipalTag/t": at.to_string()}}})
    };
    Hostile::without_last("nested-prefixes", numbered(count, of))
}

/// A statement about names of one more character each.
pub fn lengths(count: usize) -> Hostile {
    let of = |at| {
        let resource = format!("arn:aws:s3:::{}", "?".repeat(at + 3));
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": resource})
    };
    Hostile::without_last("lengths", numbered(count, of))
}

/// Buckets of which all but a folder with a variable are left out, one for each statement.
pub fn others_folders(count: usize) -> Hostile {
    let of = |at| {
        let folders = [format!("arn:aws:s3:::b{at}/${{aws:username}}/*"), format!("arn:aws:s3:::c{at}/*")];
        json!({"Effect": "Deny", "Action": "s3:*", "NotResource": folders})
    };
    Hostile::without_last(
        "others-folders",
        std::iter::once(everything_of("*")).chain(numbered(count, of)).collect(),
    )
}

/// As many statements about everything, each on a bucket, as about one action each.
pub fn crossed(count: usize) -> Hostile {
    let catalog = Catalog::embedded();
    let names = catalog.actions().map(|action| action.to_string()).take(count / 2);
    let of_action =
        names.map(|name| json!({"Effect": "Allow", "Action": name, "Resource": "arn:aws:s3:::c/*"}));
    let on_bucket =
        |at| json!({"Effect": "Allow", "Action": "*", "Resource": format!("arn:aws:s3:::b{at}/*")});
    let on_buckets = numbered(count - count / 2, on_bucket);
    Hostile::without_last("crossed", of_action.chain(on_buckets).collect())
}

/// One statement about so many patterns of actions of any service.
pub fn any_service(count: usize) -> Hostile {
    let names = (0..count).map(|at| format!("*:*{}*", letters(at))).collect::<Vec<_>>();
    let one = json!({"Effect": "Allow", "Action": names, "Resource": "*"});
    Hostile::without_last("any-service", vec![one, everything_of("sqs:*")])
}
