//! What the tests of the store share: names from texts, small documents, one caller.

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{Call, StoreError};

pub(crate) fn parse<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn call() -> Call {
    Call::new(parse("arn:aws:iam::111122223333:root"), parse("2026-05-01T10:00:00Z"))
}

pub(crate) fn document(action: &str) -> Arc<PolicyDocument> {
    let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#);
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
    Arc::new(parse(&text))
}

pub(crate) fn trusting(principal: &str) -> Arc<PolicyDocument> {
    let text = format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole"}}}}"#
    );
    Arc::new(parse(&text))
}

pub(crate) fn check<T: Debug>(answer: Result<T, StoreError>, code: &str, status: u16, text: &str) {
    let error = answer.unwrap_err();
    assert_eq!((error.code(), error.status(), error.to_string().as_str()), (code, status, text));
}
