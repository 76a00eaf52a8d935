//! The picture as SVG.

use svg::Document;
use svg::node::element::{Definitions, Group, Line as Stroke, Marker, Path, Rectangle, Text, Title};

use super::model::{Graph, Kind, Tie};
use crate::diagram::{shown, to_f64};

const BOX_WIDTH: f64 = 230.0;
const BOX_HEIGHT: f64 = 24.0;
const ROW: f64 = 36.0;
const COLUMN: f64 = 420.0;
const TOP: f64 = 70.0;
const LEFT: f64 = 30.0;
/// So many characters fit into a box.
const CHARACTERS: usize = 32;

fn fill(kind: Kind) -> &'static str {
    match kind {
        Kind::Outside => "#fee2e2",
        Kind::User => "#dbeafe",
        Kind::Group => "#dcfce7",
        Kind::Role => "#ffedd5",
        Kind::Policy => "#f3f4f6",
        Kind::Resource => "#fef9c3",
    }
}

/// Colour, width and dashes of a line.
fn style(tie: Tie) -> (&'static str, f64, &'static str) {
    match tie {
        Tie::Member => ("#16a34a", 1.2, "none"),
        Tie::Holds => ("#9ca3af", 1.0, "none"),
        Tie::Bounded => ("#7c3aed", 1.2, "2 4"),
        Tie::LetIn => ("#ca8a04", 1.2, "none"),
        Tie::Becomes => ("#dc2626", 1.8, "none"),
        Tie::MayBecome => ("#dc2626", 1.8, "7 4"),
    }
}

const LEGEND: [(Tie, &str); 6] = [
    (Tie::Member, "is a member"),
    (Tie::Holds, "has the policy"),
    (Tie::Bounded, "is bounded by"),
    (Tie::LetIn, "is let in by its policy"),
    (Tie::Becomes, "can become"),
    (Tie::MayBecome, "can become under a condition"),
];

pub(super) fn svg(graph: &Graph, columns: &[Vec<usize>]) -> String {
    let places = places(graph, columns);
    let rows = columns.iter().map(Vec::len).max().unwrap_or_default();
    let (width, height) = (
        LEFT * 2.0 + COLUMN * to_f64(columns.len().saturating_sub(1)) + BOX_WIDTH,
        TOP + ROW * to_f64(rows) + 60.0,
    );
    let mut document = Document::new()
        .set("viewBox", (0, 0, width, height))
        .set("width", width)
        .set("height", height)
        .set("font-family", "Helvetica, Arial, sans-serif")
        .set("font-size", 12)
        .add(arrow())
        .add(Rectangle::new().set("width", "100%").set("height", "100%").set("fill", "white"));
    document = document.add(lines(graph, &places)).add(boxes(graph, &places)).add(titles(columns));
    document.add(legend(height - 20.0)).to_string()
}

/// The upper left corner of each box; every column stands in the middle of the highest one.
fn places(graph: &Graph, columns: &[Vec<usize>]) -> Vec<(f64, f64)> {
    let rows = columns.iter().map(Vec::len).max().unwrap_or_default();
    let mut places = vec![(0.0, 0.0); graph.boxes.len()];
    for (column, boxes) in columns.iter().enumerate() {
        let gap = ROW * to_f64(rows) / to_f64(boxes.len().max(1));
        for (rank, at) in boxes.iter().enumerate() {
            if let Some(place) = places.get_mut(*at) {
                *place =
                    (LEFT + COLUMN * to_f64(column), TOP + gap * (to_f64(rank) + 0.5) - BOX_HEIGHT / 2.0);
            }
        }
    }
    places
}

fn arrow() -> Definitions {
    let head = Path::new().set("d", "M0 0 L8 4 L0 8 z").set("fill", "#dc2626");
    let marker = Marker::new()
        .set("id", "arrow")
        .set("refX", 8)
        .set("refY", 4)
        .set("markerWidth", 8)
        .set("markerHeight", 8)
        .set("markerUnits", "userSpaceOnUse")
        .set("orient", "auto");
    Definitions::new().add(marker.add(head))
}

