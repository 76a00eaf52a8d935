//! `Condition`: operators, keys and values.

use iamkit_policy::json::Node;
use ipnet::IpNet;

use crate::fix::edit::Edit;
use crate::fix::mending::{Mending, MendingEffect};
use crate::fix::spot::Spot;
use crate::fix::wound::Wound;
use crate::rewrite::quoted;

pub(super) const MENDINGS: &[Mending] = &[
    Mending {
        code: "EMPTY_OBJECT_CONDITION",
        effect: MendingEffect::Same,
        about: "takes out what tests nothing",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {}, "Bool": {"aws:SecureTransport": "true"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#,
        mend: |wound| wound.remove(),
    },
    Mending {
        code: "EQUIVALENT_TO_NULL_FALSE",
        effect: MendingEffect::SameInReal,
        about: "asks by `Null` whether the key is there; an empty value is none to it",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:SourceVpc": "*"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Null": {"aws:SourceVpc": "false"}}}}"#,
        mend: |wound| as_null(wound, "false"),
    },
    Mending {
        code: "EQUIVALENT_TO_NULL_TRUE",
        effect: MendingEffect::SameInReal,
        about: "asks by `Null` whether the key is there; an empty value is none to it",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringNotLike": {"aws:SourceVpc": "*"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Null": {"aws:SourceVpc": "true"}}}}"#,
        mend: |wound| as_null(wound, "true"),
    },
    Mending {
        code: "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
        effect: MendingEffect::SameInReal,
        about: "takes out the key, which every request satisfies",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLikeIfExists": {"aws:ResourceTag/a": "*"}, "Bool": {"aws:SecureTransport": "true"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#,
        mend: |wound| wound.spot()?.member()?.removed(),
    },
    Mending {
        code: "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
        effect: MendingEffect::Same,
        about: "takes out the statement, which no request satisfies, where there are others",
        before: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:StringNotLike": {"aws:TagKeys": "*"}}}]}"#,
        after: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        mend: |wound| wound.remove_statement(),
    },
    Mending {
        code: "IMPROVE_IP_RANGE",
        effect: MendingEffect::Same,
        about: "writes the range as it is compared",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.9/24"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}}"#,
        mend: truncate_range,
    },
    Mending {
        code: "NULL_WITH_IF_EXISTS",
        effect: MendingEffect::Changes,
        about: "leaves `Null` of the operator",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NullIfExists": {"aws:username": "true"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Null": {"aws:username": "true"}}}}"#,
        mend: |wound| rename_operator(wound, "Null"),
    },
    Mending {
        code: "NULL_WITH_QUALIFIER",
        effect: MendingEffect::Same,
        about: "leaves `Null` of the operator",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:Null": {"aws:TagKeys": "true"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Null": {"aws:TagKeys": "true"}}}}"#,
        mend: |wound| rename_operator(wound, "Null"),
    },
    Mending {
        code: "DEPRECATED_GLOBAL_CONDITION_KEY",
        effect: MendingEffect::Changes,
        about: "writes `aws:PrincipalArn`, the name that the key has today",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnLike": {"aws:ARN": "arn:aws:iam::111122223333:role/r"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}}}"#,
        mend: spell_principal_arn,
    },
    Mending {
        code: "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
        effect: MendingEffect::SameInReal,
        about: "compares field by field, as `ArnLike` does, where no other key stands under the operator",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/r"}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/r"}}}}"#,
        mend: as_arn_operator,
    },
];

/// The operator with what it says about the key: the object with its keys, what it is called, and where it is.
struct Block<'t> {
    condition: Node<'t>,
    keys: Node<'t>,
    spot: Spot<'t>,
}

impl<'t> Block<'t> {
    /// The operator under which something stands that is a key, or a value of one.
    fn of(key: &Spot<'t>) -> Option<Self> {
        let (keys, spot) = (key.step()?.node, key.parent()?);
        Some(Self { condition: spot.step()?.node, keys, spot })
    }

    fn is_of_one_key(&self) -> bool {
        self.keys.members().count() == 1
    }

    /// The operator called otherwise, unless there is one of that name.
    fn renamed(&self, name: &str) -> Option<Edit> {
        let index = self.spot.step()?.index;
        let member = self.condition.members().nth(index)?;
        let is_free = self.condition.member(name).is_none();
        is_free.then(|| Edit::replace(member.key_node.span(), quoted(name)))
    }
}

/// The key under `Null`, with what that says of it.
fn as_null(wound: &Wound<'_>, value: &str) -> Option<Vec<Edit>> {
    let key = wound.spot()?.member()?;
    let block = Block::of(&key)?;
    let member = block.keys.members().nth(key.step()?.index)?;
    let said = format!("{}: {}", member.key_node.source(), quoted(value));
    match block.condition.member("Null") {
        Some(null) => {
            let is_there = null.members().any(|it| it.key.eq_ignore_ascii_case(&member.key));
            let first = null.members().next().filter(|_| !is_there)?;
            let added = Edit::insert(first.key_node.span().start, format!("{said}, "));
            Some(key.removed()?.into_iter().chain([added]).collect())
        }
        None if block.is_of_one_key() => {
            Some(vec![block.renamed("Null")?, Edit::replace(member.node.span(), quoted(value))])
        }
        None => {
            let added = Edit::insert(block.keys.span().end, format!(", \"Null\": {{{said}}}"));
            Some(key.removed()?.into_iter().chain([added]).collect())
        }
    }
}

fn truncate_range(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let range = wound.first_string()?.parse::<IpNet>().ok()?;
    wound.say(&range.trunc().to_string())
}

fn rename_operator(wound: &Wound<'_>, name: &str) -> Option<Vec<Edit>> {
    let is_free = wound.spot()?.step()?.node.member(name).is_none();
    if is_free { wound.say(name) } else { None }
}

/// Where the key isn't there already.
fn spell_principal_arn(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    const NAME: &str = "aws:PrincipalArn";
    let is_there = wound.spot()?.step()?.node.members().any(|it| it.key.eq_ignore_ascii_case(NAME));
    if is_there { None } else { wound.say(NAME) }
}

fn as_arn_operator(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let block = Block::of(&wound.spot()?)?;
    let name = block.spot.names().next()?.replacen("String", "Arn", 1);
    let edit = block.renamed(&name).filter(|_| block.is_of_one_key())?;
    Some(vec![edit])
}
