//! The actions of the catalog by the forms of their resources.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use iamkit_catalog::{ActionId, Catalog};
use iamkit_policy::glob::Glob;

/// The forms that the resources of some actions have.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Only `*` covers the action (S25).
    pub(crate) is_wildcard_only: bool,
    templates: Vec<String>,
}

impl Kind {
    /// The forms in one account and some Regions; none where the catalog doesn't tell.
    pub(crate) fn globs(&self, partition: &str, account: &str, regions: &BTreeSet<String>) -> Vec<Glob> {
        let of_template = |template: &String| {
            // A form without a Region is the same in all.
            let count = if template.contains("${Region}") { regions.len() } else { 1 };
            let regions = regions.iter().take(count);
            regions.map(|region| glob(template, partition, account, region)).collect::<Vec<_>>()
        };
        self.templates.iter().flat_map(of_template).collect()
    }
}

/// A form with its placeholders filled in, as far as they are known.
fn glob(template: &str, partition: &str, account: &str, region: &str) -> Glob {
    let mut pattern = String::new();
    let mut rest = template;
    while let Some((literal, placeholder)) = rest.split_once("${") {
        let (name, behind) = placeholder.split_once('}').unwrap_or((placeholder, ""));
        pattern.push_str(literal);
        pattern.push_str(match name {
            "Partition" => partition,
            "Account" => account,
            "Region" => region,
            _ => "*",
        });
        rest = behind;
    }
    pattern.push_str(rest);
    Glob::parse(&pattern)
}

/// All kinds, and the kind of each action.
#[derive(Debug)]
pub(crate) struct Kinds {
    kinds: Vec<Kind>,
    of_action: Vec<u32>,
}

impl Kinds {
    pub(crate) fn embedded() -> &'static Self {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        KINDS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut known: HashMap<(bool, Vec<String>), u32> = HashMap::new();
        let mut kinds = Self { kinds: Vec::new(), of_action: Vec::new() };
        for action in Catalog::embedded().actions() {
            let templates = action.resource_types().flat_map(|used| used.resource_type().arn_templates());
            let mut templates = templates.map(str::to_owned).collect::<Vec<_>>();
            templates.sort_unstable();
            templates.dedup();
            let is_wildcard_only = action.is_wildcard_only();
            let number = *known.entry((is_wildcard_only, templates.clone())).or_insert_with(|| {
                kinds.kinds.push(Kind { is_wildcard_only, templates });
                u32::try_from(kinds.kinds.len() - 1).unwrap_or(u32::MAX)
            });
            kinds.of_action.push(number);
        }
        kinds
    }

    pub(crate) fn number(&self, action: ActionId) -> u32 {
        self.of_action.get(action.get() as usize).copied().unwrap_or(u32::MAX)
    }

    pub(crate) fn kind(&self, number: u32) -> Option<&Kind> {
        self.kinds.get(number as usize)
    }
}
