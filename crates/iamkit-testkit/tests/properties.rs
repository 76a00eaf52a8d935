//! The laws of whole situations, over random ones: the engine answers as the naive evaluator, and both obey AWS's logic.
//!
//! `PROPTEST_CASES` makes them run longer.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "integration test")]

use iamkit_conformance::case::{AwsCaller, CasePrincipal, ExpectedDecision, NamedPolicy, Situation};
use iamkit_conformance::engine::{self, ask_engine};
use iamkit_conformance::naive::ask_naive;
use iamkit_conformance::runner::VoiceOutcome;
use iamkit_testkit::generate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

/// The decision; `None` for a situation that is refused.
fn decision(situation: &Situation) -> Option<ExpectedDecision> {
    match ask_engine(situation) {
        VoiceOutcome::Answer(answer) => Some(answer.decision),
        VoiceOutcome::Error { .. } => None,
        VoiceOutcome::NotDecided { not_decided } => panic!("{not_decided}"),
    }
}

/// The outcome with its missing keys in lower case: of several spellings each voice reports the one that it met first.
fn folded(outcome: VoiceOutcome) -> VoiceOutcome {
    match outcome {
        VoiceOutcome::Answer(mut answer) => {
            answer.missing_keys.iter_mut().for_each(|key| key.make_ascii_lowercase());
            VoiceOutcome::Answer(answer)
        }
        other => other,
    }
}

/// Whether the path of the role of the session that asks isn't given (S45).
fn has_open_role(situation: &Situation) -> bool {
    matches!(&situation.request.principal, CasePrincipal::Text(text) if text.contains(":assumed-role/"))
}

fn is_allowed(situation: &Situation) -> bool {
    decision(situation) == Some(ExpectedDecision::Allowed)
}

/// Changes the statements of every policy.
fn with_statements(situation: &Situation, change: impl Fn(Vec<Json>) -> Vec<Json>) -> Situation {
    let mut changed = situation.clone();
    for policy in generate::policies(&mut changed.policies) {
        let mut document: Json = serde_json::from_str(policy.document.text()).unwrap();
        let statements = document["Statement"].as_array().unwrap().clone();
        document["Statement"] = Json::Array(change(statements));
        policy.document = document.to_string().parse().unwrap();
    }
    changed
}

/// Both voices and the fast path answer alike.
fn agree(situation: &Situation) -> Result<(), TestCaseError> {
    let answer = ask_engine(situation);
    let naive = ask_naive(situation);
    if !has_open_role(situation) {
        prop_assert_eq!(&answer, &naive);
    } else if let (VoiceOutcome::Answer(found), VoiceOutcome::Answer(expected)) = (&answer, &naive) {
        // Of a role's path the naive evaluator tries what is named; what it sees to make a difference does.
        let is_open = found.decision == ExpectedDecision::Depends;
        prop_assert!(is_open || found.decision == expected.decision, "{:?} {:?}", answer, naive);
    }
    let expected =
        matches!(&answer, VoiceOutcome::Answer(answer) if answer.decision == ExpectedDecision::Allowed);
    prop_assert_eq!(engine::is_allowed(situation).unwrap_or(false), expected);
    Ok(())
}

fn level(policy: NamedPolicy) -> Vec<NamedPolicy> {
    vec![NamedPolicy { name: "added".into(), ..policy }]
}

