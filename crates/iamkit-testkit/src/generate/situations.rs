//! Whole situations: every kind of principal, every layer, several resources, from pools so small that policies and
//! requests meet.
//!
//! Most situations are ones that can be; some hold a contradiction, which every voice has to refuse alike.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::keys;
use super::statements::{self, Place};
use iamkit_conformance::case::{
    AwsCaller, CaseContext, CasePrincipal, CaseRequest, CaseResource, FederatedCaller, NamedPolicy,
    PolicyLayers, Situation,
};

pub(super) const ACCOUNT: &str = "111122223333";
pub(super) const OTHER_ACCOUNT: &str = "444455556666";

/// Actions with the kinds of policies and exceptions that differ; the last ones differ in letter case alone.
const ACTIONS: &[&str] = &[
    "s3:GetObject",
    "s3:GetObject",
    "sqs:SendMessage",
    "kms:Decrypt",
    "kms:UpdateAlias",
    "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:GetCallerIdentity",
    "iam:DeletePolicy",
    "iam:UpdateRole",
    "ec2:RunInstances",
    "secretsmanager:GetSecretValue",
    "S3:getOBJECT",
    "STS:assumerole",
];

/// Resources with and without an account, and those that nobody may change.
const RESOURCES: &[&str] = &[
    "arn:aws:s3:::bucket/key",
    "arn:aws:s3:::bucket/alice/key",
    "arn:aws:sqs:us-east-1:111122223333:queue",
    "arn:aws:sqs:us-east-1:444455556666:queue",
    "arn:aws:kms:us-east-1:111122223333:key/1",
    "arn:aws:kms:us-east-1:111122223333:alias/mine",
    "arn:aws:kms:us-east-1:111122223333:alias/aws/s3",
    "arn:aws:iam::111122223333:role/ops/Deploy",
    "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/Sso",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::111122223333:policy/Mine",
    "*",
];

/// A situation: mostly one that can be, with known keys alone.
pub fn situation() -> impl Strategy<Value = Situation> {
    whole(0)
}

/// A situation with one or two keys of which nobody knows the value.
pub fn open_situation() -> impl Strategy<Value = Situation> {
    whole(2)
}

/// A policy of a permissions boundary, a session or an organisation.
pub fn limit() -> impl Strategy<Value = NamedPolicy> {
    statements::policy(Place::Plain)
}

/// A policy of a VPC endpoint, or of a resource or key.
pub fn endpoint() -> impl Strategy<Value = NamedPolicy> {
    statements::policy(Place::Resource)
}

/// The trust policy of a role.
pub fn trust() -> impl Strategy<Value = NamedPolicy> {
    statements::policy(Place::Trust)
}

/// A resource control policy.
pub fn resource_control() -> impl Strategy<Value = NamedPolicy> {
    statements::policy(Place::ResourceControl)
}

fn whole(most_unknown: usize) -> impl Strategy<Value = Situation> {
    let shape = (principal(), select(ACTIONS), proptest::bool::weighted(0.05));
    (shape, request_parts(most_unknown)).prop_flat_map(move |((principal, action, contradicts), parts)| {
        // With fewer layers in the way, unknown keys decide more often.
        let density = if most_unknown == 0 { 1.0 } else { 0.4 };
        let policies = layers(&principal, action, contradicts, density);
        (Just(principal), Just(action), Just(parts), policies).prop_map(
            |(principal, action, parts, policies)| {
                let mentioned = mentioned_keys(&policies);
                Situation { request: request(principal, action, parts, &mentioned), policies }
            },
        )
    })
}

/// Who asks.
pub fn principal() -> impl Strategy<Value = CasePrincipal> {
    let aws = |arn: &str| AwsCaller { arn: arn.into(), ..AwsCaller::default() };
    let text = |text: &str| CasePrincipal::Text(text.into());
    let alice = AwsCaller {
        unique_id: Some("AIDAALICE".into()),
        canonical_user: Some("canonical".into()),
        ..aws("arn:aws:iam::111122223333:user/team/alice")
    };
    let session = AwsCaller {
        role: Some("arn:aws:iam::111122223333:role/ops/Deploy".into()),
        unique_id: Some("AROADEPLOY".into()),
        ..aws("arn:aws:sts::111122223333:assumed-role/Deploy/ci")
    };
    let federated = AwsCaller {
        user: Some("arn:aws:iam::111122223333:user/team/alice".into()),
        ..aws("arn:aws:sts::111122223333:federated-user/alice")
    };
    let linked = AwsCaller {
        role: Some("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/Linked".into()),
        ..aws("arn:aws:sts::111122223333:assumed-role/Linked/x")
    };
    let provider = |name: &str| CasePrincipal::Federated(FederatedCaller { federated: name.into() });
    select(vec![
        text("*"),
        text("lambda.amazonaws.com"),
        text("arn:aws:iam::111122223333:root"),
        text("arn:aws:iam::111122223333:user/team/alice"),
        CasePrincipal::Aws(alice),
        text("arn:aws:iam::444455556666:user/team/alice"),
        text("arn:aws:iam::111122223333:role/ops/Deploy"),
        text("arn:aws:sts::111122223333:assumed-role/Deploy/ci"),
        CasePrincipal::Aws(session),
        text("arn:aws:sts::111122223333:federated-user/bob"),
        CasePrincipal::Aws(federated),
        CasePrincipal::Aws(linked),
        text("arn:aws-cn:iam::111122223333:user/team/alice"),
        provider("accounts.google.com"),
        provider("arn:aws:iam::111122223333:saml-provider/Login"),
    ])
}

