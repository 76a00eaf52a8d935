//! Which partitions and Regions there are, and which services are there.
//!
//! The source tells of services by their endpoints and leaves some out: of those nothing is known, and nothing may be
//! concluded from that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The table that comes with this crate.
static TEXT: &str = include_str!("../data/regions.txt");

static EMBEDDED: LazyLock<Regions> = LazyLock::new(|| Regions::parse(TEXT));

/// Partitions, their Regions, and which services are there
///
/// # Examples
///
/// ```
/// use iamkit_catalog::Regions;
///
/// let regions = Regions::embedded();
/// assert_eq!(regions.partition_of("cn-north-1"), Some("aws-cn"));
/// assert_eq!(regions.is_in_region("sqs", "us-gov-west-1"), Some(true));
/// assert_eq!(regions.is_in_partition("lightsail", "aws-cn"), Some(false));
/// assert_eq!(regions.is_in_partition("no-such-service", "aws"), None);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Regions {
    source: &'static str,
    partitions: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// The Regions of each partition where a service is; a partition where it isn't is left out.
    services: BTreeMap<&'static str, BTreeMap<&'static str, BTreeSet<&'static str>>>,
}

impl Regions {
    /// Those that come with this crate.
    ///
    /// The first call reads them, which takes about a millisecond.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// What they were made from, as `name version`.
    pub fn source(&self) -> &str {
        self.source
    }

    /// The partitions, sorted.
    pub fn partitions(&self) -> impl Iterator<Item = &str> {
        self.partitions.keys().copied()
    }

    /// The Regions of a partition, sorted; none where there is no such partition.
    pub fn regions(&self, partition: &str) -> impl Iterator<Item = &str> {
        self.partitions.get(partition).into_iter().flatten().copied()
    }

    /// Whether there is such a partition.
    pub fn has_partition(&self, partition: &str) -> bool {
        self.partitions.contains_key(partition)
    }

    /// The partition of a Region, if there is such a Region.
    pub fn partition_of(&self, region: &str) -> Option<&str> {
        let found = self.partitions.iter().find(|(_, regions)| regions.contains(region));
        found.map(|(partition, _)| *partition)
    }

    /// Whether a service, as it stands in actions and ARNs, is in a partition; nothing where the source is silent.
    pub fn is_in_partition(&self, service: &str, partition: &str) -> Option<bool> {
        self.services.get(service).map(|there| there.contains_key(partition))
    }

    /// Whether a service is in a Region; nothing where the source is silent, as about its other partitions.
    ///
    /// A service of whole partitions, such as IAM, is in each of their Regions, and every service in one that is too new
    /// for the source to tell.
    pub fn is_in_region(&self, service: &str, region: &str) -> Option<bool> {
        let partition = self.partition_of(region)?;
        let there = self.services.get(service)?.get(partition);
        Some(there.is_some_and(|regions| regions.contains(region)))
    }

    /// Reads the form that `iamkit-sources` writes; a line that isn't of it says nothing.
    fn parse(text: &'static str) -> Self {
        let mut found = Self::default();
        for line in text.lines() {
            let mut words = line.split_ascii_whitespace();
            match (words.next(), words.next()) {
                (Some("partition"), Some(name)) => _ = found.partitions.insert(name, words.collect()),
                (Some("service"), Some(name)) => {
                    let there = words.filter_map(|word| found.places(word)).collect();
                    found.services.insert(name, there);
                }
                _ => {
                    let source = line.split_once(" from ").and_then(|(_, source)| source.split_once(','));
                    if let Some((source, _)) = source {
                        found.source = source;
                    }
                }
            }
        }
        found
    }

    /// A partition and the Regions there: `aws=*`, `aws=us-east-1,us-west-2`, `aws=!us-west-1`.
    fn places(&self, word: &'static str) -> Option<(&'static str, BTreeSet<&'static str>)> {
        let (partition, places) = word.split_once('=')?;
        let all = self.partitions.get(partition)?;
        let there = match (places, places.strip_prefix('!')) {
            ("*", _) => all.clone(),
            (_, Some(missing)) => all - &missing.split(',').collect(),
            _ => places.split(',').collect(),
        };
        Some((partition, there))
    }
}

#[cfg(test)]
mod tests {
    use super::Regions;

    #[test]
    fn those_checked_in_are_read() {
        let regions = Regions::embedded();
        assert!(regions.source().starts_with("botocore "), "{}", regions.source());
        let partitions = regions.partitions().collect::<Vec<_>>();
        assert!(["aws", "aws-cn", "aws-us-gov"].iter().all(|it| partitions.contains(it)), "{partitions:?}");
        assert!(regions.regions("aws").any(|region| region == "eu-central-1"));
        assert!(!regions.has_partition("awz") && regions.partition_of("us-moon-1").is_none());
        assert!(100 < regions.services.len());
        let mut places = regions.services.values().flatten();
        assert!(places.all(|(partition, there)| there.is_subset(&regions.partitions[partition])));
    }

    #[test]
    fn places_are_all_some_or_all_but_some() {
        let text =
            "# from a 1, 00\npartition p r1 r2 r3\nservice all p=*\nservice some p=r2\nservice but p=!r2\n";
        let regions = Regions::parse(text);
        let answers = |service| ["r1", "r2", "x"].map(|region| regions.is_in_region(service, region));
        assert_eq!(regions.source(), "a 1");
        assert_eq!(answers("all"), [Some(true), Some(true), None]);
        assert_eq!(answers("some"), [Some(false), Some(true), None]);
        assert_eq!(answers("but"), [Some(true), Some(false), None]);
        assert_eq!(answers("none"), [None, None, None]);
    }
}
