//! The codes of virtual MFA devices: time-based one-time passwords (RFC 6238).
//!
//! A seed isn't kept: it is made from the serial number, the time when the device was made, and the server's key.

use hmac::{Hmac, KeyInit as _, Mac as _};
use iamkit_store::MfaDevice;
use sha1::Sha1;

use crate::secret::Secrets;

/// Seconds that a code is good for.
const STEP: i64 = 30;
/// How many steps a device's clock may be off.
const LENIENCE: i64 = 2;
/// Bytes of a seed.
const SEED: usize = 30;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The seed of a virtual device, as apps take it: in Base32.
pub(crate) fn seed_text(secrets: &Secrets, device: &MfaDevice) -> String {
    let seed = seed(secrets, device);
    let bit = |at: usize| seed.get(at / 8).map_or(0, |byte| (byte >> (7 - at % 8)) & 1);
    let letter = |at: usize| (0..5).fold(0, |sum, place| (sum << 1) | usize::from(bit(at * 5 + place)));
    let letters = (0..SEED * 8 / 5).map(|at| char::from(BASE32.get(letter(at)).copied().unwrap_or(b'A')));
    letters.collect()
}

fn seed(secrets: &Secrets, device: &MfaDevice) -> Vec<u8> {
    let made = device.create_date().to_string();
    secrets.keyed(&["mfa", device.serial().as_str(), &made]).into_iter().take(SEED).collect()
}

/// Whether two codes of a virtual device stand one after the other, about now.
pub(crate) fn are_consecutive(
    secrets: &Secrets,
    device: &MfaDevice,
    codes: (&str, &str),
    now: i64,
    lenience: i64,
) -> bool {
    let seed = seed(secrets, device);
    let step = now.div_euclid(STEP);
    (step - lenience..=step + lenience)
        .any(|step| code(&seed, step) == codes.0 && code(&seed, step + 1) == codes.1)
}

/// Whether a code is a virtual device's about now.
pub(crate) fn is_current(secrets: &Secrets, device: &MfaDevice, text: &str, now: i64) -> bool {
    let seed = seed(secrets, device);
    let step = now.div_euclid(STEP);
    (step - LENIENCE..=step + LENIENCE).any(|step| code(&seed, step) == text)
}

/// The code of a step.
fn code(seed: &[u8], step: i64) -> String {
    // INVARIANT: HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(seed) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = digest.last().map_or(0, |byte| usize::from(byte & 15));
    let bytes = digest.get(at..at + 4).unwrap_or_default();
    let number = bytes.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 6238, of which six digits are taken.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (time, expected) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(code(b"12345678901234567890", time / STEP), expected);
        }
    }
}
