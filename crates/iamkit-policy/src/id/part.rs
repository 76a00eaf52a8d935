//! What parts of a text tell: its account, its name.

/// Whether a text is the id of an account: twelve digits
///
/// ```
/// use iamkit_policy::id::is_account_id;
///
/// assert!(is_account_id("111122223333") && !is_account_id("11112222333x") && !is_account_id("aws"));
/// ```
#[inline]
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account in the text of an ARN, where it is the id of one
///
/// ARNs of some services have none (S73), and those of AWS's own policies say `aws`.
///
/// ```
/// use iamkit_policy::id::account_in;
///
/// assert_eq!(account_in("arn:aws:sqs:us-east-1:111122223333:jobs"), Some("111122223333"));
/// assert_eq!(account_in("arn:aws:iam::aws:policy/ReadOnlyAccess"), None);
/// assert_eq!(account_in("arn:aws:s3:::logs"), None);
/// ```
pub fn account_in(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| is_account_id(account))
}

/// What stands behind the last slash of a text: the name of what has a path; the whole where there is no slash
///
/// ```
/// use iamkit_policy::id::last_part;
///
/// assert_eq!(last_part("arn:aws:iam::111122223333:role/ops/Deploy"), "Deploy");
/// assert_eq!(last_part("alice"), "alice");
/// ```
#[inline]
pub fn last_part(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}
