//! Archives of both kinds, written by the tests themselves.

use std::path::Path;

use super::{read_members, read_members_within};

#[test]
fn member_of_a_zip_and_of_a_tgz_is_read_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (zip, tgz) = (folder.path().join("a.whl"), folder.path().join("a.tgz"));
    write_zip(&zip);
    write_tgz(&tgz);
    for path in [zip, tgz] {
        let mut seen = Vec::new();
        let wanted = |name: &str| name == "data/a.json";
        read_members(&path, wanted, |name, bytes| {
            seen.push((name.to_owned(), bytes));
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, [("data/a.json".to_owned(), b"{}".to_vec())]);
    }
}

#[test]
fn all_that_an_archive_unpacks_to_is_bounded_together() {
    let folder = tempfile::tempdir().unwrap();
    let (zip, tgz) = (folder.path().join("a.whl"), folder.path().join("a.tgz"));
    write_zip(&zip);
    write_tgz(&tgz);
    // Each member has two bytes; in a tar file each stands in a block behind another one.
    for (path, enough, too_little) in [(&zip, 4, 3), (&tgz, 1 << 16, 3), (&tgz, 1 << 16, 1_100)] {
        let read = |bound| read_members_within(bound, path, |_| true, |_, _| Ok(()));
        read(enough).unwrap();
        let error = read(too_little).unwrap_err().to_string();
        let place = path.display();
        assert_eq!(error, format!("`{place}` unpacks to more than {too_little} bytes, which no archive may"));
    }
}

#[test]
fn what_is_not_wanted_of_a_stream_counts_too() {
    let folder = tempfile::tempdir().unwrap();
    let tgz = folder.path().join("a.tgz");
    write_tgz(&tgz);
    let error = read_members_within(1_100, &tgz, |_| false, |_, _| Ok(())).unwrap_err().to_string();
    assert!(error.ends_with("unpacks to more than 1100 bytes, which no archive may"), "{error}");
}

#[test]
fn file_that_is_no_archive_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.whl", "a.tgz"] {
        let path = folder.path().join(name);
        std::fs::write(&path, b"not an archive").unwrap();
        let error = read_members(&path, |_| true, |_, _| Ok(())).unwrap_err().to_string();
        assert!(error.starts_with(&format!("cannot read the archive `{}`: ", path.display())), "{error}");
    }
}

fn write_zip(path: &Path) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for name in ["data/a.json", "data/b.json"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, b"{}").unwrap();
    }
    zip.finish().unwrap();
}

fn write_tgz(path: &Path) {
    let gzip =
        flate2::write::GzEncoder::new(std::fs::File::create(path).unwrap(), flate2::Compression::default());
    let mut tar = tar::Builder::new(gzip);
    for name in ["data/a.json", "data/b.json"] {
        let mut header = tar::Header::new_gnu();
        header.set_size(2);
        header.set_cksum();
        tar.append_data(&mut header, name, &b"{}"[..]).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap();
}
