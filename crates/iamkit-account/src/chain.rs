//! Principals that can do something, by themselves or by way of roles.

use std::sync::Arc;

use crate::condition::AccessCondition;
use crate::view::AccountPrincipal;

/// A principal that can, and under which condition
#[derive(Debug, Clone)]
pub struct CanDo {
    /// The user or role.
    pub principal: Arc<AccountPrincipal>,
    /// Under which condition.
    pub condition: Arc<AccessCondition>,
}

/// A step from one principal to a role
#[derive(Debug, Clone)]
pub struct Assumption {
    /// The role that is assumed.
    pub role: Arc<AccountPrincipal>,
    /// Under which condition.
    pub condition: Arc<AccessCondition>,
}

/// A principal that can by way of roles
#[derive(Debug, Clone)]
pub struct CanBecome {
    /// The user or role that begins.
    pub principal: Arc<AccountPrincipal>,
    /// The roles it assumes, one after the other; the last one can do what is asked. A shortest chain there is.
    pub chain: Vec<Assumption>,
}
