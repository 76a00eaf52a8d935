//! The search: what one side allows beyond the other, for one action after the other.
//!
//! A session keeps what was found. The world of an action says what its requests can be, and a pair of shapes in a world
//! is a problem on domains. An excess is looked for by what is cheap first: literals alone, piece by piece, a few
//! resources, the patterns one by one, values of variables, and all cases at last.

mod analysis;
mod assignment;
mod at_once;
mod cases;
pub(crate) mod cover;
mod domains;
mod excess;
mod gather;
mod groups;
mod keys;
mod merge;
mod owners;
mod pattern;
mod problem;
mod reach;
mod restrict;
mod session;
mod simplify;
mod turns;
mod variables;
mod whole;
mod world;
mod world_question;
mod worlds;

pub(crate) use analysis::{Actions, Analysis, Excess, Group, Points};
pub(crate) use domains::Look;
pub(crate) use groups::Asked;
pub(crate) use problem::Problem;
pub(crate) use session::Session;
pub(crate) use turns::Turn;
pub(crate) use world::World;
