//! The checked-in table of a service, read into its model.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::api::{ApiOperation, ErrorShape, Model, Pages, Protocol};
use super::name::ServiceName;
use super::pattern::TextPattern;
use super::shape::{Length, Place, Range, Shape, ShapeId, ShapeKind, ShapeMember, TimestampFormat};

/// The file that `cargo xtask wire build` writes.
#[derive(Debug, Deserialize)]
struct Table {
    version: Box<str>,
    protocol: Box<str>,
    #[serde(default)]
    namespace: Box<str>,
    #[serde(default)]
    target: Box<str>,
    operations: BTreeMap<Box<str>, OperationRow>,
    shapes: BTreeMap<Box<str>, ShapeRow>,
}

#[derive(Debug, Deserialize)]
struct OperationRow {
    input: Option<Box<str>>,
    output: Option<Box<str>>,
    result: Option<Box<str>>,
    method: Box<str>,
    uri: Box<str>,
    status: Option<u16>,
    #[serde(default)]
    unsigned: bool,
    pages: Option<PagesRow>,
}

#[derive(Debug, Deserialize)]
struct PagesRow {
    token: Box<str>,
    next: Box<str>,
    limit: Option<Box<str>>,
    lists: Vec<Box<str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShapeRow {
    #[serde(rename = "type")]
    kind: Box<str>,
    min: Option<i64>,
    max: Option<i64>,
    pattern: Option<Box<str>>,
    #[serde(rename = "enum", default)]
    values: Vec<Box<str>>,
    #[serde(default)]
    sensitive: bool,
    timestamp_format: Option<Box<str>>,
    #[serde(default)]
    required: HashSet<Box<str>>,
    error: Option<ErrorRow>,
    member: Option<MemberRow>,
    key: Option<MemberRow>,
    value: Option<MemberRow>,
    #[serde(default)]
    members: Vec<MemberRow>,
}

#[derive(Debug, Deserialize)]
struct ErrorRow {
    code: Option<Box<str>>,
    status: Option<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MemberRow {
    name: Option<Box<str>>,
    shape: Box<str>,
    location: Option<Box<str>>,
    location_name: Option<Box<str>>,
}

/// The status of an error whose model says none.
const CLIENT_ERROR: u16 = 400;

/// The model of a service.
pub(super) fn read(service: ServiceName) -> Model {
    let text = match service {
        ServiceName::AccessAnalyzer => include_str!("../../data/access-analyzer.json"),
        ServiceName::Iam => include_str!("../../data/iam.json"),
        ServiceName::Organizations => include_str!("../../data/organizations.json"),
        ServiceName::Sts => include_str!("../../data/sts.json"),
    };
    // INVARIANT: the tables are checked in, and a test reads each; an unreadable one would be a service without operations.
    let table = serde_json::from_str(text).unwrap_or_else(|_| Table::empty());
    model(service, table)
}

impl Table {
    fn empty() -> Self {
        let (operations, shapes) = (BTreeMap::new(), BTreeMap::new());
        let text = Box::<str>::default;
        Self { version: text(), protocol: text(), namespace: text(), target: text(), operations, shapes }
    }
}

fn model(service: ServiceName, table: Table) -> Model {
    let places = table.shapes.keys().enumerate().map(|(at, name)| (name.clone(), ShapeId(at)));
    let places = Places(places.collect());
    let mut operations = Vec::with_capacity(table.operations.len());
    let mut by_name = HashMap::new();
    for (name, row) in table.operations {
        by_name.insert(name.clone(), operations.len());
        operations.push(operation(name, row, &places));
    }
    let mut errors = HashMap::new();
    let mut shapes = Vec::with_capacity(table.shapes.len());
    for (name, mut row) in table.shapes {
        if let Some(row) = row.error.take() {
            let code = row.code.unwrap_or_else(|| name.clone());
            errors.insert(code.clone(), ErrorShape { code, status: row.status.unwrap_or(CLIENT_ERROR) });
        }
        shapes.push(Shape { name, is_sensitive: row.sensitive, kind: kind(row, &places) });
    }
    let protocol = match &*table.protocol {
        "query" => Protocol::Query,
        "json" => Protocol::Json,
        _ => Protocol::RestJson,
    };
    let nothing = Shape { name: "".into(), is_sensitive: false, kind: ShapeKind::Structure(Vec::new()) };
    let Table { version, namespace, target, .. } = table;
    Model { service, version, protocol, namespace, target, operations, by_name, shapes, nothing, errors }
}

/// The places of shapes by their names.
struct Places(HashMap<Box<str>, ShapeId>);

impl Places {
    /// The place of a shape; of one that isn't there, a place beyond all of them.
    fn of(&self, name: &str) -> ShapeId {
        self.0.get(name).copied().unwrap_or(ShapeId(usize::MAX))
    }
}

fn operation(name: Box<str>, row: OperationRow, places: &Places) -> ApiOperation {
    ApiOperation {
        name,
        input: row.input.map(|name| places.of(&name)),
        output: row.output.map(|name| places.of(&name)),
        result: row.result,
        method: row.method,
        uri: row.uri,
        status: row.status.unwrap_or(200),
        is_unsigned: row.unsigned,
        pages: row.pages.map(|row| Pages {
            token: row.token,
            next: row.next,
            limit: row.limit,
            lists: row.lists,
        }),
    }
}

fn kind(row: ShapeRow, places: &Places) -> ShapeKind {
    let unsigned = |bound: Option<i64>| bound.and_then(|bound| u64::try_from(bound).ok());
    let length = Length { least: unsigned(row.min), most: unsigned(row.max) };
    let of = |row: Option<MemberRow>| row.map_or(ShapeId(usize::MAX), |row| places.of(&row.shape));
    match &*row.kind {
        "list" => ShapeKind::List { element: of(row.member), length },
        "map" => ShapeKind::Map { key: of(row.key), value: of(row.value), length },
        "string" => ShapeKind::Text {
            length,
            pattern: row.pattern.map(|pattern| TextPattern::new(&pattern)),
            values: row.values,
        },
        "integer" | "long" => ShapeKind::Integer(Range { least: row.min, most: row.max }),
        "float" | "double" => ShapeKind::Decimal,
        "boolean" => ShapeKind::Boolean,
        "timestamp" => ShapeKind::Timestamp(match row.timestamp_format.as_deref() {
            Some("iso8601") => TimestampFormat::Iso8601,
            Some("unixTimestamp") => TimestampFormat::UnixSeconds,
            _ => TimestampFormat::OfProtocol,
        }),
        "blob" => ShapeKind::Blob(length),
        _ => ShapeKind::Structure(
            row.members.into_iter().map(|it| member(it, &row.required, places)).collect(),
        ),
    }
}

fn member(row: MemberRow, required: &HashSet<Box<str>>, places: &Places) -> ShapeMember {
    let name = row.name.unwrap_or_default();
    ShapeMember {
        is_required: required.contains(&name),
        wire_name: row.location_name.unwrap_or_else(|| name.clone()),
        name,
        place: match row.location.as_deref() {
            Some("querystring") => Place::QueryString,
            Some("uri") => Place::Path,
            Some("header") => Place::Header,
            _ => Place::Body,
        },
        shape: places.of(&row.shape),
    }
}
