//! What has to hold of any bytes taken for a listing, an organisation, a simulation's request or the stored form of data:
//! what fuzzing drives, and an ordinary test over kept inputs.

use std::sync::Arc;

use iamkit_aws::simulation::{
    AttachmentType, GetContextKeysForCustomPolicyRequest, GetContextKeysForPrincipalPolicyRequest,
    PrincipalPolicies, SimulateCustomPolicyRequest, SimulatePolicyResponse, SimulatePrincipalPolicyRequest,
    SimulationError, context_keys_for_custom_policy, context_keys_for_principal_policy,
    simulate_custom_policy, simulate_principal_policy,
};
use iamkit_catalog::Action;
use iamkit_catalog::Catalog;
use iamkit_catalog::encode::reseal;
use iamkit_listing::details::{self, AuthorizationDetails, Documents, Leniency, Reading, Source};
use iamkit_listing::intake::Listings;
use iamkit_listing::organization;
use iamkit_listing::restore::{Restoring, listed, restore};
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_policy::shown::is_hidden;
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{Directory, Quotas};
use iamkit_validate::{Finding, PolicyResourceType, PolicyType, Severity, validate as findings};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What is violated, in words.
pub(crate) type Checked = Result<(), String>;

/// Pages of a listing or answers about an organisation in one input, at most.
const FEW_FILES: usize = 16;

/// What of a table is walked, at most: each record may name all the others.
const FEW_RECORDS: usize = 64;

/// The largest document that data may unpack to.
const LARGEST_DOCUMENT: usize = 2 << 20;

fn ensure(holds: bool, violated: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(violated()) }
}

/// A sentence hides nothing of what it quotes.
fn prints(sentence: &impl ToString) -> Checked {
    let sentence = sentence.to_string();
    ensure(!sentence.contains(is_hidden), || format!("{sentence:?} hides something"))
}

fn all_print<T: ToString>(sentences: &[T]) -> Checked {
    sentences.iter().try_for_each(prints)
}

/// Files as they stand in the bytes, each behind a line with its name and before a zero byte.
fn files(bytes: &[u8]) -> Vec<(String, &[u8])> {
    let files = bytes.split(|byte| *byte == 0).take(FEW_FILES).map(|file| {
        let end = file.iter().position(|byte| *byte == b'\n').unwrap_or(file.len());
        let (name, text) = file.split_at(end);
        (String::from_utf8_lossy(name).into_owned(), text)
    });
    files.collect()
}

fn restoring() -> Result<Restoring, String> {
    let caller = "iamkit".parse().map_err(|_| "no caller")?;
    let time = "2026-01-02T03:04:05Z".parse().map_err(|_| "no time")?;
    Ok(Restoring { caller, time, quotas: Quotas::default() })
}

fn empty() -> Directory {
    Directory::new(Arc::new(EmbeddedManagedPolicies))
}

/// The pages of a listing, one or several with zero bytes between them, are read with sentences that print; every account
/// that is taken is written and read again as itself, without a problem; and a directory takes it, keeps it and lists it as
/// it was taken, or says what is wrong.
///
/// # Errors
/// What is violated.
pub(crate) fn listing(bytes: &[u8]) -> Checked {
    let (mut sources, mut unread) = (Vec::new(), Vec::new());
    for page in bytes.split(|byte| *byte == 0).take(FEW_FILES) {
        match Source::from_bytes("page.json", page) {
            Ok(source) => sources.push(source),
            Err(problem) => unread.push(*problem),
        }
    }
    for (unknown_policies, ids) in [(false, false), (true, true)] {
        let reading = details::read_leniently(&sources, Leniency { unknown_policies, ids });
        all_print(reading.problems())?;
        all_print(reading.notes())?;
        let is_told = reading.untaken().is_empty() || !reading.problems().is_empty();
        ensure(is_told, || format!("{:?} is left out without a word", reading.untaken()))?;
        for account in reading.accounts() {
            is_written_and_read_again(account)?;
        }
        if !unknown_policies {
            is_restored(&reading)?;
        }
        is_taken(&Listings { accounts: reading, unread: unread.clone(), ..Listings::default() })?;
    }
    Ok(())
}

