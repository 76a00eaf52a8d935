//! A service that compiles its policies once and decides request after request, on as many threads as it has.
//!
//! `cargo run -p iamkit --example embedder`

use std::error::Error;
use std::io::Write;
use std::sync::{Arc, PoisonError, RwLock};

use iamkit::{CompiledPolicies, Context, PolicyDocument, PolicyKind, Principal, Request};

/// Decides by the policies that are in force; they can be replaced while it does.
struct Gate {
    policies: RwLock<Arc<CompiledPolicies>>,
}

impl Gate {
    fn open(text: &str) -> Result<Self, Box<dyn Error>> {
        Ok(Self { policies: RwLock::new(compiled(text)?) })
    }

    /// Puts other policies in force; ones that can't be read leave everything as it is.
    fn replace(&self, text: &str) -> Result<(), Box<dyn Error>> {
        let compiled = compiled(text)?;
        *self.policies.write().unwrap_or_else(PoisonError::into_inner) = compiled;
        Ok(())
    }

    /// The way of every request: whatever isn't allowed, or no request at all, is refused.
    fn admits(&self, caller: &str, action: &str, resource: &str, is_encrypted: bool) -> bool {
        self.asked(caller, action, resource, is_encrypted, CompiledPolicies::is_allowed).unwrap_or(false)
    }

    /// The way of a person who wants to know why: slower, and with the statements that decided.
    fn explain(&self, caller: &str, action: &str, resource: &str) -> Result<String, Box<dyn Error>> {
        let explained = self.asked(caller, action, resource, true, |policies, request| {
            policies.evaluate(request).map(|evaluation| evaluation.to_string())
        })?;
        Ok(explained?)
    }

    fn asked<T>(
        &self,
        caller: &str,
        action: &str,
        resource: &str,
        is_encrypted: bool,
        ask: impl FnOnce(&CompiledPolicies, &Request<'_>) -> T,
    ) -> Result<T, Box<dyn Error>> {
        // The lock is held for as long as it takes to clone a pointer.
        let policies = Arc::clone(&self.policies.read().unwrap_or_else(PoisonError::into_inner));
        let caller: Principal = caller.parse()?;
        let context = Context::from_iter([("aws:SecureTransport", is_encrypted)]);
        Ok(ask(&policies, &Request::new(&caller, action, resource)?.with_context(&context)))
    }
}

fn compiled(text: &str) -> Result<Arc<CompiledPolicies>, Box<dyn Error>> {
    let document: PolicyDocument = text.parse()?;
    Ok(Arc::new(CompiledPolicies::compile(PolicyKind::Identity, [("gate", document)])?))
}

const HOME: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Sid": "Home", "Effect": "Allow", "Action": "s3:*Object", "Resource": "arn:aws:s3:::home/${aws:username}/*"},
    {"Sid": "Encrypted", "Effect": "Deny", "Action": "*", "Resource": "*",
     "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;

/// What the service answers to some requests.
pub(crate) fn answers() -> Result<Vec<bool>, Box<dyn Error>> {
    let gate = Gate::open(HOME)?;
    let alice = "arn:aws:iam::111122223333:user/alice";
    let mut answers = vec![
        gate.admits(alice, "s3:GetObject", "arn:aws:s3:::home/alice/notes", true),
        gate.admits(alice, "s3:GetObject", "arn:aws:s3:::home/alice/notes", false),
        gate.admits(alice, "s3:GetObject", "arn:aws:s3:::home/bob/notes", true),
        gate.admits("nobody", "s3:GetObject", "arn:aws:s3:::home/alice/notes", true),
    ];
    // A policy that can't be read is refused, and the one before it stays in force.
    answers.push(gate.replace("{}").is_ok());
    answers.push(gate.admits(alice, "s3:PutObject", "arn:aws:s3:::home/alice/notes", true));
    gate.replace(&HOME.replace("s3:*Object", "s3:GetObject"))?;
    answers.push(gate.admits(alice, "s3:PutObject", "arn:aws:s3:::home/alice/notes", true));
    Ok(answers)
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    writeln!(out, "{:?}", answers()?)?;
    let resource = "arn:aws:s3:::home/alice/notes";
    writeln!(
        out,
        "{}",
        Gate::open(HOME)?.explain("arn:aws:iam::111122223333:user/alice", "s3:GetObject", resource)?
    )?;
    Ok(())
}
