//! What actions do to the power of whoever may do them: techniques by which a principal becomes more, as data.

mod table;

pub use table::techniques;

/// On which resource an action has to be allowed
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum Subject {
    /// The principal itself, where it is a user.
    User,
    /// The principal itself, where it is a role.
    Role,
    /// A group that the principal is a member of.
    OwnGroup,
    /// A group that it isn't a member of.
    OtherGroup,
    /// A customer managed policy that the principal or one of its groups has attached, or that bounds it.
    OwnPolicy,
    /// Another user.
    OtherUser,
    /// Another role; one that trusts the service where the technique has one.
    OtherRole,
    /// Another role that the principal can assume.
    AssumableRole,
    /// A role in an instance profile that trusts the service.
    ProfiledRole,
    /// Whatever there is of the kind: some resource is enough.
    Some,
}

/// An action and the resource that it has to be allowed on
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Need {
    /// The action.
    pub action: &'static str,
    /// The resource.
    pub on: Subject,
}

/// What a technique makes of the principal
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum TechniqueEffect {
    /// It writes an inline policy of its own choice.
    WritesPolicy,
    /// It attaches a managed policy.
    AttachesPolicy,
    /// It writes a new version of a policy that it has.
    WritesVersion,
    /// It makes another version of a policy that it has the default.
    ChoosesVersion,
    /// It is rid of an attached policy that denies.
    DetachesPolicy,
    /// It is rid of an inline policy that denies.
    DeletesPolicy,
    /// It is free of its permissions boundary.
    ShedsBoundary,
    /// It has another permissions boundary.
    ReplacesBoundary,
    /// It has the policies of the group.
    JoinsGroup,
    /// It is rid of a group's policies that deny.
    LeavesGroup,
    /// It is the other user or role.
    Becomes,
    /// It is named by the trust policy of the role, and assumes it.
    RewritesTrust,
    /// It gives the other user or role policies of its own choice, and is it then.
    Strengthens,
    /// The same, and it is named by the trust policy of the role before it assumes it.
    StrengthensAndRewritesTrust,
}

/// Actions that together make more of a principal
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Technique {
    /// A name for it.
    pub name: &'static str,
    /// What has to be allowed, all of it.
    pub needs: &'static [Need],
    /// The service that has to be trusted by the role, where one acts as it.
    pub service: Option<&'static str>,
    /// What has to be there and isn't listed among the entities of an account.
    pub supposes: Option<&'static str>,
    /// What comes of it.
    pub effect: TechniqueEffect,
}

impl Technique {
    /// On whom the technique is used; one that acts as a role through what is there already needs nothing of the role.
    pub fn subject(&self) -> Option<Subject> {
        self.on_target().map(|need| need.on).next()
    }

    /// What is needed on whom the technique is used.
    pub fn on_target(&self) -> impl Iterator<Item = &'static Need> {
        self.needs.iter().filter(|need| need.on != Subject::Some)
    }

    /// What is needed somewhere.
    pub fn somewhere(&self) -> impl Iterator<Item = &'static Need> {
        self.needs.iter().filter(|need| need.on == Subject::Some)
    }

    /// Whether the principal becomes another one by it.
    pub fn is_about_others(&self) -> bool {
        use TechniqueEffect::{Becomes, RewritesTrust, Strengthens, StrengthensAndRewritesTrust};
        matches!(self.effect, Becomes | RewritesTrust | Strengthens | StrengthensAndRewritesTrust)
    }

    /// Whether the role's trust policy is made to name the principal.
    pub fn rewrites_trust(&self) -> bool {
        matches!(self.effect, TechniqueEffect::RewritesTrust | TechniqueEffect::StrengthensAndRewritesTrust)
    }

    /// Whether a role is assumed in the end.
    pub fn assumes(&self) -> bool {
        self.rewrites_trust() || self.strengthens() && self.subject() != Some(Subject::OtherUser)
    }

    /// Whether whom it becomes has policies of its choice.
    pub fn strengthens(&self) -> bool {
        matches!(self.effect, TechniqueEffect::Strengthens | TechniqueEffect::StrengthensAndRewritesTrust)
    }
}