/// Situations that a property can't say anything of are passed over, however many they are.
fn config() -> ProptestConfig {
    ProptestConfig { max_global_rejects: u32::MAX, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn engine_answers_as_naive_on_every_layer(situation in generate::situation()) {
        agree(&situation)?;
    }

    #[test]
    fn engine_answers_as_naive_where_nothing_fits(situation in generate::strange_situation()) {
        agree(&situation)?;
    }

    #[test]
    fn a_condition_taken_from_an_allow_never_takes_access_away(
        situation in generate::situation(),
        chosen in any::<prop::sample::Index>(),
    ) {
        // S60. What S3 calls public is another matter: there a condition is what opens a bucket (S73).
        let mut narrow = situation.clone();
        narrow.request.restrict_public_buckets = false;
        let mut wide = narrow.clone();
        let mut all = generate::policies(&mut wide.policies);
        prop_assume!(!all.is_empty());
        let n_policies = all.len();
        let policy = &mut *all[chosen.index(n_policies)];
        let mut document: Json = serde_json::from_str(policy.document.text()).unwrap();
        for statement in document["Statement"].as_array_mut().unwrap() {
            if statement["Effect"] == "Allow" {
                statement.as_object_mut().unwrap().remove("Condition");
            }
        }
        policy.document = document.to_string().parse().unwrap();
        prop_assert!(!is_allowed(&narrow) || is_allowed(&wide), "{document}");
        let by_naive = |situation: &Situation| match ask_naive(situation) {
            VoiceOutcome::Answer(answer) => Some(answer.decision == ExpectedDecision::Allowed),
            VoiceOutcome::Error { .. } => Some(false),
            VoiceOutcome::NotDecided { .. } => None,
        };
        prop_assert!(by_naive(&narrow) != Some(true) || by_naive(&wide) != Some(false), "{document}");
    }

    #[test]
    fn an_account_is_one_however_it_is_written(situation in generate::situation()) {
        // S47.
        let mut by_digits = situation.clone();
        for policy in generate::policies(&mut by_digits.policies) {
            let text = ["aws", "aws-cn"].iter().fold(policy.document.text().to_owned(), |text, partition| {
                let root = |account: &str| format!("\"arn:{partition}:iam::{account}:root\"");
                ["111122223333", "444455556666"].iter().fold(text, |text, account| {
                    text.replace(&root(account), &format!("\"{account}\""))
                })
            });
            policy.document = text.parse().unwrap();
        }
        prop_assert_eq!(decision(&situation), decision(&by_digits));
    }

    #[test]
    fn a_role_that_is_given_is_one_of_those_it_may_be(situation in generate::situation(), path in "(|[a-c]{1,3}/)") {
        // S45: what is decided without the role stays so with any.
        prop_assume!(has_open_role(&situation));
        let mut known = situation.clone();
        if let CasePrincipal::Text(arn) = &situation.request.principal {
            let role = format!("arn:aws:iam::111122223333:role/{path}Deploy");
            known.request.principal =
                CasePrincipal::Aws(AwsCaller { arn: arn.clone(), role: Some(role), ..AwsCaller::default() });
        }
        let open = decision(&situation);
        prop_assert!(open == Some(ExpectedDecision::Depends) || open == decision(&known));
    }

    #[test]
    fn what_is_decided_without_the_resource_stays_so_with_any(
        situation in generate::situation(),
        arn in prop::sample::select(vec!["*", "arn:aws:s3:::bucket/key", "arn:aws:sqs:us-east-1:111122223333:queue", "arn:x:y:z::w"]),
    ) {
        // S25, without the layers that hang on the owner of the resource.
        let mut open = situation.clone();
        open.request.resources.truncate(1);
        open.policies.resource = None;
        open.policies.rcp = None;
        open.request.resources[0].arn = "*".into();
        open.request.resources[0].account = Some("111122223333".into());
        open.request.wildcard_only = None;
        prop_assume!(!["kms:updatealias", "iam:deletepolicy", "iam:updaterole"].contains(&&*open.request.action.to_ascii_lowercase()));
        let mut known = open.clone();
        known.request.resources[0].arn = arn.into();
        known.request.wildcard_only = Some(arn == "*");
        let undecided = decision(&open);
        if !has_open_role(&open) {
            prop_assert_eq!(folded(ask_engine(&open)), folded(ask_naive(&open)));
        }
        prop_assert!(undecided == Some(ExpectedDecision::Depends) || undecided == decision(&known));
    }

    #[test]
    fn a_deny_anywhere_never_allows_more(
        situation in generate::situation(),
        deny in generate::limit(),
        chosen in any::<prop::sample::Index>(),
    ) {
        let mut denied = situation.clone();
        let mut all = generate::policies(&mut denied.policies);
        prop_assume!(!all.is_empty());
        let n_policies = all.len();
        let policy = &mut *all[chosen.index(n_policies)];
        let mut document: Json = serde_json::from_str(policy.document.text()).unwrap();
        let mut statement: Json = serde_json::from_str::<Json>(deny.document.text()).unwrap()["Statement"][0].clone();
        statement["Effect"] = json!("Deny");
        if document["Statement"][0].get("Principal").or(document["Statement"][0].get("NotPrincipal")).is_some() {
            statement["Principal"] = json!("*");
        }
        document["Statement"].as_array_mut().unwrap().push(statement);
        let document = document.to_string();
        policy.document = document.parse().unwrap();
        // A statement that may not stand there refuses the situation, which allows nothing either.
        prop_assert!(is_allowed(&situation) || !is_allowed(&denied), "{document}");
    }

    #[test]
    fn a_further_limit_never_grants(
        situation in generate::situation(),
        limit in generate::limit(),
        rcp in generate::resource_control(),
        endpoint in generate::endpoint(),
        layer in 0..5_usize,
    ) {
        let mut limited = situation.clone();
        let layers = &mut limited.policies;
        match layer {
            0 => layers.scp.get_or_insert_default().push(level(limit)),
            1 => layers.rcp.get_or_insert_default().push(level(rcp)),
            2 if layers.boundary.is_none() => layers.boundary = Some(limit),
            3 if layers.vpce.is_none() => layers.vpce = Some(endpoint),
            // A federated user is allowed by its session policies alone (S64).
            4 if layers.session.is_none() && !format!("{:?}", situation.request.principal).contains("federated-user") => {
                layers.session = Some(level(limit));
            }
            _ => {}
        }
        prop_assert!(is_allowed(&situation) || !is_allowed(&limited));
    }

    #[test]
    fn order_and_duplication_of_statements_and_levels_change_no_decision(situation in generate::situation()) {
        let mut turned = with_statements(&situation, |mut statements| {
            statements.extend(statements.first().cloned());
            statements.reverse();
            statements
        });
        turned.policies.scp.iter_mut().chain(&mut turned.policies.rcp).for_each(|levels| levels.reverse());
        turned.policies.identity.iter_mut().chain(&mut turned.policies.session).for_each(|list| list.reverse());
        prop_assert_eq!(decision(&situation), decision(&turned));
    }

    #[test]
    fn splitting_statements_changes_no_decision(situation in generate::situation()) {
        let split = with_statements(&situation, |statements| {
            let by_action = statements.into_iter().flat_map(|statement| each_entry(statement, "Action"));
            by_action.flat_map(|statement| each_entry(statement, "Resource")).collect()
        });
        prop_assert_eq!(decision(&situation), decision(&split));
    }

    #[test]
    fn the_not_forms_are_complements(situation in generate::situation(), element in select_element()) {
        // One Allow alone, without conditions: the request matches it or its complement, never both.
        let mut alone = situation.clone();
        alone.request.principal = CasePrincipal::Text("arn:aws:iam::111122223333:user/team/alice".into());
        alone.request.action = "s3:GetObject".into();
        alone.request.resources.truncate(1);
        alone.request.resources[0].account = Some("111122223333".into());
        alone.policies = iamkit_conformance::case::PolicyLayers { identity: situation.policies.identity.clone(), ..Default::default() };
        prop_assume!(alone.policies.identity.as_ref().is_some_and(|list| !list.is_empty()));
        let only = |turn: bool| {
            let mut one = with_statements(&alone, |statements| {
                let first = &statements[0];
                let mut statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
                let values = first.get(element).or(first.get(format!("Not{element}"))).cloned().unwrap();
                statement.as_object_mut().unwrap().remove(element);
                statement[if turn { format!("Not{element}") } else { element.to_owned() }] = values;
                vec![statement]
            });
            one.policies.identity.as_mut().unwrap().truncate(1);
            one
        };
        // S72: what nobody may change is allowed by neither.
        prop_assert_ne!(is_allowed(&only(false)), is_allowed(&only(true)));
    }

    #[test]
    fn renaming_accounts_users_and_buckets_consistently_changes_nothing(situation in generate::situation()) {
        prop_assume!(names_buckets_whole(&situation));
        let renamed = rename(&situation, &|text| RENAMED.iter().fold(text.to_owned(), |text, (name, new)| text.replace(name, new)));
        let refused = |outcome: VoiceOutcome| match outcome {
            VoiceOutcome::Error { .. } => VoiceOutcome::Error { error: String::new() },
            answer => answer,
        };
        prop_assert_eq!(refused(ask_engine(&situation)), refused(ask_engine(&renamed)));
    }
}

fn select_element() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["Action", "Resource"])
}

