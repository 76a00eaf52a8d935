//! Logs are read in every form, whole; what is broken is told with its place, and the rest goes on.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use iamkit_cloudtrail::{
    EventFilter, LogProblem, LogProblemKind, LogRecord, Logs, ReadTally, ReadingOptions, RecordPlace, Sink,
    map_logs, read_log,
};

#[derive(Default)]
struct Seen {
    names: Vec<String>,
    places: Vec<(u64, u64)>,
    problems: Vec<LogProblem>,
    is_strict: bool,
}

impl Sink for Seen {
    fn record(&mut self, place: RecordPlace<'_>, record: &LogRecord<'_>, _text: &str) {
        self.names.push(record.event_name.as_str().to_owned());
        self.places.push((place.record, place.offset));
    }

    fn problem(&mut self, problem: LogProblem) -> bool {
        self.problems.push(problem);
        !self.is_strict
    }
}

impl Seen {
    fn kinds(&self) -> Vec<(LogProblemKind, u64)> {
        self.problems.iter().map(|problem| (problem.kind, problem.record)).collect()
    }
}

fn event(name: &str) -> String {
    format!(
        r#"{{"eventTime": "2026-05-01T10:00:00Z", "eventSource": "sqs.amazonaws.com", "eventName": "{name}",
        "userAgent": "brackets ]}} and \"quotes\" \\"}}"#
    )
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read_strictly(bytes: &[u8], is_strict: bool) -> (Seen, ReadTally) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    std::fs::write(&file, bytes).unwrap();
    let mut seen = Seen { is_strict, ..Seen::default() };
    let tally = read_log(&file, &mut seen);
    (seen, tally)
}

fn read(bytes: &[u8]) -> Seen {
    read_strictly(bytes, false).0
}

