//! What an event of a name is about: worked out once, filled in for each record.

use std::sync::Arc;

use iamkit_catalog::{AccessLevel, Action, Catalog, Evaluated};
use iamkit_policy::fact::Mark;

use crate::action_table::{Named, When, named};
use crate::form::Form;

/// The action by which a role is handed over, which is part of other calls.
pub(crate) const PASS_ROLE: &str = "iam:PassRole";

/// What an event of a name is about
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
    /// Whether tags that are given are keys of the request.
    pub(crate) takes_tags: bool,
    /// Whether some step looks at parameters even where the record names resources.
    pub(crate) needs_parameters: bool,
}

/// An action that is asked for
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) action: Arc<str>,
    pub(crate) when: When,
    pub(crate) on: Option<&'static str>,
    pub(crate) about: About,
    pub(crate) is_list: bool,
    /// Whether a role among the parameters is handed over.
    pub(crate) may_pass_role: bool,
    /// The action that is asked for besides where tags are given.
    pub(crate) tagging: Option<Arc<str>>,
    pub(crate) needs_parameters: bool,
}

/// What an action is about
#[derive(Debug)]
pub(crate) enum About {
    /// `*`.
    Star,
    /// Resources of these types.
    Types(Vec<TypeForms>),
    /// What nobody can tell from a record.
    Open,
}

/// The ARNs of a type of resources
#[derive(Debug)]
pub(crate) struct TypeForms {
    pub(crate) is_required: bool,
    /// Whether the action makes it, so that it has no name yet.
    pub(crate) is_new: bool,
    pub(crate) forms: Vec<Form>,
    /// Forms that are only inferred: nothing is asked about them, but where parameters fill one, it may be meant.
    pub(crate) inferred: Vec<Form>,
}

impl TypeForms {
    pub(crate) fn fits(&self, arn: &str) -> bool {
        self.forms.iter().any(|form| form.fits(arn))
    }
}

impl Plan {
    pub(crate) fn of(source: &str, event: &str) -> Self {
        let steps = match named(source, event) {
            Named::Nothing => Vec::new(),
            Named::Action(action) => vec![step(action, When::Always, None)],
            Named::Verb(action) => {
                vec![Step { about: About::Open, ..step(action, When::Always, None) }]
            }
            Named::Rows(rows) => {
                let steps = rows.iter().filter_map(|row| {
                    let action = Catalog::embedded().action(row.action)?;
                    Some(step(action, row.when, row.on))
                });
                steps.collect()
            }
        };
        let takes_tags = steps.iter().any(|step| takes_request_tags(&step.action));
        let needs_parameters = takes_tags || steps.iter().any(|step| step.needs_parameters);
        Self { steps, takes_tags, needs_parameters }
    }
}

fn takes_request_tags(action: &str) -> bool {
    let action = Catalog::embedded().action(action);
    action.is_some_and(|action| {
        action.condition_keys().any(|key| key.name().eq_ignore_ascii_case("aws:RequestTag/${TagKey}"))
    })
}

fn step(action: Action<'static>, when: When, on: Option<&'static str>) -> Step {
    let levels = action.access_levels();
    let is_change = !levels.contains(AccessLevel::Read) && !levels.contains(AccessLevel::List);
    let hands_over = is_change && !matches!(action.service_prefix(), "iam" | "sts");
    let tagging = tagging(action);
    Step {
        action: action.to_string().into(),
        when,
        on,
        about: about(action),
        is_list: levels.contains(AccessLevel::List),
        may_pass_role: hands_over,
        needs_parameters: when != When::Always || on.is_some() || hands_over || tagging.is_some(),
        tagging,
    }
}

fn about(action: Action<'static>) -> About {
    let types = action.resource_types().map(|used| TypeForms {
        is_required: used.is_required() == Some(true),
        is_new: is_made_by(action, used.resource_type().name()),
        forms: used.resource_type().arn_templates().map(|template| Form::new(template.as_str())).collect(),
        inferred: Vec::new(),
    });
    let types = types.collect::<Vec<_>>();
    if !types.is_empty() {
        return About::Types(types);
    }
    match action.evaluated().up_to(Mark::Observed) {
        Evaluated::Arn(observed) => {
            let mut forms = action.evaluated().forms().iter().map(|form| Form::new(form.template()));
            // The surest stand first.
            let observed = forms.by_ref().take(observed.len()).collect();
            let of_action =
                TypeForms { is_required: true, is_new: false, forms: observed, inferred: forms.collect() };
            About::Types(vec![of_action])
        }
        Evaluated::Star(_) | Evaluated::Unknown => About::Star,
    }
}

/// Whether an action of EC2 makes things of a type, which it is asked about as `type/*`.
fn is_made_by(action: Action<'_>, kind: &str) -> bool {
    const MADE_BY_RUN: [&str; 3] = ["instance", "network-interface", "volume"];
    let name = action.name();
    if action.service_prefix() != "ec2" {
        return false;
    }
    if name == "RunInstances" {
        return MADE_BY_RUN.contains(&kind);
    }
    let makes = ["Create", "Allocate", "Import", "Copy", "Request"];
    let kind = kind.replace('-', "");
    makes.iter().any(|start| name.strip_prefix(start).is_some_and(|made| made.eq_ignore_ascii_case(&kind)))
}

/// The action that is asked for besides where something is made with tags.
pub(crate) fn tagging(action: Action<'static>) -> Option<Arc<str>> {
    const MAKES: [&str; 6] = ["Create", "Run", "Put", "Allocate", "Import", "Register"];
    let name = action.name();
    if !MAKES.iter().any(|start| name.starts_with(start))
        || action.access_levels().contains(AccessLevel::Tagging)
    {
        return None;
    }
    let prefix = action.service_prefix();
    let of_kind = name.strip_prefix("Create").map(|kind| format!("{prefix}:Tag{kind}"));
    let names = match prefix {
        "ec2" => vec!["ec2:CreateTags".to_owned()],
        // Headers of requests to S3 have rows of the table.
        "s3" => Vec::new(),
        _ => of_kind.into_iter().chain([format!("{prefix}:TagResource")]).collect(),
    };
    let catalog = Catalog::embedded();
    names.iter().find_map(|name| catalog.action(name)).map(|action| action.to_string().into())
}