/// The statement once for each entry of a list, if it has the list.
fn each_entry(statement: Json, element: &str) -> Vec<Json> {
    let Some(entries) = statement.get(element).and_then(Json::as_array).cloned() else {
        return vec![statement];
    };
    let one = |entry| {
        let mut statement = statement.clone();
        statement[element] = entry;
        statement
    };
    entries.into_iter().map(one).collect()
}

/// Names and what stands for a part of one, with their new forms of the same length.
const RENAMED: [(&str, &str); 9] = [
    ("111122223333", "777788889999"),
    ("444455556666", "000011112222"),
    ("alic", "maxi"),
    ("?lice", "?axie"),
    ("al*", "ma*"),
    ("ALICE", "MAXIE"),
    ("bucket", "cradle"),
    ("Deploy", "Zhukov"),
    ("queue", "lines"),
];

/// Whether no pattern names a bucket by a part of its name, which would have to be renamed as well.
fn names_buckets_whole(situation: &Situation) -> bool {
    let mut situation = situation.clone();
    let is_whole = |behind: &str| ["bucket", "*", "${"].iter().any(|start| behind.starts_with(start));
    generate::policies(&mut situation.policies)
        .iter()
        .all(|policy| policy.document.text().split("arn:aws:s3:::").skip(1).all(is_whole))
}