fn lines(graph: &Graph, places: &[(f64, f64)]) -> Group {
    let mut group = Group::new().set("fill", "none");
    for line in &graph.lines {
        let (Some(from), Some(to)) = (places.get(line.from), places.get(line.to)) else { continue };
        let (colour, width, dashes) = style(line.tie);
        let mut path = Path::new()
            .set("d", curve(*from, *to))
            .set("stroke", colour)
            .set("stroke-width", width)
            .set("stroke-opacity", 0.75)
            .set("stroke-dasharray", dashes);
        if matches!(line.tie, Tie::Becomes | Tie::MayBecome) {
            path = path.set("marker-end", "url(#arrow)");
        }
        group = group.add(path);
    }
    group
}

/// A line from the right side of a box to the left side of the next; between boxes of one column a bow on the right.
fn curve(from: (f64, f64), to: (f64, f64)) -> String {
    let (y1, y2) = (from.1 + BOX_HEIGHT / 2.0, to.1 + BOX_HEIGHT / 2.0);
    let x1 = from.0 + BOX_WIDTH;
    if to.0 - from.0 < 1.0 {
        let x2 = to.0 + BOX_WIDTH;
        let bow = x1 + 40.0 + (y2 - y1).abs().min(240.0) / 4.0;
        return format!("M{x1:.1} {y1:.1} C{bow:.1} {y1:.1} {bow:.1} {y2:.1} {x2:.1} {y2:.1}");
    }
    let middle = f64::midpoint(x1, to.0);
    format!("M{x1:.1} {y1:.1} C{middle:.1} {y1:.1} {middle:.1} {y2:.1} {:.1} {y2:.1}", to.0)
}

fn boxes(graph: &Graph, places: &[(f64, f64)]) -> Group {
    let mut group = Group::new();
    for (it, (x, y)) in graph.boxes.iter().zip(places) {
        let rectangle = Rectangle::new()
            .set("x", *x)
            .set("y", *y)
            .set("width", BOX_WIDTH)
            .set("height", BOX_HEIGHT)
            .set("rx", 4)
            .set("fill", fill(it.kind))
            .set("stroke", "#374151")
            .set("stroke-width", 0.8);
        let text = Text::new(shortened(&shown(&it.text)))
            .set("x", x + BOX_WIDTH / 2.0)
            .set("y", y + 16.0)
            .set("text-anchor", "middle");
        group = group.add(
            Group::new()
                .add(Title::new(it.whole.lines().map(shown).collect::<Vec<_>>().join("\n")))
                .add(rectangle)
                .add(text),
        );
    }
    group
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= CHARACTERS {
        return text.to_owned();
    }
    let start = text.chars().take(CHARACTERS - 1).collect::<String>();
    format!("{start}…")
}

fn titles(columns: &[Vec<usize>]) -> Group {
    let mut group = Group::new().set("font-weight", "bold").set("font-size", 14);
    for (column, (kind, boxes)) in Kind::ALL.into_iter().zip(columns).enumerate() {
        let text = format!("{} {}", boxes.len(), kind.title());
        let x = LEFT + COLUMN * to_f64(column) + BOX_WIDTH / 2.0;
        group = group.add(Text::new(text).set("x", x).set("y", 36).set("text-anchor", "middle"));
    }
    group
}

fn legend(y: f64) -> Group {
    let mut group = Group::new();
    let mut x = LEFT;
    for (tie, text) in LEGEND {
        let (colour, width, dashes) = style(tie);
        let stroke = Stroke::new()
            .set("x1", x)
            .set("x2", x + 36.0)
            .set("y1", y - 4.0)
            .set("y2", y - 4.0)
            .set("stroke", colour)
            .set("stroke-width", width)
            .set("stroke-dasharray", dashes);
        group = group.add(stroke).add(Text::new(text).set("x", x + 44.0).set("y", y));
        x += 80.0 + 7.0 * to_f64(text.len());
    }
    group
}
