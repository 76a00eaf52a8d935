//! Analyzers, their archive rules and what is kept of their findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::{AnalyzerCommand, Applied, RecordedFinding};
use crate::entity::{
    Analyzer, AnalyzerKind, ArchiveRule, FindingFilter, FindingStatus, KeptFinding, UnusedAccess,
};
use crate::error::{StoreError, exists, missing};
use crate::identity::{AnalyzerId, Entity};
use crate::label::{ArchiveRuleName, FindingId};
use crate::map::{Map, entity_mut};
use crate::tag::Tags;

/// After how many days access can be unused.
const AGES: std::ops::RangeInclusive<u16> = 1..=365;

impl Account {
    pub(super) fn on_analyzer(&mut self, cx: Context<'_>, command: AnalyzerCommand) -> Outcome {
        match command {
            AnalyzerCommand::Create { id, kind, unused_access, rules, tags } => {
                self.on_create_analyzer(cx, id, kind, unused_access, rules, tags)
            }
            AnalyzerCommand::Update { id, unused_access } => {
                let kind = self.analyzer(&id)?.kind;
                ensure_unused_access(&id, kind, Some(&unused_access))?;
                self.change_analyzer(&id, |analyzer| analyzer.unused_access = Some(unused_access))
            }
            AnalyzerCommand::Delete { id } => {
                if self.analyzers.remove_mut(&id) {
                    return Ok(Applied::Changed);
                }
                Err(missing(Entity::Analyzer(id)))
            }
            AnalyzerCommand::CreateRule { id, rule, filter } => self.on_create_rule(cx, &id, rule, filter),
            AnalyzerCommand::UpdateRule { id, rule, filter } => {
                self.ensure_rule(&id, &rule)?;
                self.change_analyzer(&id, |analyzer| {
                    if let Some(known) = analyzer.rules.get_mut(&rule) {
                        (known.filter, known.update_date) = (filter, cx.call.time());
                    }
                })
            }
            AnalyzerCommand::DeleteRule { id, rule } => {
                self.ensure_rule(&id, &rule)?;
                self.change_analyzer(&id, |analyzer| drop(analyzer.rules.remove(&rule)))
            }
            AnalyzerCommand::RecordFindings { id, found, gone, forgotten } => {
                self.change_analyzer(&id, |analyzer| {
                    for found in found {
                        record(analyzer, cx, found);
                    }
                    for gone in &gone {
                        set_status(analyzer, cx, gone, FindingStatus::Resolved);
                    }
                    for id in forgotten {
                        analyzer.findings.remove_mut(&id);
                    }
                })
            }
            AnalyzerCommand::UpdateFindings { id, findings, status } => {
                let analyzer = self.analyzer(&id)?;
                if let Some(unknown) = findings.iter().find(|it| analyzer.finding(it).is_none()) {
                    return Err(missing(Entity::Finding(unknown.clone())));
                }
                let is_open = |analyzer: &Analyzer, it: &FindingId| {
                    analyzer.finding(it).is_some_and(|known| known.status != FindingStatus::Resolved)
                };
                self.change_analyzer(&id, |analyzer| {
                    for it in &findings {
                        if is_open(analyzer, it) {
                            set_status(analyzer, cx, it, status);
                        }
                    }
                })
            }
            AnalyzerCommand::Tag { id, tags: new } => {
                let mut tags = self.analyzer(&id)?.tags.clone();
                for (key, value) in new.iter() {
                    tags.insert(key.clone(), value.clone());
                }
                self.ensure_tags(cx, &Entity::Analyzer(id.clone()), &tags)?;
                self.change_analyzer(&id, |analyzer| analyzer.tags = tags)
            }
            AnalyzerCommand::Untag { id, keys } => self.change_analyzer(&id, |analyzer| {
                for key in &keys {
                    analyzer.tags.remove(key);
                }
            }),
        }
    }