/// Every text of the situation changed.
fn rename(situation: &Situation, change: &dyn Fn(&str) -> String) -> Situation {
    use iamkit_conformance::case::CaseValue;
    let mut renamed = situation.clone();
    for policy in generate::policies(&mut renamed.policies) {
        policy.document = change(policy.document.text()).parse().unwrap();
    }
    let request = &mut renamed.request;
    match &mut request.principal {
        CasePrincipal::Text(text) => *text = change(text),
        CasePrincipal::Federated(caller) => caller.federated = change(&caller.federated),
        CasePrincipal::Aws(caller) => {
            caller.arn = change(&caller.arn);
            for text in caller
                .role
                .iter_mut()
                .chain(&mut caller.user)
                .chain(&mut caller.unique_id)
                .chain(&mut caller.canonical_user)
            {
                *text = change(text);
            }
        }
    }
    for resource in &mut request.resources {
        resource.arn = change(&resource.arn);
        resource.account.iter_mut().for_each(|account| *account = change(account));
    }
    request.management_account.iter_mut().for_each(|account| *account = change(account));
    for (_, value) in &mut request.context.0 {
        match value {
            CaseValue::One(text) => *text = change(text),
            CaseValue::Many(texts) => texts.iter_mut().for_each(|text| *text = change(text)),
        }
    }
    renamed
}

#[test]
fn random_situations_have_every_decision_and_every_layer() {
    let mut runner = TestRunner::deterministic();
    let situations = generate::situation();
    let mut decisions = std::collections::BTreeMap::<_, usize>::new();
    let mut blocking = std::collections::BTreeSet::new();
    for _ in 0..4_000 {
        let situation = situations.new_tree(&mut runner).unwrap().current();
        match ask_engine(&situation) {
            VoiceOutcome::Answer(answer) => {
                *decisions.entry(Some(answer.decision)).or_default() += 1;
                blocking.extend(answer.blocked_by.unwrap_or_default());
            }
            _ => *decisions.entry(None).or_default() += 1,
        }
    }
    // What hangs on a role that nobody gave depends (S45), which is seldom.
    decisions.remove(&Some(ExpectedDecision::Depends));
    assert_eq!(decisions.len(), 4, "{decisions:?}");
    assert!(decisions.values().all(|count| 100 <= *count), "{decisions:?}");
    let expected = [
        "boundary",
        "identity",
        "immutable",
        "publicAccessBlock",
        "rcp",
        "resource",
        "scp",
        "session",
        "vpce",
    ];
    assert_eq!(blocking.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}
