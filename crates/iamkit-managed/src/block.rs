//! Unpacking part of a compressed block, with the shared dictionary and a bound.

use std::io::Read;

use ruzstd::decoding::{Dictionary, FrameDecoder, StreamingDecoder};

use crate::error::ManagedError;
use crate::layout::MAX_BLOCK;

/// The bytes `start..start + length` of a block; what lies behind them is not unpacked.
pub(crate) fn unpack(
    block: &[u8],
    dictionary: &[u8],
    start: usize,
    length: usize,
) -> Result<String, ManagedError> {
    let end = start.checked_add(length).filter(|&end| end <= MAX_BLOCK);
    let end = end.ok_or(ManagedError::Corrupt("a document lies outside its block"))?;
    let corrupt = || ManagedError::Corrupt("a block can't be unpacked");
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(2 * MAX_BLOCK as u64);
    let dictionary = Dictionary::decode_dict(dictionary).map_err(|_| corrupt())?;
    decoder.add_dict(dictionary).map_err(|_| corrupt())?;
    let mut reader = StreamingDecoder::new_with_decoder(block, decoder).map_err(|_| corrupt())?;
    let mut bytes = vec![0; end];
    reader.read_exact(&mut bytes).map_err(|_| corrupt())?;
    let document = bytes.split_off(start);
    String::from_utf8(document).map_err(|_| ManagedError::Corrupt("a document is no UTF-8"))
}
