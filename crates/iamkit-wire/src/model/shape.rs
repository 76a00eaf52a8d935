//! Shapes: what a value on the wire looks like, and what it is held to.

use super::pattern::TextPattern;

/// The place of a shape in its model
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShapeId(pub(super) usize);

/// What a value looks like
#[derive(Debug)]
pub struct Shape {
    /// Its name in the model
    pub(super) name: Box<str>,
    /// Whether its values are kept out of messages and logs
    pub(super) is_sensitive: bool,
    /// What it is made of
    pub(super) kind: ShapeKind,
}

impl Shape {
    /// Its name in the model
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its values are kept out of messages and logs
    pub fn is_sensitive(&self) -> bool {
        self.is_sensitive
    }

    /// What it is made of
    pub fn kind(&self) -> &ShapeKind {
        &self.kind
    }
}

/// What a shape is made of
#[derive(Debug)]
pub enum ShapeKind {
    /// Members under their names
    Structure(Vec<ShapeMember>),
    /// Values of one shape
    List {
        /// The shape of each
        element: ShapeId,
        /// How many there may be
        length: Length,
    },
    /// Values of one shape under keys of another
    Map {
        /// The shape of the keys
        key: ShapeId,
        /// The shape of the values
        value: ShapeId,
        /// How many there may be
        length: Length,
    },
    /// A text
    Text {
        /// How many characters it may have
        length: Length,
        /// The pattern that all of it meets
        pattern: Option<TextPattern>,
        /// The values that it may have; any where there are none
        values: Vec<Box<str>>,
    },
    /// A whole number
    Integer(Range),
    /// A number
    Decimal,
    /// True or false
    Boolean,
    /// A point in time
    Timestamp(TimestampFormat),
    /// Bytes, in base64
    Blob(Length),
}

/// A member of a structure
#[derive(Debug)]
pub struct ShapeMember {
    pub(super) name: Box<str>,
    pub(super) wire_name: Box<str>,
    pub(super) place: Place,
    pub(super) shape: ShapeId,
    pub(super) is_required: bool,
}

impl ShapeMember {
    /// Its name in the model
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name in the request or answer
    pub fn wire_name(&self) -> &str {
        &self.wire_name
    }

    /// Where it stands in a request
    pub fn place(&self) -> Place {
        self.place
    }

    /// Its shape
    pub fn shape(&self) -> ShapeId {
        self.shape
    }

    /// Whether it must be there
    pub fn is_required(&self) -> bool {
        self.is_required
    }
}

/// Where a member stands in a request
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the body
    Body,
    /// In the query string
    QueryString,
    /// In the path
    Path,
    /// In a header
    Header,
}

/// How a point in time is written where it isn't the protocol's own way
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampFormat {
    /// As the protocol has it: seconds in JSON, ISO 8601 in XML
    OfProtocol,
    /// ISO 8601
    Iso8601,
    /// Seconds since 1970
    UnixSeconds,
}

/// How many: of characters, of bytes, of elements
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Length {
    /// At least
    pub least: Option<u64>,
    /// At most
    pub most: Option<u64>,
}

/// From where to where a whole number goes
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    /// At least
    pub least: Option<i64>,
    /// At most
    pub most: Option<i64>,
}
