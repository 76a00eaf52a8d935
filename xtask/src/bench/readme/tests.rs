//! The recorded part, from a small record.

use super::*;
use crate::results::{Again, Machine, Measurement, Refusal, SCHEMA};

pub(crate) fn sample() -> Results {
    let measurement = |id: &str, median_ns: f64, elements| Measurement {
        id: id.to_owned(),
        median_ns,
        least_ns: None,
        low_ns: median_ns * 0.9,
        high_ns: median_ns * 1.1,
        elements,
    };
    Results {
        schema: SCHEMA,
        machine: Machine { cpu: "Sample CPU".to_owned(), cores: 2, system: "linux".to_owned() },
        compiler: "rustc 1.95.0".to_owned(),
        commit: "0123abc".to_owned(),
        command: "cargo bench -p iamkit-benches -- --quick".to_owned(),
        measurements: vec![
            measurement("a/first_action_allow/hand index", 56.2, None),
            measurement("a/first_action_allow/iamkit", 24.61, None),
            measurement("catalog/expand/ses:*", 2_660.0, Some(233)),
            measurement("e/allow/iamkit", 95.0, None),
            measurement("e/allow/Cedar", 6_800.0, None),
            measurement("hostile/keys/compare/36000", 1.2e9, None),
            measurement("hostile/keys/compare/9000", 3e8, None),
            measurement("managed/current_of_the_largest", 3.1e6, None),
            measurement("managed/every_current", 79.7e6, Some(1_594)),
            measurement("prover/workmail-full-and-managed/verdict", 65_090.0, None),
        ],
        again: vec![Again {
            bench: "hostile".to_owned(),
            commit: "4567def".to_owned(),
            command: "cargo bench -p iamkit-benches --bench hostile".to_owned(),
        }],
        refusals: vec![
            Refusal {
                id: "a/first_action_allow/Cedar".to_owned(),
                verdict: Verdict::NotExpressible,
                reason: String::new(),
            },
            Refusal {
                id: "e/allow/hand index".to_owned(),
                verdict: Verdict::Wrong,
                reason: "`s3:GetObject` should be allow".to_owned(),
            },
        ],
    }
}

#[test]
fn recorded_part_shows_engines_side_by_side() {
    let expected = "
Machine: Sample CPU, 2 cores, linux; rustc 1.95.0; commit `0123abc`. Medians, one thread.

```console
cargo bench -p iamkit-benches -- --quick
```

### Decisions

![Time for a decision, on a logarithmic scale](plot.svg)

| question | iamkit | hand index | Cedar | target |
|---|--:|--:|--:|--:|
| WorkMail policy, its first action `a/first_action_allow` | 25 ns | 56 ns | – | ≤ 25 ns |
| conditions, allowed `e/allow` | 95 ns | ✗ | 6.8 µs | ≤ 150 ns |

✗ is a wrong decision, or none:

- `e/allow/hand index`: `s3:GetObject` should be allow

### Components

| what | benchmark | time | target |
|---|---|--:|--:|
| open a current document, mean over all | `managed/every_current` | 50 µs | ≤ 1 ms |
| open a current document, the largest | `managed/current_of_the_largest` | 3.1 ms | ≤ 1 ms, missed |

### Patterns expanded over the catalog

| what | benchmark | time | target |
|---|---|--:|--:|
| `ses:*` | `catalog/expand/ses:*` | 2.7 µs | ≤ 100 µs |

### Comparing policies

Reading the policies is not included, compiling them is. The solvers' seconds are of an earlier run on a like machine, for the verdict alone.

| question | `prover/…` | time | target | z3, one regex a list | z3, plain | cvc5 | Cedar's symbolic compiler (its own language, cvc5) |
|---|---|--:|--:|--:|--:|--:|--:|
| WorkMail full against v10 | `workmail-full-and-managed/verdict` | 65 µs | ≤ 1 ms | 0.61 s | 1.5 s | 0.006–0.008 s | 0.083 s |

### Hostile

`compare` is a verdict on two policies, `idle-statements` what `lint` asks of one, `summarize` all that one allows in few lines, `view` an account made ready to be asked, `escalations` who of an account can make itself more than it is. Where the budget of a question is spent the answer is `Unknown`, and more of the same takes no longer; what has more statements or characters than a question may is refused before it is looked at.

Measured again at commit `4567def`:

```console
cargo bench -p iamkit-benches --bench hostile
```

| what | `hostile/…` | time | target | of how many | time | growth |
|---|---|--:|--:|--:|--:|--:|
| 9000 keys in one statement | `keys/compare` | 300 ms | ≤ 200 ms, missed | 36000 | 1.2 s | 4.0 |
";
    assert_eq!(render(&sample()), expected);
}

#[test]
fn only_the_marked_part_is_replaced() {
    let text = format!("before\n{START}old\n{END}after\n");
    let expected = format!("before\n{START}new\n{END}after\n");
    assert_eq!(replace_recorded(&text, "new\n"), Some(expected));
    assert_eq!(replace_recorded("no marks", "new\n"), None);
}

#[test]
fn durations_have_two_or_three_digits_and_a_unit() {
    for (nanoseconds, expected) in [
        (1.24, "1.2 ns"),
        (24.61, "25 ns"),
        (1_000.0, "1 µs"),
        (1_234.0, "1.2 µs"),
        (428_000.0, "428 µs"),
        (26e6, "26 ms"),
        (1.5e9, "1.5 s"),
    ] {
        assert_eq!(duration(nanoseconds), expected);
    }
}

#[test]
fn a_bench_that_is_measured_again_takes_the_place_of_what_was_recorded_of_it() {
    let sample = sample();
    let again = Again { commit: "89abcde".to_owned(), ..sample.again[0].clone() };
    let mut measured = sample.measurement("hostile/keys/compare/9000").unwrap().clone();
    measured.median_ns = 1e8;
    let other = Measurement { id: "a/first_action_allow/iamkit".to_owned(), ..measured.clone() };
    let results = sample.clone().with_again(again.clone(), vec![measured.clone(), other]);
    assert_eq!(results.measurement("hostile/keys/compare/9000"), Some(&measured));
    assert_eq!(results.measurement("hostile/keys/compare/36000"), None);
    let kept = "a/first_action_allow/iamkit";
    assert_eq!(results.measurement(kept), sample.measurement(kept));
    assert_eq!((results.again, results.commit), (vec![again], sample.commit));
}
