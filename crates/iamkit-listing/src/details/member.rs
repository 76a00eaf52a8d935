//! The members of one entity, read with their places.

use std::str::FromStr;
use std::sync::Arc;

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::Shown;
use iamkit_policy::{Arn, PolicyDocument};
use iamkit_store::{GroupName, NameError, Partition, PolicyArn, SessionDuration, Tags, UniqueId, VersionId};
use serde_json::value::RawValue;

use super::document::DocumentPool;
use super::entity::{InlinePolicy, RoleUse, VersionDetail};
use super::ids::{Given, Ids, own_id};
use super::leniency::Leniency;
use super::listed::{Owner, Reference};
use super::wire::{self, Text};
use crate::problem::{Found, ProblemKind};
use crate::source::{Place, Source};
use iamkit_policy::shown::called;

/// What is being taken of one entity.
pub(crate) struct Members<'t> {
    source: Source<'t>,
    pub(crate) place: Place,
    pub(crate) label: String,
    pub(crate) references: Vec<(Place, Reference)>,
    pub(crate) found: Vec<Found>,
    pub(crate) documents: DocumentPool<'t>,
    pub(crate) ids: Ids,
    are_ids_lenient: bool,
}

impl<'t> Members<'t> {
    pub(crate) fn new(
        source: Source<'t>,
        place: Place,
        label: String,
        (documents, ids): (DocumentPool<'t>, Ids),
        leniency: Leniency,
    ) -> Self {
        let are_ids_lenient = leniency.ids;
        Self {
            source,
            place,
            label,
            references: Vec::new(),
            found: Vec::new(),
            documents,
            ids,
            are_ids_lenient,
        }
    }

    /// Reads a unique id; where ids may be none, or another entity's, one that follows from the ARN takes its place.
    pub(crate) fn unique_id(
        &mut self,
        member: &str,
        text: Option<&Text<'t>>,
        (prefix, arn): (&str, &str),
    ) -> Option<UniqueId> {
        if !self.are_ids_lenient {
            let Some(text) = text else {
                let kind = ProblemKind::Shape(format!("missing field `{member}`"));
                self.found.push(Found { place: self.place.clone(), entity: None, kind });
                return None;
            };
            return self.parse(member, text);
        }
        let listed = text.map(|text| (**text).to_owned()).unwrap_or_default();
        if let Ok(id) = listed.parse::<UniqueId>()
            && self.ids.take(arn, &id)
        {
            return Some(id);
        }
        let id = own_id(prefix, arn)?;
        self.ids.take(arn, &id);
        let (place, entity) = (self.place.below(member), self.label.clone());
        let place = text.map_or(place.clone(), |text| place.at(&self.source, text));
        self.ids.given.push(Given { place, entity, listed, id: id.clone() });
        Some(id)
    }

    pub(crate) fn problem(&mut self, member: &str, kind: ProblemKind) {
        let place = self.place.below(member);
        self.found.push(Found { place, entity: None, kind });
    }

    fn problem_at(&mut self, place: &Place, text: &Text<'t>, kind: ProblemKind) {
        let place = place.at(&self.source, text);
        self.found.push(Found { place, entity: None, kind });
    }

    /// Reads what stands below a list's entry.
    pub(crate) fn below<T>(
        &mut self,
        list: &str,
        at: usize,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let below = self.place.below(list).below(&at.to_string());
        let above = std::mem::replace(&mut self.place, below);
        let value = read(self);
        self.place = above;
        value
    }

    /// Reads a text that has a pattern.
    pub(crate) fn parse<T: FromStr<Err = NameError>>(&mut self, member: &str, text: &Text<'t>) -> Option<T> {
        let place = self.place.below(member);
        self.parse_at(&place, text)
    }

    fn parse_at<T: FromStr<Err = NameError>>(&mut self, place: &Place, text: &Text<'t>) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem_at(place, text, ProblemKind::Name(error));
                None
            }
        }
    }

    /// Reads a text that the listing may lack.
    pub(crate) fn optional<T: FromStr<Err = NameError>>(
        &mut self,
        member: &str,
        text: Option<Text<'t>>,
    ) -> Option<T> {
        text.and_then(|text| self.parse(member, &text))
    }

    pub(crate) fn document(
        &mut self,
        member: &str,
        raw: &'t RawValue,
        kind: PolicyKind,
    ) -> Option<Arc<PolicyDocument>> {
        let place = self.place.below(member);
        match self.documents.read(&self.source, &place, raw, kind) {
            Ok(document) => Some(document),
            Err(found) => {
                self.found.extend(found);
                None
            }
        }
    }

    pub(crate) fn inline(&mut self, list: &str, wire: Option<Vec<wire::Inline<'t>>>) -> Vec<InlinePolicy> {
        let entries = wire.into_iter().flatten().enumerate();
        let policies = entries.filter_map(|(at, policy)| {
            self.below(list, at, |members| {
                let name = members.parse("PolicyName", &policy.policy_name);
                let document =
                    members.document("PolicyDocument", policy.policy_document, PolicyKind::Identity);
                Some(InlinePolicy { name: name?, document: document? })
            })
        });
        let policies = policies.collect::<Vec<_>>();
        let names = policies.iter().map(|policy| policy.name.as_str());
        self.refuse_twice(list, "inline policy", names.map(str::to_ascii_lowercase).collect());
        policies
    }

    pub(crate) fn groups(&mut self, wire: Option<Vec<Text<'t>>>) -> Vec<GroupName> {
        let list = self.place.below("GroupList");
        let mut groups = Vec::new();
        for (at, text) in wire.into_iter().flatten().enumerate() {
            let place = list.below(&at.to_string()).at(&self.source, &text);
            if let Some(name) = self.parse_at::<GroupName>(&place, &text) {
                self.references.push((place, Reference::Group(name.to_string())));
                groups.push(name);
            }
        }
        self.refuse_twice(
            "GroupList",
            "group",
            groups.iter().map(|name| name.as_str().to_ascii_lowercase()).collect(),
        );
        groups
    }

    pub(crate) fn attached(&mut self, wire: Option<Vec<wire::Attached<'t>>>) -> Vec<PolicyArn> {
        const LIST: &str = "AttachedManagedPolicies";
        let mut arns = Vec::new();
        for (at, attached) in wire.into_iter().flatten().enumerate() {
            let place = self.place.below(LIST).below(&at.to_string()).below("PolicyArn");
            let place = place.at(&self.source, &attached.policy_arn);
            let Some(arn) = self.parse_at::<PolicyArn>(&place, &attached.policy_arn) else { continue };
            if attached.policy_name.is_some_and(|name| *name != *arn.name().as_str()) {
                let message = format!("`PolicyName` is not the name in `{}`", Shown::value(arn.as_str()));
                self.found.push(Found {
                    place: place.clone(),
                    entity: None,
                    kind: ProblemKind::Shape(message),
                });
            }
            self.references.push((place, Reference::Policy(arn.to_string())));
            arns.push(arn);
        }
        self.refuse_twice(LIST, "attached policy", arns.iter().map(ToString::to_string).collect());
        arns
    }

    pub(crate) fn boundary(&mut self, wire: Option<wire::Boundary<'t>>) -> Option<PolicyArn> {
        let text = wire?.permissions_boundary_arn?;
        let place = self.place.below("PermissionsBoundary").below("PermissionsBoundaryArn");
        let place = place.at(&self.source, &text);
        let arn = self.parse_at::<PolicyArn>(&place, &text)?;
        self.references.push((place, Reference::Boundary(arn.to_string())));
        Some(arn)
    }

    pub(crate) fn tags(&mut self, list: &str, wire: Option<Vec<wire::Tag<'t>>>) -> Tags {
        let entries = wire.into_iter().flatten().enumerate();
        let pairs = entries.filter_map(|(at, tag)| {
            self.below(list, at, |members| {
                let (key, value) = (members.parse("Key", &tag.key), members.parse("Value", &tag.value));
                Some((key?, value?))
            })
        });
        let pairs = pairs.collect::<Vec<_>>();
        Tags::from_pairs(pairs).unwrap_or_else(|error| {
            self.problem(list, ProblemKind::Shape(error.to_string()));
            Tags::default()
        })
    }

    pub(crate) fn session_duration(&mut self, seconds: u32) -> Option<SessionDuration> {
        let duration = SessionDuration::from_seconds(seconds);
        duration.map_err(|error| self.problem("InstanceProfileList", error.into())).ok()
    }

    pub(crate) fn last_used(&mut self, wire: Option<wire::LastUsed<'t>>) -> Option<RoleUse> {
        let wire = wire?;
        let (date, region) = (wire.last_used_date?, wire.region);
        let above = self.place.below("RoleLastUsed");
        let date = self.parse_at(&above.below("LastUsedDate"), &date)?;
        let region = region.and_then(|region| self.parse_at(&above.below("Region"), &region));
        Some(RoleUse { date, region })
    }

    /// Makes sure that the ARN is the one that path and name make, and says whose it is.
    pub(crate) fn owner(&mut self, arn: &Text<'t>, kind: &str, path: &str, name: &str) -> Option<Owner> {
        let parsed = arn.parse::<Arn>().ok();
        let owner = parsed
            .as_ref()
            .and_then(|arn| Some((arn.partition().parse::<Partition>().ok()?, arn.account().parse().ok()?)));
        let Some((partition, account)) = owner else {
            let expected = "`arn:PARTITION:iam::ACCOUNT:…`, the partition being `aws`, `aws-cn` or `aws-us-gov`, the \
                            account twelve digits";
            let kind = ProblemKind::Pattern { text: arn.to_string(), kind: "ARN of an entity", expected };
            self.problem_at(&self.place.below("Arn"), arn, kind);
            return None;
        };
        let made = format!("arn:{partition}:iam::{account}:{kind}{path}{name}");
        if made != **arn {
            let kind = ProblemKind::OtherArn { listed: arn.to_string(), made };
            self.problem_at(&self.place.below("Arn"), arn, kind);
        }
        Some(Owner { partition: partition.as_str().into(), account })
    }

    pub(crate) fn check_versions(&mut self, versions: &[VersionDetail], default: Option<VersionId>) {
        let Some(default) = default else { return };
        // A version that can't be read has its own problem.
        if self.found.is_empty() && !versions.iter().any(|version| version.id == default) {
            self.problem("DefaultVersionId", ProblemKind::NoSuchVersion(default.to_string()));
        }
        let ids = versions.iter().map(|version| version.id.to_string()).collect();
        self.refuse_twice("PolicyVersionList", "version", ids);
    }

    fn refuse_twice(&mut self, list: &str, what: &str, mut names: Vec<String>) {
        names.sort_unstable();
        let twice = names.windows(2).find_map(|pair| match pair {
            [first, second] if first == second => Some(first.clone()),
            _ => None,
        });
        if let Some(name) = twice {
            self.problem(list, ProblemKind::Shape(format!("the {} stands twice", called(what, &name))));
        }
    }
}
