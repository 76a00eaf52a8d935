//! A record as CloudTrail writes it, with a fixed form: what requests are made of is typed, the rest is kept as text.
//!
//! What stands in `requestParameters` is an object in one record and a list in the next, so it stays the text that it is
//! until a parameter is asked for. The names are those of CloudTrail ("CloudTrail record contents" of its user guide), and
//! those that Athena gives to the columns of its table, which are the same in lower case.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::text::RecordText;

/// A record of a log
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the fields are the members of a record, under their own names")]
pub struct LogRecord<'a> {
    #[serde(borrow, default, rename = "eventID", alias = "eventid")]
    pub event_id: Option<RecordText<'a>>,
    #[serde(borrow, rename = "eventTime", alias = "eventtime")]
    pub event_time: RecordText<'a>,
    #[serde(borrow, rename = "eventSource", alias = "eventsource")]
    pub event_source: RecordText<'a>,
    #[serde(borrow, rename = "eventName", alias = "eventname")]
    pub event_name: RecordText<'a>,
    #[serde(borrow, default, rename = "eventType", alias = "eventtype")]
    pub event_type: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "eventCategory", alias = "eventcategory")]
    pub event_category: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "awsRegion", alias = "awsregion")]
    pub aws_region: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "sourceIPAddress", alias = "sourceipaddress")]
    pub source_ip_address: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "userAgent", alias = "useragent")]
    pub user_agent: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "errorCode", alias = "errorcode")]
    pub error_code: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "errorMessage", alias = "errormessage")]
    pub error_message: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "recipientAccountId", alias = "recipientaccountid")]
    pub recipient_account_id: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "vpcEndpointId", alias = "vpcendpointid")]
    pub vpc_endpoint_id: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "vpcEndpointAccountId", alias = "vpcendpointaccountid")]
    pub vpc_endpoint_account_id: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "userIdentity", alias = "useridentity")]
    pub user_identity: Option<UserIdentity<'a>>,
    #[serde(borrow, default, rename = "tlsDetails", alias = "tlsdetails")]
    pub tls_details: Option<TlsDetails<'a>>,
    #[serde(borrow, default)]
    pub resources: Option<Vec<RecordResource<'a>>>,
    #[serde(borrow, default, rename = "requestParameters", alias = "requestparameters")]
    pub request_parameters: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "responseElements", alias = "responseelements")]
    pub response_elements: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "eventContext", alias = "eventcontext")]
    pub event_context: Option<&'a RawValue>,
}

/// Who made a call
#[derive(Debug, Clone, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields are the members of a record, under their own names")]
pub struct UserIdentity<'a> {
    #[serde(borrow, default, rename = "type")]
    pub kind: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "principalId", alias = "principalid")]
    pub principal_id: Option<RecordText<'a>>,
    #[serde(borrow, default)]
    pub arn: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "accountId", alias = "accountid")]
    pub account_id: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "accessKeyId", alias = "accesskeyid")]
    pub access_key_id: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "userName", alias = "username")]
    pub user_name: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "invokedBy", alias = "invokedby")]
    pub invoked_by: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "identityProvider", alias = "identityprovider")]
    pub identity_provider: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "sessionContext", alias = "sessioncontext")]
    pub session_context: Option<SessionContext<'a>>,
}

/// What is told of a session
#[derive(Debug, Clone, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields are the members of a record, under their own names")]
pub struct SessionContext<'a> {
    #[serde(borrow, default, rename = "sessionIssuer", alias = "sessionissuer")]
    pub session_issuer: Option<SessionIssuer<'a>>,
    #[serde(borrow, default)]
    pub attributes: Option<SessionAttributes<'a>>,
    #[serde(borrow, default, rename = "sourceIdentity", alias = "sourceidentity")]
    pub source_identity: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "ec2RoleDelivery", alias = "ec2roledelivery")]
    pub ec2_role_delivery: Option<RecordText<'a>>,
}

/// Whose session it is
#[derive(Debug, Clone, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields are the members of a record, under their own names")]
pub struct SessionIssuer<'a> {
    #[serde(borrow, default, rename = "type")]
    pub kind: Option<RecordText<'a>>,
    #[serde(borrow, default)]
    pub arn: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "accountId", alias = "accountid")]
    pub account_id: Option<RecordText<'a>>,
}

/// When a session began, and whether with a second factor
#[derive(Debug, Clone, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields are the members of a record, under their own names")]
pub struct SessionAttributes<'a> {
    #[serde(borrow, default, rename = "creationDate", alias = "creationdate")]
    pub creation_date: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "mfaAuthenticated", alias = "mfaauthenticated")]
    pub mfa_authenticated: Option<RecordText<'a>>,
}

/// How a call was encrypted
#[derive(Debug, Clone, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields are the members of a record, under their own names")]
pub struct TlsDetails<'a> {
    #[serde(borrow, default, rename = "tlsVersion", alias = "tlsversion")]
    pub tls_version: Option<RecordText<'a>>,
}

/// A resource that a call was about
#[derive(Debug, Clone, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields are the members of a record, under their own names")]
pub struct RecordResource<'a> {
    #[serde(borrow, default, rename = "ARN", alias = "arn")]
    pub arn: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "accountId", alias = "accountid")]
    pub account_id: Option<RecordText<'a>>,
    #[serde(borrow, default, rename = "type")]
    pub kind: Option<RecordText<'a>>,
}

/// Why a text is no record
#[derive(Debug, thiserror::Error)]
#[error("no record: {0}")]
pub struct LogRecordError(#[source] serde_json::Error);

impl<'a> LogRecord<'a> {
    /// Reads one record.
    ///
    /// # Errors
    /// The text is no JSON, lacks the time, the source or the name of an event, or has something else in their place.
    ///
    /// # Examples
    /// ```
    /// use iamkit_cloudtrail::LogRecord;
    ///
    /// let text = r#"{"eventTime": "2026-05-01T10:00:00Z", "eventSource": "sqs.amazonaws.com", "eventName": "ListQueues"}"#;
    /// assert_eq!(LogRecord::parse(text)?.event_name.as_str(), "ListQueues");
    /// assert!(LogRecord::parse("{}").is_err());
    /// # Ok::<(), iamkit_cloudtrail::LogRecordError>(())
    /// ```
    pub fn parse(text: &'a str) -> Result<Self, LogRecordError> {
        serde_json::from_str(text).map_err(LogRecordError)
    }
}

/// The text in an optional member; empty where there is none.
pub(crate) fn text_of<'t>(text: Option<&'t RecordText<'_>>) -> &'t str {
    text.map_or("", RecordText::as_str)
}
