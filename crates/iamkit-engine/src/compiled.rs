//! Policies compiled once, asked many times.

use std::borrow::Borrow;
use std::ops::ControlFlow;

use iamkit_policy::normal::{ActionPattern, NormalPolicy, Pattern, PolicyKind, Rule, Scope, Test, Variable};
use iamkit_policy::principal::PRINCIPAL_ARN;
use iamkit_policy::principal::{Grant, grant};
use iamkit_policy::{Condition, Effect, PolicyDocument, Position, Statement};

use crate::compile_error::{CompileError, CompileErrors};
use crate::condition::CompiledTest;
use crate::evaluation::StatementRef;
use crate::index::{ActionIndex, Outcome, Reach, RuleClass};
use crate::pattern;
use crate::public;
use crate::request::Request;
use crate::truth::Truth;

/// Policies of one kind that stand side by side, compiled: those of a user, of a group, of one SCP level
///
/// Immutable, shareable between threads, and independent of the documents it was made from.
///
/// ```
/// use iamkit_engine::{CompiledPolicies, PolicyKind, Principal, Request};
/// use iamkit_policy::PolicyDocument;
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#.parse()?;
/// let policies = CompiledPolicies::compile(PolicyKind::Identity, [("readers", &document)])?;
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// assert!(policies.is_allowed(&Request::new(&alice, "s3:GetObject", "arn:aws:s3:::bucket/key")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CompiledPolicies {
    kind: PolicyKind,
    rules: Vec<CompiledRule>,
    index: ActionIndex,
    has_denies: bool,
    asks_for_principal_arn: bool,
    names: Vec<Box<str>>,
}

/// A statement, ready to be compared with requests.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    pub(crate) rule: Rule,
    tests: Box<[CompiledTest]>,
    policy: u32,
    sid: Option<Box<str>>,
    position: Position,
}

/// What some policies say of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) denies: bool,
    pub(crate) grant: Grant,
}

impl Verdict {
    pub(crate) const SILENT: Self = Self { denies: false, grant: Grant::Nothing };

    pub(crate) fn allows(self) -> bool {
        self.grant != Grant::Nothing
    }

    /// Both taken together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { denies: self.denies || other.denies, grant: self.grant.max(other.grant) }
    }
}

impl From<Outcome> for Verdict {
    #[inline]
    fn from(outcome: Outcome) -> Self {
        Self {
            denies: outcome == Outcome::Deny,
            grant: if outcome == Outcome::Allow { Grant::Exact } else { Grant::Nothing },
        }
    }
}

/// A request, with what its requester's other layers say of how statements match.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'q> {
    pub(crate) request: &'q Request<'q>,
    /// Whether the requester has a permissions boundary (S53).
    pub(crate) has_boundary: bool,
    /// Whether what depends on unknown keys is taken to hold: for an upper bound of what policies may say.
    pub(crate) unknown_holds: bool,
}

/// Policies whose statements have been read.
#[derive(Default)]
struct Read {
    rules: Vec<CompiledRule>,
    names: Vec<Box<str>>,
    errors: Vec<CompileError>,
}

impl Read {
    fn add(&mut self, kind: PolicyKind, policy: u32, name: &str, document: &PolicyDocument) {
        let problems = kind.problems(document).into_iter();
        self.errors.extend(problems.map(|problem| CompileError { kind, policy: name.into(), problem }));
        self.names.push(name.into());
        let compiled = NormalPolicy::new(document, kind).into_rules().into_iter().zip(document.statements());
        self.rules.extend(compiled.map(|(rule, statement)| CompiledRule {
            tests: tests(&rule, statement),
            rule,
            policy,
            sid: statement.sid().map(Into::into),
            position: statement.position(),
        }));
    }
}