fn arn_of(principal: &CasePrincipal) -> &str {
    match principal {
        CasePrincipal::Text(text) => text,
        CasePrincipal::Aws(caller) => &caller.arn,
        CasePrincipal::Federated(_) => "",
    }
}

/// The layers that such a principal can have, or now and then all of them.
fn layers(
    principal: &CasePrincipal,
    action: &str,
    contradicts: bool,
    density: f64,
) -> impl Strategy<Value = PolicyLayers> + use<> {
    let arn = arn_of(principal);
    let has_session =
        contradicts || [":role/", ":assumed-role/", ":federated-user/"].iter().any(|part| arn.contains(part));
    let has_identity = has_session || arn.contains(":user/");
    let is_trust = ["sts:assumerole", "sts:tagsession"]
        .iter()
        .any(|start| action.to_ascii_lowercase().starts_with(start));
    let place = if is_trust { Place::Trust } else { Place::Resource };
    let plain = || statements::policy(Place::Plain);
    let levels = |place| vec(vec(statements::policy(place), 0..3), 0..3);
    let drawn = (
        option::weighted(0.85, vec(plain(), 0..3)),
        option::weighted(0.35 * density, plain()),
        option::weighted(0.35 * density, vec(plain(), 0..3)),
        option::weighted(0.6, statements::policy(place)),
        option::weighted(0.3 * density, levels(Place::Plain)),
        option::weighted(0.25 * density, levels(Place::ResourceControl)),
        option::weighted(0.2 * density, statements::policy(Place::Resource)),
    );
    drawn.prop_map(move |(identity, boundary, session, resource, scp, rcp, vpce)| {
        renamed(PolicyLayers {
            identity: identity.filter(|_| has_identity),
            boundary: boundary.filter(|_| has_identity),
            session: session.filter(|_| has_session),
            resource,
            scp,
            rcp,
            vpce,
        })
    })
}

/// Each policy under its own name, so that answers tell them apart.
fn renamed(mut layers: PolicyLayers) -> PolicyLayers {
    for (number, policy) in policies(&mut layers).into_iter().enumerate() {
        policy.name = format!("p{number}");
    }
    layers
}

/// Every policy of every layer.
pub fn policies(layers: &mut PolicyLayers) -> Vec<&mut NamedPolicy> {
    let lists = layers.identity.iter_mut().chain(&mut layers.session);
    let lists = lists.chain(layers.scp.iter_mut().flatten()).chain(layers.rcp.iter_mut().flatten()).flatten();
    lists.chain(&mut layers.boundary).chain(&mut layers.resource).chain(&mut layers.vpce).collect()
}

#[derive(Debug, Clone)]
struct Parts {
    resources: Vec<CaseResource>,
    context: CaseContext,
    /// Which of the keys that the policies ask for are unknown.
    unknown: Vec<Index>,
    management_account: Option<String>,
    restrict_public_buckets: bool,
    wildcard_only: bool,
}

fn request(principal: CasePrincipal, action: &str, parts: Parts, mentioned: &[&str]) -> CaseRequest {
    let mut unknown = Vec::<String>::new();
    // The ARN of a session's role isn't any text: it is open by itself (S45).
    let is_open = arn_of(&principal).contains(":assumed-role/");
    for chosen in parts.unknown {
        let key = chosen.get(mentioned);
        if is_open && *key == "aws:PrincipalArn" {
            continue;
        }
        if !unknown.iter().any(|other| other == key) {
            unknown.push((*key).to_owned());
        }
    }
    let mut context = parts.context;
    context.0.retain(|(key, _)| !unknown.contains(key));
    CaseRequest {
        principal,
        action: action.into(),
        resources: parts.resources,
        context,
        unknown,
        management_account: parts.management_account,
        restrict_public_buckets: parts.restrict_public_buckets,
        wildcard_only: Some(parts.wildcard_only),
    }
}

/// The keys that the policies ask for; all keys where they ask for none.
fn mentioned_keys(layers: &PolicyLayers) -> Vec<&'static str> {
    let mut layers = layers.clone();
    let texts = policies(&mut layers)
        .iter()
        .map(|policy| policy.document.text().to_ascii_lowercase())
        .collect::<String>();
    let mentioned = keys::KEYS.into_iter().filter(|key| texts.contains(&key.to_ascii_lowercase()));
    let mentioned = mentioned.collect::<Vec<_>>();
    if mentioned.is_empty() { keys::KEYS.to_vec() } else { mentioned }
}

fn request_parts(most_unknown: usize) -> impl Strategy<Value = Parts> {
    let account = || select(vec![ACCOUNT, ACCOUNT, OTHER_ACCOUNT]).prop_map(str::to_owned);
    let n_resources = prop_oneof![4 => Just(1_usize), 1 => Just(2)];
    let resource = (select(RESOURCES), option::weighted(0.9, account()));
    let resources = n_resources.prop_flat_map(move |n_resources| vec(resource.clone(), n_resources));
    let unknown = vec(any::<Index>(), most_unknown.min(1)..=most_unknown);
    let facts =
        (option::weighted(0.2, account()), proptest::bool::weighted(0.3), proptest::bool::weighted(0.1));
    (resources, keys::context(), unknown, facts).prop_map(
        |(resources, context, unknown, (management_account, restrict_public_buckets, wildcard_only))| {
            let resources = resources.into_iter().map(|(arn, account)| CaseResource {
                arn: arn.into(),
                account,
                context: CaseContext::default(),
            });
            Parts {
                resources: resources.collect(),
                context,
                unknown,
                management_account,
                restrict_public_buckets,
                wildcard_only,
            }
        },
    )
}
