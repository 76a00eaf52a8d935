//! Answers: what is found, in the words of the policies and with requests that show it.

mod absent_key;
mod asked;
mod check;
mod compare;
mod difference;
mod dissection;
pub mod equivalence;
mod fold;
mod granted;
mod idle_part;
mod lint;
mod matrix;
mod needed;
mod permissive;
mod region;
mod regions;
mod request;
mod summary;
mod terms;
mod unknown;
mod witness;

pub use absent_key::{AbsentKey, AbsentKeys};
pub use asked::{AccessSpecError, summarize_actions};
pub use check::{Check, CheckFinding, check_access_not_granted, check_no_new_access, check_no_public_access};
pub use compare::{Comparison, Inclusion, Relation, compare, is_subset};
pub use difference::{Difference, Differences, differences};
pub use dissection::{Dissection, IsBusy};
pub use granted::{GrantedActions, Grants};
pub use idle_part::{IdlePart, IdleParts, PartIdleness, StatementPart};
pub use lint::{IdleStatement, IdleStatements, Idleness, idle_statements};
pub use matrix::{Order, SubsetMatrix};
pub use needed::{RE_ASKED, needed_facts};
pub use permissive::{Permissiveness, permissiveness};
pub use summary::{Summary, SummaryGrant, denials, is_empty, summarize, terms_of_action};
pub use terms::{ConditionTerm, ScopeTerm, Terms};
pub use witness::{Witness, WitnessValue};