impl CompiledPolicies {
    /// Compiles policies of one kind, each with the name that answers call it by.
    ///
    /// Names and documents may be borrowed, owned or shared; nothing of them is kept.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use iamkit_engine::{CompiledPolicies, PolicyKind};
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#.parse()?;
    /// CompiledPolicies::compile(PolicyKind::Identity, [("borrowed", &document)])?;
    /// CompiledPolicies::compile(PolicyKind::Identity, [("shared".to_owned(), Arc::new(document))])?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// All statements of all policies that may not stand in a policy of the kind, see [`PolicyKind::problems`].
    pub fn compile<N: AsRef<str>, D: Borrow<PolicyDocument>>(
        kind: PolicyKind,
        policies: impl IntoIterator<Item = (N, D)>,
    ) -> Result<Self, CompileErrors> {
        let mut read = Read::default();
        for (policy, (name, document)) in (0..).zip(policies) {
            read.add(kind, policy, name.as_ref(), document.borrow());
        }
        if read.errors.is_empty() { Ok(Self::of(kind, read)) } else { Err(CompileErrors(read.errors)) }
    }

    /// No policies: a level that allows nothing, where each has to allow.
    pub fn empty(kind: PolicyKind) -> Self {
        Self::of(kind, Read::default())
    }

    fn of(kind: PolicyKind, read: Read) -> Self {
        let Read { rules, names, .. } = read;
        let index = ActionIndex::new(rules.iter().map(|rule| (&rule.rule.actions, rule.class(kind))));
        let has_denies = rules.iter().any(CompiledRule::is_deny);
        let asks_for_principal_arn = rules.iter().any(|rule| asks_for(&rule.rule, PRINCIPAL_ARN));
        Self { kind, rules, index, has_denies, asks_for_principal_arn, names }
    }

    /// What the policies were compiled as.
    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    /// Which actions each rule names, and what is known of it before a request comes.
    pub(crate) fn action_rules(&self) -> impl Iterator<Item = (&Scope<ActionPattern>, RuleClass)> {
        self.rules.iter().map(|rule| (&rule.rule.actions, rule.class(self.kind)))
    }

    pub(crate) fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    pub(crate) fn statement_ref(&self, rule: &CompiledRule) -> StatementRef {
        StatementRef {
            policy: self.names.get(rule.policy as usize).cloned().unwrap_or_default(),
            policy_index: rule.policy,
            // A text that is read has fewer statements than bytes.
            index: u32::try_from(rule.rule.statement).unwrap_or(u32::MAX),
            sid: rule.sid.clone(),
            position: rule.position,
        }
    }

    /// Whether a statement allows more than fixed principals and sources: what S3 calls a public policy (S73).
    pub(crate) fn is_public(&self) -> bool {
        self.rules.iter().any(|rule| public::is_public(&rule.rule))
    }

    /// Whether a statement asks for the ARN of the principal, as a key or as a variable.
    pub(crate) fn asks_for_principal_arn(&self) -> bool {
        self.asks_for_principal_arn
    }

    /// What the policies say of a request all of whose keys are known.
    #[inline]
    pub(crate) fn verdict(&self, question: Question<'_>) -> Verdict {
        let action = question.request.action();
        match self.index.reach(action) {
            Reach::Settled(outcome) => Verdict::from(outcome),
            reach => self.verdict_on(question, &reach),
        }
    }

