//! A service's model: its operations, the shapes of what they take and give, and the errors.
//!
//! Made by `cargo xtask wire build` from AWS's own models. Nothing here knows an operation by name.

mod pattern;
mod shape;
mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use pattern::Pattern;
pub use shape::{Kind, Length, Member, Place, Range, Shape, ShapeId, TimestampFormat};

/// A service whose API has a table
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ServiceName {
    /// IAM Access Analyzer
    AccessAnalyzer,
    /// AWS Identity and Access Management
    Iam,
    /// AWS Organizations
    Organizations,
    /// AWS Security Token Service
    Sts,
}

impl ServiceName {
    /// All of them, by name
    pub const ALL: [Self; 4] = [Self::AccessAnalyzer, Self::Iam, Self::Organizations, Self::Sts];

    /// The name that requests are signed for, which is the prefix of the service's actions
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessAnalyzer => "access-analyzer",
            Self::Iam => "iam",
            Self::Organizations => "organizations",
            Self::Sts => "sts",
        }
    }

    /// The service that a request was signed for
    pub fn signed_for(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.as_str() == name)
    }

    /// Its model
    pub fn model(self) -> &'static Model {
        static MODELS: LazyLock<[Model; 4]> = LazyLock::new(|| ServiceName::ALL.map(table::read));
        let [access_analyzer, iam, organizations, sts] = &*MODELS;
        match self {
            Self::AccessAnalyzer => access_analyzer,
            Self::Iam => iam,
            Self::Organizations => organizations,
            Self::Sts => sts,
        }
    }
}

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
    service: ServiceName,
    version: Box<str>,
    protocol: Protocol,
    namespace: Box<str>,
    target: Box<str>,
    operations: Vec<Operation>,
    by_name: HashMap<Box<str>, usize>,
    shapes: Vec<Shape>,
    /// What stands for a shape of another model.
    nothing: Shape,
    errors: HashMap<Box<str>, ErrorShape>,
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
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// An operation
    pub fn operation(&self, name: &str) -> Option<&Operation> {
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
pub struct Operation {
    name: Box<str>,
    input: Option<ShapeId>,
    output: Option<ShapeId>,
    result: Option<Box<str>>,
    method: Box<str>,
    uri: Box<str>,
    status: u16,
    is_unsigned: bool,
    pages: Option<Pages>,
}

impl Operation {
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
    token: Box<str>,
    next: Box<str>,
    limit: Option<Box<str>>,
    lists: Vec<Box<str>>,
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
    code: Box<str>,
    status: u16,
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
