//! Which resource AWS evaluated for which action, as texts of denials show it: rows for the catalog's own table (S25).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use iamkit_catalog::{Action, Catalog, Evaluated, EvaluatedTable};
use iamkit_policy::fact::Mark;
use serde::{Deserialize, Serialize};

use crate::event::TrailEvent;
use crate::form::Form;
use crate::keys::second;
use crate::parameters::Parameters;
use crate::record::LogRecord;

/// So many resources are kept of an action, the first ones by name.
const MAX_RESOURCES: usize = 64;

/// So many names of parameters are kept of a resource, the first ones by name.
const MAX_NAMES: usize = 16;

/// What denials in logs named, by action and resource
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeniedResources(BTreeMap<String, BTreeMap<String, Sighting>>);

/// When a resource was named, and which parts of it were parameters of the call
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sighting {
    date: String,
    /// A part, and the name of a parameter that had it.
    names: BTreeSet<(String, String)>,
}

impl DeniedResources {
    /// Keeps what the text of a denial names, if it is something that requests are about.
    pub(crate) fn see(&mut self, record: &LogRecord<'_>, event: &TrailEvent<'_>) {
        let Some(denial) = &event.denial else { return };
        let (Some(action), Some(resource)) = (denial.action, denial.resource) else { return };
        let Some(action) = Catalog::embedded().action(action) else { return };
        let Some(date) = day(record.event_time.as_str()) else { return };
        if resource != "*" && of_arn(resource).is_none() {
            return;
        }
        let parameters = Parameters::read(record.request_parameters);
        let parts = of_arn(resource).map(|(_, own)| parts(own).collect::<BTreeSet<_>>()).unwrap_or_default();
        let told = parameters.all_texts().into_iter().filter(|(_, text)| parts.contains(text));
        let names = told.map(|(name, text)| (text.to_owned(), name.to_owned())).collect();
        self.add(action.to_string(), resource.to_owned(), Sighting { date: date.to_owned(), names });
    }

    fn add(&mut self, action: String, resource: String, sighting: Sighting) {
        let resources = self.0.entry(action).or_default();
        let known = resources.entry(resource).or_default();
        known.date = std::mem::take(&mut known.date).max(sighting.date);
        known.names.extend(sighting.names);
        while MAX_NAMES < known.names.len() {
            known.names.pop_last();
        }
        while MAX_RESOURCES < resources.len() {
            resources.pop_last();
        }
    }

    pub(crate) fn merged(mut self, other: Self) -> Self {
        for (action, resources) in other.0 {
            for (resource, sighting) in resources {
                self.add(action.clone(), resource, sighting);
            }
        }
        self
    }

    /// What of it a table hasn't.
    pub(crate) fn learnt(&self, table: &EvaluatedTable) -> LearntResources {
        let mut learnt = LearntResources::default();
        for (name, resources) in &self.0 {
            let Some(action) = Catalog::embedded().action(name) else { continue };
            let mut forms = BTreeMap::<String, &str>::new();
            let known = table.of(name).up_to(Mark::Observed);
            for (resource, sighting) in resources {
                if !is_of_a_type(action, resource) && is_news(action, resource, known) {
                    let date = forms.entry(form(action, resource, &sighting.names)).or_default();
                    *date = (*date).max(&sighting.date);
                }
            }
            let is_star = forms.contains_key("*") || matches!(known, Evaluated::Star(_));
            let has_forms = !known.forms().is_empty() || forms.keys().any(|form| form != "*");
            if is_star && has_forms && !forms.is_empty() {
                learnt.contradictory.push(name.clone());
                continue;
            }
            let rows = forms.into_iter().map(|(form, date)| LearntRow {
                action: name.clone(),
                form,
                date: date.to_owned(),
            });
            learnt.rows.extend(rows);
        }
        learnt
    }
}

/// What denials show of resources that a table hasn't
///
/// Its text is a table of the catalog ([`EvaluatedTable::parse`]).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LearntResources {
    /// The rows, by action and form.
    pub rows: Vec<LearntRow>,
    /// Actions of which `*` and other forms were seen, the table's own included: they have no rows.
    pub contradictory: Vec<String>,
}

/// A form of the resource that AWS evaluated for an action
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LearntRow {
    /// The action.
    pub action: String,
    /// `*`, or an ARN with placeholders.
    pub form: String,
    /// The last day that it was seen.
    pub date: String,
}

