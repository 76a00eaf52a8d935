//! Changes of analyzers, their archive rules and findings.

use serde::{Deserialize, Serialize};

use crate::entity::{AnalyzerKind, FindingFilter, FindingStatus, FindingSubject, UnusedAccess};
use crate::identity::AnalyzerId;
use crate::label::{ArchiveRuleName, FindingId};
use crate::tag::{TagKey, Tags};

/// A change of an account's analyzers
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum AnalyzerCommand {
    /// A new analyzer, without findings
    Create {
        id: AnalyzerId,
        kind: AnalyzerKind,
        unused_access: Option<UnusedAccess>,
        rules: Vec<(ArchiveRuleName, FindingFilter)>,
        tags: Tags,
    },
    /// Another say on what unused access is
    Update { id: AnalyzerId, unused_access: UnusedAccess },
    /// The end of an analyzer with its rules and findings
    Delete { id: AnalyzerId },
    /// A new archive rule
    CreateRule { id: AnalyzerId, rule: ArchiveRuleName, filter: FindingFilter },
    /// Other findings for an archive rule
    UpdateRule { id: AnalyzerId, rule: ArchiveRuleName, filter: FindingFilter },
    /// The end of an archive rule: what it archived stays so
    DeleteRule { id: AnalyzerId, rule: ArchiveRuleName },
    /// What somebody saw who looked: findings that are new, back or about something else, those whose cause is gone, and
    /// those that are resolved long enough to be forgotten
    RecordFindings {
        id: AnalyzerId,
        found: Vec<RecordedFinding>,
        gone: Vec<FindingId>,
        forgotten: Vec<FindingId>,
    },
    /// Another status of findings that aren't resolved
    UpdateFindings { id: AnalyzerId, findings: Vec<FindingId>, status: FindingStatus },
    /// New tags, or other values
    Tag { id: AnalyzerId, tags: Tags },
    /// Tags less; keys that aren't there are nothing
    Untag { id: AnalyzerId, keys: Vec<TagKey> },
}

/// A finding that somebody saw who looked
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedFinding {
    /// Its id
    pub id: FindingId,
    /// What it is about
    pub subject: FindingSubject,
    /// Whether an archive rule is for it: that counts where it is new, or was resolved
    pub is_archived: bool,
}