fn is_written_and_read_again(account: &AuthorizationDetails) -> Checked {
    for documents in [Documents::Objects, Documents::Encoded] {
        let text = details::write(account, documents).map_err(|error| format!("not written: {error}"))?;
        let sources = [Source { name: "written.json", text: &text }];
        let lenient = Leniency { unknown_policies: true, ids: false };
        let again = details::read_leniently(&sources, lenient);
        let is_same = match again.accounts() {
            [] => text == "{}" || is_nothing(account),
            [again] => again == account,
            _ => false,
        };
        ensure(is_same, || format!("{text} reads as {:?} and {:?}", again.accounts(), again.problems()))?;
        let unexpected = account.unknown.is_empty() && !again.problems().is_empty();
        ensure(!unexpected, || format!("{text} has {:?}", again.problems()))?;
    }
    Ok(())
}

/// An account of which nothing is listed has no page of its own.
fn is_nothing(account: &AuthorizationDetails) -> bool {
    account.users.is_empty()
        && account.groups.is_empty()
        && account.roles.is_empty()
        && account.policies.is_empty()
}

/// What was read without a problem is restored, and listed as it was; what can't be is told in a sentence that prints.
fn is_restored(reading: &Reading) -> Checked {
    let mut directory = empty();
    for account in reading.accounts() {
        if let Err(error) = restore(&mut directory, account, &restoring()?) {
            prints(&error)?;
            continue;
        }
        let again = listed(&directory, &account.account).map_err(|error| error.to_string())?;
        is_written_and_read_again(&again)?;
        let mut second = empty();
        let restored = restore(&mut second, &again, &restoring()?);
        restored.map_err(|error| format!("what was restored can't be restored again: {error}"))?;
        let third = listed(&second, &account.account).map_err(|error| error.to_string())?;
        ensure(third == again, || format!("{again:?} is listed as {third:?}"))?;
    }
    Ok(())
}

/// What can be taken of listings is applied without an error.
fn is_taken(listings: &Listings) -> Checked {
    let mut directory = empty();
    let intake = listings.intake(&directory, false, &restoring()?);
    let intake = intake.map_err(|error| format!("no account takes policies: {error}"))?;
    all_print(intake.problems())?;
    intake.untaken().try_for_each(|untaken| prints(&untaken))?;
    let applied = directory.apply_all(intake.changes());
    applied.map(|_| ()).map_err(|error| format!("what can be taken can't be applied: {error}"))
}

/// Answers about an organisation, each behind a line with its file's name and with zero bytes between them, are read with
/// sentences that print, the same in any order of the files; and what is taken of them can be applied.
///
/// # Errors
/// What is violated.
pub(crate) fn organization(bytes: &[u8]) -> Checked {
    let files = files(bytes);
    let (mut sources, mut unread) = (Vec::new(), Vec::new());
    for (name, text) in &files {
        match Source::from_bytes(name, text) {
            Ok(source) => sources.push(source),
            Err(problem) => unread.push(*problem),
        }
    }
    let reading = organization::read(&sources).beside_unread(unread);
    all_print(reading.problems())?;
    all_print(reading.notes())?;
    reading.untaken().iter().try_for_each(prints)?;
    let is_told = reading.untaken().is_empty() || !reading.problems().is_empty();
    ensure(is_told, || format!("{:?} is left out without a word", reading.untaken()))?;
    if reading.problems().is_empty() {
        sources.reverse();
        let turned = organization::read(&sources);
        ensure(turned.problems().is_empty(), || format!("in another order: {:?}", turned.problems()))?;
        let details = (reading.details(), turned.details());
        ensure(details.0 == details.1, || format!("in another order: {details:?}"))?;
    }
    is_taken(&Listings { organization: Some(reading), ..Listings::default() })
}

