//! What an analyzer finds when somebody looks, and how that is kept.
//!
//! Every look is a scan: findings are worked out from the accounts as they are, and what differs from what was seen the
//! last time is kept, with the time. Ids follow from what findings are about, so that one that comes back has its old one.

use std::collections::BTreeMap;
use std::sync::Arc;

use iamkit_store::{
    Analyzer, AnalyzerCommand, Call, Command, ControlPolicyKind, Directory, FindingId, FindingStatus,
    FindingSubject, FoundAccess, KeptFinding, RecordedFinding, Timestamp,
};
use iamkit_wire::WireError;
use sha2::{Digest as _, Sha256};

use super::analyzed::analyzed;
use super::context::{error, refused, refused_change, resource_arn};
use super::filter::{Properties, is_met, type_of};
use super::unused::Search;
use super::zone::Zone;
use crate::invocation::Invocation;
use crate::outside::Guarded;

/// Who keeps what is seen.
const SERVICE: &str = "access-analyzer.amazonaws.com";

/// Seconds after which a resolved finding is forgotten: 90 days.
const FORGOTTEN_AFTER: i64 = 90 * 24 * 60 * 60;

/// What is found now
#[derive(Debug, Clone)]
pub(super) struct Current {
    pub(super) subject: FindingSubject,
    /// When the access was last used.
    pub(super) last: Option<Timestamp>,
    /// Services that aren't called, and when each was last.
    pub(super) services: Vec<(String, Option<Timestamp>)>,
    /// Why it isn't known which services.
    pub(super) error: Option<String>,
    /// Whether resource control policies stand above the resource, which aren't asked.
    pub(super) has_resource_control: bool,
}

/// A finding as it is told
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: FindingId,
    pub(super) kept: Arc<KeptFinding>,
    /// Nothing of one whose cause is gone.
    pub(super) current: Option<Current>,
}

/// What somebody sees who looks
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) analyzer: Arc<Analyzer>,
    /// In the order of resources, then of ids.
    pub(super) rows: Vec<Row>,
}

/// Looks with the analyzer of an ARN.
pub(super) fn scan(call: &Invocation<'_>, arn: &str) -> Result<Scan, WireError> {
    let analyzer = call.analyzer_with(arn)?;
    let directory = call.snapshot().directory();
    let Ok(zone) = Zone::of(directory, call.account_id(), analyzer.kind()) else {
        // One that is disabled finds nothing more, and what it found stays.
        return Ok(Scan::of(analyzer, &mut BTreeMap::new()));
    };
    let mut found = found(call, analyzer, directory, &zone)?;
    let seen = keep(call, analyzer, &found)?;
    Ok(Scan::of(&seen, &mut found))
}

impl Scan {
    fn of(analyzer: &Arc<Analyzer>, found: &mut BTreeMap<FindingId, Current>) -> Self {
        let rows = analyzer.findings().map(|(id, kept)| Row {
            id: id.clone(),
            kept: Arc::clone(kept),
            current: found.remove(id),
        });
        let mut rows = rows.collect::<Vec<_>>();
        rows.sort_by(|a, b| {
            let key = |row: &Row| (row.kept.subject().resource.clone(), row.id.clone());
            key(a).cmp(&key(b))
        });
        Self { analyzer: Arc::clone(analyzer), rows }
    }
}

fn found(
    call: &Invocation<'_>,
    analyzer: &Analyzer,
    directory: &Directory,
    zone: &Zone,
) -> Result<BTreeMap<FindingId, Current>, WireError> {
    let found = match analyzer.unused_access() {
        Some(unused_access) => {
            let mut search = Search::new(unused_access, call.time);
            let mut all = Vec::new();
            for account in zone.here(directory) {
                for unused in search.of(account) {
                    let subject = FindingSubject {
                        resource: resource_arn(&unused.arn)?,
                        resource_type: unused.resource_type.into(),
                        owner: account.id().clone(),
                        access: unused.access,
                    };
                    let (last, services, error) = (unused.last, unused.services, unused.error);
                    all.push(Current { subject, last, services, error, has_resource_control: false });
                }
            }
            all
        }
        None => from_outside(call, analyzer, directory, zone)?,
    };
    let with_id = |current: Current| Ok((id_of(analyzer, &current.subject)?, current));
    found.into_iter().map(with_id).collect()
}

