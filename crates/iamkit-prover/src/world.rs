//! The universe in which policies are compared: which resources an action takes, and which keys it carries.

use std::fmt;

use iamkit_catalog::{Action, Catalog, KeyType, KeyTypes};

use crate::domain::KeyWorld;
use crate::template::Forms;
use crate::value_type::{self, ValueType};

/// What counts as a request
///
/// Both universes are exact; a verdict holds in the one it was asked for. A difference that exists only among strings
/// is one that no request of today can show.
///
/// ```
/// use iamkit_prover::Universe;
///
/// assert_eq!(Universe::Strings.to_string(), "strings");
/// assert_eq!(Universe::real().to_string(), "real");
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Universe<'c> {
    /// Any name as action, any text as resource, any context.
    Strings,
    /// The actions of a catalog, each with the ARNs of the resource types it takes (`*` where it takes none, S25) and
    /// the condition keys it carries, with values of their types.
    Real(&'c Catalog),
}

impl Universe<'static> {
    /// The universe of the embedded catalog.
    pub fn real() -> Self {
        Self::Real(Catalog::embedded())
    }
}

impl Universe<'_> {
    /// The universe's name, `strings` or `real`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Strings => "strings",
            Self::Real(_) => "real",
        }
    }
}

impl fmt::Display for Universe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The resources of an action: ARN templates, and whether the request can be without one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Resources<'c> {
    pub(crate) templates: Vec<&'c str>,
    pub(crate) can_be_star: bool,
}

impl<'c> Resources<'c> {
    pub(crate) fn of(action: Action<'c>) -> Self {
        let uses = action.resource_types().collect::<Vec<_>>();
        let all = uses.iter().flat_map(|used| used.resource_type().arn_templates());
        let mut templates = all.collect::<Vec<_>>();
        templates.sort_unstable();
        templates.dedup();
        // A type whose ARN the catalog doesn't know could be anything.
        if uses.iter().any(|used| used.resource_type().arn_templates().next().is_none()) {
            templates.insert(0, "*");
        }
        // An action all of whose types are optional is also asked for without a resource.
        let can_be_star = !uses.iter().any(|used| used.is_required() == Some(true));
        Self { templates, can_be_star }
    }

    /// Whether a request for the action has no resource at all (S25).
    pub(crate) fn is_star_only(&self) -> bool {
        self.templates.is_empty()
    }

    /// Templates ready to be compared with texts.
    pub(crate) fn forms(&self) -> Forms<'c> {
        Forms::new(&self.templates, self.can_be_star)
    }
}

/// Which values a request for the action can have under a key, given in lower case.
pub(crate) fn key_world(catalog: &Catalog, action: Action<'_>, key: &str) -> KeyWorld {
    if let Some(value_type) = value_type::of_global_key(key) {
        return KeyWorld { can_be_multi: false, value_type, ..KeyWorld::ANY };
    }
    let Some(known) = catalog.condition_key(key) else { return KeyWorld::ANY };
    if !is_carried(action, key) && !known.is_of_any_action() {
        return KeyWorld { can_be_single: false, can_be_multi: false, ..KeyWorld::ANY };
    }
    of_types(known.types())
}

/// Keys that every request can have: the global ones but those about tags, which an action has to support.
fn is_carried(action: Action<'_>, key: &str) -> bool {
    let is_about_tags =
        ["aws:resourcetag/", "aws:requesttag/", "aws:tagkeys"].iter().any(|start| key.starts_with(start));
    (key.starts_with("aws:") && !is_about_tags) || action.condition_keys().any(|known| known.matches(key))
}

fn of_types(types: KeyTypes) -> KeyWorld {
    if types.is_empty() {
        return KeyWorld::ANY;
    }
    KeyWorld {
        can_be_absent: true,
        can_be_single: types.iter().any(|kind| !kind.is_array()),
        can_be_multi: types.iter().any(KeyType::is_array),
        value_type: value_type_of(types),
        ..KeyWorld::ANY
    }
}

/// The texts that are values of the only type a key has.
fn value_type_of(types: KeyTypes) -> ValueType {
    let is_only = |of: [KeyType; 2]| types.iter().all(|kind| of.contains(&kind));
    let of_types = [
        ([KeyType::Bool, KeyType::ArrayOfBool], ValueType::Bool),
        ([KeyType::Numeric, KeyType::ArrayOfNumeric], ValueType::Numeric),
        ([KeyType::Date, KeyType::ArrayOfDate], ValueType::Date),
        ([KeyType::IpAddress, KeyType::ArrayOfIpAddress], ValueType::Ip),
        ([KeyType::Arn, KeyType::ArrayOfArn], ValueType::Arn),
    ];
    of_types.into_iter().find(|(of, _)| is_only(*of)).map_or(ValueType::Any, |(_, value_type)| value_type)
}

/// Keys of which never more than one comes with a request (S44).
pub(crate) const NEVER_TOGETHER: [(&str, &str); 3] = [
    ("aws:sourceip", "aws:vpcsourceip"),
    ("aws:sourceip", "aws:sourcevpce"),
    ("aws:sourceip", "aws:sourcevpc"),
];

/// Keys of which a request has both or none (S44).
pub(crate) const ALWAYS_TOGETHER: [(&str, &str); 4] = [
    ("aws:vpcsourceip", "aws:sourcevpce"),
    ("aws:sourcevpce", "aws:sourcevpc"),
    ("aws:multifactorauthpresent", "aws:tokenissuetime"),
    ("aws:principalorgid", "aws:principalorgpaths"),
];

/// Keys that a request has without being told, by its principal (S44).
pub(crate) const DERIVED: [&str; 6] = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:username",
];

/// Whether the key, given in lower case, comes with every request through a VPC endpoint (S44).
pub(crate) fn is_of_endpoint(key: &str) -> bool {
    matches!(key, "aws:sourcevpce" | "aws:sourcevpc" | "aws:vpcsourceip")
}

/// Those of them that every request of a user or role has.
pub(crate) fn is_always_there(key: &str) -> bool {
    matches!(
        key,
        "aws:principalarn" | "aws:principalaccount" | "aws:principaltype" | "aws:principalisawsservice"
    )
}

#[cfg(test)]
mod tests {
    use iamkit_policy::glob::Glob;

    use super::*;
    use crate::language::partition;
    use crate::limits::{Budget, Limits};

    #[test]
    fn examples_are_resources_of_every_action() {
        for action in Catalog::embedded().actions() {
            let resources = Resources::of(action);
            let forms = resources.forms();
            for example in forms.examples() {
                assert!(forms.contain(example), "{action}: {example}");
            }
        }
    }

    #[test]
    fn words_and_patterns_of_templates_hold_the_same() {
        let catalog = Catalog::embedded();
        for name in ["s3:GetObject", "iam:CreateUser", "logs:PutLogEvents", "ec2:RunInstances", "sns:Publish"]
        {
            let resources = Resources::of(catalog.action(name).unwrap());
            let forms = resources.forms();
            let lists = ["*a", "*:x*", "arn:aws:*", "*"]
                .map(|text| vec![crate::word::of_plain(&crate::text::Text::from_glob(&Glob::parse(text)))]);
            let budget = Budget::new(&Limits::default());
            for class in partition(forms.words(), &lists, &budget).unwrap() {
                assert!(forms.contain(&class.witness), "{name}: {}", class.witness);
            }
            for other in ["arn:aws:s3:::", "arn:aws:iam::x", "a", ""] {
                assert!(!forms.contain(other), "{name}: {other}");
            }
        }
    }
}
