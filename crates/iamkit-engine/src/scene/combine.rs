//! How the layers' verdicts come together: AWS's flow chart (S55–S73).

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::principal::Grant;
use iamkit_policy::principal::Principal;

use super::{Requester, Scene};
use crate::compiled::{CompiledPolicies, Question, Verdict};
use crate::facts;

/// What the layers say of a request, each by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdicts {
    pub(crate) denies: bool,
    pub(crate) identity: Verdict,
    pub(crate) boundary: Option<Verdict>,
    pub(crate) session: Option<Verdict>,
    pub(crate) resource: Option<Verdict>,
    /// Whether every level of service control policies allows (S65).
    pub(crate) service_control: bool,
    pub(crate) vpc_endpoint: Option<Verdict>,
}

impl Verdicts {
    /// Asks every layer; `None` as soon as one of them denies for certain (S55).
    pub(crate) fn of(scene: &Scene<'_>, question: Question<'_>) -> Option<Self> {
        let mut denies = false;
        let mut ask = |policies: &CompiledPolicies| {
            let verdict = policies.verdict(question);
            denies |= verdict.denies;
            (question.unknown_holds || !denies).then_some(verdict)
        };
        let mut service_control = true;
        for level in scene.service_control {
            service_control &= ask(level)?.allows();
        }
        for level in scene.resource_control {
            ask(level)?;
        }
        let mut identity = Verdict::SILENT;
        for policies in scene.identity {
            identity = identity.and(ask(policies)?);
        }
        let mut ask_one = |policies: Option<&CompiledPolicies>| {
            policies.map_or(Some(None), |policies| ask(policies).map(Some))
        };
        let (boundary, session) = (ask_one(scene.boundary)?, ask_one(scene.session)?);
        let (resource, vpc_endpoint) = (ask_one(scene.resource)?, ask_one(scene.vpc_endpoint)?);
        Some(Self { denies, identity, boundary, session, resource, service_control, vpc_endpoint })
    }
}

/// Something whose Allow is needed and missing
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Block {
    ServiceControl = 1,
    Resource = 1 << 1,
    Identity = 1 << 2,
    Boundary = 1 << 3,
    Session = 1 << 4,
    VpcEndpoint = 1 << 5,
    PublicAccess = 1 << 6,
    Immutable = 1 << 7,
}

impl Block {
    /// In the order in which answers list them.
    const NAMED: [(Self, &'static str); 8] = [
        (Self::ServiceControl, "scp"),
        (Self::Resource, "resource"),
        (Self::Identity, "identity"),
        (Self::Boundary, "boundary"),
        (Self::Session, "session"),
        (Self::VpcEndpoint, "vpce"),
        (Self::PublicAccess, "publicAccessBlock"),
        (Self::Immutable, "immutable"),
    ];
}

/// All that stands between a request and its Allow; nothing, when it is allowed
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Blocks(u8);

impl Blocks {
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names, as answers give them.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        Block::NAMED.into_iter().filter(move |(block, _)| self.0 & *block as u8 != 0).map(|(_, name)| name)
    }

    fn unless(&mut self, is_fulfilled: bool, block: Block) {
        if !is_fulfilled {
            self.0 |= block as u8;
        }
    }
}

/// What blocks a request that nothing denies.
pub(crate) fn blocks(scene: &Scene<'_>, verdicts: &Verdicts) -> Blocks {
    let mut blocks = Blocks::default();
    let grant = verdicts.resource.map_or(Grant::Nothing, |verdict| verdict.grant);
    blocks.unless(verdicts.service_control, Block::ServiceControl);
    blocks.unless(is_resource_satisfied(scene, grant), Block::Resource);
    if scene.requester != Requester::Outsider && !is_enough(scene, grant) {
        let identity = scene.requester == Requester::Root || verdicts.identity.allows();
        let session = match verdicts.session {
            Some(verdict) => verdict.allows(),
            // S64: a federated user has what its session policies allow as well, so nothing without them.
            None => scene.requester != Requester::FederatedUser || scene.is_session_off,
        };
        blocks.unless(identity || spares_identity(scene, grant), Block::Identity);
        blocks.unless(verdicts.boundary.is_none_or(Verdict::allows), Block::Boundary);
        blocks.unless(session, Block::Session);
    }
    blocks.unless(verdicts.vpc_endpoint.is_none_or(Verdict::allows), Block::VpcEndpoint);
    blocks.unless(!is_cut_off_from_the_public(scene), Block::PublicAccess);
    blocks.unless(!facts::is_immutable(scene.request), Block::Immutable);
    blocks
}

/// Whether the resource's policy is no obstacle: it is needed for outsiders, for other accounts (S62), and for what
/// its own policy alone opens: keys and roles (S56, S72).
fn is_resource_satisfied(scene: &Scene<'_>, grant: Grant) -> bool {
    let is_gate =
        scene.resource.is_some_and(|policy| matches!(policy.kind(), PolicyKind::Key | PolicyKind::Trust));
    grant != Grant::Nothing || (scene.is_same_account && !is_gate)
}

/// S57, S59, S60: whether the grant alone suffices, past identity, boundary and session.
fn is_enough(scene: &Scene<'_>, grant: Grant) -> bool {
    scene.is_same_account && grant == Grant::Exact
}

/// S58: whether the grant stands in for identity policies, boundary and session limiting it still.
fn spares_identity(scene: &Scene<'_>, grant: Grant) -> bool {
    scene.is_same_account && grant >= Grant::Limited
}

/// S73: S3 Block Public Access takes a public policy's grants from all but its own account and AWS services.
fn is_cut_off_from_the_public(scene: &Scene<'_>) -> bool {
    let request = scene.request;
    let is_service = matches!(request.principal(), Principal::Service(_));
    request.restricts_public_buckets()
        && request.action().service().eq_ignore_ascii_case("s3")
        && !scene.is_same_account
        && !is_service
        && scene.resource.is_some_and(CompiledPolicies::is_public)
}
