//! The picture of a text as a QR code.

use qrcodegen::{QrCode, QrCodeEcc};

/// Pixels of a module, and modules of the quiet zone around them.
const SCALE: i32 = 4;
const BORDER: i32 = 4;

/// A PNG of a text as a QR code; none where it is too long for one.
pub(crate) fn qr_code(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = (code.size() + 2 * BORDER) * SCALE;
    let mut pixels = Vec::new();
    for y in 0..size {
        // Each line begins with the filter that it was written with: none.
        pixels.push(0);
        let is_dark = |x: i32| code.get_module(x / SCALE - BORDER, y / SCALE - BORDER);
        pixels.extend((0..size).map(|x| if is_dark(x) { 0 } else { 255 }));
    }
    let length = u32::try_from(size).ok()?.to_be_bytes();
    // Eight bits of grey a pixel.
    let head = [&length[..], &length, &[8, 0, 0, 0, 0]].concat();
    let chunks = [chunk(*b"IHDR", &head), chunk(*b"IDAT", &zlib(&pixels)), chunk(*b"IEND", &[])];
    Some([&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat())
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes();
    let named = [&kind[..], data].concat();
    [&length[..], &named, &crc(&named).to_be_bytes()].concat()
}

/// Data in zlib's form (RFC 1950), not compressed.
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (low, high) = data.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    out.extend(((high << 16) | low).to_be_bytes());
    out
}

fn crc(data: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    };
    !data.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standards() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(zlib(b"Wikipedia").get(16..), Some(&[0x11, 0xe6, 0x03, 0x98][..]));
        let picture = qr_code("otpauth://totp/Amazon%20Web%20Services:alice").unwrap_or_default();
        assert!(picture.starts_with(b"\x89PNG"));
    }
}
