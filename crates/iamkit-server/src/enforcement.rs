//! Which calls are decided.

/// Which calls the policies decide
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Enforcement {
    /// All of them
    #[default]
    All,
    /// Those of IAM
    Iam,
    /// None: whoever has a key may do everything
    Off,
}
