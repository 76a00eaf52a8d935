//! Facts: what an answer takes for granted about what there is in the world.
//!
//! A rule of matching or combining says how policies are read; a fact says what a request can be about, which keys it
//! carries, or what stands around it that nobody told. Facts are values, so that an answer can name those it used and
//! a question can be asked without one. Absence is concluded from a fact only, never from silence.

use std::fmt;
use std::str::FromStr;

use crate::from_its_names;
use crate::shown::Shown;
#[cfg(feature = "serde")]
use crate::text_on_the_wire;

/// How sure a fact is
///
/// ```
/// use iamkit_policy::fact::Mark;
///
/// assert_eq!(Mark::Documented.to_string(), "DOC");
/// assert!(Mark::Documented < Mark::Inferred);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// AWS's documentation or its API's model says so.
    Documented,
    /// Others report it of live AWS.
    Observed,
    /// A reading of an open point.
    Inferred,
}

impl Mark {
    /// Every mark, the surest first.
    pub const ALL: [Self; 3] = [Self::Documented, Self::Observed, Self::Inferred];

    /// The mark as documents write it: `DOC`, `OBS` or `INFER`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "DOC",
            Self::Observed => "OBS",
            Self::Inferred => "INFER",
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(Mark, "mark");
#[cfg(feature = "serde")]
text_on_the_wire!(Mark);

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $mark:ident, $rule:literal, $sentence:literal;)*) => {
        /// Something that is taken for granted about what there is in the world
        ///
        /// ```
        /// use iamkit_policy::fact::{Fact, Mark};
        ///
        /// let fact: Fact = "listed-forms".parse()?;
        /// assert_eq!((fact, fact.mark()), (Fact::ListedForms, Mark::Inferred));
        /// # Ok::<(), iamkit_policy::fact::FactError>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Fact {
            $(#[doc = $sentence] $name,)*
        }

        impl Fact {
            /// Every fact, in the order in which answers and the book list them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The id by which people name it: lower case, with hyphens.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// How sure it is.
            pub fn mark(self) -> Mark {
                match self { $(Self::$name => Mark::$mark,)* }
            }

            /// The rule of the semantics page that it belongs to.
            pub fn rule(self) -> &'static str {
                match self { $(Self::$name => $rule,)* }
            }

            /// What is taken for granted, as one sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

facts! {
    CatalogActions = "catalog-actions", Documented, "S25",
        "The actions that there are, are those of the catalog's date, and no others.";
    ForeignArns = "foreign-arns", Documented, "S25",
        "An action is about no ARN of a service other than its own and those of its resource types, nor about another text of six fields.";
    ArnFields = "arn-fields", Documented, "S6",
        "The fields of an ARN before the last hold lower-case letters, digits and hyphens alone.";
    ColonlessNames = "colonless-names", Documented, "S6",
        "The last field of an ARN has no more colons than the forms of its service, but in the services whose names can hold them.";
    BucketNames = "bucket-names", Documented, "S5",
        "The name of a bucket has neither slash nor colon, so that an action on buckets is about no object's ARN.";
    ListedTypes = "listed-types", Observed, "S25",
        "An action with resource types is about no ARN of a type that its service has and that isn't listed for it.";
    EvaluatedStar = "evaluated-star", Observed, "S25",
        "The action is about `*`, as denials of it show.";
    EvaluatedArn = "evaluated-arn", Observed, "S25",
        "The action, which has no resource types, is about an ARN of the form that denials of it show.";
    ListedForms = "listed-forms", Inferred, "S25",
        "An action is about no ARN of its own service in a form that the reference doesn't list.";
    ArnsAlone = "arns-alone", Inferred, "S25",
        "An action is about an ARN, or about `*` where it needs no resource, and never about another text.";
    TypelessStar = "typeless-star", Inferred, "S25",
        "An action without resource types, of which nothing else is known, is about `*`.";
    ListedKeys = "listed-keys", Observed, "S44",
        "An action carries a service's condition key only where the reference lists it for the action or its resource types.";
    UnlistedKeys = "unlisted-keys", Inferred, "S44",
        "A condition key that the reference gives to no action comes with none.";
    ValueTypes = "value-types", Documented, "S38",
        "A condition key of type Date, Numeric, `IPAddress`, ARN or Bool has values of its type alone.";
    GlobalKeyValues = "global-key-values", Documented, "S44",
        "Values of global condition keys have the form that AWS gives them, such as twelve digits for an account.";
    OnePartition = "one-partition", Documented, "S47",
        "An account lives in one partition, and its principals call within it.";
    PrincipalKeys = "principal-keys", Documented, "S45",
        "The keys about the principal follow from the principal: no request has one principal and the keys of another.";
    UserKeys = "user-keys", Documented, "S44",
        "`aws:username` comes with requests of IAM users alone.";
    SessionKeys = "session-keys", Documented, "S44",
        "`aws:TokenIssueTime` and `aws:MultiFactorAuthPresent` come with temporary credentials alone.";
    EndpointKeys = "endpoint-keys", Documented, "S44",
        "`aws:SourceIp` is absent through a VPC endpoint, which `aws:VpcSourceIp`, `aws:SourceVpce` and `aws:SourceVpc` come with.";
    OrganizationKeys = "organization-keys", Documented, "S44",
        "Keys about an organization come with principals and resources of members alone, all of them together.";
    ServiceKeys = "service-keys", Documented, "S44",
        "Keys about the source of a service's call come with calls between services alone.";
    RequestKeys = "request-keys", Documented, "S44",
        "`aws:SecureTransport`, `aws:CurrentTime` and other keys about the request itself come with every request.";
    AnonymousKeys = "anonymous-keys", Documented, "S44",
        "Keys about the principal are absent for anonymous requests.";
    AlwaysAllowed = "always-allowed", Documented, "S71",
        "`sts:GetCallerIdentity` and `sts:GetSessionToken` are allowed whatever policies say.";
    RootOfOwner = "root-of-owner", Documented, "S83",
        "The root user of a bucket's owner reads, replaces and deletes the bucket's policy whatever that policy says.";
    Immutable = "immutable", Documented, "S72",
        "What AWS keeps for itself, nobody changes: its aliases, its managed policies, service-linked roles and reserved roles.";
    ReservedRolePass = "reserved-role-pass", Observed, "S72",
        "Nobody passes a reserved role of IAM Identity Center.";
    ResourceControlServices = "resource-control-services", Documented, "S68",
        "Resource control policies reach the services of the list's date, and no others.";
    PublicKeys = "public-keys", Documented, "S73",
        "A grant limited by a fixed value of one of S3's listed keys, or by narrow or private addresses, isn't public.";
    SharedProviders = "shared-providers", Documented, "S73",
        "The identity providers that anybody can join are those of the list's date.";
    ThroughEndpoint = "through-endpoint", Documented, "S69",
        "All requests come through the VPC endpoint whose policy is asked.";
    LimitedPrincipal = "limited-principal", Documented, "S66",
        "Service control policies apply to who asks: neither of the management account nor a service-linked role.";
    ReachedResource = "reached-resource", Documented, "S68",
        "Resource control policies apply to the resource: it is of a member account.";
    UnlimitedCallers = "unlimited-callers", Documented, "S58",
        "No boundary and no session policy limits who asks a policy that is compared by itself.";
    FullAccessBeside = "full-access-beside", Documented, "S65",
        "A policy that only denies stands beside one that allows everything.";
    ResourceOwner = "resource-owner", Inferred, "S73",
        "The resource, whose owner nobody named, belongs to the account of the requester.";
    NoResourcePolicy = "no-resource-policy", Inferred, "S56",
        "The resource, whose policy nobody gave, has none that grants or denies.";
    DelegatingKeyPolicy = "delegating-key-policy", Inferred, "S72",
        "The key, whose policy nobody gave, has the one that leaves access to its account's own policies.";
    NoSessionPolicy = "no-session-policy", Inferred, "S63",
        "The session, of whose policies nobody knows, was made without any.";
    RoleWithoutPath = "role-without-path", Inferred, "S45",
        "The role of the session, whose ARN nobody gave, has no path.";
}

impl Fact {
    /// Which bit of a set stands for the fact.
    const fn bit(self) -> u64 {
        1 << self as u8
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// No fact has that id
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no fact has the id `{}`", Shown::value(.id))]
pub struct FactError {
    id: Box<str>,
}

impl FactError {
    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl FromStr for Fact {
    type Err = FactError;

    fn from_str(id: &str) -> Result<Self, FactError> {
        Self::ALL.iter().copied().find(|fact| fact.id() == id).ok_or_else(|| FactError { id: id.into() })
    }
}

#[cfg(feature = "serde")]
text_on_the_wire!(Fact);

/// A set of facts
///
/// ```
/// use iamkit_policy::fact::{Fact, Facts, Mark};
///
/// let facts = Facts::up_to(Mark::Observed).with(Fact::ListedForms);
/// assert!(facts.contains(Fact::ListedForms) && !facts.contains(Fact::ArnsAlone));
/// assert_eq!(facts.minus(Facts::up_to(Mark::Observed)).to_string(), "listed-forms");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Facts(u64);

impl Facts {
    /// No fact.
    pub const NONE: Self = Self(0);

    /// Every fact.
    pub fn all() -> Self {
        Fact::ALL.iter().copied().collect()
    }

    /// The facts that are at least so sure.
    pub fn up_to(mark: Mark) -> Self {
        Fact::ALL.iter().copied().filter(|fact| fact.mark() <= mark).collect()
    }

    /// Whether the set has none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the fact is one of them.
    pub const fn contains(self, fact: Fact) -> bool {
        self.0 & fact.bit() != 0
    }

    /// The same and one more.
    #[must_use]
    pub const fn with(self, fact: Fact) -> Self {
        Self(self.0 | fact.bit())
    }

    /// The same but one.
    #[must_use]
    pub const fn without(self, fact: Fact) -> Self {
        Self(self.0 & !fact.bit())
    }

    /// The facts of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The facts of both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The facts of this one that the other hasn't.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the other has all of them.
    pub const fn is_subset(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Adds a fact.
    pub fn insert(&mut self, fact: Fact) {
        *self = self.with(fact);
    }

    /// The least sure mark among them; `None` if there is no fact.
    pub fn least_sure(self) -> Option<Mark> {
        self.iter().map(Fact::mark).max()
    }

    /// The facts, in the order of [`Fact::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.iter().copied().filter(move |fact| self.contains(*fact))
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Self {
        facts.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Extend<Fact> for Facts {
    fn extend<I: IntoIterator<Item = Fact>>(&mut self, facts: I) {
        facts.into_iter().for_each(|fact| self.insert(fact));
    }
}

/// A list of ids.
#[cfg(feature = "serde")]
impl serde::Serialize for Facts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Facts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Fact>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The ids, separated by commas.
impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fact) in self.iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            write!(f, "{separator}{fact}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_distinct_and_read_back() {
        for fact in Fact::ALL {
            assert_eq!(fact.id().parse(), Ok(*fact));
            assert!(fact.id().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{fact}");
            assert!(fact.sentence().ends_with('.') && fact.rule().starts_with('S'), "{fact}");
        }
        assert_eq!("listed".parse::<Fact>().unwrap_err().to_string(), "no fact has the id `listed`");
    }

    #[test]
    fn every_fact_has_a_bit_of_its_own() {
        assert_eq!(Facts::all().iter().count(), Fact::ALL.len());
        assert!(Fact::ALL.len() <= 64);
    }

    #[test]
    fn surer_facts_are_among_the_less_sure() {
        let [doc, observed, inferred] = Mark::ALL.map(Facts::up_to);
        assert!(doc.is_subset(observed) && observed.is_subset(inferred));
        assert_eq!(inferred, Facts::all());
        assert_eq!((doc.least_sure(), Facts::NONE.least_sure()), (Some(Mark::Documented), None));
    }
}