fn from_outside(
    call: &Invocation<'_>,
    analyzer: &Analyzer,
    directory: &Directory,
    zone: &Zone,
) -> Result<Vec<Current>, WireError> {
    let mut all = Vec::new();
    for resource in analyzed(directory, zone, &analyzer.id().region)? {
        let guarded = Guarded {
            kind: resource.kind,
            resource: resource.is_named_in_policy().then(|| resource.arn.as_str()),
            document: &resource.document,
            zone: zone.accounts(),
        };
        let entrances = call.state.entrances.of(guarded);
        let control = ControlPolicyKind::ResourceControlPolicy;
        let levels = directory.organization().and_then(|it| it.levels(&resource.owner, control));
        let mut policies = levels.iter().flatten().flat_map(iamkit_store::Level::policies);
        let has_resource_control = policies.any(|policy| !policy.is_aws_managed());
        all.extend(entrances.iter().map(|access| Current {
            subject: FindingSubject {
                resource: resource.arn.clone(),
                resource_type: resource.resource_type.into(),
                owner: resource.owner.clone(),
                access: FoundAccess::External(Box::new(access.clone())),
            },
            last: None,
            services: Vec::new(),
            error: None,
            has_resource_control,
        }));
    }
    Ok(all)
}

/// The id of a finding, which follows from what it is about: of access from outside that is whom and under which
/// condition, not how far.
fn id_of(analyzer: &Analyzer, subject: &FindingSubject) -> Result<FindingId, WireError> {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    };
    [analyzer.arn(), subject.resource.as_str(), type_of(&subject.access)].into_iter().for_each(&mut add);
    match &subject.access {
        FoundAccess::External(access) => {
            add(&access.principal_kind);
            add(&access.principal);
            access.condition.iter().flat_map(|(key, values)| [key, values]).for_each(|part| add(part));
        }
        FoundAccess::UnusedAccessKey(id) => add(id.as_str()),
        _ => {}
    }
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    let id = uuid::Builder::from_random_bytes(bytes).into_uuid().to_string();
    id.parse().map_err(|_| error("InternalServerException", "The finding has no id that can be kept"))
}

/// Keeps what differs from what was seen the last time, and gives the analyzer as it has become.
fn keep(
    call: &Invocation<'_>,
    analyzer: &Arc<Analyzer>,
    found: &BTreeMap<FindingId, Current>,
) -> Result<Arc<Analyzer>, WireError> {
    let is_known = |id: &FindingId, subject: &FindingSubject| {
        let known = analyzer.finding(id).filter(|it| it.status() != FindingStatus::Resolved);
        known.is_some_and(|known| known.subject() == subject)
    };
    let new = found.iter().filter(|(id, current)| !is_known(id, &current.subject));
    let new = new.map(|(id, current)| RecordedFinding {
        id: id.clone(),
        subject: current.subject.clone(),
        is_archived: is_archived(analyzer, id, current),
    });
    let new = new.collect::<Vec<_>>();
    let absent = analyzer.findings().filter(|(id, _)| !found.contains_key(*id));
    let (gone, resolved): (Vec<_>, Vec<_>) =
        absent.partition(|(_, kept)| kept.status() != FindingStatus::Resolved);
    let is_old = |kept: &KeptFinding| {
        FORGOTTEN_AFTER <= call.time.as_seconds().saturating_sub(kept.update_date().as_seconds())
    };
    let forgotten = resolved.into_iter().filter(|(_, kept)| is_old(kept)).map(|(id, _)| id.clone());
    let forgotten = forgotten.collect::<Vec<_>>();
    let gone = gone.into_iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    if new.is_empty() && gone.is_empty() && forgotten.is_empty() {
        return Ok(Arc::clone(analyzer));
    }
    let id = analyzer.id().clone();
    let command = AnalyzerCommand::RecordFindings { id: id.clone(), found: new, gone, forgotten };
    let caller = SERVICE.parse().map_err(|_| error("InternalServerException", "The service has no name"))?;
    let account = call.account_id();
    let change = Call::new(caller, call.time);
    let committed = call.state.commit(change, account.clone(), Command::Analyzer(command));
    let committed = committed.map_err(|error| refused_change(&error))?;
    let account = committed.snapshot().account(account).map_err(|error| refused(&error))?;
    account.analyzer(&id).cloned().map_err(|error| refused(&error))
}

/// Whether a rule of the analyzer archives a finding that is new.
fn is_archived(analyzer: &Analyzer, id: &FindingId, current: &Current) -> bool {
    let properties = Properties::new(id, &current.subject, FindingStatus::Active);
    analyzer.rules().any(|rule| is_met(rule.filter(), &properties))
}