#[test]
fn records_are_read_from_every_form_of_log() {
    let [a, b] = ["A", "B"].map(event);
    let looked_up =
        serde_json::json!({"Events": [{"EventId": "1", "CloudTrailEvent": a}, {"CloudTrailEvent": b}]});
    for text in [
        format!(r#"{{"Records": [{a}, {b}]}}"#),
        format!("\u{feff} {{\n \"Records\" :\n[ {a} , {b} ]\n}}\n"),
        format!(r#"{{"Records":[{a}],"More":{{"x":[1]}},"y":"]"}}{{"Records":[{b}]}}"#),
        format!("{a}\n{b}\n"),
        format!("[{a},\n{b}]"),
        looked_up.to_string(),
    ] {
        let plain = read(text.as_bytes());
        assert_eq!((&*plain.names, plain.kinds()), (&["A".to_owned(), "B".to_owned()][..], vec![]), "{text}");
        let packed = read(&gzipped(text.as_bytes()));
        assert_eq!((packed.names, packed.places), (plain.names, plain.places));
    }
}

#[test]
fn exports_of_athena_are_read_as_well() {
    let line = r#"{"eventtime": "2026-05-01T10:00:00Z", "eventsource": "iam.amazonaws.com", "eventname": "GetRole", "eventid": "1",
        "recipientaccountid": "111122223333", "useridentity": {"type": "IAMUser", "accountid": "111122223333",
        "arn": "arn:aws:iam::111122223333:user/bob"}, "requestparameters": "{\"roleName\":\"deploy\"}"}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.jsonl.gz");
    std::fs::write(&file, gzipped(line.as_bytes())).unwrap();
    let mut events = Vec::new();
    let options = ReadingOptions { threads: 1, is_strict: false, on_file: None };
    map_logs(&[file], &EventFilter::default(), options, |event| events.push(event));
    assert_eq!(events[0].resources, ["arn:aws:iam::111122223333:role/deploy"]);
}

/// A table as Athena writes it: quotes around every cell, quotes within doubled, line feeds within cells.
#[test]
fn tables_in_csv_are_read_and_their_problems_told_with_their_place() {
    let table = concat!(
        "\"useridentity\",\"eventtime\",\"eventsource\",\"eventname\",\"requestparameters\"\n",
        "\"{type=IAMUser, arn=arn:aws:iam::111122223333:user/bob, accountid=111122223333}\",\"2026-05-01T10:00:00Z\",",
        "\"iam.amazonaws.com\",\"GetRole\",\"{\n\"\"roleName\"\":\"\"deploy\"\"}\"\r\n",
        "\"Root\",\"2026-05-01T10:00:00Z\",\"iam.amazonaws.com\",\"GetUser\",\"null\"\n",
        "\"{type=Root, accountid=111122223333}\",\"2026-05-01 10:00:01.000\",\"iam.amazonaws.com\",\"ListUsers\",\"\"\n",
        "\"{type=Root}\",\"2026",
    );
    for bytes in [table.as_bytes().to_vec(), gzipped(table.as_bytes())] {
        let seen = read(&bytes);
        assert_eq!(seen.names, ["GetRole", "ListUsers"]);
        assert_eq!(seen.kinds(), [(LogProblemKind::NoRecord, 2), (LogProblemKind::Truncated, 4)]);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.csv");
    std::fs::write(&file, table).unwrap();
    let mut events = Vec::new();
    let options = ReadingOptions { threads: 1, is_strict: false, on_file: None };
    map_logs(&[file], &EventFilter::default(), options, |event| events.push(event));
    assert_eq!(events[0].resources, ["arn:aws:iam::111122223333:role/deploy"]);
    let whole = read(format!("eventjson\n\"{}\"\n", event("A").replace('"', "\"\"")).as_bytes());
    assert_eq!((whole.names, whole.problems.len()), (vec!["A".to_owned()], 0));
    assert_eq!(read(b"a,b\n1,2\n").kinds(), [(LogProblemKind::NoLog, 1)]);
}

#[test]
fn what_is_no_record_is_told_with_its_place_and_the_rest_goes_on() {
    let [a, b] = ["A", "B"].map(event);
    let seen = read(
        format!(r#"{{"Records": [{a}, {{"eventName": 1}}, 7, "x,]", {{"eventName" "x"}}, {b}]}}"#).as_bytes(),
    );
    assert_eq!(seen.names, ["A", "B"]);
    let no_record = |record| (LogProblemKind::NoRecord, record);
    assert_eq!(seen.kinds(), [no_record(2), no_record(3), no_record(4), no_record(5)]);
    assert_eq!(seen.places[1].0, 6);
    let first = &seen.problems[0];
    assert_eq!(first.offset, 15 + a.len() as u64);
    assert!(first.to_string().contains("log`, record 2 at byte "), "{first}");
    let lines = read(format!("{a}\nnonsense {{\n{b}\n").as_bytes());
    assert_eq!((lines.names.len(), lines.kinds()), (2, vec![no_record(2)]));
}

#[test]
fn a_packed_file_that_ends_behind_its_header_is_broken() {
    let packed = gzipped(b"{}");
    for length in [3, 10, 11] {
        let seen = read(&packed[..length]);
        assert_eq!(seen.kinds(), [(LogProblemKind::BrokenGzip, 1)], "{length} bytes");
    }
}

#[test]
fn truncated_and_broken_files_give_what_they_have() {
    let [a, b] = ["A", "B"].map(event);
    let whole = format!(r#"{{"Records": [{a}, {b}]}}"#);
    let cut = read(&whole.as_bytes()[..whole.len() - 20]);
    assert_eq!((cut.names.len(), cut.kinds()), (1, vec![(LogProblemKind::Truncated, 2)]));
    let many = format!(
        r#"{{"Records": [{}]}}"#,
        (0..3000).map(|n| event(&n.to_string())).collect::<Vec<_>>().join(",")
    );
    let mut packed = gzipped(many.as_bytes());
    packed.truncate(packed.len() / 2);
    let broken = read(&packed);
    assert!(100 < broken.names.len() && broken.names.len() < 3000, "{}", broken.names.len());
    assert_eq!(broken.kinds().len(), 1);
    assert_eq!(broken.problems[0].kind, LogProblemKind::BrokenGzip);
    for nothing in ["", "   \n"] {
        assert!(read(nothing.as_bytes()).kinds().is_empty());
    }
    assert_eq!(read(b"<html>").kinds(), [(LogProblemKind::NoLog, 1)]);
    assert_eq!(read(b"{\"Records\": ").kinds(), [(LogProblemKind::Truncated, 1)]);
    let mut seen = Seen::default();
    read_log(Path::new("/nowhere/at/all"), &mut seen);
    assert_eq!(seen.problems[0].kind, LogProblemKind::Unreadable);
}

#[test]
fn records_across_what_is_read_at_once_are_whole() {
    let long = "x".repeat(100_000);
    let records = (0..40).map(|n| event(&format!("{n}{long}"))).collect::<Vec<_>>().join(",");
    let (seen, tally) = read_strictly(format!(r#"{{"Records":[{records}]}}"#).as_bytes(), false);
    assert_eq!((seen.names.len(), seen.kinds().len(), tally.records), (40, 0, 40));
    assert_eq!(tally.bytes, records.len() as u64 + 14);
}

#[test]
fn strict_reading_stops_at_the_first_problem() {
    let (seen, _) = read_strictly(format!("{}\n7\n{}\n8", event("A"), event("B")).as_bytes(), true);
    assert_eq!((seen.names, seen.problems.len()), (vec!["A".to_owned()], 1));
}

#[test]
fn nothing_panics_on_any_cut_of_a_log() {
    let whole =
        format!(r#"{{"Records": [{}, 7, "a\"", {}], "x": {{"y": [{{}}]}}}} {{}}"#, event("A"), event("B"));
    for at in 0..whole.len() {
        let seen = read(&whole.as_bytes()[..at]);
        assert!(seen.names.len() <= 2);
        read(&whole.as_bytes()[at..]);
    }
}

#[test]
fn folders_are_walked_in_the_order_of_names_without_digests() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str| {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, event("A")).unwrap();
        file
    };
    let trail = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/05";
    let later = put(&format!("{trail}/02/111122223333_CloudTrail_eu-west-1_2.json.gz"));
    let first = put(&format!("{trail}/01/111122223333_CloudTrail_eu-west-1_1.json.gz"));
    put(
        "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/05/01/111122223333_CloudTrail-Digest_eu-west-1_1.json.gz",
    );
    put("AWSLogs/readme.txt");
    let last = put("z.jsonl");
    let logs = Logs::find(&[folder.path()]).unwrap();
    // Files of a folder stand before those of the folders in it.
    assert_eq!(logs.files, [last, first, later]);
    assert_eq!((logs.digests, logs.others), (1, 1));
    let error = Logs::find(&[PathBuf::from("/nowhere/at/all")]).unwrap_err();
    assert_eq!(error.to_string(), "cannot read `/nowhere/at/all`");
}

#[test]
fn what_comes_out_is_the_same_on_any_number_of_threads_and_in_the_order_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let files = (0..30).map(|file| {
        let path = folder.path().join(format!("{file:02}.json"));
        let events = (0..300).map(|n| event(&format!("{file}-{n}"))).collect::<Vec<_>>();
        std::fs::write(&path, events.join("\n")).unwrap();
        path
    });
    let files = files.collect::<Vec<_>>();
    let mapped = |threads| {
        let mut events = Vec::new();
        let options = ReadingOptions { threads, is_strict: false, on_file: None };
        let tally = map_logs(&files, &EventFilter::default(), options, |event| events.push(event));
        (events, tally)
    };
    let one = mapped(1);
    assert_eq!((one.0.len(), one.1.files, one.1.records, one.1.unmapped.len()), (9000, 30, 9000, 9000));
    let three = mapped(3);
    assert_eq!(one.0, three.0);
    assert_eq!(one.1, three.1);
}
