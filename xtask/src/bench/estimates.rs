//! Reading what Criterion leaves behind: for each benchmark a folder `new` with its name and its estimates.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::results::{Measurement, Refusal};
use iamkit_console::command::{Failure, read, shown};

/// The part of Criterion's `benchmark.json` that we use.
#[derive(Debug, Deserialize)]
struct Benchmark {
    full_id: String,
    throughput: Option<Throughput>,
}

#[derive(Debug, Deserialize)]
enum Throughput {
    Elements(u64),
    #[serde(untagged)]
    Other(serde::de::IgnoredAny),
}

/// The part of Criterion's `estimates.json` that we use.
#[derive(Debug, Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Debug, Deserialize)]
struct Estimate {
    point_estimate: f64,
    confidence_interval: Interval,
}

#[derive(Debug, Deserialize)]
struct Interval {
    lower_bound: f64,
    upper_bound: f64,
}

/// The part of Criterion's `sample.json` that we use: how often each sample ran, and for how long.
#[derive(Debug, Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

impl Sample {
    fn least(&self) -> Option<f64> {
        let each = self.iters.iter().zip(&self.times).map(|(iterations, time)| time / iterations);
        each.min_by(f64::total_cmp).map(round)
    }
}

/// Every measurement below the folder, in the order of their ids.
///
/// # Errors
/// When a file can't be read or isn't what Criterion writes.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<Measurement>, Failure> {
    let mut measurements = Vec::new();
    for new in folders_named_new(folder)? {
        let benchmark = read(&new.join("benchmark.json"))?;
        let estimates = read(&new.join("estimates.json"))?;
        let unreadable = |error| format!("cannot read the estimates in `{}`: {error}", shown(&new));
        let mut measurement = measurement(&benchmark, &estimates).map_err(unreadable)?;
        let samples = new.join("sample.json");
        if samples.exists() {
            let sample = serde_json::from_slice::<Sample>(&read(&samples)?).map_err(unreadable)?;
            measurement.least_ns = sample.least();
        }
        measurements.push(measurement);
    }
    measurements.sort_by(|left, right| left.id.cmp(&right.id));
    Ok(measurements)
}

fn measurement(benchmark: &[u8], estimates: &[u8]) -> Result<Measurement, serde_json::Error> {
    let benchmark = serde_json::from_slice::<Benchmark>(benchmark)?;
    let median = serde_json::from_slice::<Estimates>(estimates)?.median;
    let elements = match benchmark.throughput {
        Some(Throughput::Elements(count)) if 1 < count => Some(count),
        _ => None,
    };
    Ok(Measurement {
        id: benchmark.full_id,
        median_ns: round(median.point_estimate),
        least_ns: None,
        low_ns: round(median.confidence_interval.lower_bound),
        high_ns: round(median.confidence_interval.upper_bound),
        elements,
    })
}

/// Hundredths of a nanosecond are all that a clock can mean.
fn round(nanoseconds: f64) -> f64 {
    (nanoseconds * 100.0).round() / 100.0
}

fn folders_named_new(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let unreadable = |error| format!("cannot read `{}`: {error}", shown(&folder));
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                let is_new = path.ends_with("new") && path.join("benchmark.json").exists();
                if is_new { found.push(path) } else { open.push(path) }
            }
        }
    }
    Ok(found)
}

/// What the benches wrote down of engines that they didn't time; no file, no refusals.
///
/// # Errors
/// When a line is not what the benches write.
pub(crate) fn refusals(file: &Path) -> Result<Vec<Refusal>, Failure> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let mut refusals = text
        .lines()
        .map(serde_json::from_str::<Refusal>)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("cannot read `{}`: {error}", shown(file)))?;
    refusals.sort_by(|left, right| left.id.cmp(&right.id));
    Ok(refusals)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESTIMATES: &[u8] = br#"{"mean": {"point_estimate": 4.0}, "median": {"confidence_interval":
        {"confidence_level": 0.95, "lower_bound": 3.111, "upper_bound": 3.339},
        "point_estimate": 3.2178, "standard_error": 0.01}}"#;

    #[test]
    fn median_and_its_bounds_are_read() {
        let benchmark = br#"{"group_id": "a", "full_id": "a/first/iamkit", "throughput": null}"#;
        let read = measurement(benchmark, ESTIMATES).expect("is what Criterion writes");
        let expected = Measurement {
            id: "a/first/iamkit".to_owned(),
            median_ns: 3.22,
            least_ns: None,
            low_ns: 3.11,
            high_ns: 3.34,
            elements: None,
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn elements_are_read_and_bytes_are_not() {
        for (throughput, expected) in
            [(r#"{"Elements": 7}"#, Some(7)), (r#"{"Elements": 1}"#, None), (r#"{"Bytes": 7}"#, None)]
        {
            let benchmark = format!(r#"{{"full_id": "x", "throughput": {throughput}}}"#);
            let read = measurement(benchmark.as_bytes(), ESTIMATES).expect("is what Criterion writes");
            assert_eq!(read.elements, expected, "{throughput}");
        }
    }

    #[test]
    fn every_folder_named_new_is_found() {
        let folder = tempfile::tempdir().expect("can be made");
        for name in ["b_x/iamkit", "a_y/iamkit"] {
            let new = folder.path().join(name).join("new");
            std::fs::create_dir_all(&new).expect("can be made");
            let benchmark = format!(r#"{{"full_id": "{name}", "throughput": null}}"#);
            std::fs::write(new.join("benchmark.json"), benchmark).expect("can be written");
            std::fs::write(new.join("estimates.json"), ESTIMATES).expect("can be written");
        }
        let sample = br#"{"sampling_mode": "Linear", "iters": [1.0, 2.0], "times": [4.0, 6.0]}"#;
        std::fs::write(folder.path().join("b_x/iamkit/new/sample.json"), sample).expect("can be written");
        let found = read_all(folder.path()).expect("is read").into_iter();
        let found = found.map(|measurement| (measurement.id, measurement.least_ns)).collect::<Vec<_>>();
        assert_eq!(found, [("a_y/iamkit".to_owned(), None), ("b_x/iamkit".to_owned(), Some(3.0))]);
    }

    #[test]
    fn no_verdicts_are_no_refusals_and_a_torn_line_is_an_error() {
        let folder = tempfile::tempdir().expect("can be made");
        let file = folder.path().join("verdicts.jsonl");
        assert!(refusals(&file).expect("is no error").is_empty());
        std::fs::write(&file, "{\"id\": \"e/al").expect("can be written");
        let error = refusals(&file).expect_err("is torn").to_string();
        assert!(error.contains("verdicts.jsonl`: EOF while parsing a string"), "{error}");
    }
}
