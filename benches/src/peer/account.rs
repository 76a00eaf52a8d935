//! Published engines over a whole account.

mod cedar;
mod iam_rs;

pub use self::cedar::CedarAccount;
pub use self::iam_rs::IamRsAccount;
