//! Layers around one principal, those of the resource's side among them, through the public questions.
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_conformance::case::{
    CasePrincipal, CaseRequest, CaseResource, NamedPolicy, PolicyLayers, Situation,
};
use iamkit_conformance::engine;
use iamkit_engine::Principal;
use iamkit_policy::PolicyDocument;
use iamkit_policy::fact::{Fact, Facts};
use iamkit_prover::{
    Access, AroundBuilder, BuildError, Check, Limits, PolicyKind, Reason, Relation, Side, Universe,
    check_access_not_granted, compare, differences, summarize,
};
use iamkit_testkit::generate;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const ALICE: &str = "arn:aws:iam::111122223333:user/team/alice";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Deploy/ci";
const OWN: &str = "111122223333";
const OTHER: &str = "444455556666";

fn document(statements: &Json) -> PolicyDocument {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap()
}

fn allow(actions: &str) -> PolicyDocument {
    document(&json!({"Effect": "Allow", "Action": actions, "Resource": "*"}))
}

fn bucket(principal: &Json) -> PolicyDocument {
    document(&json!({"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}))
}

fn around(arn: &str) -> AroundBuilder {
    Access::builder().around(arn.parse().unwrap())
}

fn relation(a: &Access, b: &Access) -> Relation {
    let comparison = compare(a, b, &Universe::real(), &Limits::default());
    assert_eq!(comparison.unknown, []);
    comparison.relation
}

/// How access by the resource's policy alone, under a boundary that allows nothing of it, stands to none.
fn by_resource_alone(principal: &str, named: &Json, account: &str) -> Relation {
    let builder = Access::builder().boundary([&allow("sqs:*")]).around(principal.parse().unwrap());
    let access = builder.resource(PolicyKind::Resource, &bucket(named)).resource_account(account).build();
    relation(&access.unwrap(), &Access::nothing())
}

#[test]
fn what_a_bucket_policy_gives_alone_depends_on_whom_it_names() {
    let aws = |arn: &str| json!({"AWS": arn});
    // S57, S59, S60: the very user or session, or everyone, past the boundary; S58, S47: not by the role or the account.
    assert_eq!(by_resource_alone(ALICE, &aws(ALICE), OWN), Relation::Broader);
    assert_eq!(by_resource_alone(SESSION, &aws(SESSION), OWN), Relation::Broader);
    let role = "arn:aws:iam::111122223333:role/ops/Deploy";
    assert_eq!(by_resource_alone(SESSION, &aws(role), OWN), Relation::Equal);
    assert_eq!(by_resource_alone(ALICE, &json!("*"), OWN), Relation::Broader);
    assert_eq!(by_resource_alone(ALICE, &aws(OWN), OWN), Relation::Equal);
    // S62: in another account the grant is worth nothing by itself.
    assert_eq!(by_resource_alone(ALICE, &aws(ALICE), OTHER), Relation::Equal);
}

#[test]
fn a_key_policy_opens_the_key_and_says_nothing_of_aliases() {
    let uses = document(&json!({"Effect": "Allow", "Action": "kms:*", "Resource": "*"}));
    let key = document(
        &json!({"Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "kms:*", "Resource": "*"}),
    );
    let builder = Access::builder().identity([&uses]).around(ALICE.parse().unwrap());
    let access = builder.resource(PolicyKind::Key, &key).resource_account(OWN).build().unwrap();
    let real = Universe::real();
    let everything = real.accepting(Facts::all());
    let check = |action: &str| {
        check_access_not_granted(&access, &[action], &[], &everything, &Limits::default()).unwrap()
    };
    // That a key is used by its own ARN and not by its alias's is documented nowhere.
    let decrypt = check("kms:Decrypt");
    assert!(matches!(&decrypt, Check::Pass(facts) if facts.contains(Fact::ListedForms)), "{decrypt:?}");
    let Check::Fail(findings) = check("kms:DeleteAlias") else { panic!("aliases are not the key policy's") };
    let witness = &findings.first().unwrap().difference.witness;
    assert_eq!(witness.resource, "arn:aws:kms:us-east-1:111122223333:alias/example");
}

#[test]
fn a_bucket_policy_leaves_itself_to_the_root_user_of_the_owner() {
    // S83; other actions it denies, and what it doesn't name is the root user's by default (S70).
    let closed = document(&json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}));
    let of = |account: &str| {
        let builder = around("arn:aws:iam::111122223333:root").resource(PolicyKind::Resource, &closed);
        builder.resource_account(account).build().unwrap()
    };
    for universe in [Universe::real(), Universe::strings()] {
        let is_granted = |account: &str, action: &str| {
            let check = check_access_not_granted(&of(account), &[action], &[], &universe, &Limits::default());
            match check.unwrap() {
                Check::Fail(_) => true,
                Check::Pass(_) => false,
                Check::Unknown(unknown) => panic!("{unknown:?}"),
            }
        };
        for action in ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "sqs:SendMessage"]
        {
            assert!(is_granted(OWN, action), "{universe}: {action}");
            assert!(!is_granted(OTHER, action), "{universe}: {action}");
        }
        assert!(!is_granted(OWN, "s3:GetBucketAcl"), "{universe}");
    }
}

#[test]
fn a_root_user_is_allowed_what_no_policy_names() {
    // S70: by default, also where the only policy denies something else.
    let closed = document(&json!({"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}));
    let builder = around("arn:aws:iam::111122223333:root").resource(PolicyKind::Resource, &closed);
    let root = builder.resource_account(OWN).build().unwrap();
    let found = differences(&Access::nothing(), &root, &Universe::real(), &Limits::default());
    assert_eq!(found.comparison.relation, Relation::Narrower);
    assert!(found.list.iter().all(|difference| difference.allowed_by == Side::B), "{:?}", found.list);
    let is_about =
        |service: &str| found.list.iter().any(|difference| difference.witness.action.starts_with(service));
    assert!(!is_about("sqs:"), "{:?}", found.list);
    assert!(!found.list.is_empty());
}

#[test]
fn a_session_whose_role_nobody_said_may_be_of_a_role_with_any_path() {
    let all = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"});
    let of_path = json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ops/*"}}});
    let of = |statements: &Json| {
        let document = document(statements);
        Access::builder().identity([&document]).around(SESSION.parse().unwrap()).build().unwrap()
    };
    let limited = of(&json!([all, of_path]));
    assert_eq!(relation(&limited, &of(&all)), Relation::Narrower);
    assert_eq!(relation(&limited, &Access::nothing()), Relation::Broader);
}

#[test]
fn resources_are_of_the_account_that_is_said_to_own_them() {
    let sends = document(&json!({"Effect": "Allow", "Action": "sqs:SendMessage",
        "Resource": format!("arn:aws:sqs:*:{OTHER}:*")}));
    let queue = document(&json!({"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": "*"}));
    let beside = |account: &str| {
        let builder = Access::builder().identity([&sends]).around(ALICE.parse().unwrap());
        builder.resource(PolicyKind::Resource, &queue).resource_account(account).build().unwrap()
    };
    // No queue of the own account has an ARN of the other; the queue of the other lets nobody in but a service.
    assert_eq!(relation(&beside(OWN), &Access::nothing()), Relation::Equal);
    assert_eq!(relation(&beside(OTHER), &Access::nothing()), Relation::Equal);
    // Without a policy of the resource its owner doesn't matter.
    let alone = Access::builder().identity([&sends]).around(ALICE.parse().unwrap()).build().unwrap();
    assert_eq!(relation(&alone, &Access::nothing()), Relation::Broader);
}

#[test]
fn resource_control_policies_deny_where_they_reach() {
    let all = allow("*");
    let control =
        document(&json!({"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "ec2:*"], "Resource": "*"}));
    let alone = Access::builder().identity([&all]).build().unwrap();
    let limited = Access::builder().identity([&all]).resource_control([&control]).build().unwrap();
    let found = differences(&limited, &alone, &Universe::real(), &Limits::default());
    assert_eq!(found.comparison.relation, Relation::Narrower);
    assert_eq!(found.comparison.unknown, []);
    let actions = found.list.iter().flat_map(|difference| &difference.actions).collect::<Vec<_>>();
    assert_eq!(actions, ["s3:*"]);
    // S66, S68: nobody is limited in the management account.
    let managed =
        Access::builder().identity([&all]).service_control([&control_free()]).resource_control([&control]);
    let managed = managed.around(ALICE.parse().unwrap()).management_account(OWN).build().unwrap();
    assert_eq!(relation(&managed, &alone), Relation::Equal);
}

fn control_free() -> PolicyDocument {
    document(&json!({"Effect": "Deny", "Action": "*", "Resource": "*"}))
}

#[test]
fn an_endpoint_has_to_allow_and_its_requests_have_no_public_address() {
    let all = allow("s3:*");
    let endpoint = bucket(&json!("*"));
    let from_outside = document(&json!({"Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"NotIpAddressIfExists": {"aws:SourceIp": "198.51.100.0/24"}}}));
    let through = |documents: &[&PolicyDocument]| {
        let builder = Access::builder().identity(documents.iter().copied()).around(ALICE.parse().unwrap());
        builder.vpc_endpoint(&endpoint).build().unwrap()
    };
    let reads = Access::identity(&allow("s3:GetObject")).unwrap();
    assert_eq!(relation(&through(&[&all]), &reads), Relation::Equal);
    let found = summarize(&through(&[&all, &from_outside]), &Universe::real(), &Limits::default());
    assert_eq!((found.grants, found.unknown), (Vec::new(), Vec::new()));
}

#[test]
fn variables_have_the_principals_values() {
    let own = document(
        &json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}),
    );
    let alices = document(
        &json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/alice/*"}),
    );
    let of = |document: &PolicyDocument, arn: &str| {
        Access::builder().identity([document]).around(arn.parse().unwrap()).build().unwrap()
    };
    assert_eq!(relation(&of(&own, ALICE), &of(&alices, ALICE)), Relation::Equal);
    assert_eq!(relation(&of(&own, SESSION), &Access::nothing()), Relation::Equal);
}

#[test]
fn layers_that_make_no_sense_are_refused() {
    let (all, own) = (allow("*"), bucket(&json!("*")));
    let error = |builder: AroundBuilder| builder.build().unwrap_err().to_string();
    let with = |arn: &str| Access::builder().identity([&all]).around(arn.parse().unwrap());
    assert_eq!(
        error(with("lambda.amazonaws.com")),
        "the `identity` layer contradicts the principal: `lambda.amazonaws.com` has no identity policies"
    );
    let session = Access::builder().session([&all]).around(ALICE.parse().unwrap());
    assert_eq!(
        error(session),
        format!("the `session` layer contradicts the principal: `{ALICE}` has no session policies")
    );
    assert_eq!(
        error(around(ALICE).resource(PolicyKind::Identity, &all)),
        "the `resource` layer can't hold a policy of the kind identity"
    );
    assert_eq!(
        error(around(ALICE).resource(PolicyKind::Resource, &own)),
        "the `resource` layer: the account that owns the resource was not given"
    );
    assert_eq!(error(with(ALICE).resource_account("aws")), "`aws` is no account: expected 12 digits");
    let policies = around(ALICE).resource(PolicyKind::Trust, &own).resource_account(OWN).build();
    assert!(matches!(policies, Err(BuildError::Policies(_))), "{policies:?}");
}

#[test]
fn accesses_around_different_principals_are_not_compared() {
    let all = allow("*");
    let of = |arn: &str| Access::builder().identity([&all]).around(arn.parse().unwrap()).build().unwrap();
    let comparison = compare(&of(ALICE), &of(SESSION), &Universe::real(), &Limits::default());
    assert_eq!(comparison.relation, Relation::Unknown);
    let reasons = comparison.unknown.iter().map(|unknown| unknown.reason.to_string()).collect::<Vec<_>>();
    assert_eq!(
        reasons,
        [format!(
            "one side is about `{ALICE}` on resources of `{OWN}` and the other about `{SESSION}` on resources of `{OWN}`"
        )]
    );
}

/// Layers of a situation as an access, where there is one.
fn access(layers: &PolicyLayers, request: &CaseRequest) -> Option<Access> {
    let CasePrincipal::Text(principal) = &request.principal else { return None };
    let principal = principal.parse::<Principal>().ok()?;
    let list = |list: &[NamedPolicy]| list.iter().map(|policy| policy.document.clone()).collect::<Vec<_>>();
    let mut builder = Access::builder();
    if let Some(policies) = &layers.identity {
        builder = builder.identity(&list(policies));
    }
    if let Some(policy) = &layers.boundary {
        builder = builder.boundary([&policy.document]);
    }
    if let Some(policies) = &layers.session {
        builder = builder.session(&list(policies));
    }
    for level in layers.scp.iter().flatten() {
        builder = builder.service_control(&list(level));
    }
    for level in layers.rcp.iter().flatten() {
        builder = builder.resource_control(&list(level));
    }
    let mut builder = builder.around(principal);
    if let Some(policy) = &layers.resource {
        let kind = PolicyKind::of_resource_policy(&request.action);
        builder = builder.resource(kind, &policy.document);
    }
    if let Some(policy) = &layers.vpce {
        builder = builder.vpc_endpoint(&policy.document);
    }
    if let Some(account) = &request.management_account {
        builder = builder.management_account(account);
    }
    builder.resource_account(request.resources.first()?.account.as_deref().unwrap_or(OWN)).build().ok()
}

fn cases() -> u32 {
    std::env::var("IAMKIT_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(48)
}

fn is_about_values(reason: &Reason) -> bool {
    matches!(reason, Reason::PolicyVariable { .. } | Reason::MixedOperators { .. } | Reason::Limit(_))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn verdicts_on_all_layers_agree_with_requests(
        one in generate::situation(),
        two in generate::situation(),
        others in prop::collection::vec(generate::situation(), 40),
    ) {
        let account = one.request.resources.first().and_then(|resource| resource.account.clone());
        let account = account.unwrap_or_else(|| OWN.to_owned());
        let (Some(a), Some(b)) = (access(&one.policies, &one.request), access(&two.policies, &one.request)) else {
            return Ok(());
        };
        let comparison = compare(&a, &b, &Universe::strings(), &Limits::default());
        let kind = PolicyKind::of_resource_policy(&one.request.action);
        let requests = others.into_iter().map(|other| other.request).chain([one.request.clone(), two.request]);
        // An ARN that names an account is of no other's resource.
        let of_resource = one.policies.resource.is_some() || two.policies.resource.is_some();
        let is_of_owner = |other: &CaseRequest| {
            let resources = other.resources.iter().take(1).filter_map(|resource| resource.arn.split(':').nth(4));
            let mut accounts = resources.filter(|account| account.len() == 12);
            !of_resource || accounts.all(|owner| owner == account)
        };
        let requests = requests.filter(is_of_owner);
        for other in requests.filter(|other| PolicyKind::of_resource_policy(&other.action) == kind) {
            if other.action.eq_ignore_ascii_case("sts:GetCallerIdentity") {
                continue;
            }
            let resources = other.resources.iter().take(1);
            let resources = resources.map(|resource| CaseResource { account: Some(account.clone()), ..resource.clone() });
            let request = CaseRequest {
                resources: resources.collect(),
                action: other.action,
                context: other.context,
                wildcard_only: other.wildcard_only,
                restrict_public_buckets: false,
                ..one.request.clone()
            };
            let allows = |policies: &PolicyLayers| {
                engine::is_allowed(&Situation { request: request.clone(), policies: policies.clone() })
            };
            let (by_a, by_b) = (allows(&one.policies).unwrap(), allows(&two.policies).unwrap());
            match comparison.relation {
                Relation::Equal => prop_assert_eq!(by_a, by_b, "{:?}", request),
                Relation::Narrower => prop_assert!(!by_a || by_b, "{:?}", request),
                Relation::Broader => prop_assert!(by_a || !by_b, "{:?}", request),
                Relation::Incomparable | Relation::Unknown => {}
            }
        }
        for universe in [Universe::strings(), Universe::real()] {
            let found = differences(&a, &b, &universe, &Limits::default());
            for unknown in found.comparison.unknown {
                prop_assert!(is_about_values(&unknown.reason), "{}", unknown);
            }
        }
    }
}
