//! Reading the answers: every entry by itself.

use iamkit_policy::Arn;
use iamkit_policy::normal::PolicyKind;
use iamkit_store::{
    AccountId, ControlPolicyId, ControlPolicyKind, Description, OrganizationId, OrganizationalUnitId,
    OrganizationalUnitName, Parent, RootId, Target,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::detail::{PolicyDetail, attachment_label, policy_label};
use super::entry::{Entry, Listed, Need};
use super::wire;
use crate::decode::{Notes, decode, named};
use crate::problem::{Found, ProblemKind};
use crate::source::{Place, Source};
use iamkit_policy::shown::called;

/// The root with what its ARN tells of the organisation.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct RootDetail {
    pub(super) organization: OrganizationId,
    pub(super) id: RootId,
    pub(super) management_account: AccountId,
    pub(super) kinds: Vec<ControlPolicyKind>,
}

/// A unit: its id, name and parent.
pub(super) type UnitDetail = (OrganizationalUnitId, OrganizationalUnitName, Parent);

/// Where a control policy is attached.
pub(super) type AttachmentDetail = (ControlPolicyId, Target);

/// All that is listed.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) roots: Vec<Listed<RootDetail>>,
    pub(super) units: Vec<Listed<UnitDetail>>,
    pub(super) members: Vec<Listed<(AccountId, Parent)>>,
    pub(super) policies: Vec<Listed<(ControlPolicyId, PolicyDetail)>>,
    pub(super) attachments: Vec<Listed<AttachmentDetail>>,
    /// The labels of the policies whose targets are listed.
    pub(super) asked: Vec<String>,
    /// The control policies that are listed without what they say.
    pub(super) summaries: Vec<(Place, String)>,
    /// Policies of kinds that give and take no access.
    pub(super) others: Vec<String>,
}

impl Answers {
    /// How much is listed.
    pub(super) fn len(&self) -> usize {
        let placed = self.units.len() + self.members.len() + self.attachments.len();
        self.roots.len() + placed + self.policies.len() + self.summaries.len() + self.others.len()
    }
}

pub(super) struct Reader<'s, 't> {
    pub(super) sources: &'s [Source<'t>],
    pub(super) answers: Answers,
    pub(super) found: Vec<Found>,
    pub(super) notes: Notes,
    /// Whether every answer could be read as one: what can't be could have been about anything.
    pub(super) is_whole: bool,
}

/// The id at the end of a file's name.
fn asked_for<'n>(name: &'n str, before: &'static str) -> Result<&'n str, ProblemKind> {
    let file = iamkit_policy::id::last_part(name);
    let id = file.strip_suffix(".json").unwrap_or(file).split_once(before).map(|(_, id)| id);
    id.filter(|id| !id.is_empty()).ok_or(ProblemKind::UnknownQuestion(before))
}

fn parent(id: &str) -> Result<Parent, ProblemKind> {
    if id.starts_with("r-") {
        return Ok(Parent::Root);
    }
    id.parse().map(Parent::OrganizationalUnit).map_err(ProblemKind::Name)
}

fn below(parent: &Parent, place: &Place) -> Need {
    let label = Target::from(parent.clone()).to_string();
    Need { place: place.clone(), label, missing: Some(ProblemKind::NoSuchParent) }
}

