//! Many actions at once get the answers that each gets by itself.

use iamkit_engine::{ActionList, Allowed, CompiledPolicies, PolicyKind, Principal, Request};
use iamkit_policy::{PolicyBuilder, PolicyDocument, StatementBuilder};
use proptest::prelude::*;

const ACTIONS: [&str; 9] = [
    "a:GetX",
    "a:GetY",
    "a:PutX",
    "ab:GetX",
    "b:GetX",
    "iam:DeletePolicy",
    "kms:DeleteAlias",
    "sts:GetCallerIdentity",
    "sts:GetSessionToken",
];
const RESOURCES: [&str; 4] = [
    "*",
    "arn:aws:a:::x",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3",
];

fn statement() -> impl Strategy<Value = StatementBuilder> {
    let patterns = [
        "*",
        "a:*",
        "A:get*",
        "a:GetX",
        "b:GetX",
        "*:GetX",
        "?:PutX",
        "a:*x",
        "iam:*",
        "kms:DeleteAlias",
        "s?s:*",
        "none:X",
    ];
    let patterns = prop::collection::vec(prop::sample::select(patterns.to_vec()), 1..4);
    let resource = prop::sample::select(vec!["*", "*", "*", "arn:aws:a:::x"]);
    (any::<bool>(), any::<bool>(), patterns, resource).prop_map(
        |(is_deny, is_negated, patterns, resource)| {
            let statement = if is_deny { StatementBuilder::deny() } else { StatementBuilder::allow() };
            let statement = statement.resources([resource]);
            if is_negated { statement.not_actions(patterns) } else { statement.actions(patterns) }
        },
    )
}

proptest! {
    #[test]
    fn what_is_settled_for_all_requests_holds_for_each(statements in prop::collection::vec(statement(), 1..5)) {
        let builder = statements.into_iter().fold(PolicyDocument::builder(), PolicyBuilder::statement);
        let document = builder.build().unwrap();
        let policies = CompiledPolicies::compile(PolicyKind::Identity, [("p", &document)]).unwrap();
        let actions = ActionList::new(ACTIONS).unwrap();
        let decisions = policies.decide_each(&actions);
        for (number, action) in ACTIONS.iter().enumerate() {
            let answers = RESOURCES.map(|resource| {
                policies.is_allowed(&Request::new(&Principal::Anonymous, action, resource).unwrap())
            });
            match decisions.get(number) {
                Allowed::Always => prop_assert_eq!(answers, [true; 4], "{}", action),
                Allowed::Never => prop_assert_eq!(answers, [false; 4], "{}", action),
                // Without other resources than `*` only what AWS itself owns can depend on one (S72).
                Allowed::Depends => {
                    let is_open = document.text().contains("arn:aws:a:::x");
                    prop_assert!(is_open || answers[1], "{}", action);
                }
            }
        }
    }
}

#[test]
fn numbers_and_names_belong_together() {
    let actions = ActionList::new(["b:X", "a:Y", "A:y", "a:X"]).unwrap();
    let names = (0..actions.len()).filter_map(|number| actions.name(number)).collect::<Vec<_>>();
    assert_eq!(names, ["a:X", "a:Y", "b:X"]);
    assert_eq!(actions.number("B:x"), Some(2));
    assert_eq!(actions.number("c:X"), None);
    assert!(ActionList::new(["a:*"]).is_err());
    assert!(ActionList::new([]).unwrap().is_empty());
}