    /// What the rules say that have to look at the request.
    fn verdict_on(&self, question: Question<'_>, reach: &Reach<'_>) -> Verdict {
        let mut verdict = Verdict::SILENT;
        let _ = self.index.visit(question.request.action(), reach, |postings| {
            if postings.always_denies || self.is_denied_by(postings.denies(), question) {
                verdict.denies = true;
                // A Deny that is only possible leaves the question of what is allowed.
                if !question.unknown_holds {
                    return ControlFlow::Break(());
                }
            }
            verdict.grant = if postings.always_allows {
                Grant::Exact
            } else {
                self.granted_by(postings.allows(), question, verdict.grant)
            };
            // Where no rule denies, the first that allows settles the matter.
            match verdict.grant {
                Grant::Exact if !self.has_denies => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        });
        verdict
    }

    fn is_denied_by(&self, denies: &[u32], question: Question<'_>) -> bool {
        denies.iter().any(|number| self.grant_of(*number, question) != Grant::Nothing)
    }

    /// The most that the rules grant, or what was granted before if that is more.
    fn granted_by(&self, allows: &[u32], question: Question<'_>, before: Grant) -> Grant {
        let mut granted = before;
        for number in allows {
            if granted == Grant::Exact {
                break;
            }
            granted = granted.max(self.grant_of(*number, question));
        }
        granted
    }

    fn grant_of(&self, number: u32, question: Question<'_>) -> Grant {
        let Some(rule) = self.rules.get(number as usize) else { return Grant::Nothing };
        let grant = rule.grant(self.kind, question);
        if grant == Grant::Nothing {
            return Grant::Nothing;
        }
        match rule.holds(question.request) {
            Truth::Holds => grant,
            Truth::Unknown if question.unknown_holds => grant,
            _ => Grant::Nothing,
        }
    }
}

/// Whether the rule asks for a key, given in lower case, or has it as a variable.
fn asks_for(rule: &Rule, folded_key: &str) -> bool {
    let resources = rule.resources.iter().flat_map(Scope::entries).flat_map(Pattern::variables);
    let values = rule.conditions.iter().flat_map(Test::variables);
    let keys = rule.conditions.iter().map(|test| &test.key);
    keys.chain(resources.chain(values).map(Variable::key)).any(|key| key.folded() == folded_key)
}

fn tests(rule: &Rule, statement: &Statement) -> Box<[CompiledTest]> {
    let operators = statement.conditions().iter().map(Condition::operator);
    CompiledTest::all(operators.zip(&rule.conditions))
}

impl CompiledRule {
    fn class(&self, kind: PolicyKind) -> RuleClass {
        let is_every_resource = match &self.rule.resources {
            Some(Scope::Only(patterns)) => patterns.iter().any(pattern::is_any),
            _ => false,
        };
        let is_always = !kind.names_principals() && is_every_resource && self.tests.is_empty();
        match (self.rule.effect, is_always) {
            (Effect::Deny, true) => RuleClass::AlwaysDeny,
            (Effect::Allow, true) => RuleClass::AlwaysAllow,
            (Effect::Deny, false) => RuleClass::Deny,
            (Effect::Allow, false) => RuleClass::Allow,
        }
    }

    pub(crate) fn is_deny(&self) -> bool {
        self.rule.effect == Effect::Deny
    }

    pub(crate) fn tests(&self) -> &[CompiledTest] {
        &self.tests
    }

    /// What the rule grants this requester, were it to match otherwise.
    pub(crate) fn grant(&self, kind: PolicyKind, question: Question<'_>) -> Grant {
        if !kind.names_principals() {
            return Grant::Exact;
        }
        let requester = question.request.principal();
        grant(self.rule.principals.as_ref(), self.rule.effect, requester, question.has_boundary)
    }

    pub(crate) fn names_action(&self, request: &Request<'_>) -> bool {
        self.rule.actions.contains(|pattern| {
            pattern.glob().is_some_and(|glob| glob.matches_ignore_ascii_case(request.action().as_str()))
        })
    }

    /// Trust policies have no resources: theirs is the role itself (S24).
    pub(crate) fn names_resource(&self, request: &Request<'_>) -> Truth {
        match &self.rule.resources {
            None => Truth::Holds,
            Some(scope) if request.is_resource_open() => pattern::scope_contains_open(scope),
            Some(scope) => pattern::scope_contains(scope, request.resource(), request),
        }
    }

    /// Whether resource and conditions hold, as they count for the rule's effect; its action is known to match.
    pub(crate) fn holds(&self, request: &Request<'_>) -> Truth {
        match self.names_resource(request) {
            Truth::Fails => Truth::Fails,
            named => named & CompiledTest::all_hold(&self.tests, request, self.is_deny()),
        }
    }
}