impl<'s, 't> Reader<'s, 't> {
    pub(super) fn new(sources: &'s [Source<'t>]) -> Self {
        let (answers, found, notes) = (Answers::default(), Vec::new(), Notes::default());
        Self { sources, answers, found, notes, is_whole: true }
    }

    /// Reads one answer; where it isn't one, nothing is whole any more.
    pub(super) fn source(&mut self, index: usize, source: &Source<'t>) {
        let place = Place::whole(index);
        let taken = match decode::<wire::Answer<'t>>(&place, source.text) {
            Ok((answer, unknown)) => {
                self.notes.add(self.sources, &place, unknown);
                self.answer(source, &place, answer)
            }
            Err(found) => Err(found),
        };
        if let Err(found) = taken {
            self.found.push(*found);
            self.is_whole = false;
        }
    }

    fn answer(
        &mut self,
        source: &Source<'t>,
        page: &Place,
        answer: wire::Answer<'t>,
    ) -> Result<(), Box<Found>> {
        let wrong = |place: Place, kind| Box::new(Found { place, entity: None, kind });
        if answer.next_token.is_some() {
            return Err(wrong(page.below("NextToken"), ProblemKind::Incomplete));
        }
        let lists = [&answer.roots, &answer.organizational_units, &answer.accounts, &answer.policies];
        if lists.iter().all(|list| list.is_none()) && answer.targets.is_none() && answer.policy.is_none() {
            return Err(wrong(page.clone(), ProblemKind::NoAnswer));
        }
        self.each(("Roots", "root", None), page, answer.roots, root, |answers| &mut answers.roots);
        if let Some(units) = answer.organizational_units {
            let above = asked_for(source.name, "for-parent-").and_then(parent);
            let above = above.map_err(|kind| wrong(page.below("OrganizationalUnits"), kind))?;
            let take = |entry: &mut Entry<'t>, wire| unit(entry, &wire, &above);
            let list = ("OrganizationalUnits", "organisational unit", Some("Id"));
            self.each(list, page, Some(units), take, |answers| &mut answers.units);
        }
        // Without a parent the list says who there is, which the others do too.
        if let Some((accounts, id)) = answer.accounts.zip(asked_for(source.name, "for-parent-").ok()) {
            let above = parent(id).map_err(|kind| wrong(page.below("Accounts"), kind))?;
            let take = |entry: &mut Entry<'t>, wire| member(entry, &wire, &above);
            let list = ("Accounts", "account", Some("Id"));
            self.each(list, page, Some(accounts), take, |answers| &mut answers.members);
        }
        self.summaries(page, answer.policies);
        if let Some(policy) = answer.policy {
            self.policy(&page.below("Policy"), policy);
        }
        if let Some(targets) = answer.targets {
            let id = asked_for(source.name, "for-policy-");
            let id = id.and_then(|id| id.parse::<ControlPolicyId>().map_err(ProblemKind::Name));
            let id = id.map_err(|kind| wrong(page.below("Targets"), kind))?;
            self.answers.asked.push(policy_label(id.as_str()));
            let take = |entry: &mut Entry<'t>, wire| attachment(entry, &wire, &id);
            let list = ("Targets", "target", Some("TargetId"));
            self.each(list, page, Some(targets), take, |answers| &mut answers.attachments);
        }
        Ok(())
    }

    /// Reads the entries of a list, each called by its kind and the member that names it.
    fn each<T: Deserialize<'t>, D>(
        &mut self,
        (list, kind, id): (&str, &str, Option<&str>),
        page: &Place,
        entries: Option<Vec<&'t RawValue>>,
        take: impl Fn(&mut Entry<'t>, T) -> Option<D>,
        into: impl Fn(&mut Answers) -> &mut Vec<Listed<D>>,
    ) {
        let list = page.below(list);
        for (at, raw) in entries.into_iter().flatten().enumerate() {
            let label = id.map_or_else(|| Some(kind.to_owned()), |id| named(kind, id, raw));
            let listed = self.entry(&list.below(&at.to_string()), raw, label, &take);
            into(&mut self.answers).extend(listed);
        }
    }

    fn entry<T: Deserialize<'t>, D>(
        &mut self,
        place: &Place,
        raw: &'t RawValue,
        label: Option<String>,
        take: impl FnOnce(&mut Entry<'t>, T) -> Option<D>,
    ) -> Option<Listed<D>> {
        let source = *self.sources.get(place.source)?;
        let place = place.of(&source, raw);
        // What has no name can't be left out: others may refer to it.
        self.is_whole &= label.is_some();
        match decode::<T>(&place, raw.get()) {
            Ok((wire, unknown)) => {
                self.notes.add(self.sources, &place, unknown);
                let mut entry = Entry::new(source, place, label.unwrap_or_default());
                let detail = take(&mut entry, wire);
                let (listed, found) = entry.finish(detail);
                self.found.extend(found);
                Some(listed)
            }
            Err(found) => {
                self.found.push(Found { entity: label.clone(), ..*found });
                Some(Listed { place, label: label?, needs: Vec::new(), detail: None })
            }
        }
    }

    fn summaries(&mut self, page: &Place, entries: Option<Vec<&'t RawValue>>) {
        let list = page.below("Policies");
        for (at, raw) in entries.into_iter().flatten().enumerate() {
            let label = named("control policy", "Id", raw);
            let take = |_: &mut Entry<'t>, wire: wire::Summary<'t>| Some(wire.r#type.parse().ok());
            let listed = self.entry(&list.below(&at.to_string()), raw, label, take);
            let Some(Listed { place, label, detail, .. }) = listed else { continue };
            match detail {
                Some(None::<ControlPolicyKind>) => self.answers.others.push(label),
                Some(Some(_)) | None => self.answers.summaries.push((place, label)),
            }
        }
    }

    fn policy(&mut self, place: &Place, raw: &'t RawValue) {
        let summary = serde_json::from_str::<serde_json::Value>(raw.get()).ok();
        let id = summary.as_ref().and_then(|policy| policy.get("PolicySummary")?.get("Id")?.as_str());
        let label = id.map(policy_label);
        let listed = self.entry(place, raw, label, |entry, wire: wire::Policy<'t>| {
            let kind = wire.policy_summary.r#type.parse::<ControlPolicyKind>().ok();
            Some(match kind {
                Some(kind) => Some(policy(entry, &wire, kind)?),
                None => None,
            })
        });
        match listed {
            Some(Listed { detail: Some(None), label, .. }) => self.answers.others.push(label),
            Some(Listed { detail, place, label, needs }) => {
                self.answers.policies.push(Listed { place, label, needs, detail: detail.flatten() });
            }
            None => {}
        }
    }
}

