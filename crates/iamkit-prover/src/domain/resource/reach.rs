//! Which texts a request for an action can be about (S25).
//!
//! Certain are the ARNs of its resource types. What may be there beside them is left out by facts alone: ARNs of its
//! own service in other forms, of other types, of other services, and texts that are no ARN.

use iamkit_catalog::{Action, ArnTemplate, Evaluated, EvaluatedForm, Service};
use iamkit_policy::fact::{Fact, Facts, Mark};

use crate::domain::resource::template::{is_about_buckets, service_of};
use crate::domain::resource::told::Told;

/// The resources of an action: ARN templates, whether the request can be without one, and what may be beside them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Resources<'c> {
    pub(crate) templates: Vec<&'c str>,
    /// Forms that requests are seen to have.
    pub(crate) seen: Vec<&'c str>,
    pub(crate) can_be_star: bool,
    pub(crate) beyond: Option<Beyond<'c>>,
    /// What leaves other resources out.
    pub(crate) facts: Facts,
}

/// What a request may be about beside the resources that the reference lists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Beyond<'c> {
    /// Whose ARNs count as the action's own.
    pub(crate) service: Option<Service<'c>>,
    pub(crate) own: OwnArns,
    /// ARNs of other services.
    pub(crate) foreign: bool,
    /// Texts that are no ARN.
    pub(crate) texts: bool,
}

/// Which ARNs of the action's own service may be meant beside those of its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OwnArns {
    None,
    /// Those that no type of the service has, and those of the action's types under other Regions.
    Unlisted,
    /// All but those of objects, for an action on buckets.
    AllButObjects,
    All,
}

impl<'c> Resources<'c> {
    pub(crate) fn of(action: Action<'c>, facts: Facts) -> Self {
        if action.is_wildcard_only() {
            Self::without_types(action, facts)
        } else {
            Self::typed(action, facts)
        }
    }

    fn typed(action: Action<'c>, facts: Facts) -> Self {
        let uses = action.resource_types().collect::<Vec<_>>();
        let all = uses.iter().flat_map(|used| used.resource_type().arn_templates()).map(ArnTemplate::as_str);
        let mut templates = all.collect::<Vec<_>>();
        templates.sort_unstable();
        templates.dedup();
        // A type whose ARN the catalog doesn't know could be anything.
        if uses.iter().any(|used| used.resource_type().arn_templates().next().is_none()) {
            templates.insert(0, "*");
        }
        // An action all of whose types are optional is also asked for without a resource.
        let is_optional = !uses.iter().any(|used| used.is_required() == Some(true));
        // What is seen adds to what is listed, so it rests on nothing.
        let evaluated = action.evaluated();
        let can_be_star = is_optional || matches!(evaluated, Evaluated::Star(_));
        let is_about_buckets = is_about_buckets(&templates);
        let own = match facts {
            _ if facts.contains(Fact::ListedForms) && facts.contains(Fact::ListedTypes) => OwnArns::None,
            _ if facts.contains(Fact::ListedTypes) => OwnArns::Unlisted,
            _ if is_about_buckets && facts.contains(Fact::BucketNames) => OwnArns::AllButObjects,
            _ => OwnArns::All,
        };
        let relevant = [
            Fact::ListedForms,
            Fact::ListedTypes,
            Fact::ForeignArns,
            Fact::ArnsAlone,
            Fact::ArnFields,
            Fact::ColonlessNames,
        ];
        let relevant = relevant.into_iter().chain(is_about_buckets.then_some(Fact::BucketNames));
        let facts = relevant.collect::<Facts>().intersection(facts);
        let beyond = Beyond::new(action, own, facts);
        Self { templates, seen: seen(evaluated), can_be_star, beyond, facts }
    }

