//! A request and the policies around it: what cases, witnesses, the voices and reports share.
//!
//! A situation owns all that it holds. Written by serde and read again it is the same, as far as it can be read: keys that
//! are there twice, or given and unknown, are refused.
//!
//! ```
//! use iamkit_conformance::situation::Situation;
//!
//! let text = r#"{"request": {"principal": "*", "action": "s3:GetObject", "resource": "*", "context": {}}, "policies": {}}"#;
//! let situation: Situation = serde_json::from_str(text)?;
//! assert_eq!(serde_json::to_string(&situation)?.replace([' ', '\n'], ""), text.replace([' ', '\n'], ""));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod context;
mod policies;
mod request;

use serde::{Deserialize, Serialize};

pub use context::{CaseContext, CaseValue};
pub use policies::{NamedPolicy, PolicyLayers};
pub use request::{AwsCaller, CasePrincipal, CaseRequest, CaseResource, FederatedCaller};

/// A request and the policies around it: all that a decision hangs on
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// What is asked; without `wildcard_only`, it isn't known what a request on `*` is about (S25).
    pub request: CaseRequest,
    /// The policies, layer by layer.
    pub policies: PolicyLayers,
}