/// A request of the simulator is read and written again as itself; it is answered the same each time and page by page, or
/// refused in a sentence that prints.
///
/// What stands behind a zero byte are further identity policies, which so need no escapes.
///
/// # Errors
/// What is violated.
pub(crate) fn simulate(bytes: &[u8]) -> Checked {
    let catalog = Catalog::embedded();
    let mut parts = bytes.split(|byte| *byte == 0).take(FEW_FILES);
    let bytes = parts.next().unwrap_or_default();
    let further = parts.map(|part| String::from_utf8_lossy(part).into_owned()).collect::<Vec<_>>();
    if let Some(mut request) = request::<SimulateCustomPolicyRequest>(bytes)? {
        request.policy_input_list.extend(further.iter().cloned());
        let answer = simulate_custom_policy(catalog, &request);
        ensure(answer == simulate_custom_policy(catalog, &request), || "another answer".into())?;
        let n_actions = request.scenario.action_names.len();
        is_answer(&answer, n_actions)?;
        let is_first = request.scenario.marker.is_none();
        let few = is_first && n_actions <= FEW_RECORDS;
        if let (Ok(answer), true) = (&answer, few && request.scenario.max_items.is_none()) {
            is_the_same_in_pages(answer, |marker| {
                let mut page = request.clone();
                page.scenario.marker = marker;
                page.scenario.max_items = Some(1);
                simulate_custom_policy(catalog, &page)
            })?;
        }
    }
    if let Some(mut request) = request::<SimulatePrincipalPolicyRequest>(bytes)? {
        request.policy_input_list.get_or_insert_default().extend(further.iter().cloned());
        let answer = simulate_principal_policy(catalog, &request, &policies()?);
        is_answer(&answer, request.scenario.action_names.len())?;
    }
    if let Some(mut request) = request::<GetContextKeysForCustomPolicyRequest>(bytes)? {
        request.policy_input_list.extend(further);
        context_keys_for_custom_policy(&request).map_or_else(|error| prints(&error), |_| Ok(()))?;
    }
    if let Some(request) = request::<GetContextKeysForPrincipalPolicyRequest>(bytes)? {
        let keys = context_keys_for_principal_policy(&request, &policies()?);
        keys.map_or_else(|error| prints(&error), |_| Ok(()))?;
    }
    Ok(())
}

/// A request that is written and read again as itself; `None` for what is none.
fn request<T: DeserializeOwned + Serialize + PartialEq>(bytes: &[u8]) -> Result<Option<T>, String> {
    let Ok(request) = serde_json::from_slice::<T>(bytes) else { return Ok(None) };
    let text = serde_json::to_string(&request).map_err(|error| format!("not written: {error}"))?;
    let again = serde_json::from_str::<T>(&text).map_err(|error| format!("{error} in {text}"))?;
    ensure(again == request, || format!("{text} reads as another request"))?;
    Ok(Some(request))
}

