//! Which resources questions tell apart, as far as the services that their patterns name do.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::domain::question::Atom;
use crate::language::text::{Piece, Text};

/// Which resources some questions tell apart, as far as services do.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Whether a pattern can match a text of any service.
    pub(super) of_any: bool,
    /// Services that patterns name, and what they name of services whose names they don't end.
    services: FxHashSet<String>,
    starts: BTreeSet<String>,
    /// Whether a pattern matches `*`.
    pub(super) star: bool,
    pub(super) arns: Vec<Rc<Atom>>,
    pub(super) asks_account: bool,
}

impl Told {
    pub(crate) fn by<'a>(atoms: impl IntoIterator<Item = &'a Rc<Atom>>) -> Self {
        let mut told = Self::default();
        for atom in atoms {
            match &**atom {
                Atom::Resource(texts) => texts.iter().for_each(|text| told.add(text)),
                Atom::ResourceArn(_) => told.arns.push(Rc::clone(atom)),
                Atom::ResourceHasAccount => told.asks_account = true,
                _ => {}
            }
        }
        told
    }

    fn add(&mut self, pattern: &Text) {
        self.star = self.star || pattern.matches("*");
        match service_named_by(pattern) {
            Named::Any => self.of_any = true,
            Named::Whole(service) => {
                self.services.insert(service.to_owned());
            }
            Named::Start(start) => {
                self.starts.insert(start.to_owned());
            }
            Named::Nothing => {}
        }
    }

    /// Whether a pattern can match a text of one of the services, or one that is no ARN.
    pub(super) fn is_of(&self, services: &[&str]) -> bool {
        let is_begun = |service: &str| self.starts.iter().any(|start| service.starts_with(&**start));
        self.of_any || services.iter().any(|service| self.services.contains(*service) || is_begun(service))
    }

    pub(super) fn names_arn_of(&self, services: &[&str]) -> bool {
        self.arns.iter().any(|atom| match &**atom {
            Atom::ResourceArn(arns) => {
                arns.iter().any(|[_, _, service, ..]| services.iter().any(|own| service.matches(own)))
            }
            _ => false,
        })
    }
}

/// What a pattern says of the service of the ARNs that it can match.
enum Named<'t> {
    /// Nothing: it can match one of any service, or a text that is no ARN.
    Any,
    Whole(&'t str),
    Start(&'t str),
    /// It matches none.
    Nothing,
}

/// Whether a pattern can match an ARN of one of the services, or a text that is no ARN.
pub(crate) fn may_be_of(pattern: &Text, services: &[&str]) -> bool {
    match service_named_by(pattern) {
        Named::Any => true,
        Named::Whole(service) => services.contains(&service),
        Named::Start(start) => services.iter().any(|own| own.starts_with(start)),
        Named::Nothing => false,
    }
}

fn service_named_by(pattern: &Text) -> Named<'_> {
    let literals = pattern.pieces().iter().filter_map(|piece| match piece {
        Piece::Literal(literal) => Some(&**literal),
        _ => None,
    });
    if literals.map(|literal| literal.matches(':').count()).sum::<usize>() < 5 {
        return Named::Any;
    }
    let mut start = pattern.start().splitn(4, ':');
    let (scheme, partition, service) = (start.next(), start.next(), start.next());
    let is_whole = start.next().is_some();
    match (scheme, partition, service) {
        (Some("arn"), Some(_), Some(service)) if is_whole => Named::Whole(service),
        (Some("arn"), Some(_), Some(service)) => Named::Start(service),
        (Some("arn"), _, None) => Named::Any,
        (Some(scheme), None, None) if "arn".starts_with(scheme) => Named::Any,
        _ => Named::Nothing,
    }
}
