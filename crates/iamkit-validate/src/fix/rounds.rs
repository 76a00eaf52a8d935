//! Mendings made in rounds until there is nothing to mend, each proven or wanted.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_catalog::Catalog;
use iamkit_policy::PolicyDocument;
use iamkit_policy::json::Node;
use iamkit_prover::{Limits, PolicyKind, Relation, Universe};

use super::edit::{Edit, Edits};
use super::mending::{Mending, MendingEffect};
use super::wound::Wound;
use crate::policy_type::PolicyType;
use crate::rewrite::relation;
use crate::rule::Draft;
use crate::validate::{ValidateError, with_drafts};

/// Mending one thing may show another: so often a document is looked at
pub const MAX_ROUNDS: usize = 64;

/// So many proofs are made for a document; what they don't reach is left
pub const MAX_PROOFS: usize = 64;

/// Which mendings are made
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AllowedFixes {
    /// Those alone with which the policy is proven to say the same.
    Equal,
    /// Those too that change what it says, or make it one that can be read.
    Changing,
}

/// Which mendings are made, and how long is searched for a proof
#[derive(Debug, Clone)]
pub struct FixOptions<'a> {
    /// Whether they may change what the policy says.
    pub allowed: AllowedFixes,
    /// Of which rules, by their codes; all, where nothing is said.
    pub codes: Option<&'a BTreeSet<&'static str>>,
    /// For each proof.
    pub limits: Limits,
}

impl FixOptions<'_> {
    /// All mendings that are allowed.
    pub fn new(allowed: AllowedFixes) -> Self {
        Self { allowed, codes: None, limits: Limits::default() }
    }

    fn is_chosen(&self, code: &'static str) -> bool {
        self.codes.is_none_or(|codes| codes.contains(code))
    }
}

/// What came of a document
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixed {
    /// The text with the mendings made; where there are none, the text as it was.
    pub text: String,
    /// What was mended, by the rules' codes.
    pub fixes: Vec<AppliedFix>,
    /// What has a mending that wasn't made.
    pub left: Vec<LeftFix>,
    /// How the text stands to what it was.
    pub proof: FixProof,
}

/// A rule whose findings were mended
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppliedFix {
    /// The rule's code.
    pub code: &'static str,
    /// How many of its findings.
    pub count: usize,
}

/// A rule whose findings have a mending that wasn't made
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftFix {
    /// The rule's code.
    pub code: &'static str,
    /// How many of its findings.
    pub count: usize,
    /// Why it wasn't made.
    pub why: String,
}

/// How a mended text stands to what it was
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FixProof {
    /// It is proven to allow and deny the same, over any strings.
    Equal,
    /// It is proven to allow and deny the same, over the actions, resources and keys of the catalog.
    EqualInReal,
    /// It isn't: so it stands to what it was, over the actions of the catalog.
    Changed(Relation),
    /// There is nothing to compare: what it was, or what it is, is no policy of its kind.
    Unreadable,
}

/// Mends what is found in a document, as far as it has one mending and that is allowed
///
/// The rest of the text stays byte for byte. What the document says after mendings of the first sort is proven to be what
/// it said before them, over any strings; where all together aren't proven, one after another.
///
/// # Errors
/// As [`validate`](crate::validate).
///
/// # Complexity
/// That of at most [`MAX_ROUNDS`] validations and [`MAX_PROOFS`] proofs, each bounded by the limits.
pub fn fix(
    text: &str,
    policy_type: PolicyType,
    kind: PolicyKind,
    catalog: &Catalog,
    options: &FixOptions<'_>,
) -> Result<Fixed, ValidateError> {
    let allowed = options.allowed;
    let mut fixing = Fixing::new(text, policy_type, kind, catalog, options);
    fixing.keep_equal(MendingEffect::Same)?;
    fixing.keep_equal(MendingEffect::SameInReal)?;
    if allowed == AllowedFixes::Changing {
        fixing.change()?;
    }
    fixing.finish(text, allowed)
}

