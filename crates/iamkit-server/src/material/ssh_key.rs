//! RSA public keys in the two forms that IAM takes them in: SSH's own (RFC 4253) and PEM.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use super::der::{self, BIT_STRING, Elements, INTEGER, NULL, OBJECT, SEQUENCE};

const KIND: &str = "ssh-rsa";
/// The object identifier of RSA, 1.2.840.113549.1.1.1.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// The fewest bytes of a modulus: IAM takes no key of less than 2,048 bits.
const MODULUS: usize = 256;

/// An RSA public key
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RsaKey {
    /// Whole numbers as both forms write them: the highest bit says nothing but the sign.
    exponent: Vec<u8>,
    modulus: Vec<u8>,
}

impl RsaKey {
    /// The key in a text of either form; none where there is none in it.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let key = if text.contains("-----BEGIN") { Self::of_pem(text) } else { Self::of_ssh(text) }?;
        let n_bytes = key.modulus.iter().skip_while(|byte| **byte == 0).count();
        (MODULUS <= n_bytes && !key.exponent.is_empty()).then_some(key)
    }

    fn of_ssh(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let blob = words.next().filter(|kind| *kind == KIND).and(words.next())?;
        let blob = STANDARD.decode(blob).ok()?;
        let mut rest = &*blob;
        let kind = string(&mut rest)?;
        let (exponent, modulus) = (string(&mut rest)?.to_vec(), string(&mut rest)?.to_vec());
        (kind == KIND.as_bytes() && rest.is_empty()).then_some(Self { exponent, modulus })
    }

    fn of_pem(text: &str) -> Option<Self> {
        let bytes = der::of_pem(text, "PUBLIC KEY")?;
        let mut outer = Elements(&bytes);
        let mut info = outer.sequence()?;
        info.sequence()?.of(OBJECT).filter(|kind| *kind == RSA)?;
        let (unused, key) = info.of(BIT_STRING)?.split_first()?;
        let mut numbers = Elements(key).sequence().filter(|_| *unused == 0)?;
        let (modulus, exponent) = (numbers.of(INTEGER)?.to_vec(), numbers.of(INTEGER)?.to_vec());
        Some(Self { exponent, modulus })
    }

    fn blob(&self) -> Vec<u8> {
        let string = |bytes: &[u8]| {
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
            [&length, bytes].concat()
        };
        [string(KIND.as_bytes()), string(&self.exponent), string(&self.modulus)].concat()
    }

    /// The key in SSH's form.
    pub(crate) fn to_ssh(&self) -> String {
        format!("{KIND} {}", STANDARD.encode(self.blob()))
    }

    /// The key in PEM's form.
    pub(crate) fn to_pem(&self) -> String {
        let integer = |bytes: &[u8]| der::element(INTEGER, &[bytes]);
        let key = der::element(SEQUENCE, &[&integer(&self.modulus), &integer(&self.exponent)]);
        let kind = der::element(SEQUENCE, &[&der::element(OBJECT, &[RSA]), &der::element(NULL, &[])]);
        let info = der::element(SEQUENCE, &[&kind, &der::element(BIT_STRING, &[&[0], &key])]);
        der::to_pem("PUBLIC KEY", &info)
    }

    /// The MD5 digest of the key, by which IAM knows it.
    pub(crate) fn fingerprint(&self) -> String {
        let digest = Md5::digest(self.blob());
        digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
    }
}

/// The next bytes, with their length before them.
fn string<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, behind) = rest.split_first_chunk::<4>()?;
    let (content, behind) = behind.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *rest = behind;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_one_key() {
        let modulus = [&[0, 0xc5][..], &[0x5a; 255]].concat();
        let key = RsaKey { exponent: vec![1, 0, 1], modulus };
        assert_eq!(RsaKey::read(&key.to_ssh()).as_ref(), Some(&key));
        assert_eq!(RsaKey::read(&(key.to_ssh() + " alice@laptop")).as_ref(), Some(&key));
        assert_eq!(RsaKey::read(&key.to_pem()).as_ref(), Some(&key));
        assert_eq!(key.fingerprint().len(), 47);
        let short = RsaKey { modulus: vec![0x5a; 128], ..key.clone() };
        assert_eq!(RsaKey::read(&short.to_ssh()), None);
        assert_eq!(RsaKey::read("ssh-rsa AAAA"), None);
        assert_eq!(RsaKey::read(&key.to_ssh().replace("ssh-rsa", "ssh-ed25519")), None);
    }
}
