//! Random requests of the universe *real*, made of a policy's own words.

use iamkit_catalog::{Action, Catalog};
use iamkit_engine::Principal;
use iamkit_policy::PolicyDocument;
use iamkit_policy::glob::Glob;
use iamkit_policy::global_key::{GlobalKey, Presence, global_key};

use crate::form;
use crate::made::{DERIVED, Keys, Made, has, settle};
use crate::member::requester;
use crate::random::Random;
use crate::shape::Carried;
use crate::words::{self, FILLINGS, Named, resolved, variables};

/// A statement, and the actions of the catalog that each of its patterns names.
struct Aim {
    named: Named,
    actions: Vec<Vec<Action<'static>>>,
}

/// What a policy names, statement by statement.
pub(crate) struct Spec {
    aims: Vec<Aim>,
    names: Vec<String>,
}

impl Spec {
    pub(crate) fn new(document: &PolicyDocument) -> Self {
        let mut aims = words::statements(document).into_iter().map(Aim::new).collect::<Vec<_>>();
        let resources = aims.iter().flat_map(|aim| &aim.named.resources);
        let tails = resources.filter_map(|resource| resource.splitn(6, ':').nth(5));
        let words = tails.flat_map(|tail| tail.split(['/', ':', '*', '?', '$', '{', '}']));
        let names = words.chain(FILLINGS).map(str::to_owned).collect();
        aims.retain(|aim| !aim.actions.is_empty());
        Self { aims, names }
    }

    /// Whether there is an action in the catalog that the policy names.
    pub(crate) fn is_about_actions(&self) -> bool {
        !self.aims.is_empty()
    }

    /// A request aimed at one of the statements, and now and then beside it.
    pub(crate) fn request(&self, askers: &[Principal], random: &mut Random) -> Made {
        loop {
            let made = self.any_request(askers, random);
            if !form::is_left_out(&made.action, &made.resource) {
                return made;
            }
        }
    }

    fn any_request(&self, askers: &[Principal], random: &mut Random) -> Made {
        let (aim, other) = (random.pick(&self.aims), random.pick(&self.aims));
        let list = random.pick(&aim.actions);
        let action = random.pick(list);
        let principal = random.pick(askers).clone();
        let is_mixed = random.one_in(3);
        let named = if random.one_in(8) { other } else { aim };
        let pattern = if named.named.resources.is_empty() || random.one_in(10) {
            "*".to_owned()
        } else {
            random.pick(&named.named.resources).clone()
        };
        let conditions =
            aim.named.conditions.iter().chain(other.named.conditions.iter().filter(|_| is_mixed));
        let conditions = conditions.collect::<Vec<_>>();
        let of_values = conditions.iter().flat_map(|(_, values)| values).flat_map(|text| variables(text));
        let mut keys = Keys::new();
        for key in of_values.chain(variables(&pattern)) {
            add(&mut keys, action, &principal, &key, &[], random);
        }
        for (key, values) in conditions {
            add(&mut keys, action, &principal, key, values, random);
        }
        make_consistent(&mut keys, action, &principal, random);
        let resource = form::draw(action, &resolved(&pattern, &keys), &self.names, random);
        settle(&mut keys, &principal);
        let (action, wildcard_only) = (action.to_string(), action.is_wildcard_only());
        Made { principal, action, resource, wildcard_only, keys, has_policies: false }
    }
}

impl Aim {
    fn new(named: Named) -> Self {
        let catalog = Catalog::embedded();
        let in_catalog = |pattern: &String| catalog.actions_matching(pattern).collect::<Vec<_>>();
        let mut actions = named.actions.iter().map(in_catalog).collect::<Vec<_>>();
        if named.actions.is_empty() {
            let others = named.not_actions.iter().map(|pattern| Glob::parse(pattern)).collect::<Vec<_>>();
            let is_other = |action: &Action<'_>| {
                let name = action.to_string();
                !others.iter().any(|glob| glob.matches_ignore_ascii_case(&name))
            };
            actions.push(catalog.actions().filter(is_other).collect());
        }
        for list in &mut actions {
            list.retain(|action| {
                !form::is_left_out(&action.to_string(), "*") && !form::is_seen_on_arns(action)
            });
        }
        actions.retain(|list| !list.is_empty());
        Self { named, actions }
    }
}

/// Adds a key, for the most part, if the action carries it and the principal can have it.
fn add(
    keys: &mut Keys,
    action: &Action<'_>,
    principal: &Principal,
    key: &str,
    named: &[String],
    random: &mut Random,
) {
    let global = global_key(&key.to_ascii_lowercase());
    let presence = global.map_or(Presence::Sometimes, |global| global.presence(requester(principal)));
    let is_left_out = presence == Presence::Sometimes && random.one_in(7);
    if has(keys, key) || presence == Presence::Never || is_left_out {
        return;
    }
    let Some(carried) = Carried::with(action, key) else { return };
    let (values, is_single) = carried.draw(named, keys, random);
    keys.push((key.to_owned(), values, is_single));
}

const OF_ENDPOINT: [&str; 3] = ["aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"];
const TOGETHER: [[&str; 2]; 2] =
    [["aws:MultiFactorAuthPresent", "aws:TokenIssueTime"], ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"]];

/// Leaves out keys that never come with others, and adds those that always do, with others or with the principal (S44).
fn make_consistent(keys: &mut Keys, action: &Action<'_>, principal: &Principal, random: &mut Random) {
    let requester = requester(principal);
    let always = GlobalKey::all()
        .filter(|global| !global.is_template() && global.presence(requester) == Presence::Always);
    for global in always.filter(|global| !DERIVED.contains(&global.name())) {
        add(keys, action, principal, global.name(), &[], random);
    }
    let is_of_endpoint = |key: &str| OF_ENDPOINT.iter().any(|of| of.eq_ignore_ascii_case(key));
    if has(keys, "aws:SourceIp") && keys.iter().any(|(key, ..)| is_of_endpoint(key)) {
        let keeps_ip = random.one_in(2);
        keys.retain(
            |(key, ..)| {
                !if keeps_ip { is_of_endpoint(key) } else { key.eq_ignore_ascii_case("aws:SourceIp") }
            },
        );
    }
    for group in [&OF_ENDPOINT[..], &TOGETHER[0], &TOGETHER[1]] {
        if group.iter().any(|key| has(keys, key)) {
            for key in group.iter().filter(|key| !has(keys, key)).collect::<Vec<_>>() {
                let carried = Carried::with(action, key).unwrap();
                let (values, is_single) = carried.draw(&[], keys, random);
                keys.push(((*key).to_owned(), values, is_single));
            }
        }
    }
}
