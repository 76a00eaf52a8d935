//! Pictures of what hangs on what: boxes in columns, lines between them, as SVG.
//!
//! Labels are long and boxes many, so columns run from left to right and each box is a line of text. Within a column
//! boxes stand near what they are joined to (`order`), ties by label, so that the same diagram is the same picture. What
//! this deliberately is not: a layout for graphs of any shape; the caller says which column a box belongs in.

mod order;

use iamkit_policy::shown::Shown;
use svg::Document;
use svg::node::element::{Group, Path, Rectangle, Text, Title};

pub(crate) use order::{settled, to_f64};

/// A picture before it is drawn
#[derive(Debug, Default)]
pub(crate) struct Diagram {
    title: String,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

/// A box; `column` 0 is the leftmost
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// What it says.
    pub(crate) label: String,
    /// What it says to whoever points at it.
    pub(crate) note: String,
    /// Where it stands.
    pub(crate) column: usize,
    /// How it looks.
    pub(crate) colour: Colour,
}

/// A line from one box to another, by their places
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: usize,
    to: usize,
    colour: Colour,
}

/// Colours that are told apart on screen, in print and by most who see fewer of them
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    Blue,
    Orange,
}

impl Colour {
    fn stroke(self) -> &'static str {
        match self {
            Self::Blue => "#1f5fa8",
            Self::Orange => "#b35900",
        }
    }

    fn fill(self) -> &'static str {
        match self {
            Self::Blue => "#e8f0fa",
            Self::Orange => "#fdf0e1",
        }
    }
}

const MARGIN: f64 = 24.0;
const TITLE: f64 = 34.0;
const ROW: f64 = 26.0;
const BOX: f64 = 20.0;
/// Between two columns, so that lines have room to bend.
const GAP: f64 = 120.0;
/// The width of a character of the font below, near enough to hold every label.
const CHARACTER: f64 = 7.0;
const FONT: &str = "12px ui-sans-serif, Helvetica, Arial, sans-serif";

/// Where a box stands, in pixels.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
}

