//! Compares two AWS managed policies by name and prints all differences:
//! `cargo run --release -p iamkit-prover --example compare -- SecurityAudit ReadOnlyAccess [strings]`.

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use iamkit_managed::ManagedPolicies;
use iamkit_prover::{Access, Limits, Universe, compare, differences};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [a, b, rest @ ..] = arguments.as_slice() else {
        return Err("expected the names of two policies".into());
    };
    let universe = if rest.is_empty() { Universe::real() } else { Universe::strings() };
    let document = |name: &str| match name.split_once('@') {
        Some((name, version)) => {
            ManagedPolicies::embedded().policy(name)?.version(version.parse()?)?.document()
        }
        None => ManagedPolicies::embedded().policy(name)?.current().document(),
    };
    let (a, b) = (document(a)?, document(b)?);
    let mut out = std::io::stdout().lock();
    for _ in 0..3 {
        let start = Instant::now();
        let (a, b) = (Access::identity(&a)?, Access::identity(&b)?);
        let compiled = start.elapsed();
        let comparison = compare(&a, &b, &universe, &Limits::default());
        let compared = start.elapsed();
        let found = differences(&a, &b, &universe, &Limits::default());
        let differed = start.elapsed();
        writeln!(
            out,
            "{}: compiled after {compiled:?}, compared after {compared:?}, {} differences after {differed:?}",
            comparison.relation,
            found.list.len()
        )?;
    }
    let found = differences(&Access::identity(&a)?, &Access::identity(&b)?, &universe, &Limits::default());
    for difference in &found.list {
        writeln!(out, "{difference}\n    {}", difference.witness)?;
    }
    for unknown in &found.comparison.unknown {
        writeln!(out, "? {unknown}")?;
    }
    Ok(())
}
