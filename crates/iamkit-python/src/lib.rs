//! The extension module `iamkit._iamkit`: the crates of this workspace for Python.
//!
//! Answers are handed out as the lists and dictionaries that the reports' JSON would be read into, so that a program in
//! Python, the command and the server say the same. The package's own Python gives them names and a look; what is worked
//! out here is worked out without the interpreter's lock. What can't be read or decided is an exception with a code, and
//! with its place where it has one.

mod account;
mod arrow;
mod catalog;
mod check;
mod comparison;
mod decision;
mod error;
mod findings;
mod given;
mod layers;
mod listing;
mod policy;
mod request;
mod snapshot;
mod trail;

use pyo3::prelude::pymodule;

/// What the package's Python stands on.
#[pymodule]
mod _iamkit {
    #[pymodule_export]
    use crate::account::Account;
    #[pymodule_export]
    use crate::arrow::decide::{arrow_decide, arrow_is_allowed};
    #[pymodule_export]
    use crate::arrow::names::arrow_actions_of;
    #[pymodule_export]
    use crate::arrow::trail::arrow_map_event;
    #[pymodule_export]
    use crate::catalog::{actions_of, catalog_action, catalog_sources, managed_policies, managed_versions};
    #[pymodule_export]
    use crate::check::{check_access_not_granted, check_no_new_access, check_no_public_access};
    #[pymodule_export]
    use crate::comparison::compare;
    #[pymodule_export]
    use crate::decision::{decide, explain};
    #[pymodule_export]
    use crate::findings::{lint, summarize, validate};
    #[pymodule_export]
    use crate::layers::Layers;
    #[pymodule_export]
    use crate::policy::Policy;
    #[pymodule_export]
    use crate::trail::ask::{account_fit, account_replay, account_unused};
    #[pymodule_export]
    use crate::trail::map::{MappedEvents, map_events, map_logs};
    #[pymodule_export]
    use crate::trail::usage::Usage;

    /// The version of the package.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "as Python calls it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
