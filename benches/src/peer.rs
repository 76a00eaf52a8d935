//! Published engines, each in the form its authors would have it used.

pub mod account;
mod aspen;
mod cedar;
mod iam_rs;

use crate::engine::Unfit;

pub use self::aspen::Aspen;
pub use self::cedar::Cedar;
pub use self::iam_rs::IamRs;

/// A failure of a peer, as the reason why it is left out.
fn failed(error: impl std::fmt::Display) -> Unfit {
    Unfit::Failed(error.to_string())
}