impl fmt::Display for LearntResources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# Which resource AWS evaluated for which action, as denials in logs show it; the logs are one source."
        )?;
        for action in &self.contradictory {
            writeln!(f, "# {action}: `*` and another form were seen, so nothing is settled")?;
        }
        for LearntRow { action, form, date } in &self.rows {
            writeln!(f, "{action} {form} OBS 1 {date}")?;
        }
        Ok(())
    }
}

/// The day of a time, if it is one.
fn day(time: &str) -> Option<&str> {
    second(time).and(time.get(..10)).filter(|day| day.get(4..5) == Some("-"))
}

/// The five fields before the resource's own part of an ARN, and that part.
fn of_arn(text: &str) -> Option<([&str; 5], &str)> {
    let mut fields = text.splitn(6, ':');
    let mut next = || fields.next();
    let head = [next()?, next()?, next()?, next()?, next()?];
    let own = next()?;
    (head[0] == "arn" && !head[2].is_empty()).then_some((head, own))
}

/// What stands between `/` and `:`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['/', ':'])
}

/// Whether a resource is of one of the types that the action has.
fn is_of_a_type(action: Action<'_>, resource: &str) -> bool {
    let mut templates = action.resource_types().flat_map(|used| used.resource_type().arn_templates());
    templates.any(|template| Form::new(template.as_str()).fits(resource))
}

/// Whether a resource that is of no type of the action's isn't known.
fn is_news(action: Action<'_>, resource: &str, known: Evaluated<'_>) -> bool {
    if resource == "*" {
        let mut types = action.resource_types().peekable();
        let is_settled = matches!(known, Evaluated::Star(_));
        return !is_settled && (types.peek().is_none() || types.any(|used| used.is_required() == Some(true)));
    }
    !known.forms().iter().any(|form| Form::new(form.template()).fits(resource))
}

/// The form of a resource: what a name may be is a placeholder.
///
/// A part stays where it is empty, `*`, the action's name in a path of an API, or a word that some ARN of the service has at
/// the same place, unless a parameter has it. What else was the same all over a log needn't be so elsewhere, and a form that
/// is too narrow would prove what isn't so.
fn form(action: Action<'_>, resource: &str, names: &BTreeSet<(String, String)>) -> String {
    let Some((head, own)) = of_arn(resource) else { return "*".to_owned() };
    let placed =
        |field: &str, name: &str| if field.is_empty() { String::new() } else { format!("${{{name}}}") };
    let (region, account) = (placed(head[3], "Region"), placed(head[4], "Account"));
    let service = if is_word(head[2]) { head[2] } else { "${Service}" };
    let mut form = format!("arn:${{Partition}}:{service}:{region}:{account}:");
    let mut unnamed = 0;
    for (at, part) in own.split_inclusive(['/', ':']).enumerate() {
        let (text, end) = match part.strip_suffix(['/', ':']) {
            Some(text) => (text, part.get(text.len()..).unwrap_or_default()),
            None => (part, ""),
        };
        let known = names.iter().find(|(part, _)| part == text).and_then(|(_, name)| placeholder(name));
        let is_of_api = own.starts_with('/') && text == action.name();
        if matches!(text, "" | "*") || is_of_api || known.is_none() && is_fixed(action, text, at) {
            form.push_str(text);
        } else {
            form.push_str("${");
            form.push_str(&known.unwrap_or_else(|| {
                unnamed += 1;
                if unnamed == 1 { "Name".to_owned() } else { format!("Name{unnamed}") }
            }));
            form.push('}');
        }
        form.push_str(end);
    }
    form
}

/// Whether some ARN of the action's service has a word at a place among the parts of its own.
fn is_fixed(action: Action<'_>, part: &str, at: usize) -> bool {
    let actions = action.service().into_iter().flat_map(|service| service.actions().collect::<Vec<_>>());
    let mut templates = actions
        .flat_map(|action| action.resource_types().collect::<Vec<_>>())
        .flat_map(|used| used.resource_type().arn_templates().collect::<Vec<_>>());
    let has_it = |own: &str| parts(own).nth(at) == Some(part);
    is_word(part) && templates.any(|template| of_arn(template.as_str()).is_some_and(|(_, own)| has_it(own)))
}

