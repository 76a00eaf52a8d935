//! Compares every current AWS managed policy with every other: `cargo run --release -p iamkit-prover --example matrix [pairs]`.

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_prover::{Access, Limits, SubsetMatrix};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    let policies = ManagedPolicies::embedded().iter().collect::<Vec<_>>();
    let documents =
        policies.iter().map(|policy| policy.current().document()).collect::<Result<Vec<_>, _>>()?;
    let start = Instant::now();
    let accesses = documents.iter().map(Access::identity).collect::<Result<Vec<_>, _>>()?;
    writeln!(out, "{} policies compiled after {:?}", accesses.len(), start.elapsed())?;
    let matrix =
        SubsetMatrix::new(&accesses.iter().collect::<Vec<_>>(), Catalog::embedded(), &Limits::default());
    writeln!(out, "compared after {:?}", start.elapsed())?;
    let order = matrix.order();
    let name = |at: usize| policies.get(at).map_or("", |policy| policy.name());
    for (inner, outer) in matrix.unknown() {
        writeln!(out, "? {} within {}", name(inner), name(outer))?;
    }
    for class in order.classes.iter().filter(|class| 1 < class.len()) {
        writeln!(out, "= {}", class.iter().map(|at| name(*at)).collect::<Vec<_>>().join(", "))?;
    }
    let all = 0..matrix.len();
    let is_contained =
        |(inner, outer): &(usize, usize)| inner != outer && matrix.is_within(*inner, *outer) == Some(true);
    let pairs = all.clone().flat_map(|inner| all.clone().map(move |outer| (inner, outer)));
    let contained = pairs.filter(is_contained).collect::<Vec<_>>();
    if std::env::args().any(|argument| argument == "pairs") {
        for (inner, outer) in &contained {
            writeln!(out, "< {} within {}", name(*inner), name(*outer))?;
        }
    }
    writeln!(
        out,
        "{} contained pairs, {} classes, {} edges, {} unknown",
        contained.len(),
        order.classes.len(),
        order.covers.len(),
        matrix.unknown().count()
    )?;
    Ok(())
}
