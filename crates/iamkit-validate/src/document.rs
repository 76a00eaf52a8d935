//! A policy document as it stands in a text, whether or not it is well made: elements and items with their places.
//!
//! Where the strict reader of `iamkit-policy` stops, this goes on: what isn't of the kind that an element takes is
//! listed and left out, and all the rest is read.

mod condition;
mod item;
mod known_key;
mod named;
mod operator;
mod principal;
mod read;
mod root;
mod statement;
mod variable;

pub(crate) use condition::{ConditionValue, KeyTest, OperatorBlock, ValueKind};
pub(crate) use item::Item;
pub(crate) use known_key::KnownKey;
pub(crate) use named::Named;
pub(crate) use operator::{Operator, without_if_exists};
pub(crate) use principal::{Principal, PrincipalElement, PrincipalEntry, PrincipalForm, PrincipalKey};
pub(crate) use read::read;
pub(crate) use root::Document;
pub(crate) use statement::{Action, Element, Resource, Statement};
pub(crate) use variable::variables;
