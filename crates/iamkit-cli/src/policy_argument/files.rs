//! Which files an argument names: one, those of a folder, or those that fit a pattern.

use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};
use iamkit_policy::shown::{Shown, quoted};

use super::STANDARD_INPUT;
use iamkit_console::command::Failure;

/// As shells do it: `*` ends at a folder, and names that begin with a dot are left out.
const AS_SHELLS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// The arguments that an argument stands for: itself, or each JSON file of a folder and below it, or each that fits a
/// pattern, in the order of their names. A member that it names is named of each.
///
/// # Errors
/// A folder can't be read, the pattern is none, or there is no such file.
pub(crate) fn expanded(argument: &str) -> Result<Vec<String>, Failure> {
    if argument == STANDARD_INPUT || argument.starts_with("managed:") {
        return Ok(vec![argument.to_owned()]);
    }
    if Path::new(argument).exists() {
        return of_place(argument, "");
    }
    match argument.rsplit_once('#') {
        Some((place, _)) => of_place(place, argument.strip_prefix(place).unwrap_or_default()),
        None => of_place(argument, ""),
    }
}

fn of_place(place: &str, member: &str) -> Result<Vec<String>, Failure> {
    let path = Path::new(place);
    let files = if path.is_dir() {
        let folder = Path::new(&Pattern::escape(place)).join("**/*.json");
        fitting(&folder.to_string_lossy(), &format!("no JSON file in {}", quoted([place])))?
    } else if !path.exists() && place.contains(['*', '?', '[']) {
        fitting(place, &format!("no file fits {}", quoted([place])))?
    } else {
        vec![place.to_owned()]
    };
    Ok(files.into_iter().map(|file| file + member).collect())
}

/// The files that fit a pattern; where there are none, that is the error.
fn fitting(pattern: &str, none: &str) -> Result<Vec<String>, Failure> {
    let paths = glob::glob_with(pattern, AS_SHELLS)
        .map_err(|error| format!("`{}` is no pattern of files: {error}", Shown::value(pattern)))?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|error| {
            format!("cannot read `{}`: {}", Shown::value(&error.path().to_string_lossy()), error.error())
        })?;
        if !path.is_dir() {
            files.push(name(path)?);
        }
    }
    if files.is_empty() { Err(none.into()) } else { Ok(files) }
}

fn name(path: PathBuf) -> Result<String, Failure> {
    let name = path.into_os_string().into_string();
    name.map_err(|name| format!("`{}` is no text: rename it", Shown::value(&name.to_string_lossy())).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with files of these names.
    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "{}").unwrap();
        }
        folder
    }

    /// What an argument below the folder stands for, without the folder.
    fn of(folder: &tempfile::TempDir, argument: &str) -> Result<Vec<String>, String> {
        let here = format!("{}/", folder.path().display());
        let files =
            expanded(&format!("{here}{argument}")).map_err(|error| error.to_string().replace(&here, ""))?;
        Ok(files.iter().map(|file| file.replace(&here, "")).collect())
    }

    #[test]
    fn a_folder_is_its_json_files_in_order() {
        let folder =
            folder(&["b/z.json", "a.json", "b/y.json", "b/note.txt", ".git/x.json", "c.json/d.json"]);
        let all = ["a.json", "b/y.json", "b/z.json", "c.json/d.json"].map(String::from);
        assert_eq!(of(&folder, "").unwrap(), all);
        assert_eq!(of(&folder, "**/*.json").unwrap(), all);
        assert_eq!(of(&folder, "b/").unwrap(), all[1..3]);
        assert_eq!(of(&folder, "*.json").unwrap(), all[..1]);
        assert_eq!(of(&folder, "b/*#one").unwrap(), ["b/note.txt#one", "b/y.json#one", "b/z.json#one"]);
    }

    #[test]
    fn where_there_is_no_file_that_is_the_error() {
        let folder = folder(&["none/note.txt"]);
        assert_eq!(of(&folder, "none").unwrap_err(), "no JSON file in `none`");
        assert_eq!(of(&folder, "*.json").unwrap_err(), "no file fits `*.json`");
        assert!(of(&folder, "a***").unwrap_err().starts_with("`a***` is no pattern of files: "));
    }

    #[test]
    fn a_file_is_itself_whatever_it_is_called() {
        let folder = folder(&["[a]*?.json", "a#b.json"]);
        for name in ["[a]*?.json", "a#b.json", "absent.json", "absent.json#member"] {
            assert_eq!(of(&folder, name).unwrap(), [name]);
        }
        for name in ["-", "managed:*"] {
            assert_eq!(expanded(name).unwrap(), [name]);
        }
    }
}
