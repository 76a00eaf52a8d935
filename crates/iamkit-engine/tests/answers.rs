//! Answers: unknown keys with the values that decide, near misses, and comparisons that can't be made.

#![expect(clippy::unwrap_used, clippy::panic, reason = "integration test")]

use iamkit_engine::{
    CompiledPolicies, Context, ContextValue, Decision, Dependency, Evaluation, MAX_COMBINATIONS,
    MAX_COMPARISONS, PolicyKind, Possibility, Principal, Remark, Request, RequestError,
};
use iamkit_policy::PolicyDocument;

fn ask(statements: &str, context: &Context<'_>) -> Result<Evaluation, RequestError> {
    let document: PolicyDocument =
        format!(r#"{{"Version": "2012-10-17", "Statement": {statements}}}"#).parse().unwrap();
    let policies = CompiledPolicies::compile(PolicyKind::Identity, [("p", &document)]).unwrap();
    let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse().unwrap();
    let request = Request::new(&alice, "s3:GetObject", "arn:aws:s3:::home/alice/notes").unwrap();
    let request = request.with_context(context);
    let answer = policies.evaluate(&request);
    let is_allowed = answer.as_ref().is_ok_and(|answer| answer.decision() == Decision::Allow);
    assert_eq!(policies.is_allowed(&request), is_allowed);
    answer
}

fn unknown(keys: &[&'static str]) -> Context<'static> {
    let mut context = Context::default();
    for key in keys {
        context.insert(*key, ContextValue::Unknown).unwrap();
    }
    context
}

fn value_for(dependency: &Dependency, decision: Decision) -> Option<ContextValue<'static>> {
    let possibilities = dependency.possibilities().iter();
    let found = possibilities.clone().find(|possibility| possibility.decision() == decision);
    found.unwrap_or_else(|| panic!("{possibilities:?}")).value().cloned()
}

#[test]
fn an_unknown_key_is_listed_with_the_values_that_decide() {
    let answer = ask(
        r#"[{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": {"a:team": "blue*"}}},
            {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {"Bool": {"a:other": "true"}}}]"#,
        &unknown(&["A:Team", "a:other", "a:unasked"]),
    )
    .unwrap();
    assert_eq!(answer.decision(), Decision::Depends);
    let [dependency] = answer.depends_on() else { panic!("{answer:?}") };
    assert_eq!(dependency.key(), "A:Team");
    assert_eq!(value_for(dependency, Decision::Allow), Some("blue".into()));
    assert_eq!(value_for(dependency, Decision::ImplicitDeny), None);
}

#[test]
fn a_key_that_cannot_change_the_answer_is_not_listed() {
    let answer = ask(
        r#"[{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Null": {"a:x": "true"}}},
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Null": {"a:x": "false"}}}]"#,
        &unknown(&["a:x"]),
    );
    let answer = answer.unwrap();
    assert_eq!((answer.decision(), answer.depends_on()), (Decision::Allow, &[][..]));
}

#[test]
fn an_unknown_variable_is_solved_for() {
    let statement = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${a:folder}/*"}"#;
    let answer = ask(statement, &unknown(&["a:folder"])).unwrap();
    let [dependency] = answer.depends_on() else { panic!("{answer:?}") };
    assert_eq!(value_for(dependency, Decision::Allow), Some("alice".into()));
}

#[test]
fn two_unknown_keys_that_have_to_agree_are_both_listed() {
    let statement = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringEquals": {"a:x": "${a:y}"}}}"#;
    let answer = ask(statement, &unknown(&["a:x", "a:y"])).unwrap();
    assert_eq!(answer.depends_on().iter().map(Dependency::key).collect::<Vec<_>>(), ["a:x", "a:y"]);
}

#[test]
fn unknown_keys_agree_around_the_text_between_them() {
    let statement = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {
        "ArnEquals": {"a:arn": "arn:aws:s3:::${a:bucket}/x"}, "StringEquals": {"a:bucket": ["blue", "green"]}}}"#;
    let answer = ask(statement, &unknown(&["a:arn", "a:bucket"])).unwrap();
    assert_eq!(answer.depends_on().iter().map(Dependency::key).collect::<Vec<_>>(), ["a:arn", "a:bucket"]);
}

#[test]
fn what_allows_is_told_rather_than_which_deny_it_would_be() {
    let statements = r#"[
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"a:region": "here"}}},
        {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a:mfa": "true"}}}]"#;
    let answer = ask(statements, &unknown(&["a:mfa", "a:region"])).unwrap();
    for (dependency, otherwise) in
        answer.depends_on().iter().zip([Decision::ImplicitDeny, Decision::ExplicitDeny])
    {
        let decisions = dependency.possibilities().iter().map(Possibility::decision);
        assert_eq!(decisions.collect::<Vec<_>>(), [otherwise, Decision::Allow], "{}", dependency.key());
    }
}

#[test]
fn bounds_of_numbers_dates_and_addresses_are_found() {
    for (operator, value) in [
        ("NumericGreaterThan", "7"),
        ("NumericLessThan", "-7"),
        ("NumericNotEquals", "0.5"),
        ("DateLessThan", "2020-01-01T00:00:00Z"),
        ("DateGreaterThanEquals", "1960-01-01"),
        ("IpAddress", "10.0.0.0/8"),
        ("NotIpAddress", "::/0"),
        ("BinaryEquals", "aGk="),
        ("Bool", "false"),
        ("ArnLike", "arn:aws:s3:::b*"),
        ("ForAnyValue:StringEquals", "a"),
        ("ForAllValues:StringEquals", "a"),
    ] {
        let statement = format!(
            r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{"{operator}IfExists": {{"a:x": "{value}"}}}}}}"#
        );
        let answer = ask(&statement, &unknown(&["a:x"])).unwrap();
        let [dependency] = answer.depends_on() else { panic!("{operator}: {answer:?}") };
        assert_eq!(dependency.possibilities().len(), 2, "{operator}");
    }
}

/// 300 patterns with a word between wildcards for each of two keys: in one statement, or each in a statement of its own.
fn two_keys_with_300_patterns(is_one_statement: bool) -> String {
    let word = |at: usize| format!("*{}{at:03}x*", ["ab", "ba", "cab"].get(at % 3).unwrap());
    let condition = |patterns: &[String]| {
        let list = patterns.iter().map(|pattern| format!("\"{pattern}\"")).collect::<Vec<_>>().join(", ");
        format!(r#"{{"StringLike": {{"a:x": [{list}], "a:y": [{list}]}}}}"#)
    };
    let patterns = (0..300).map(word).collect::<Vec<_>>();
    let conditions = if is_one_statement {
        vec![condition(&patterns)]
    } else {
        patterns.chunks(1).map(condition).collect()
    };
    let statements = conditions.iter().map(|condition| {
        format!(r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {condition}}}"#)
    });
    format!("[{}]", statements.collect::<Vec<_>>().join(", "))
}

#[test]
fn hundreds_of_patterns_for_two_unknown_keys_are_answered_soon() {
    for is_one_statement in [true, false] {
        let started = std::time::Instant::now();
        let answer = ask(&two_keys_with_300_patterns(is_one_statement), &unknown(&["a:x", "a:y"])).unwrap();
        assert_eq!(answer.decision(), Decision::Depends);
        assert_eq!(answer.depends_on().iter().map(Dependency::key).collect::<Vec<_>>(), ["a:x", "a:y"]);
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
}

#[test]
fn what_many_comparisons_leave_of_the_combinations_is_told() {
    // Each key alone changes nothing, which is known once every pair of their values was tried.
    let statement = |at: usize| {
        format!(
            r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {{"StringEquals": {{"a:x": "x{at}", "a:y": "y{at}"}}, "Null": {{"a:x": "true"}}}}}}"#
        )
    };
    let statements = (0..300).map(statement).collect::<Vec<_>>().join(", ");
    let error = ask(&format!("[{statements}]"), &unknown(&["a:x", "a:y"])).unwrap_err();
    let RequestError::TooManyValues { limit } = error else { panic!("{error:?}") };
    assert!(limit < MAX_COMBINATIONS, "{limit}");
    assert!(MAX_COMPARISONS / 4_000 < limit, "{limit}");
}

#[test]
fn too_many_unknown_values_are_an_error_with_the_limit() {
    const KEYS: [&str; 9] = ["a:0", "a:1", "a:2", "a:3", "a:4", "a:5", "a:6", "a:7", "a:8"];
    let tests = KEYS.map(|key| format!(r#""{key}": ["${{a:0}}x", "${{a:8}}y", "c", "d", "e"]"#)).join(", ");
    let contradiction = r#""Null": {"a:0": "true", "a:1": "false"}, "StringEquals": {"a:none": "b"}"#;
    // The statement never matches, which no bound shows before every value was tried.
    let statement = format!(
        r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{"StringNotLike": {{{tests}}}, {}}}}}"#,
        contradiction.replace("a:none", "a:0")
    );
    let error = ask(&statement, &unknown(&KEYS)).unwrap_err();
    let RequestError::TooManyValues { limit } = error else { panic!("{error:?}") };
    assert!(limit <= MAX_COMBINATIONS, "{limit}");
    assert_eq!(
        error.to_string(),
        format!("the unknown keys have too many values to try: more than {limit} combinations")
    );
}

#[test]
fn near_misses_name_the_element_that_fails() {
    let answer = ask(
        r#"[{"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"},
            {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::other/*"},
            {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"Bool": {"a:mfa": "true"}}},
            {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]"#,
        &Context::default(),
    );
    let misses = answer.unwrap().near_misses().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        misses,
        [
            "statement 0 of `p` (1:41) in Action: it doesn't name `s3:GetObject`",
            "statement 1 of `p` (2:13) in Resource: it doesn't name `arn:aws:s3:::home/alice/notes`",
            "statement 2 of `p` (3:13) in Bool on a:mfa: the request doesn't carry the key",
        ]
    );
}

#[test]
fn what_cannot_be_evaluated_denies_and_is_told() {
    let mut context = Context::default();
    context.insert("a:n", "many").unwrap();
    let answer = ask(
        r#"[{"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NumericLessThan": {"a:n": "7"}}}]"#,
        &context,
    );
    let answer = answer.unwrap();
    assert_eq!(answer.decision(), Decision::ExplicitDeny);
    let told = answer.unevaluable().iter().map(Remark::reason).collect::<Vec<_>>();
    assert_eq!(told, ["can't be compared: the request has `many`"]);
}

#[test]
fn what_counts_as_no_match_by_the_rules_is_told_all_the_same() {
    for (operator, request, policy, reason) in [
        ("ArnNotLike", "bucket", "arn:aws:s3:::*", "the request has `bucket`"),
        ("ArnLike", "bucket", "arn:aws:s3:::*", "the request has `bucket`"),
        ("ArnLike", "arn:aws:s3:::bucket", "bucket", "the policy has `bucket`"),
        ("NumericNotEquals", "7", "many", "the policy has `many`"),
        ("NumericLessThan", "7", "many", "the policy has `many`"),
    ] {
        let mut context = Context::default();
        context.insert("a:x", request).unwrap();
        let deny = format!(
            r#"[{{"Effect": "Allow", "Action": "*", "Resource": "*"}},
                {{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {{"{operator}": {{"a:x": "{policy}"}}}}}}]"#
        );
        let answer = ask(&deny, &context).unwrap();
        // S37, S38: no match, also in a Deny.
        assert_eq!(answer.decision(), Decision::Allow, "{operator}");
        let told = answer.unevaluable().iter().map(Remark::reason).collect::<Vec<_>>();
        assert_eq!(told, [format!("can't be compared: {reason}")], "{operator}");
    }
}

#[test]
fn a_policy_value_of_another_type_denies_and_is_told() {
    for (operator, request, policy) in [
        ("NotIpAddress", "10.0.0.1", "nowhere"),
        ("IpAddress", "10.0.0.1", "10.0.0.0/33"),
        ("DateLessThan", "2020-01-01", "soon"),
        ("Bool", "true", "yes"),
        ("BinaryEquals", "YQ==", "?"),
    ] {
        let mut context = Context::default();
        context.insert("a:x", request).unwrap();
        for (effect, decision) in [("Deny", Decision::ExplicitDeny), ("Allow", Decision::ImplicitDeny)] {
            let asked = format!(
                r#"{{"Effect": "{effect}", "Action": "*", "Resource": "*", "Condition": {{"{operator}": {{"a:x": "{policy}"}}}}}}"#
            );
            let answer = ask(&asked, &context).unwrap();
            assert_eq!(answer.decision(), decision, "{operator}");
            let told = answer.unevaluable().iter().map(Remark::reason).collect::<Vec<_>>();
            assert_eq!(told, [format!("can't be compared: the policy has `{policy}`")], "{operator}");
        }
    }
}

#[test]
fn a_pattern_without_a_service_names_no_action() {
    let statement = r#"{"Effect": "Allow", "Action": ["s3:List*", ":Get*"], "Resource": "*"}"#;
    assert_eq!(ask(statement, &Context::default()).unwrap().decision(), Decision::ImplicitDeny);
}
