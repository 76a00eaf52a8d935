//! What is drawn: boxes and lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use iamkit_account::view::{AccessView, AccountPrincipal, PolicyPath};
use iamkit_account::who_can::Assumption;
use iamkit_store::GrantPath;

use iamkit_console::command::Failure;

/// The columns, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Outside,
    User,
    Group,
    Role,
    Policy,
    Resource,
}

impl Kind {
    pub(super) const ALL: [Self; 6] =
        [Self::Outside, Self::User, Self::Group, Self::Role, Self::Policy, Self::Resource];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::User => "users",
            Self::Group => "groups",
            Self::Role => "roles",
            Self::Policy => "policies",
            Self::Resource => "resources",
        }
    }
}

/// A box with its text.
#[derive(Debug)]
pub(super) struct Box {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// All that it stands for, one a line.
    pub(super) whole: String,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    Member,
    Holds,
    Bounded,
    /// The policy of a resource names it.
    LetIn,
    Becomes,
    /// Only under a condition.
    MayBecome,
}

/// A line from one box to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) tie: Tie,
}

#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) boxes: Vec<Box>,
    pub(super) lines: Vec<Line>,
}

/// What a principal has, by the names of boxes.
type Ties = Vec<(Kind, String, Tie)>;

/// Draws a view, or what one principal has to do with.
pub(super) fn graph(view: &AccessView, around: Option<&Arc<AccountPrincipal>>) -> Result<Graph, Failure> {
    let mut builder = Builder::default();
    let mut alike: BTreeMap<Ties, Vec<String>> = BTreeMap::new();
    for principal in view.principals() {
        let ties = ties(view, principal)?;
        if around.is_some_and(|around| !concerns(around, principal, &ties)) {
            continue;
        }
        if principal.is_user() {
            alike.entry(ties).or_default().push(name(principal.arn()));
        } else {
            let from = builder.place(Kind::Role, &name(principal.arn()), None);
            builder.tie(from, ties);
        }
    }
    for (ties, users) in alike {
        let text = match &*users {
            [user] => user.clone(),
            [first, ..] => format!("{first} and {} more", users.len() - 1),
            [] => continue,
        };
        let from = builder.place(Kind::User, &text, Some(users.join("\n")));
        builder.tie(from, ties);
    }
    draw_outsiders(view, around, &mut builder)?;
    builder.graph.lines.sort_unstable();
    builder.graph.lines.dedup();
    Ok(builder.graph)
}

/// Whoever comes in from outside, with the roles that it can become.
fn draw_outsiders(
    view: &AccessView,
    around: Option<&Arc<AccountPrincipal>>,
    builder: &mut Builder,
) -> Result<(), Failure> {
    for entrance in view.entrances()? {
        let Assumption { role, condition } = &entrance.assumption;
        if around.is_some_and(|around| around.arn() != role.arn()) {
            continue;
        }
        let from = builder.place(Kind::Outside, &entrance.outsider.to_string(), None);
        let to = builder.place(Kind::Role, &name(role.arn()), None);
        let tie = if condition.is_always() { Tie::Becomes } else { Tie::MayBecome };
        builder.graph.lines.push(Line { from, to, tie });
    }
    for (arn, policy) in view.resource_policies().filter(|_| around.is_none()) {
        for outsider in view.outsiders_in(policy) {
            let from = builder.place(Kind::Outside, &outsider.to_string(), None);
            let to = builder.place(Kind::Resource, arn, None);
            builder.graph.lines.push(Line { from, to, tie: Tie::LetIn });
        }
    }
    Ok(())
}

/// Whether a principal belongs into the picture around another: itself, whom it becomes, or who becomes it.
fn concerns(around: &AccountPrincipal, principal: &AccountPrincipal, ties: &Ties) -> bool {
    let becomes =
        |ties: &Ties, arn: &str| ties.iter().any(|(kind, to, _)| *kind == Kind::Role && *to == name(arn));
    around.arn() == principal.arn() || becomes(ties, around.arn())
}

fn ties(view: &AccessView, principal: &AccountPrincipal) -> Result<Ties, Failure> {
    let mut ties = Ties::new();
    for policy in principal.effective_policies() {
        let label = match policy.arn() {
            Some(_) if policy.is_unknown() => format!("{} (unknown)", policy.name()),
            Some(_) => policy.name().to_owned(),
            None => format!("{} (inline)", policy.name()),
        };
        match policy.path() {
            PolicyPath::Grant(GrantPath::Group(group, _)) => {
                ties.push((Kind::Group, group.to_string(), Tie::Member));
                ties.push((Kind::Policy, format!("{group}\u{0}{label}"), Tie::Holds));
            }
            PolicyPath::Grant(GrantPath::Boundary) => ties.push((Kind::Policy, label, Tie::Bounded)),
            _ => ties.push((Kind::Policy, label, Tie::Holds)),
        }
    }
    for assumption in view.can_assume(principal)? {
        let tie = if assumption.condition.is_always() { Tie::Becomes } else { Tie::MayBecome };
        ties.push((Kind::Role, name(assumption.role.arn()), tie));
    }
    let named = view.resource_policies().filter(|(_, policy)| policy.lets_in(principal));
    ties.extend(named.map(|(arn, _)| (Kind::Resource, arn.to_owned(), Tie::LetIn)));
    ties.sort_unstable();
    ties.dedup();
    Ok(ties)
}

fn name(arn: &str) -> String {
    iamkit_policy::id::last_part(arn).to_owned()
}

#[derive(Default)]
struct Builder {
    graph: Graph,
    known: BTreeMap<(Kind, String), usize>,
}

impl Builder {
    fn place(&mut self, kind: Kind, text: &str, whole: Option<String>) -> usize {
        *self.known.entry((kind, text.to_owned())).or_insert_with(|| {
            let whole = whole.unwrap_or_else(|| text.to_owned());
            self.graph.boxes.push(Box { kind, text: text.to_owned(), whole });
            self.graph.boxes.len() - 1
        })
    }

    fn tie(&mut self, from: usize, ties: Ties) {
        for (kind, to, tie) in ties {
            // The policy of a group hangs on the group.
            let (from, to) = match to.split_once('\u{0}') {
                Some((group, policy)) => {
                    (self.place(Kind::Group, group, None), self.place(kind, policy, None))
                }
                None => (from, self.place(kind, &to, None)),
            };
            self.graph.lines.push(Line { from, to, tie });
        }
    }
}