/// A document that is being mended
struct Fixing<'a> {
    text: String,
    policy_type: PolicyType,
    kind: PolicyKind,
    catalog: &'a Catalog,
    options: &'a FixOptions<'a>,
    fixes: BTreeMap<&'static str, usize>,
    refused: BTreeMap<Proposal, String>,
    proofs: usize,
    is_changed: bool,
}

/// Edits that mend one finding
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Proposal {
    code: &'static str,
    edits: Vec<Edit>,
}

impl<'a> Fixing<'a> {
    fn new(
        text: &str,
        policy_type: PolicyType,
        kind: PolicyKind,
        catalog: &'a Catalog,
        options: &'a FixOptions<'a>,
    ) -> Self {
        let (fixes, refused) = (BTreeMap::new(), BTreeMap::new());
        Self {
            text: text.to_owned(),
            policy_type,
            kind,
            catalog,
            options,
            fixes,
            refused,
            proofs: 0,
            is_changed: false,
        }
    }

    /// What there is to mend in the text, in the order of the findings.
    fn proposals(&self, is_wanted: impl Fn(&Mending) -> bool) -> Result<Vec<Proposal>, ValidateError> {
        with_drafts(&self.text, self.policy_type, self.catalog, |root, drafts| {
            let Some(root) = root else { return Vec::new() };
            drafts.iter().filter_map(|draft| self.proposal(root, draft, &is_wanted)).collect()
        })
    }

    fn proposal(
        &self,
        root: Node<'_>,
        draft: &Draft,
        is_wanted: impl Fn(&Mending) -> bool,
    ) -> Option<Proposal> {
        let mending = Mending::by_code(draft.rule.code)?;
        (is_wanted(mending) && self.options.is_chosen(mending.code)).then_some(())?;
        let wound = Wound { text: &self.text, root, spans: &draft.spans, catalog: self.catalog };
        let edits = (mending.mend)(&wound).filter(|edits| !edits.is_empty())?;
        Some(Proposal { code: mending.code, edits })
    }

    /// Makes the mendings that are left, which may change what the policy says.
    fn change(&mut self) -> Result<(), ValidateError> {
        for _ in 0..MAX_ROUNDS {
            let (edits, taken) = together(&self.proposals(|_| true)?);
            if taken.is_empty() {
                break;
            }
            self.take(edits, &taken);
            self.is_changed = true;
        }
        Ok(())
    }

    /// Makes the mendings with which the policy is proven to say what it does now.
    fn keep_equal(&mut self, effect: MendingEffect) -> Result<(), ValidateError> {
        let Ok(before) = self.text.parse::<PolicyDocument>() else { return Ok(()) };
        for _ in 0..MAX_ROUNDS {
            let mut proposals = self.proposals(|mending| mending.effect == effect)?;
            proposals.retain(|proposal| !self.refused.contains_key(proposal));
            let (edits, taken) = together(&proposals);
            if taken.is_empty() {
                break;
            }
            match self.prove(&before, &edits, effect) {
                Ok(()) => self.take(edits, &taken),
                Err(why) => self.one_by_one(&before, &taken, effect, why),
            }
        }
        Ok(())
    }

    /// Makes those of several mendings that are proven with those before them.
    fn one_by_one(
        &mut self,
        before: &PolicyDocument,
        proposals: &[Proposal],
        effect: MendingEffect,
        mut why: String,
    ) {
        let (mut edits, mut taken) = (Edits::default(), Vec::new());
        for proposal in proposals {
            let mut with = edits.clone();
            with.add(&proposal.edits);
            let proven = if proposals.len() == 1 {
                Err(std::mem::take(&mut why))
            } else {
                self.prove(before, &with, effect)
            };
            match proven {
                Ok(()) => {
                    edits = with;
                    taken.push(proposal.clone());
                }
                Err(why) => {
                    self.refused.insert(proposal.clone(), why);
                }
            }
        }
        self.take(edits, &taken);
        if !taken.is_empty() {
            // Places have moved: what was refused is asked again, of another text.
            self.refused.clear();
        }
    }

