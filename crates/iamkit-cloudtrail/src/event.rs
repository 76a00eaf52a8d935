//! What a record became.

use std::borrow::Cow;
use std::sync::Arc;

use crate::caller::Caller;
use crate::denial::Denial;
use crate::keys::RecordKeys;

/// What a record became
#[derive(Debug, Clone)]
pub struct TrailEvent<'r> {
    /// What kind of event it is.
    pub kind: EventKind,
    /// Who made the call.
    pub caller: Caller<'r>,
    /// What IAM was asked, as far as the record tells.
    pub requests: Vec<AskedRequest<'r>>,
    /// How certain that is.
    pub certainty: Certainty,
    /// Why it isn't exact.
    pub reason: Option<OpenReason>,
    /// What came of it.
    pub outcome: CallOutcome,
    /// The condition keys that the record tells.
    pub keys: RecordKeys<'r>,
    /// What the text of a denial tells.
    pub denial: Option<Denial<'r>>,
}

/// One question to IAM
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRequest<'r> {
    pub(crate) action: Arc<str>,
    pub(crate) resource: Option<Cow<'r, str>>,
    pub(crate) lacks_path: bool,
}

impl AskedRequest<'_> {
    /// The action.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The resource; nothing where the record doesn't tell.
    pub fn resource(&self) -> Option<&str> {
        self.resource.as_deref()
    }

    /// Whether the resource is of the account and has a path that the record doesn't tell.
    pub fn lacks_path(&self) -> bool {
        self.lacks_path
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name { $($(#[$of])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All there are.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// What kind of event a record is
    EventKind {
        /// A call of an API.
        Call = "call",
        /// Something that a service did.
        Service = "service",
        /// Someone signed in.
        SignIn = "signIn",
    }
}

words! {
    /// How certain it is what IAM was asked
    Certainty {
        /// Principal, actions and resources are told.
        Exact = "exact",
        /// They are, but a session policy may have allowed less.
        UpperBound = "upperBound",
        /// Something of them isn't told.
        Open = "open",
        /// There is no action of the event's name.
        Unmapped = "unmapped",
    }
}

words! {
    /// What came of a call
    CallOutcome {
        /// It was allowed.
        Allowed = "allowed",
        /// It was denied.
        Denied = "denied",
        /// It failed for another reason, perhaps before IAM was asked, or policies had just changed.
        NotKnown = "notKnown",
    }
}

words! {
    /// Why it isn't exact what IAM was asked
    OpenReason {
        /// A session of a role may have a session policy.
        SessionPolicy = "sessionPolicy",
        /// No action of the catalog has that name.
        NoAction = "noAction",
        /// The table has the event, but the parameters fit none of its rows.
        NoRow = "noRow",
        /// The resource isn't told: the record has no parameters.
        NoParameters = "noParameters",
        /// The resource isn't told by resources or parameters.
        NoResource = "noResource",
        /// The path in the resource's ARN isn't told.
        NoPath = "noPath",
        /// It isn't told who called.
        NoCaller = "noCaller",
        /// The session of a federated user, whose policies aren't told.
        FederatedUser = "federatedUser",
        /// Someone of another account, or whom a provider vouches for.
        Stranger = "stranger",
        /// Nothing is asked of IAM.
        NotAsked = "notAsked",
    }
}
