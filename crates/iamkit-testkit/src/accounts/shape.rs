//! Which account is drawn, and how large it is.

/// The account that is drawn
pub const ACCOUNT: &str = "111122223333";

/// How many of each an account has
///
/// ```
/// use iamkit_testkit::accounts::{AccountShape, listing};
///
/// let small = AccountShape { users: 3, roles: 2, groups: 1, policies: 2, seed: 7 };
/// assert_eq!(listing(&small), listing(&small));
/// assert!(listing(&small).contains("UserDetailList"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountShape {
    /// Users
    pub users: usize,
    /// Roles
    pub roles: usize,
    /// Groups
    pub groups: usize,
    /// Customer managed policies
    pub policies: usize,
    /// What is drawn from
    pub seed: u64,
}

impl AccountShape {
    /// As large as an account becomes under AWS's default quotas, with more groups
    pub const LARGE: Self = Self { users: 5_000, roles: 1_000, groups: 500, policies: 1_500, seed: 1 };

    /// The same proportions, `times` as many
    #[must_use]
    pub const fn times(self, times: usize) -> Self {
        Self {
            users: self.users * times,
            roles: self.roles * times,
            groups: self.groups * times,
            policies: self.policies * times,
            seed: self.seed,
        }
    }
}