/// Whether a text is of the characters that fixed parts of ARNs are of.
fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// The name of a parameter as that of a placeholder: `cluster-name` as `ClusterName`.
fn placeholder(name: &str) -> Option<String> {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    let name = words.map(capital).collect::<String>();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An action, a resource, and parts of it with the names of their parameters.
    type Told<'t> = (&'t str, &'t str, &'t [(&'t str, &'t str)]);

    fn seen(rows: &[Told<'_>]) -> DeniedResources {
        let mut denied = DeniedResources::default();
        for (action, resource, names) in rows {
            let names = names.iter().map(|(part, name)| ((*part).to_owned(), (*name).to_owned())).collect();
            let sighting = Sighting { date: "2026-12-01".to_owned(), names };
            denied.add((*action).to_owned(), (*resource).to_owned(), sighting);
        }
        denied
    }

    fn rows(denied: &DeniedResources) -> Vec<(String, String)> {
        let learnt = denied.learnt(EvaluatedTable::embedded());
        let text = learnt.to_string();
        let table = EvaluatedTable::parse(&text).unwrap();
        assert_eq!(table.check(Catalog::embedded()), Ok(()), "{text}");
        learnt.rows.into_iter().map(|row| (row.action, row.form)).collect()
    }

    #[test]
    fn names_become_placeholders_and_words_of_the_service_stay() {
        let account = "eu-west-1:111122223333";
        let denied = seen(&[
            ("eks:DescribeAddonVersions", &format!("arn:aws:eks:{account}:cluster/*"), &[]),
            (
                "eks:CreateEksAnywhereSubscription",
                &format!("arn:aws:eks:{account}:cluster/prod"),
                &[("prod", "cluster-name")],
            ),
            ("ce:GetDimensionValues", "arn:aws:ce:us-east-1:111122223333:/GetDimensionValues", &[]),
            ("iam:ListOpenIDConnectProviders", "arn:aws:iam::111122223333:oidc-provider/a b#c/", &[]),
            // A name that is a word elsewhere, and one that a parameter has.
            ("iam:ListSAMLProviders", "arn:aws:iam::111122223333:saml-provider/user", &[]),
            ("iam:ListServerCertificates", "arn:aws:iam::111122223333:role/x", &[("role", "kind")]),
        ]);
        let of = |action: &str, form: &str| (action.to_owned(), form.to_owned());
        assert_eq!(
            rows(&denied),
            [
                of("ce:GetDimensionValues", "arn:${Partition}:ce:${Region}:${Account}:/GetDimensionValues"),
                of(
                    "eks:CreateEksAnywhereSubscription",
                    "arn:${Partition}:eks:${Region}:${Account}:cluster/${ClusterName}"
                ),
                of("eks:DescribeAddonVersions", "arn:${Partition}:eks:${Region}:${Account}:cluster/*"),
                of(
                    "iam:ListOpenIDConnectProviders",
                    "arn:${Partition}:iam::${Account}:oidc-provider/${Name}/"
                ),
                of("iam:ListSAMLProviders", "arn:${Partition}:iam::${Account}:saml-provider/${Name}"),
                of("iam:ListServerCertificates", "arn:${Partition}:iam::${Account}:${Kind}/${Name}"),
            ]
        );
    }

    #[test]
    fn what_types_and_table_have_is_no_news() {
        let denied = seen(&[
            ("dynamodb:ListTables", "arn:aws:dynamodb:eu-west-1:111122223333:table/*", &[]),
            ("lambda:ListFunctions", "*", &[]),
            ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs", &[]),
        ]);
        assert_eq!(denied.learnt(EvaluatedTable::embedded()), LearntResources::default());
    }

    #[test]
    fn star_beside_another_form_settles_nothing() {
        let denied = seen(&[("dynamodb:ListTables", "*", &[])]);
        let learnt = denied.learnt(EvaluatedTable::embedded());
        assert_eq!((learnt.rows.len(), &*learnt.contradictory), (0, &["dynamodb:ListTables".to_owned()][..]));
    }

    #[test]
    fn the_first_resources_are_kept_in_any_order() {
        let one = |number: usize| ("sqs:ListQueues", format!("arn:aws:sqs:::{number:04}"));
        let numbers = (0..2 * MAX_RESOURCES).map(one).collect::<Vec<_>>();
        let whole = numbers.iter().map(|(action, resource)| seen(&[(action, resource, &[])]));
        let forward = whole.clone().fold(DeniedResources::default(), DeniedResources::merged);
        let backward = whole.rev().fold(DeniedResources::default(), DeniedResources::merged);
        assert_eq!(forward, backward);
        assert_eq!(forward.0["sqs:ListQueues"].len(), MAX_RESOURCES);
    }
}
