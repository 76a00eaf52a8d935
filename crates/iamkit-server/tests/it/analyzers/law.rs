//! The law of findings from outside, on policies that look drawn.

use iamkit_engine::{CompiledPolicies, Context, Layers, PolicyKind, Principal, Request};
use iamkit_policy::PolicyDocument;
use serde_json::{Value, json};

use super::{ACCOUNT, OUTSIDE, create, findings, role, server, trust};
use crate::support::Client;

/// Numbers that look drawn and are always the same.
struct Draw(u64);

impl Draw {
    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        choices[usize::try_from(self.0 >> 33).unwrap() % choices.len()].clone()
    }

    fn statement(&mut self) -> Value {
        let user = |account: &str, name: &str| json!({"AWS": format!("arn:aws:iam::{account}:user/{name}")});
        let principals = [
            json!("*"),
            json!({"AWS": ACCOUNT}),
            json!({"AWS": [OUTSIDE, ACCOUNT]}),
            json!({"AWS": THIRD}),
            user(OUTSIDE, "ann"),
            user(THIRD, "bob"),
            json!({"AWS": [OUTSIDE, THIRD]}),
            json!({"Service": "ec2.amazonaws.com"}),
        ];
        let conditions = [
            json!({}),
            json!({}),
            json!({"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}),
            json!({"StringNotEquals": {"aws:PrincipalAccount": [OUTSIDE, ACCOUNT]}}),
            json!({"StringEquals": {"aws:PrincipalOrgID": "o-1a2b3c4d5e"}}),
            json!({"StringEquals": {"sts:ExternalId": "a"}}),
            json!({"StringNotEquals": {"sts:ExternalId": "a"}}),
            json!({"ArnLike": {"aws:PrincipalArn": format!("arn:aws:iam::{THIRD}:user/*")}}),
        ];
        let effect = self.of(&["Allow", "Allow", "Deny"]);
        json!({"Effect": effect, "Principal": self.of(&principals), "Action": "sts:AssumeRole", "Condition": self.of(&conditions)})
    }
}

const THIRD: &str = "777788889999";

/// Whether any request of a principal is allowed by a trust policy, where its own account allows everything.
fn comes_in(document: &PolicyDocument, principal: &str, role: &str) -> bool {
    let trust = CompiledPolicies::compile(PolicyKind::Trust, [("trust", document)]).unwrap();
    let all: PolicyDocument =
        super::trust(json!({"Effect": "Allow", "Action": "*", "Resource": "*"})).parse().unwrap();
    let all = CompiledPolicies::compile(PolicyKind::Identity, [("all", &all)]).unwrap();
    let layers = Layers::new().identity(&all).resource(&trust);
    let principal: Principal = principal.parse().unwrap();
    let mut contexts = [None, Some("o-1a2b3c4d5e"), Some("o-other12345")]
        .into_iter()
        .flat_map(|organization| [None, Some("a"), Some("b")].map(|external| (organization, external)));
    contexts.any(|(organization, external)| {
        let mut context = Context::default();
        if let Some(organization) = organization {
            context.set("aws:PrincipalOrgID", organization.to_owned());
        }
        if let Some(external) = external {
            context.set("sts:ExternalId", external.to_owned());
        }
        let request = Request::new(&principal, "sts:AssumeRole", role).unwrap();
        layers.is_allowed(&request.with_resource_account(ACCOUNT).with_context(&context)).unwrap()
    })
}

/// The law of findings from outside: whoever is let in has one that names it, and of each one somebody is let in.
#[test]
fn findings_name_exactly_the_outsiders_that_the_engine_lets_in() {
    let server = server();
    let root = Client::root(&server);
    create(&root, "ACCOUNT");
    let outsiders = [
        (OUTSIDE, "ann"),
        (OUTSIDE, "other"),
        (THIRD, "bob"),
        (THIRD, "other"),
        ("999900001111", "stranger"),
    ];
    let outsiders = outsiders.map(|(account, name)| (account, format!("arn:aws:iam::{account}:user/{name}")));
    let mut draw = Draw(7);
    let mut documents = Vec::new();
    for at in 0..60 {
        let n_statements = draw.of(&[1, 2, 3]);
        let statements = (0..n_statements).map(|_| draw.statement()).collect::<Vec<_>>();
        role(&root, &format!("R{at:02}"), Value::from(statements.clone()));
        documents.push((format!("arn:aws:iam::{ACCOUNT}:role/R{at:02}"), trust(Value::from(statements))));
    }
    let found = findings(&root, json!({}));
    let (mut let_in, mut kept_out) = (0, 0);
    for (role, text) in documents {
        let document: PolicyDocument = text.parse().unwrap();
        let of_role = found.iter().filter(|it| it["resource"] == role).collect::<Vec<_>>();
        assert!(of_role.iter().all(|it| it.get("error").is_none()), "{text}: {of_role:?}");
        let names = |finding: &Value, (account, arn): &(&str, String)| {
            let named = finding["principal"]["AWS"].as_str().unwrap();
            ["*", *account, arn].contains(&named)
        };
        for outsider in &outsiders {
            let is_told = of_role.iter().any(|it| names(it, outsider));
            if comes_in(&document, &outsider.1, &role) {
                let_in += 1;
                assert!(is_told, "{} comes in unseen by {text}", outsider.1);
            } else {
                kept_out += 1;
            }
        }
        for finding in of_role {
            let mut able = outsiders.iter().filter(|it| names(finding, it));
            assert!(able.any(|it| comes_in(&document, &it.1, &role)), "nobody comes in by {text}: {finding}");
        }
    }
    assert!(20 < let_in && 20 < kept_out, "{let_in} {kept_out}");
}
