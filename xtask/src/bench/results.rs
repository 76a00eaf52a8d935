//! What is kept of a run: the content of `benches/results.json`.

use serde::{Deserialize, Serialize};

/// The version of this layout.
pub(crate) const SCHEMA: u32 = 1;

/// A run of the benchmarks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Results {
    pub(crate) schema: u32,
    pub(crate) machine: Machine,
    pub(crate) compiler: String,
    pub(crate) commit: String,
    /// The command that measured.
    pub(crate) command: String,
    /// In the order of their ids.
    pub(crate) measurements: Vec<Measurement>,
    /// What wasn't timed, and why.
    pub(crate) refusals: Vec<Refusal>,
    /// Benches that were measured again by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) again: Vec<Again>,
}

/// A bench that was measured again by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Again {
    /// Its name, with which the ids of its measurements begin.
    pub(crate) bench: String,
    pub(crate) commit: String,
    pub(crate) command: String,
}

/// Where it ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Machine {
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    pub(crate) system: String,
}

/// One measurement, in nanoseconds an iteration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Measurement {
    /// `workload/question/engine`, or `component/input`.
    pub(crate) id: String,
    pub(crate) median_ns: f64,
    /// The least of the samples: what remains when other work shares the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) least_ns: Option<f64>,
    /// The bounds of the median at 95 % confidence.
    pub(crate) low_ns: f64,
    pub(crate) high_ns: f64,
    /// How many things an iteration does, where it is more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) elements: Option<u64>,
}

/// An engine that wasn't timed on a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    pub(crate) id: String,
    pub(crate) verdict: Verdict,
    pub(crate) reason: String,
}

/// Why it wasn't timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// It decides wrongly, or fails.
    Wrong,
    /// Its language has no such thing, or nobody would use it for this.
    #[serde(rename = "not expressible")]
    NotExpressible,
}

impl Measurement {
    /// The time that is shown: the least, where the samples were kept.
    pub(crate) fn time_ns(&self) -> f64 {
        self.least_ns.unwrap_or(self.median_ns)
    }
}

impl Results {
    /// The measurement of this id.
    pub(crate) fn measurement(&self, id: &str) -> Option<&Measurement> {
        self.measurements.iter().find(|measurement| measurement.id == id)
    }

    /// The results with those of one bench in place of its older ones.
    pub(crate) fn with_again(mut self, again: Again, measurements: Vec<Measurement>) -> Self {
        let start = format!("{}/", again.bench);
        self.measurements.retain(|measurement| !measurement.id.starts_with(&start));
        self.measurements.extend(measurements.into_iter().filter(|it| it.id.starts_with(&start)));
        self.measurements.sort_by(|one, two| one.id.cmp(&two.id));
        self.again.retain(|other| other.bench != again.bench);
        self.again.push(again);
        self.again.sort_by(|one, two| one.bench.cmp(&two.bench));
        self
    }

    /// Why this id wasn't measured, if that is known.
    pub(crate) fn refusal(&self, id: &str) -> Option<&Refusal> {
        self.refusals.iter().find(|refusal| refusal.id == id)
    }
}
