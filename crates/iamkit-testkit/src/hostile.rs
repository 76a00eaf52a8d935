//! Small policies that ask for much work, each of a kind of its own and of any size.
//!
//! What a question about them takes is measured by the benches and bounded by the tests: a kind that took minutes once
//! stays here.

mod account;
mod condition;
mod pair;
mod principal;
mod resource;

pub use account::*;
pub use condition::*;
pub use pair::Hostile;
pub use principal::*;
pub use resource::*;

/// A kind of policies, of any size
pub type Kind = fn(usize) -> Hostile;

/// Every kind that grows with a number, which is at least one.
pub const KINDS: [Kind; 50] = [
    statements,
    not_resources,
    variables,
    variables_in_one,
    literal,
    alike_actions,
    other_buckets,
    left_out,
    overlapping_lists,
    denied_buckets,
    own_folders,
    tagged_folders,
    infix_actions,
    wildcards,
    unknown_actions,
    other_actions,
    infix_resources,
    nested_prefixes,
    lengths,
    others_folders,
    crossed,
    any_service,
    keys,
    dates,
    pigeonholes,
    numbers,
    moments,
    ranges,
    request_tags,
    tag_names,
    tag_patterns,
    other_texts,
    role_patterns,
    user_ids,
    absent_keys,
    keys_and_texts,
    stretches,
    other_ranges,
    mixed_families,
    texts_with_variables,
    principal_arns,
    principals,
    users_of_one_bucket,
    denied_users,
    denied_others,
    accounts,
    roles,
    services,
    providers,
    exempt_roles,
];

/// The largest of a kind that is within two bounds, but for an eighth of it
pub fn largest(kind: Kind, most_statements: usize, most_text: usize) -> Hostile {
    let fits = |count: usize| {
        let hostile = kind(count);
        hostile.statements() <= most_statements && hostile.text() <= most_text
    };
    let mut step = 1;
    while fits(2 * step) {
        step *= 2;
    }
    let (mut count, least) = (step, step / 8);
    while 1 < step && least < step {
        step /= 2;
        if fits(count + step) {
            count += step;
        }
    }
    kind(count)
}

/// One of each kind, at the sizes that are measured.
pub fn all() -> Vec<Hostile> {
    vec![
        statements(400),
        not_resources(20),
        principals(400),
        variables(50),
        variables_in_one(3000),
        keys(9000),
        dates(2000),
        literal(20_000),
        pigeonholes(12),
        session(),
        alike_actions(28_000),
    ]
}
