//! Domains: finitely many points that stand for all values of one part of a request.
//!
//! A question asks about one part of a request. A condition key, the principal and the resource have a theory each, by
//! which the values are found that stand for all others.

mod dimension;
pub(crate) mod key;
pub(crate) mod principal;
pub(crate) mod question;
pub(crate) mod resource;

pub(crate) use dimension::{Dimension, Domain, Point};
