//! Who makes requests, and what a policy grants them by how it names them (S44–S60).

mod grant;
mod identity;
mod possible_roles;
#[cfg(feature = "serde")]
mod wire;

pub use grant::{Grant, grant, grant_of, is_exempt};
pub use identity::{AwsIdentity, AwsPrincipal, PRINCIPAL_ARN, Principal, PrincipalError};
pub use possible_roles::PossibleRoles;