    /// Whether the text with edits says what a document does; if not, why.
    fn prove(&mut self, before: &PolicyDocument, edits: &Edits, effect: MendingEffect) -> Result<(), String> {
        if self.proofs == MAX_PROOFS {
            return Err(format!("more than {MAX_PROOFS} proofs, which is the limit for a document"));
        }
        self.proofs += 1;
        let after = edits.clone().made(&self.text).parse::<PolicyDocument>();
        let after = after.map_err(|error| format!("it could not be read with it: {error}"))?;
        let universe = match effect {
            MendingEffect::Same => Universe::strings(),
            MendingEffect::SameInReal | MendingEffect::Changes => Universe::real(),
        };
        let (after, before) = (std::slice::from_ref(&after), std::slice::from_ref(before));
        match relation(after, before, self.kind, &universe, &self.options.limits) {
            Ok((Relation::Equal, _)) => Ok(()),
            Ok((Relation::Unknown, reason)) => {
                Err(format!("it isn't proven to say the same: {}", reason.unwrap_or_default()))
            }
            Ok((relation, _)) => Err(format!("it isn't the same but {relation}")),
            Err(error) => Err(format!("it can't be compared: {error}")),
        }
    }

    fn take(&mut self, edits: Edits, taken: &[Proposal]) {
        self.text = edits.made(&self.text);
        for proposal in taken {
            *self.fixes.entry(proposal.code).or_default() += 1;
        }
    }

    fn finish(self, original: &str, allowed: AllowedFixes) -> Result<Fixed, ValidateError> {
        let left = self.left(allowed)?;
        let proof = self.proof(original);
        let fixes = self.fixes.into_iter().map(|(code, count)| AppliedFix { code, count }).collect();
        Ok(Fixed { text: self.text, fixes, left, proof })
    }

    /// What could still be mended, and why it isn't.
    fn left(&self, allowed: AllowedFixes) -> Result<Vec<LeftFix>, ValidateError> {
        let mut left: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        let is_readable = self.text.parse::<PolicyDocument>().is_ok();
        for proposal in self.proposals(|_| true)? {
            let is_change = effect_of(proposal.code) == MendingEffect::Changes;
            let why = match self.refused.get(&proposal) {
                Some(why) => why.clone(),
                None if is_change && allowed == AllowedFixes::Equal => {
                    "it changes what the policy says".into()
                }
                None if !is_readable => "nothing is proven of what can't be read".into(),
                None => format!("more than {MAX_ROUNDS} rounds, which is the limit for a document"),
            };
            *left.entry((proposal.code, why)).or_default() += 1;
        }
        Ok(left.into_iter().map(|((code, why), count)| LeftFix { code, count, why }).collect())
    }

    fn proof(&self, original: &str) -> FixProof {
        let mut effects = self.fixes.keys().map(|code| effect_of(code));
        if !self.is_changed {
            let is_same = effects.all(|effect| effect == MendingEffect::Same);
            return if is_same { FixProof::Equal } else { FixProof::EqualInReal };
        }
        let (Ok(before), Ok(after)) = (original.parse::<PolicyDocument>(), self.text.parse()) else {
            return FixProof::Unreadable;
        };
        match relation(&[after], &[before], self.kind, &Universe::real(), &self.options.limits) {
            Ok((Relation::Equal, _)) => FixProof::EqualInReal,
            Ok((relation, _)) => FixProof::Changed(relation),
            Err(_) => FixProof::Unreadable,
        }
    }
}

fn effect_of(code: &str) -> MendingEffect {
    Mending::by_code(code).map_or(MendingEffect::Changes, |mending| mending.effect)
}

/// The edits of as many proposals as can be made at once, the first ones first.
fn together(proposals: &[Proposal]) -> (Edits, Vec<Proposal>) {
    let mut edits = Edits::default();
    let taken = proposals.iter().filter(|proposal| edits.add(&proposal.edits)).cloned().collect();
    (edits, taken)
}
