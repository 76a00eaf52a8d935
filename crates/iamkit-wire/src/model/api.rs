//! A service's API: its operations, how they are asked and paged, and the errors.

use std::collections::HashMap;

use super::name::ServiceName;
use super::shape::{Shape, ShapeId};

/// How requests and answers are written
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// AWS Query: pairs of names and values in, XML out
    Query,
    /// AWS JSON 1.1: the operation in a header, JSON both ways
    Json,
    /// REST with JSON: the operation in method and path
    RestJson,
}

/// A service's model
#[derive(Debug)]
pub struct Model {
    pub(super) service: ServiceName,
    pub(super) version: Box<str>,
    pub(super) protocol: Protocol,
    pub(super) namespace: Box<str>,
    pub(super) target: Box<str>,
    pub(super) operations: Vec<ApiOperation>,
    pub(super) by_name: HashMap<Box<str>, usize>,
    pub(super) shapes: Vec<Shape>,
    /// What stands for a shape of another model.
    pub(super) nothing: Shape,
    pub(super) errors: HashMap<Box<str>, ErrorShape>,
}

impl Model {
    /// The service
    pub fn service(&self) -> ServiceName {
        self.service
    }

    /// The version of its API, a date
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How requests and answers are written
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The XML namespace of answers; empty where answers are JSON
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// What stands before the operation in `X-Amz-Target`; empty where there is no such header
    pub fn target(&self) -> &str {
        &self.target
    }

    /// All operations, by name
    pub fn operations(&self) -> &[ApiOperation] {
        &self.operations
    }

    /// An operation
    pub fn operation(&self, name: &str) -> Option<&ApiOperation> {
        self.by_name.get(name).and_then(|at| self.operations.get(*at))
    }

    /// A shape that the model names
    pub fn shape(&self, id: ShapeId) -> &Shape {
        // INVARIANT: ids are handed out as the table is read, the shape of each behind it; of one model, as is this one.
        self.shapes.get(id.0).unwrap_or(&self.nothing)
    }

    /// The error with a code, if the model has it
    pub fn error(&self, code: &str) -> Option<&ErrorShape> {
        self.errors.get(code)
    }
}

/// An operation
#[derive(Debug)]
pub struct ApiOperation {
    pub(super) name: Box<str>,
    pub(super) input: Option<ShapeId>,
    pub(super) output: Option<ShapeId>,
    pub(super) result: Option<Box<str>>,
    pub(super) method: Box<str>,
    pub(super) uri: Box<str>,
    pub(super) status: u16,
    pub(super) is_unsigned: bool,
    pub(super) pages: Option<Pages>,
}

impl ApiOperation {
    /// The name, such as `CreateUser`
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The shape of what it takes
    pub fn input(&self) -> Option<ShapeId> {
        self.input
    }

    /// The shape of what it gives
    pub fn output(&self) -> Option<ShapeId> {
        self.output
    }

    /// The element around what it gives, in XML
    pub fn result(&self) -> Option<&str> {
        self.result.as_deref()
    }

    /// The HTTP method
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, with `{member}` where a member of the input stands
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The HTTP status of its answer
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the request carries no signature: its caller is told by what is in it
    pub fn is_unsigned(&self) -> bool {
        self.is_unsigned
    }

    /// How its answer is cut into pages
    pub fn pages(&self) -> Option<&Pages> {
        self.pages.as_ref()
    }
}

/// How an answer is cut into pages
#[derive(Debug)]
pub struct Pages {
    pub(super) token: Box<str>,
    pub(super) next: Box<str>,
    pub(super) limit: Option<Box<str>>,
    pub(super) lists: Vec<Box<str>>,
}

impl Pages {
    /// The member of the input that says where to go on
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The member of the answer that says where the next page begins
    pub fn next(&self) -> &str {
        &self.next
    }

    /// The member of the input that says how much a page may hold
    pub fn limit(&self) -> Option<&str> {
        self.limit.as_deref()
    }

    /// The members of the answer that are cut
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.lists.iter().map(|name| &**name)
    }
}

/// An error that a service tells
#[derive(Debug)]
pub struct ErrorShape {
    pub(super) code: Box<str>,
    pub(super) status: u16,
}

impl ErrorShape {
    /// The code on the wire, which isn't always the name of the shape
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The HTTP status
    pub fn status(&self) -> u16 {
        self.status
    }
}