fn root(entry: &mut Entry<'_>, wire: wire::Root<'_>) -> Option<RootDetail> {
    let arn = wire.arn.parse::<Arn>().ok();
    let (account, organization) = arn
        .as_ref()
        .map_or(("", ""), |arn| (arn.account(), arn.resource().split('/').nth(1).unwrap_or_default()));
    let organization = entry.parse_part(&["Arn"], &wire.arn, organization);
    let management_account = entry.parse_part(&["Arn"], &wire.arn, account);
    let id = entry.parse(&["Id"], &wire.id);
    let enabled = wire.policy_types.into_iter().flatten().filter(|kind| &*kind.status == "ENABLED");
    // Other kinds of policies give and take no access.
    let kinds = enabled.filter_map(|kind| kind.r#type.parse().ok()).collect();
    Some(RootDetail { organization: organization?, id: id?, management_account: management_account?, kinds })
}

fn unit(entry: &mut Entry<'_>, wire: &wire::Unit<'_>, above: &Parent) -> Option<UnitDetail> {
    entry.needs.push(below(above, &entry.place));
    let (id, name) = (entry.parse(&["Id"], &wire.id), entry.parse(&["Name"], &wire.name));
    Some((id?, name?, above.clone()))
}

fn member(entry: &mut Entry<'_>, wire: &wire::Account<'_>, above: &Parent) -> Option<(AccountId, Parent)> {
    entry.needs.push(below(above, &entry.place));
    Some((entry.parse(&["Id"], &wire.id)?, above.clone()))
}

fn policy<'t>(
    entry: &mut Entry<'t>,
    wire: &wire::Policy<'t>,
    kind: ControlPolicyKind,
) -> Option<(ControlPolicyId, PolicyDetail)> {
    const SUMMARY: &str = "PolicySummary";
    let summary = &wire.policy_summary;
    let id = entry.parse(&[SUMMARY, "Id"], &summary.id);
    let name = entry.parse(&[SUMMARY, "Name"], &summary.name);
    let description = summary.description.as_ref().filter(|text| !text.is_empty());
    let description =
        description.and_then(|text| entry.parse::<Description>(&[SUMMARY, "Description"], text));
    let of_kind = match kind {
        ControlPolicyKind::ServiceControlPolicy => PolicyKind::ServiceControl,
        ControlPolicyKind::ResourceControlPolicy => PolicyKind::ResourceControl,
    };
    let document = entry.document("Content", wire.content, of_kind);
    let is_aws_managed = summary.aws_managed.unwrap_or(false);
    Some((id?, PolicyDetail { kind, name: name?, description, document: document?, is_aws_managed }))
}

fn attachment(
    entry: &mut Entry<'_>,
    wire: &wire::Target<'_>,
    policy: &ControlPolicyId,
) -> Option<AttachmentDetail> {
    let id = &wire.target_id;
    if !["ROOT", "ACCOUNT", "ORGANIZATIONAL_UNIT"].contains(&&*wire.r#type) {
        let kind = ProblemKind::NoTargetKind(wire.r#type.to_string());
        entry.problem(entry.place_of(&["Type"], &wire.r#type), kind);
    }
    let (target, label) = if id.starts_with("r-") {
        (Some(Target::Root), Target::Root.to_string())
    } else if id.starts_with("ou-") {
        let unit = entry.parse(&["TargetId"], id).map(Target::OrganizationalUnit);
        (unit, called("organisational unit", id))
    } else {
        (entry.parse(&["TargetId"], id).map(Target::Account), called("account", id))
    };
    entry.label = attachment_label(policy.as_str(), &label);
    for found in &mut entry.found {
        found.entity = Some(entry.label.clone());
    }
    let place = entry.place_of(&["TargetId"], id);
    let label_of_policy = policy_label(policy.as_str());
    entry.needs.push(Need { place: place.clone(), label: label_of_policy, missing: None });
    entry.needs.push(Need { place, label, missing: Some(ProblemKind::NoSuchTarget) });
    Some((policy.clone(), target?))
}
