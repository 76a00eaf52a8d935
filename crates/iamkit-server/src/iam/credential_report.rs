//! The credential report: a table of all users and how they can sign in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iamkit_store::{AccessKey, Account, PasswordPolicy, Timestamp, User};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::report::Report;

const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
    password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
    access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,\
    cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const NONE: &str = "N/A";
const DAY: i64 = 86_400;

#[derive(Debug, Deserialize)]
pub(crate) struct ReportRequest {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GenerateReportResponse {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
}

/// The first call begins a report and the next one has it, of the account as it is then.
pub(crate) fn generate_credential_report(
    call: &Invocation<'_>,
    _input: ReportRequest,
) -> Result<GenerateReportResponse, WireError> {
    let account = call.account()?;
    if call.state.reports.begin(account.id()) {
        let description = Some("No report exists. Starting a new report generation task");
        return Ok(GenerateReportResponse { state: "STARTED", description });
    }
    call.state.reports.end(account.id(), Report { time: call.time, text: report(account) });
    Ok(GenerateReportResponse { state: "COMPLETE", description: None })
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetReportResponse {
    content: String,
    report_format: &'static str,
    generated_time: String,
}

pub(crate) fn get_credential_report(
    call: &Invocation<'_>,
    _input: ReportRequest,
) -> Result<GetReportResponse, WireError> {
    let missing = || WireError::new("ReportNotPresent", 410, "No report is present. Generate one first.");
    let report = call.state.reports.last(call.account_id()).ok_or_else(missing)?;
    Ok(GetReportResponse {
        content: STANDARD.encode(report.text),
        report_format: "text/csv",
        generated_time: report.time.to_string(),
    })
}

fn report(account: &Account) -> String {
    let users = account.users().map(|user| line(account, user));
    [HEADER.to_owned()].into_iter().chain(users).collect::<Vec<_>>().join("\n")
}

fn line(account: &Account, user: &User) -> String {
    let credentials = user.credentials();
    let profile = credentials.login_profile();
    let mut cells = vec![user.name().to_string(), user.arn().to_owned(), user.create_date().to_string()];
    cells.push(profile.is_some().to_string());
    // Nobody signs in to a console here.
    cells.push(if profile.is_some() { "no_information" } else { NONE }.to_owned());
    cells.push(profile.map_or_else(|| NONE.to_owned(), |profile| profile.changed().to_string()));
    let next = profile.and_then(|profile| next_rotation(account.password_policy()?, profile.changed()));
    cells.push(next.map_or_else(|| NONE.to_owned(), |date| date.to_string()));
    cells.push((credentials.mfa_devices().len() != 0).to_string());
    let mut keys = user.access_keys().collect::<Vec<_>>();
    keys.sort_by_key(|key| key.create_date());
    (0..2).for_each(|at| cells.extend(key_cells(keys.get(at).copied())));
    let mut certificates = credentials.signing_certificates().collect::<Vec<_>>();
    certificates.sort_by_key(|certificate| certificate.create_date());
    for at in 0..2 {
        let certificate = certificates.get(at);
        let is_active = certificate.is_some_and(|it| it.status() == iamkit_store::AccessKeyStatus::Active);
        cells.push(is_active.to_string());
        cells.push(certificate.map_or_else(|| NONE.to_owned(), |it| it.create_date().to_string()));
    }
    cells.join(",")
}

fn next_rotation(policy: &PasswordPolicy, changed: Timestamp) -> Option<Timestamp> {
    Timestamp::from_seconds(changed.as_seconds() + i64::from(policy.max_age?) * DAY)
}

fn key_cells(key: Option<&AccessKey>) -> [String; 5] {
    let none = || NONE.to_owned();
    let used = key.and_then(AccessKey::last_used);
    [
        key.is_some_and(AccessKey::is_active).to_string(),
        key.map_or_else(none, |key| key.create_date().to_string()),
        used.map_or_else(none, |used| used.date().to_string()),
        used.map_or_else(none, |used| used.region().to_string()),
        used.map_or_else(none, |used| used.service().to_string()),
    ]
}
