//! The checked-in tables: each can be read, and whole.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "integration test"
)]

use std::collections::BTreeSet;

use iamkit_wire::model::{Model, Protocol, ServiceName, ShapeId, ShapeKind, ShapeMember};

/// All shapes that a model's operations reach.
fn reached(model: &Model) -> Vec<ShapeId> {
    let operations = model.operations().iter();
    let mut open = operations.flat_map(|it| it.input().into_iter().chain(it.output())).collect::<Vec<_>>();
    let (mut known, mut reached) = (BTreeSet::new(), Vec::new());
    while let Some(id) = open.pop() {
        let shape = model.shape(id);
        assert!(!shape.name().is_empty(), "a shape of {:?} is missing", model.service());
        if !known.insert(shape.name().to_owned()) {
            continue;
        }
        reached.push(id);
        match shape.kind() {
            ShapeKind::Structure(members) => open.extend(members.iter().map(ShapeMember::shape)),
            ShapeKind::List { element, .. } => open.push(*element),
            ShapeKind::Map { key, value, .. } => open.extend([*key, *value]),
            _ => {}
        }
    }
    reached
}

#[test]
fn every_table_is_read_with_all_its_shapes() {
    let expected = [
        (ServiceName::AccessAnalyzer, Protocol::RestJson, 39),
        (ServiceName::Iam, Protocol::Query, 181),
        (ServiceName::Organizations, Protocol::Json, 63),
        (ServiceName::Sts, Protocol::Query, 12),
    ];
    for (service, protocol, operations) in expected {
        let model = service.model();
        assert_eq!((model.protocol(), model.operations().len()), (protocol, operations), "{service:?}");
        assert!(operations < reached(model).len(), "{service:?}");
    }
}

/// A pattern that isn't read is met by no text: that is told of those that have one.
#[test]
fn every_pattern_is_read() {
    let mut unread = Vec::new();
    for model in ServiceName::ALL.map(ServiceName::model) {
        for id in reached(model) {
            let shape = model.shape(id);
            if let ShapeKind::Text { pattern: Some(pattern), .. } = shape.kind()
                && !pattern.is_read()
            {
                unread.push(format!("{pattern}"));
            }
        }
    }
    assert!(unread.is_empty(), "{unread:?}");
}

/// The alias of an account has no dash first, last or twice in a row; the length is a constraint of its own.
#[test]
fn a_pattern_that_looks_ahead_is_met_by_what_meets_it() {
    let model = ServiceName::Iam.model();
    let operation = model.operation("CreateAccountAlias").unwrap();
    let is_met = |alias: &str| {
        let input = serde_json::json!({ "AccountAlias": alias });
        iamkit_wire::constraint::check(model, operation.input().unwrap(), &input).is_ok()
    };
    for alias in ["abc", "example-corp", "a-b-c", "0a0"] {
        assert!(is_met(alias), "{alias}");
    }
    for alias in ["ab", "-ab", "ab-", "a--b", "Abc", "a_b", &"a".repeat(64)] {
        assert!(!is_met(alias), "{alias}");
    }
}

#[test]
fn patterns_hold_for_all_of_a_text() {
    let model = ServiceName::Iam.model();
    let pattern = |name: &str| {
        let shape = reached(model).into_iter().map(|id| model.shape(id)).find(|shape| shape.name() == name);
        match shape.expect("is there").kind() {
            ShapeKind::Text { pattern: Some(pattern), .. } => pattern,
            other => panic!("{name} is {other:?}"),
        }
    };
    let name = pattern("userNameType");
    assert!(name.is_met_by("a+b=c,d.e@f-g_h"));
    assert!(!name.is_met_by("a b") && !name.is_met_by("a\n") && !name.is_met_by("ä"));
    let path = pattern("pathType");
    assert!(path.is_met_by("/") && path.is_met_by("/a/b/"));
    assert!(!path.is_met_by("/a") && !path.is_met_by("a/"));
    let key = pattern("tagKeyType");
    assert!(key.is_met_by("Größe/1 :=+-@") && !key.is_met_by("a*b"));
}

/// What is paged is there, in what goes in and in what comes out.
#[test]
fn pages_name_members_that_there_are() {
    let has = |model: &Model, shape: Option<ShapeId>, name: &str| match shape.map(|id| model.shape(id).kind())
    {
        Some(ShapeKind::Structure(members)) => members.iter().any(|member| member.name() == name),
        _ => false,
    };
    let mut paged = 0;
    for model in ServiceName::ALL.map(ServiceName::model) {
        for operation in model.operations() {
            let Some(cut) = operation.pages() else { continue };
            paged += 1;
            assert!(has(model, operation.input(), cut.token()), "{}", operation.name());
            assert!(has(model, operation.output(), cut.next()), "{}", operation.name());
            for list in cut.lists() {
                assert!(has(model, operation.output(), list), "{} {list}", operation.name());
            }
        }
    }
    assert!(50 < paged, "{paged}");
}
