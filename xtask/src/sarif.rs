//! Findings as SARIF, for the code scanners of a forge.

use std::path::Path;

use iamkit::policy::Position;
use serde_sarif::sarif::{
    ArtifactLocation, Location, Message, MultiformatMessageString, PhysicalLocation, Region,
    ReportingDescriptor, Result as Finding, Run, Sarif, Tool, ToolComponent,
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A log with one run; the rules by their ids, each with what it finds.
pub(crate) fn log(rules: &[(&str, &str)], findings: Vec<Finding>) -> Sarif {
    let run = Run::builder().tool(tool(rules)).results(findings).build();
    Sarif::builder().schema(SCHEMA.to_owned()).version(serde_json::json!("2.1.0")).runs(vec![run]).build()
}

fn tool(rules: &[(&str, &str)]) -> Tool {
    let rules = rules.iter().map(|(id, text)| {
        let description = MultiformatMessageString::from(&(*text).to_owned());
        ReportingDescriptor::builder().id(*id).short_description(description).build()
    });
    let driver = ToolComponent::builder().name("iamkit").version(env!("CARGO_PKG_VERSION"));
    Tool::builder().driver(driver.rules(rules.collect::<Vec<_>>()).build()).build()
}

/// A text without links.
pub(crate) fn message(text: String) -> Message {
    Message::builder().text(text).build()
}

/// A place in a file.
pub(crate) fn location(file: &Path, position: Position) -> Location {
    let region = Region::builder()
        .start_line(i64::from(position.line))
        .start_column(i64::from(position.column))
        .build();
    let artifact = ArtifactLocation::builder().uri(file.display().to_string()).build();
    let place = PhysicalLocation::builder().artifact_location(artifact).region(region).build();
    Location::builder().physical_location(place).build()
}