fn policies() -> Result<PrincipalPolicies, String> {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:Put*", "Resource": "arn:aws:s3:::${aws:username}/*"}]}"#;
    let document = Arc::new(text.parse::<PolicyDocument>().map_err(|error| error.to_string())?);
    let policies = PrincipalPolicies::new()
        .with_inline(AttachmentType::User, "alice", "own", document.clone())
        .with_managed("arn:aws:iam::111122223333:policy/team/Shared", document.clone())
        .with_boundary("arn:aws:iam::111122223333:policy/Limit", document.clone());
    Ok(policies
        .with_service_control([("arn:aws:organizations::aws:policy/service_control_policy/p-x", document)]))
}

fn is_answer(answer: &Result<SimulatePolicyResponse, SimulationError>, n_actions: usize) -> Checked {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return prints(error),
    };
    let n_results = answer.evaluation_results.len();
    ensure(n_results <= n_actions, || format!("{n_results} results of {n_actions} actions"))?;
    ensure(answer.is_truncated == answer.marker.is_some(), || "a page without a next one".into())?;
    serde_json::to_string(answer).map(|_| ()).map_err(|error| format!("not written: {error}"))
}

/// The pages of one result each are the results of the whole answer, as far as it goes.
fn is_the_same_in_pages(
    whole: &SimulatePolicyResponse,
    ask: impl Fn(Option<String>) -> Result<SimulatePolicyResponse, SimulationError>,
) -> Checked {
    let mut marker = None;
    for result in &whole.evaluation_results {
        let page = ask(marker).map_err(|error| format!("a page is refused: {error}"))?;
        ensure(page.evaluation_results == [result.clone()], || format!("{page:?} instead of {result:?}"))?;
        marker = page.marker;
    }
    let is_end = marker.is_none() || whole.is_truncated;
    ensure(is_end, || format!("more pages than results: {marker:?}"))
}

/// The stored form of a catalog or of managed policies is opened or refused, and what is opened is walked: what points
/// nowhere gives nothing, and no document is larger than one may be.
///
/// The checksum of a catalog is made to fit, for otherwise nothing but the embedded one was ever read.
///
/// # Errors
/// What is violated.
pub(crate) fn bytes(bytes: &[u8]) -> Checked {
    match Catalog::from_bytes(bytes.to_vec()) {
        Ok(catalog) => walk(&catalog)?,
        Err(error) => prints(&error)?,
    }
    let mut sealed = bytes.to_vec();
    reseal(&mut sealed);
    match Catalog::from_bytes(sealed) {
        Ok(catalog) => walk(&catalog)?,
        Err(error) => prints(&error)?,
    }
    match ManagedPolicies::from_bytes(bytes.to_vec()) {
        Ok(policies) => unpack(&policies),
        Err(error) => prints(&error),
    }
}

fn walk(catalog: &Catalog) -> Checked {
    for service in catalog.services().take(FEW_RECORDS) {
        let n_texts = service.actions().take(FEW_RECORDS).map(|action| action.name().len()).sum::<usize>();
        let n_keys = service.condition_keys().take(FEW_RECORDS).count();
        ensure(n_keys <= FEW_RECORDS && n_texts <= FEW_RECORDS << 10, || "too much of a service".into())?;
        let _ = (service.title(), catalog.service(service.prefix()));
        for kind in service.resource_types().take(FEW_RECORDS) {
            let _ = (
                kind.arn_templates().take(FEW_RECORDS).count(),
                kind.condition_keys().take(FEW_RECORDS).count(),
            );
            let _ = catalog.resource_type(service.prefix(), kind.name());
        }
    }
    catalog.actions().take(FEW_RECORDS).try_for_each(|action| walk_action(catalog, &action))?;
    for key in catalog.condition_keys().take(FEW_RECORDS) {
        let _ = (key.is_template(), key.is_of_any_action(), key.types().iter().count());
        let _ = (key.matches(key.name()), catalog.condition_key(key.name()));
    }
    let _ = (catalog.nearest_actions("s3:GetObjec", 3).len(), catalog.nearest_services("s4", 3).len());
    let _ = (catalog.nearest_condition_keys("aws:SourceI", 3).len(), catalog.keys_near("s3:prefx", 3).len());
    let _ = catalog.sources().take(FEW_RECORDS).count();
    for pattern in ["*", "s3:*", "*:Get?*", "s3:GetObject"] {
        let _ =
            (catalog.action_set(pattern).len(), catalog.actions_matching(pattern).take(FEW_RECORDS).count());
    }
    Ok(())
}

fn walk_action(catalog: &Catalog, action: &Action<'_>) -> Checked {
    let name = action.to_string();
    let found = catalog.action(&name);
    let is_named = found.is_none_or(|found| found.to_string().eq_ignore_ascii_case(&name));
    ensure(is_named, || format!("another action is found as {name:?}"))?;
    for used in action.resource_types().take(FEW_RECORDS) {
        let _ = (used.is_required(), used.condition_keys().take(FEW_RECORDS).count());
    }
    for other in action.dependent_actions().take(FEW_RECORDS) {
        let _ = (other.name().len(), other.action().map(|other| other.to_string()));
    }
    let _ = (action.is_wildcard_only(), action.service().map(|service| service.prefix().len()));
    let _ = action.own_condition_keys().take(FEW_RECORDS).count();
    let _ = action.condition_keys().take(FEW_RECORDS).count();
    Ok(())
}

fn unpack(policies: &ManagedPolicies) -> Checked {
    for policy in policies.iter().take(FEW_RECORDS) {
        let found =
            policies.policy(policy.name()).map_err(|error| format!("not found by its name: {error}"))?;
        ensure(found.arn() == policy.arn(), || format!("{found:?} is found as {policy:?}"))?;
        policies.policy(&policy.arn()).map_or_else(|error| prints(&error), |_| Ok(()))?;
        let _ = (policy.missing_versions().len(), policy.current().id(), policy.created(), policy.updated());
        for version in policy.versions().rev().take(4) {
            policy.version(version.id()).map_or_else(|error| prints(&error), |_| Ok(()))?;
            match version.document_text() {
                Ok(text) => ensure(text.len() <= LARGEST_DOCUMENT, || format!("{} bytes", text.len()))?,
                Err(error) => prints(&error)?,
            }
            version.document().map_or_else(|error| prints(&error), |_| Ok(()))?;
        }
    }
    Ok(())
}

/// The policy types that documents are validated as.
fn policy_types() -> impl Iterator<Item = PolicyType> {
    let of_resources = PolicyResourceType::ALL.iter().map(|it| PolicyType::Resource(Some(*it)));
    let others = [
        PolicyType::Identity,
        PolicyType::Resource(None),
        PolicyType::ServiceControl,
        PolicyType::ResourceControl,
    ];
    others.into_iter().chain(of_resources)
}

/// Whatever a text is validated as, its findings print, lie within the text and stand in its order; a document that the
/// strict reader takes has none that says that its shape is wrong.
///
/// # Errors
/// What is violated.
pub(crate) fn validate(bytes: &[u8]) -> Checked {
    let text = String::from_utf8_lossy(bytes);
    let is_read = text.parse::<PolicyDocument>().is_ok();
    for policy_type in policy_types() {
        let found = match findings(&text, policy_type, Catalog::embedded()) {
            Ok(found) => found,
            Err(error) => return prints(&error),
        };
        let mut before = 0;
        for finding in &found {
            prints(&finding.message)?;
            ensure(!is_read || !is_of_shape(finding), || format!("{finding:?} of a document that is read"))?;
            let start = finding.locations.first().map(|location| location.start.offset);
            ensure(start.is_some_and(|start| before <= start), || format!("{finding:?} is out of order"))?;
            before = start.unwrap_or_default();
            within(&text, finding)?;
        }
    }
    Ok(())
}

fn within(text: &str, finding: &Finding) -> Checked {
    let count = text.chars().count();
    finding.locations.iter().try_for_each(|location| {
        let (start, end) = (location.start.offset, location.end.offset);
        ensure(start <= end && end <= count, || format!("{location:?} is outside of the text"))
    })
}

/// What the strict reader refuses, too.
fn is_of_shape(finding: &Finding) -> bool {
    const CODES: [&str; 10] = [
        "JSON_SYNTAX_ERROR",
        "DATA_TYPE_MISMATCH",
        "INVALID_POLICY_ELEMENT",
        "INVALID_VERSION",
        "INVALID_EFFECT",
        "MISSING_EFFECT",
        "MISSING_ACTION",
        "MISSING_STATEMENT",
        "UNSUPPORTED_ELEMENT_COMBINATION",
        "INVALID_CONDITION_OPERATOR",
    ];
    // Resource control policies take the newer version alone.
    let is_of_kind = finding.code == "INVALID_VERSION";
    finding.severity == Severity::Error && CODES.contains(&finding.code) && !is_of_kind
}
