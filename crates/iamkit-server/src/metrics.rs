//! Metrics, in the text form that Prometheus reads.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// The times that calls are counted by, in seconds.
const BUCKETS: [f64; 11] = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.1, 1.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfCall {
    service: &'static str,
    operation: &'static str,
    /// The code of the error; `OK` where there is none.
    code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfDenial {
    layer: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfDecision {
    decision: &'static str,
}

/// What a server counts
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    calls: Family<OfCall, Counter>,
    denials: Family<OfDenial, Counter>,
    decisions: Family<OfDecision, Counter>,
    seconds: Histogram,
    pub(crate) connections: Gauge,
    pub(crate) refused_connections: Counter,
    pub(crate) audit_failures: Counter,
    pub(crate) store_failures: Counter,
    generation: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("iamkit");
        let metrics = Self {
            calls: Family::default(),
            denials: Family::default(),
            decisions: Family::default(),
            seconds: Histogram::new(BUCKETS),
            connections: Gauge::default(),
            refused_connections: Counter::default(),
            audit_failures: Counter::default(),
            store_failures: Counter::default(),
            generation: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("calls", "Calls, by operation and the code of the answer", metrics.calls.clone());
        registry.register("denials", "Calls that were denied, by layer", metrics.denials.clone());
        let decisions = metrics.decisions.clone();
        registry.register("decisions", "Questions to /authorize, by what was decided", decisions);
        registry.register("call_seconds", "Time to the answer of a call", metrics.seconds.clone());
        registry.register("connections", "Connections that are open", metrics.connections.clone());
        let refused = metrics.refused_connections.clone();
        registry.register("refused_connections", "Connections beyond the limit", refused);
        let failures = metrics.audit_failures.clone();
        registry.register("audit_failures", "Events that the audit file did not take", failures);
        let failures = metrics.store_failures.clone();
        registry.register("store_failures", "Times that the store could not be read anew", failures);
        let generation = metrics.generation.clone();
        registry.register(
            "store_generation",
            "The generation of the store that is answered from",
            generation,
        );
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// Counts a call: what it asked for, as far as that is known, and what came of it.
    pub(crate) fn called(
        &self,
        service: &'static str,
        operation: Option<&'static str>,
        code: Option<&str>,
        took: Duration,
    ) {
        let code = code.unwrap_or("OK").to_owned();
        let of_call = OfCall { service, operation: operation.unwrap_or("none"), code };
        self.calls.get_or_create(&of_call).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    /// Counts a denial.
    pub(crate) fn denied(&self, layer: &'static str) {
        self.denials.get_or_create(&OfDenial { layer }).inc();
    }

    /// Counts decisions of one kind.
    pub(crate) fn decided(&self, decision: &'static str, n: u64) {
        self.decisions.get_or_create(&OfDecision { decision }).inc_by(n);
    }

    /// The text that Prometheus reads.
    pub(crate) fn text(&self, generation: u64) -> Result<String, std::fmt::Error> {
        self.generation.set(i64::try_from(generation).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
