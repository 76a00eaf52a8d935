//! A policy beside another one, and verdicts on both against requests.

use std::sync::LazyLock;

use iamkit_engine::{CompiledPolicies, Layer, Layers, PolicyKind, Principal};
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, Relation, Universe, compare};

use crate::made::Made;
use crate::random::Random;
use crate::{real, strings};

static EVERYTHING: LazyLock<Option<CompiledPolicies>> = LazyLock::new(|| {
    let document = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#.parse().ok()?;
    CompiledPolicies::compile(PolicyKind::Identity, [("all", &document)]).ok()
});

/// A policy, and which requests it allows.
pub(crate) struct Side {
    pub(crate) access: Access,
    compiled: CompiledPolicies,
    pub(crate) document: PolicyDocument,
}

/// A user and a session.
pub(crate) fn identities() -> Vec<Principal> {
    let arns = ["arn:aws:iam::111122223333:user/alice", "arn:aws:sts::111122223333:assumed-role/Deploy/ci"];
    arns.iter().map(|arn| arn.parse().unwrap()).collect()
}

impl Side {
    pub(crate) fn new(document: &PolicyDocument, kind: PolicyKind) -> Self {
        Self {
            access: Access::policy(document, kind).unwrap(),
            compiled: CompiledPolicies::compile(kind, [("p", document)]).unwrap(),
            document: document.clone(),
        }
    }

    pub(crate) fn identity(document: &PolicyDocument) -> Self {
        Self::new(document, PolicyKind::Identity)
    }

    pub(crate) fn decide(&self, requests: &[Made]) -> Vec<bool> {
        requests.iter().map(|made| self.allows(made) == Some(true)).collect()
    }

    /// By itself the policy decides, but in its own account, beside the other policies that callers have there (S56): the
    /// root user has all by default (S70), and nothing of it by this policy.
    fn allows(&self, made: &Made) -> Option<bool> {
        let Some(account) = made.own_account().filter(|_| self.compiled.kind() == PolicyKind::Resource)
        else {
            return made.ask(|request| self.compiled.is_allowed(request));
        };
        if made.is_by_root() && !made.has_policies {
            return Some(false);
        }
        let own = EVERYTHING.as_ref().filter(|_| made.has_policies && !made.is_by_root());
        let layers = Layers::new().without(Layer::Session).resource(&self.compiled);
        let layers = own.into_iter().fold(layers, Layers::identity);
        made.ask(|request| layers.is_allowed(&request.with_resource_account(account)).unwrap())
    }
}

/// Requests of the universe that are made of a policy's words; none for a policy that names no action of it.
pub(crate) fn requests(
    document: &PolicyDocument,
    universe: Universe<'_>,
    askers: &[Principal],
    count: usize,
    random: &mut Random,
) -> Vec<Made> {
    if universe.catalog().is_none() {
        let spec = strings::Spec::new(document);
        return (0..count).map(|_| spec.request(askers, random)).collect();
    }
    let spec = real::Spec::new(document);
    let count = if spec.is_about_actions() { count } else { 0 };
    (0..count).map(|_| spec.request(askers, random)).collect()
}

/// What a verdict came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdict {
    pub(crate) relation: Relation,
    /// Whether a request showed that the sides differ.
    pub(crate) is_seen: bool,
}

/// Checks a verdict against what both sides decide about the same requests.
pub(crate) fn check(
    [a, b]: [&Side; 2],
    universe: Universe<'_>,
    requests: &[(&[Made], [&[bool]; 2])],
) -> Verdict {
    let relation = compare(&a.access, &b.access, &universe, &Limits::default()).relation;
    let mut is_seen = false;
    for (request, [by_a, by_b]) in requests.iter().flat_map(|(requests, [by_a, by_b])| {
        requests.iter().zip(by_a.iter().zip(*by_b)).map(|(request, (a, b))| (request, [*a, *b]))
    }) {
        let is_refuted = match relation {
            Relation::Equal => by_a != by_b,
            Relation::Narrower => by_a && !by_b,
            Relation::Broader => by_b && !by_a,
            Relation::Incomparable | Relation::Unknown => false,
        };
        assert!(!is_refuted, "{relation}: {request:?}\n{}\n{}", a.document, b.document);
        is_seen |= by_a != by_b;
    }
    Verdict { relation, is_seen }
}

/// How many verdicts there were of each kind, and how many of the differences were seen.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) pairs: usize,
    pub(crate) equal: usize,
    pub(crate) one_sided: usize,
    pub(crate) unknown: usize,
    /// Pairs that differ in one direction alone, and a request showed it.
    pub(crate) seen: usize,
    pub(crate) requests: usize,
    pub(crate) allowed: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, verdict: Verdict) {
        let is_one_sided = matches!(verdict.relation, Relation::Narrower | Relation::Broader);
        self.pairs += 1;
        self.equal += usize::from(verdict.relation == Relation::Equal);
        self.unknown += usize::from(verdict.relation == Relation::Unknown);
        self.one_sided += usize::from(is_one_sided);
        self.seen += usize::from(is_one_sided && verdict.is_seen);
    }

    pub(crate) fn add_decisions(&mut self, decisions: &[bool]) {
        self.requests += decisions.len();
        self.allowed += decisions.iter().filter(|is_allowed| **is_allowed).count();
    }
}