    fn without_types(action: Action<'c>, facts: Facts) -> Self {
        let by = |fact| Facts::NONE.with(fact);
        let evaluated = action.evaluated();
        match evaluated.up_to(Mark::Observed) {
            Evaluated::Star(_) if facts.contains(Fact::EvaluatedStar) => {
                return Self::star(by(Fact::EvaluatedStar));
            }
            // Guesses beside what is observed are kept: they only add to it.
            Evaluated::Arn(_) if facts.contains(Fact::EvaluatedArn) => {
                return Self { seen: seen(evaluated), facts: by(Fact::EvaluatedArn), ..Self::default() };
            }
            Evaluated::Unknown if facts.contains(Fact::TypelessStar) => {
                return Self::star(by(Fact::TypelessStar));
            }
            _ => {}
        }
        let relevant = [Fact::ForeignArns, Fact::ArnsAlone, Fact::ArnFields, Fact::ColonlessNames];
        let relevant = relevant.into_iter().collect::<Facts>();
        let facts = relevant.intersection(facts);
        let beyond = Beyond::new(action, OwnArns::All, facts);
        Self { templates: Vec::new(), seen: seen(evaluated), can_be_star: true, beyond, facts }
    }

    fn star(facts: Facts) -> Self {
        Self { can_be_star: true, facts, ..Self::default() }
    }

    /// Whether a request for the action has no resource at all.
    pub(crate) fn is_star_only(&self) -> bool {
        self.templates.is_empty() && self.seen.is_empty() && self.beyond.is_none()
    }
}

impl Resources<'_> {
    /// The same as far as questions tell resources apart: where none of their patterns can be of another resource of the
    /// action, the others are like those that are listed.
    pub(crate) fn told_apart_by(mut self, told: &Told) -> Self {
        let Some(beyond) = &self.beyond else { return self };
        let services = beyond.services(&self.templates);
        let is_told =
            told.asks_account || beyond.foreign || told.is_of(&services) || told.names_arn_of(&services);
        if !is_told {
            self.beyond = None;
            self.facts = self.facts.intersection(Facts::NONE.with(Fact::ForeignArns));
        }
        self
    }

    /// Resources that no question tells apart: each is answered no.
    pub(crate) fn untold() -> Self {
        Self::star(Facts::NONE)
    }

    /// Whether a question can be answered yes for one of them, as far as services tell.
    pub(crate) fn are_told_by(&self, told: &Told) -> bool {
        if told.asks_account || !told.arns.is_empty() || told.star || told.of_any {
            return true;
        }
        let beyond = self.beyond.as_ref();
        if beyond.is_some_and(|beyond| beyond.foreign || beyond.texts) {
            return true;
        }
        let of_templates = self.templates.iter().chain(&self.seen).map(|form| service_of(form));
        let of_beyond = beyond.into_iter().flat_map(|beyond| beyond.services(&self.templates)).map(Some);
        let services = of_templates.chain(of_beyond).collect::<Option<Vec<_>>>();
        services.is_none_or(|services| told.is_of(&services))
    }
}

impl<'c> Beyond<'c> {
    /// The services whose ARNs are the action's own.
    pub(crate) fn services(&self, templates: &[&'c str]) -> Vec<&'c str> {
        let of_templates = templates.iter().filter_map(|template| service_of(template));
        let mut services =
            of_templates.chain(self.service.map(|service| service.prefix())).collect::<Vec<_>>();
        services.sort_unstable();
        services.dedup();
        services
    }

    fn new(action: Action<'c>, own: OwnArns, facts: Facts) -> Option<Self> {
        let is_seen_on_texts = seen(action.evaluated()).iter().any(|form| !form.starts_with("arn:"));
        let texts = is_seen_on_texts || !facts.contains(Fact::ArnsAlone);
        let foreign = !facts.contains(Fact::ForeignArns);
        let is_something = own != OwnArns::None || foreign || texts;
        is_something.then(|| Self { service: action.service(), own, foreign, texts })
    }

    /// The templates of all types of the service.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &'c str> + use<'c> {
        self.service
            .into_iter()
            .flat_map(|service| service.resource_types())
            .flat_map(|of| of.arn_templates())
            .map(ArnTemplate::as_str)
    }
}

/// The forms that are seen, a placeholder alone for any text among them.
fn seen(evaluated: Evaluated<'_>) -> Vec<&str> {
    evaluated.forms().iter().map(EvaluatedForm::template).collect()
}