impl Diagram {
    /// An empty diagram.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Adds a box and gives its place, by which lines are drawn to it.
    pub(crate) fn node(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Adds a line; one from or to no box is not drawn.
    pub(crate) fn edge(&mut self, from: usize, to: usize, colour: Colour) {
        self.edges.push(Edge { from, to, colour });
    }

    /// The picture as SVG text, ending in a line feed.
    pub(crate) fn to_svg(&self) -> String {
        let columns = self.ordered_columns();
        let places = self.places(&columns);
        let width = places.iter().map(|place| place.x + place.width).fold(300.0, f64::max) + MARGIN;
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
        let height = TITLE + 2.0 * MARGIN + ROW * to_f64(rows);
        let background = Rectangle::new().set("width", "100%").set("height", "100%").set("fill", "white");
        let title = Text::new(shown(&self.title)).set("x", MARGIN).set("y", MARGIN + 6.0);
        let document = Document::new()
            .set("viewBox", (0.0, 0.0, width, height))
            .set("width", width)
            .set("height", height)
            .set("style", format!("font: {FONT}"))
            .add(background)
            .add(title.set("style", "font-size: 15px; font-weight: 600"))
            .add(self.lines(&places))
            .add(self.boxes(&places));
        format!("{document}\n")
    }

    /// The boxes of each column from top to bottom.
    fn ordered_columns(&self) -> Vec<Vec<usize>> {
        let mut columns: Vec<Vec<usize>> = Vec::new();
        for (place, node) in self.nodes.iter().enumerate() {
            columns.resize(columns.len().max(node.column + 1), Vec::new());
            if let Some(column) = columns.get_mut(node.column) {
                column.push(place);
            }
        }
        for column in &mut columns {
            column.sort_by_key(|&place| self.nodes.get(place).map(|node| &node.label));
        }
        settled(columns, self.edges.iter().map(|edge| (edge.from, edge.to)), self.nodes.len())
    }

    fn places(&self, columns: &[Vec<usize>]) -> Vec<Place> {
        let mut places = vec![Place::default(); self.nodes.len()];
        let most = columns.iter().map(Vec::len).max().unwrap_or(0);
        let mut x = MARGIN;
        for column in columns {
            let labels = column.iter().filter_map(|&place| self.nodes.get(place));
            let longest = labels.map(|node| shown(&node.label).chars().count()).max().unwrap_or(0);
            let width = CHARACTER * to_f64(longest) + 16.0;
            let top = TITLE + MARGIN + ROW * to_f64(most - column.len()) / 2.0;
            for (row, &node) in column.iter().enumerate() {
                if let Some(place) = places.get_mut(node) {
                    *place = Place { x, y: top + ROW * to_f64(row), width };
                }
            }
            x += width + GAP;
        }
        places
    }

    fn lines(&self, places: &[Place]) -> Group {
        let lines = self.edges.iter().filter_map(|edge| {
            let (from, to) = (places.get(edge.from)?, places.get(edge.to)?);
            Some(line(*from, *to).set("stroke", edge.colour.stroke()))
        });
        lines.fold(Group::new().set("fill", "none").set("stroke-opacity", 0.45), Group::add)
    }

    fn boxes(&self, places: &[Place]) -> Group {
        self.nodes
            .iter()
            .zip(places)
            .fold(Group::new(), |group, (node, place)| group.add(labelled(node, *place)))
    }
}

/// A line that leaves one box level and arrives level at the other, whichever of them stands further right.
fn line(from: Place, to: Place) -> Path {
    let is_rightward = from.x < to.x;
    let (start, end) = if is_rightward { (from.x + from.width, to.x) } else { (from.x, to.x + to.width) };
    let (y1, y2) = (from.y + BOX / 2.0, to.y + BOX / 2.0);
    if (from.x - to.x).abs() < 1.0 {
        let out = from.x + from.width;
        let bend = out + GAP / 2.0;
        return Path::new()
            .set("d", format!("M{out:.1},{y1:.1} C{bend:.1},{y1:.1} {bend:.1},{y2:.1} {out:.1},{y2:.1}"));
    }
    let middle = f64::midpoint(start, end);
    Path::new()
        .set("d", format!("M{start:.1},{y1:.1} C{middle:.1},{y1:.1} {middle:.1},{y2:.1} {end:.1},{y2:.1}"))
}

fn labelled(node: &Node, place: Place) -> Group {
    let frame = Rectangle::new()
        .set("x", place.x)
        .set("y", place.y)
        .set("width", place.width)
        .set("height", BOX)
        .set("rx", 4)
        .set("fill", node.colour.fill())
        .set("stroke", node.colour.stroke());
    let label = Text::new(shown(&node.label)).set("x", place.x + 8.0).set("y", place.y + 14.0);
    let group = Group::new();
    let group = if node.note.is_empty() { group } else { group.add(Title::new(shown(&node.note))) };
    group.add(frame).add(label)
}

/// A text as pictures show it. The elements escape what XML gives a meaning; characters that XML can't have, not even
/// escaped, are among those that hide.
pub(crate) fn shown(text: &str) -> String {
    Shown::sentence(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(label: &str, column: usize) -> Node {
        Node { label: label.into(), note: format!("about {label}"), column, colour: Colour::Blue }
    }

    fn crossed() -> Diagram {
        let mut diagram = Diagram::new("a < b & c");
        let [a, b, x, y] =
            [node("a", 0), node("b", 0), node("x", 1), node("y", 1)].map(|node| diagram.node(node));
        diagram.edge(a, y, Colour::Orange);
        diagram.edge(b, x, Colour::Blue);
        diagram
    }

    #[test]
    fn boxes_stand_beside_what_they_are_joined_to() {
        let columns = crossed().ordered_columns();
        let straight = [vec![vec![0, 1], vec![3, 2]], vec![vec![1, 0], vec![2, 3]]];
        assert!(straight.contains(&columns), "{columns:?}");
    }

    #[test]
    fn labels_are_escaped_and_the_picture_is_always_the_same() {
        let svg = crossed().to_svg();
        assert!(svg.contains("a &lt; b &amp; c"));
        assert!(svg.ends_with("</svg>\n"));
        assert_eq!(svg, crossed().to_svg());
    }

    #[test]
    fn a_diagram_of_nothing_is_a_picture_with_its_title() {
        assert!(Diagram::new("nothing").to_svg().contains("nothing"));
    }
}
