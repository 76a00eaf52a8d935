//! What the normal form believes about actions, resources, variables and condition values.

use iamkit_policy::LanguageVersion::{self, V2008_10_17, V2012_10_17};
use iamkit_policy::normal::{ActionPattern, ArnPattern, KeyName, Pattern};

/// Whether a resource entry covers an ARN when `aws:username` is `al*ce` and nothing else has a value.
fn covers(entry: &str, version: LanguageVersion, arn: &str) -> bool {
    let username = |key: &KeyName| (key.folded() == "aws:username").then_some("al*ce");
    Pattern::resource(entry, version).resolve(username).is_some_and(|glob| glob.matches(arn))
}

#[test]
fn dead_action_patterns_match_nothing() {
    // S4
    for text in ["s3:Get Object", "lambda:ListFunctions ", "s3:Get,s3:Put", "s3:"] {
        assert_eq!(ActionPattern::parse(text).glob(), None, "{text}");
    }
    assert!(ActionPattern::parse("S3:gET*").matches("s3:getobject"));
}

#[test]
fn variables_count_behind_the_fifth_colon_only() {
    // S10, S14, S15
    assert!(covers("arn:aws:s3:::b/${AWS:UserName}/*", V2012_10_17, "arn:aws:s3:::b/al*ce/x"));
    assert!(!covers("arn:aws:s3:::b/${aws:username}/*", V2012_10_17, "arn:aws:s3:::b/alice/x"));
    assert!(!covers("arn:aws:s3:${aws:username}::b", V2012_10_17, "arn:aws:s3:al*ce::b"));
    assert!(covers("arn:aws:s3:${aws:username}::b", V2012_10_17, "arn:aws:s3:${aws:username}::b"));
}

#[test]
fn variables_are_text_in_2008_documents() {
    // S1
    assert!(!covers("arn:aws:s3:::${aws:username}", V2008_10_17, "arn:aws:s3:::al*ce"));
    assert!(covers("arn:aws:s3:::${aws:username}", V2008_10_17, "arn:aws:s3:::${aws:username}"));
}

#[test]
fn defaults_stand_in_for_missing_values() {
    // S11, S13
    assert!(covers("arn:aws:s3:::${a:b, 'x}y'}", V2012_10_17, "arn:aws:s3:::x}y"));
    assert!(covers("arn:aws:s3:::${a:b,'x'}", V2012_10_17, "arn:aws:s3:::x"));
    assert!(!covers("arn:aws:s3:::${a:b}", V2012_10_17, "arn:aws:s3:::"));
    assert!(!covers("arn:aws:s3:::${a:b, x}", V2012_10_17, "arn:aws:s3:::x"));
}

#[test]
fn escapes_are_the_characters_themselves() {
    // S12
    assert!(covers("arn:aws:s3:::${*}${?}${$}", V2012_10_17, "arn:aws:s3:::*?$"));
    assert!(!covers("arn:aws:s3:::${*}", V2012_10_17, "arn:aws:s3:::x"));
}

#[test]
fn incomplete_arns_are_completed() {
    // S7
    assert!(covers("arn:aws:sqs", V2012_10_17, "arn:aws:sqs:eu-west-1:111122223333:q"));
    assert!(covers("arn:aws:s3*", V2012_10_17, "arn:aws:s3:::bucket"));
    assert!(!covers("arn:aws:sqs", V2012_10_17, "arn:aws:sns:eu-west-1:111122223333:q"));
}

#[test]
fn arn_values_split_outside_variables() {
    // S36
    let parse = |text| ArnPattern::parse(text, V2012_10_17);
    let pattern = parse("arn:aws:iam::${aws:PrincipalAccount}:role/*");
    assert_eq!(pattern.components().len(), 6);
    assert_eq!(
        pattern.components()[4].variables().next().expect("is a variable").key().as_str(),
        "aws:PrincipalAccount"
    );
    assert!(matches!(parse("*"), ArnPattern::Components(_)));
    assert!(matches!(parse("nothing"), ArnPattern::Unmatchable(_)));
}
