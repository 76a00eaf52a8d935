//! Passwords: what they have to be, and the salted hashes that alone are kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use iamkit_store::{Account, LoginProfile, PasswordHash, PasswordPolicy};
use iamkit_wire::WireError;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// How often a password is hashed.
const ROUNDS: u32 = 100_000;
/// The symbols that count as such.
const SYMBOLS: &str = "!@#$%^&*()_+-=[]{}|'";
/// What AWS asks where the account asks nothing: so many characters, of so many of the four kinds.
const DEFAULT_LENGTH: usize = 8;
const DEFAULT_KINDS: usize = 3;

/// A hash of a password with a salt of its own.
pub(crate) fn hash(password: &str) -> Result<PasswordHash, WireError> {
    let failure = || WireError::new("ServiceFailure", 500, "The password can't be hashed");
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| failure())?;
    hashed(password, ROUNDS, &salt).parse().map_err(|_| failure())
}

fn hashed(password: &str, rounds: u32, salt: &[u8]) -> String {
    let key = pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(password.as_bytes(), salt, rounds);
    let (salt, key) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(key));
    format!("pbkdf2-sha256:{rounds}:{salt}:{key}")
}

/// Whether a hash is a password's.
pub(crate) fn is_of(hash: &PasswordHash, password: &str) -> bool {
    let again = || {
        let mut parts = hash.as_str().split(':').skip(1);
        let rounds = parts.next()?.parse().ok()?;
        Some(hashed(password, rounds, &STANDARD_NO_PAD.decode(parts.next()?).ok()?))
    };
    let Some(again) = again() else { return false };
    again.as_bytes().ct_eq(hash.as_str().as_bytes()).into()
}

/// Makes sure that a password is what the account asks for, and none that its policy says was taken too lately.
pub(crate) fn ensure(
    account: &Account,
    password: &str,
    earlier: Option<&LoginProfile>,
) -> Result<(), WireError> {
    let Some(policy) = account.password_policy() else { return ensure_default(account, password) };
    let lacks = |is_asked: bool, has: bool| is_asked && !has;
    let [upper, lower, digit, symbol] = kinds(password);
    let too_short = password.chars().count() < usize::try_from(policy.minimum_length).unwrap_or(usize::MAX);
    let problem = match () {
        () if too_short => format!("Password should have a minimum length of {}", policy.minimum_length),
        () if lacks(policy.require_uppercase, upper) => missing("uppercase letter"),
        () if lacks(policy.require_lowercase, lower) => missing("lowercase letter"),
        () if lacks(policy.require_numbers, digit) => missing("number"),
        () if lacks(policy.require_symbols, symbol) => missing("symbol"),
        () if is_taken_again(policy, password, earlier) => "Password has been used previously".to_owned(),
        () => return Ok(()),
    };
    Err(violation(problem))
}

fn ensure_default(account: &Account, password: &str) -> Result<(), WireError> {
    let n_kinds = kinds(password).into_iter().filter(|has| *has).count();
    let is_account =
        password == account.id().as_str() || account.alias().is_some_and(|it| it.as_str() == password);
    if password.chars().count() < DEFAULT_LENGTH || n_kinds < DEFAULT_KINDS || is_account {
        let problem = "Password does not conform to the account password policy: it must have 8 characters or more, of \
                       three of uppercase letters, lowercase letters, numbers and symbols, and must not be the name of the account";
        return Err(violation(problem.to_owned()));
    }
    Ok(())
}

/// Whether there are upper-case letters, lower-case letters, digits and symbols.
fn kinds(password: &str) -> [bool; 4] {
    let any = |is: fn(&u8) -> bool| password.as_bytes().iter().any(is);
    [
        any(u8::is_ascii_uppercase),
        any(u8::is_ascii_lowercase),
        any(u8::is_ascii_digit),
        any(|byte| SYMBOLS.as_bytes().contains(byte)),
    ]
}

fn is_taken_again(policy: &PasswordPolicy, password: &str, known: Option<&LoginProfile>) -> bool {
    let (Some(n_passwords), Some(known)) = (policy.reuse_prevention, known) else { return false };
    let hashes = [known.password()].into_iter().chain(known.earlier());
    let n_passwords = usize::try_from(n_passwords).unwrap_or(usize::MAX);
    hashes.take(n_passwords).any(|hash| is_of(hash, password))
}

fn missing(kind: &str) -> String {
    format!("Password should have at least one {kind}")
}

fn violation(problem: String) -> WireError {
    WireError::new("PasswordPolicyViolation", 400, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_its_password_alone() {
        let text = hashed("correct horse", 2, b"salt");
        let hash = text.parse::<PasswordHash>().unwrap_or_else(|_| PasswordHash::trusted("none"));
        assert!(is_of(&hash, "correct horse") && !is_of(&hash, "correct hors") && !text.contains("horse"));
        assert!(!is_of(&PasswordHash::trusted("no hash"), "correct horse"));
    }
}