    fn on_create_analyzer(
        &mut self,
        cx: Context<'_>,
        id: AnalyzerId,
        kind: AnalyzerKind,
        unused_access: Option<UnusedAccess>,
        rules: Vec<(ArchiveRuleName, FindingFilter)>,
        tags: Tags,
    ) -> Outcome {
        let entity = Entity::Analyzer(id.clone());
        if self.analyzers.contains_key(&id) {
            return Err(exists(entity));
        }
        ensure_unused_access(&id, kind, unused_access.as_ref())?;
        let alike = self.analyzers.values().filter(|it| it.kind == kind && it.id.region == id.region);
        let limit = if kind.is_of_organization() {
            self.quotas.analyzers_per_organization
        } else {
            self.quotas.analyzers_per_account
        };
        cx.within("analyzers of a type in a Region", alike.count() + 1, limit)?;
        cx.within("archive rules per analyzer", rules.len(), self.quotas.archive_rules_per_analyzer)?;
        self.ensure_tags(cx, &entity, &tags)?;
        let mut kept = BTreeMap::new();
        for (name, filter) in rules {
            let time = cx.call.time();
            let rule = ArchiveRule { name: name.clone(), filter, create_date: time, update_date: time };
            if kept.insert(name.clone(), rule).is_some() {
                return Err(exists(Entity::ArchiveRule(id, name)));
            }
        }
        let (partition, region, account) = (self.partition, &id.region, &self.id);
        let analyzer = Analyzer {
            arn: format!("arn:{partition}:access-analyzer:{region}:{account}:analyzer/{}", id.name).into(),
            id: id.clone(),
            kind,
            unused_access,
            create_date: cx.call.time(),
            tags,
            rules: kept,
            findings: Map::new_sync(),
        };
        self.analyzers.insert_mut(id, analyzer.into());
        Ok(Applied::Changed)
    }

    fn on_create_rule(
        &mut self,
        cx: Context<'_>,
        id: &AnalyzerId,
        name: ArchiveRuleName,
        filter: FindingFilter,
    ) -> Outcome {
        let known = &self.analyzer(id)?.rules;
        if known.contains_key(&name) {
            return Err(exists(Entity::ArchiveRule(id.clone(), name)));
        }
        let n_rules = known.len() + 1;
        cx.within("archive rules per analyzer", n_rules, self.quotas.archive_rules_per_analyzer)?;
        let time = cx.call.time();
        let rule = ArchiveRule { name: name.clone(), filter, create_date: time, update_date: time };
        self.change_analyzer(id, |analyzer| drop(analyzer.rules.insert(name, rule)))
    }

    fn ensure_rule(&self, id: &AnalyzerId, name: &ArchiveRuleName) -> Result<(), StoreError> {
        let is_there = self.analyzer(id)?.rules.contains_key(name);
        is_there.then_some(()).ok_or_else(|| missing(Entity::ArchiveRule(id.clone(), name.clone())))
    }

    fn change_analyzer(&mut self, id: &AnalyzerId, change: impl FnOnce(&mut Analyzer)) -> Outcome {
        let old = Arc::clone(self.analyzer(id)?);
        if let Some(analyzer) = entity_mut(&mut self.analyzers, id) {
            change(analyzer);
        }
        let is_same = *old == **self.analyzer(id)?;
        Ok(if is_same { Applied::Unchanged } else { Applied::Changed })
    }
}

/// Analyzers of unused access say after how long, and the others can't.
fn ensure_unused_access(
    id: &AnalyzerId,
    kind: AnalyzerKind,
    unused_access: Option<&UnusedAccess>,
) -> Result<(), StoreError> {
    let problem = match unused_access {
        Some(_) if !kind.is_of_unused_access() => "looks for access from outside, which has no age",
        None if kind.is_of_unused_access() => "doesn't say after how many days access is unused",
        Some(unused) if !AGES.contains(&unused.age) => "has an age of no 1 to 365 days",
        _ => return Ok(()),
    };
    Err(StoreError::InvalidInput { entity: Entity::Analyzer(id.clone()), problem })
}

/// What is known keeps its date, and its status unless it was resolved.
fn record(analyzer: &mut Analyzer, cx: Context<'_>, found: RecordedFinding) {
    let status = if found.is_archived { FindingStatus::Archived } else { FindingStatus::Active };
    let time = cx.call.time();
    let new = match analyzer.findings.get(&found.id) {
        None => KeptFinding { subject: found.subject, status, create_date: time, update_date: time },
        Some(known) if known.status == FindingStatus::Resolved => {
            KeptFinding { subject: found.subject, status, create_date: known.create_date, update_date: time }
        }
        Some(known) if known.subject != found.subject => {
            KeptFinding { subject: found.subject, update_date: time, ..KeptFinding::clone(known) }
        }
        Some(_) => return,
    };
    analyzer.findings.insert_mut(found.id, new.into());
}

fn set_status(analyzer: &mut Analyzer, cx: Context<'_>, id: &FindingId, status: FindingStatus) {
    let known = entity_mut(&mut analyzer.findings, id).filter(|known| known.status != status);
    if let Some(known) = known {
        (known.status, known.update_date) = (status, cx.call.time());
    }
}
