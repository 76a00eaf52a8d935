//! How fast logs become requests: a trail of a drawn account, many times over, in gzipped files.
//!
//! `cargo run --release -p iamkit-cloudtrail --example logs [MEGABYTES] [THREADS]`

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "an example for people")]

use std::io::Write as _;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use iamkit_account::view::AccessView;
use iamkit_cloudtrail::{EventFilter, Judge, ReadingOptions, TrailUsage, check};
use iamkit_testkit::accounts::{AccountShape, imported, listing};
use iamkit_testkit::trails;
use serde_json::json;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|number| number.parse::<usize>().ok());
    let (megabytes, threads) = (numbers.next().unwrap_or(400), numbers.next().unwrap_or(1));
    let shape = AccountShape { users: 30, roles: 20, groups: 6, policies: 20, seed: 1 };
    let directory = imported::imported(&listing(&shape));
    let mut records = trails::records(directory.accounts().next().unwrap(), 1, 500);
    // What records of AWS have besides, and nobody asks about.
    for record in &mut records {
        record["responseElements"] =
            json!({"credentials": {"sessionToken": "x".repeat(300)}, "answer": [1, 2, {"a": "b"}]});
        record["additionalEventData"] = json!({"CipherSuite": "TLS_AES_128_GCM_SHA256", "bytesTransferredIn": 0,
            "AuthenticationMethod": "AuthHeader", "x-amz-id-2": "y".repeat(90), "bytesTransferredOut": 326});
        record["requestID"] = "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f".into();
        record["readOnly"] = true.into();
        record["managementEvent"] = true.into();
    }
    let text = trails::log(&records);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let count = (megabytes * 1_000_000 / text.len()).max(1);
    let files = (0..count).map(|at| {
        let file = folder.path().join(format!("{at}.json.gz"));
        std::fs::write(&file, &packed).unwrap();
        file
    });
    let files = files.collect::<Vec<_>>();
    let view = AccessView::new(&directory).unwrap();
    let judge = Judge::new(&view);
    let started = Instant::now();
    let options = ReadingOptions { threads, is_strict: false, on_file: None };
    let usage = TrailUsage::read(&files, &EventFilter::default(), judge.keys(), options);
    let read = started.elapsed();
    let checked = check(&usage, &judge).unwrap().len();
    let whole = started.elapsed();
    let bytes = usage.tally().bytes;
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let rate = bytes as f64 / 1e6 / whole.as_secs_f64();
    println!(
        "{} files, {bytes} bytes, {} records on {threads} threads: read and mapped in {read:.2?}, {checked} decided in {:.2?}: {rate:.0} MB/s",
        usage.tally().files,
        usage.tally().records,
        whole.saturating_sub(read),
    );
}
