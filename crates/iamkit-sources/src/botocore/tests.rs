//! The adapter on a small wheel written here, in the schema of the package.

use std::io::Write;
use std::path::Path;

use super::BotocoreWheel;

const ENDPOINTS: &str = r#"{"partitions": [
    {"partition": "aws", "regions": {"us-east-1": {}, "us-west-1": {}, "eu-west-1": {}}, "services": {
        "email": {"endpoints": {"us-east-1": {}, "fips-us-west-1": {"credentialScope": {"region": "us-west-1"}}}},
        "iam": {"endpoints": {"aws-global": {}}, "isRegionalized": false},
        "api.parts": {"endpoints": {"eu-west-1": {}}},
        "none": {"endpoints": {"local": {}}}
    }},
    {"partition": "aws-cn", "regions": {"cn-north-1": {}}, "services": {"email": {"endpoints": {"cn-north-1": {}}}}}
], "version": 3}"#;

const PARTITIONS: &str = r#"{"partitions": [{"id": "aws", "regions": {"aws-global": {}, "sa-west-1": {}}}]}"#;

const MEMBERS: [(&str, &str); 5] = [
    ("botocore/data/endpoints.json", ENDPOINTS),
    ("botocore/data/partitions.json", PARTITIONS),
    (
        "botocore/data/ses/2010/service-2.json",
        r#"{"metadata": {"endpointPrefix": "email", "signingName": "ses"}, "operations": {}}"#,
    ),
    (
        "botocore/data/parts/2010/service-2.json",
        r#"{"metadata": {"endpointPrefix": "api.parts", "signingName": "parts"}}"#,
    ),
    ("botocore-1.dist-info/NOTICE", "Copyright Someone"),
];

fn wheel(folder: &Path, members: &[(&str, &str)]) -> BotocoreWheel {
    let path = folder.join("a.whl");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (member, content) in members {
        zip.start_file(*member, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    BotocoreWheel::read(&path).unwrap()
}

#[test]
fn services_stand_where_their_endpoints_are() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = wheel(folder.path(), &MEMBERS);
    let expected = "partition aws eu-west-1 sa-west-1 us-east-1 us-west-1\npartition aws-cn cn-north-1\n\n\
        service email aws=!eu-west-1 aws-cn=*\nservice iam aws=* aws-cn=*\nservice parts aws=eu-west-1,sa-west-1\n\
        service ses aws=!eu-west-1 aws-cn=*\n";
    assert_eq!(wheel.regions().unwrap(), expected);
    assert_eq!(wheel.notice().unwrap(), "Copyright Someone");
}

#[test]
fn what_is_missing_or_no_json_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = wheel(folder.path(), &[]).regions().unwrap_err().to_string();
    assert!(error.contains("no `botocore/data/endpoints.json` in"), "{error}");
    let broken = [("botocore/data/endpoints.json", "{")];
    let error = wheel(folder.path(), &broken).regions().unwrap_err().to_string();
    assert!(error.contains("cannot read `botocore/data/endpoints.json`"), "{error}");
}
