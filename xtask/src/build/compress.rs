//! The two compressions that browsers accept, at their highest level.

use anyhow::Result;
use std::io::Write as _;

/// Brotli (RFC 7932), quality 11, with the largest window that browsers
/// support.
pub(super) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
        writer.write_all(bytes)?;
        writer.flush()?;
    }
    Ok(packed)
}

/// Gzip (RFC 1952), level 9, without name and time.
pub(super) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::{brotli, gzip};
    use std::io::Read as _;

    #[test]
    fn both_unpack_to_what_was_packed() {
        let text = "支付 pay ".repeat(500);
        let mut unpacked = String::new();
        let packed = brotli(text.as_bytes()).unwrap();
        assert!(packed.len() < 100, "{}", packed.len());
        brotli::Decompressor::new(packed.as_slice(), 4096)
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
        unpacked.clear();
        let packed = gzip(text.as_bytes()).unwrap();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
    }
}
