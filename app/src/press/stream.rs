//! A brotli stream put together from pieces (RFC 7932).
//!
//! Each piece is whole meta-blocks that begin and end on a byte and look back
//! at nothing before themselves, so pieces may follow one another in any order
//! between the two bytes of [`OPENING`] and [`CLOSING`].

use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use std::io::Write as _;

/// The window all pieces are made for, as a power of two: the least that has
/// a one-bit header, and twice a page.
const WINDOW: i32 = 16;

/// The stream's header: WBITS 16 is one zero bit (9.1). Then an empty block of
/// metadata fills the byte (9.2: ISLAST 0, MNIBBLES 11, a zero, MSKIPBYTES 00).
pub(super) const OPENING: u8 = 0b0000_1100;

/// The last meta-block, empty (9.2: ISLAST 1, ISLASTEMPTY 1).
pub(super) const CLOSING: u8 = 0b11;

/// What one quickly compressed block may hold, as a power of two: less than
/// the window, so that it never looks back past it.
const BLOCK: i32 = 15;

/// A shorter piece is hardly smaller compressed.
const WORTHWHILE: usize = 96;

/// What stands before stored bytes.
pub(super) const STORED_HEAD: usize = 3;

/// The most one stored meta-block of ours may hold.
const STORED_MOST: usize = 1 << 16;

/// A piece as it is, uncompressed: a short one, or one that changes.
pub(super) fn stored(bytes: &[u8], stream: &mut Vec<u8>) {
    for part in bytes.chunks(STORED_MOST) {
        // ISLAST 0, MNIBBLES 00 (four), MLEN - 1 in 16 bits, ISUNCOMPRESSED 1,
        // filled up to the byte.
        let length = u32::try_from(part.len() - 1).unwrap_or(0);
        let head = (length << 3) | (1 << 19);
        stream.extend_from_slice(&head.to_le_bytes()[..STORED_HEAD]);
        stream.extend_from_slice(part);
    }
}

/// A piece that is made once: as small as it gets.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    smaller(compressed(bytes), bytes)
}

/// A piece that is made for one page: soon.
pub(super) fn pressed(bytes: &[u8]) -> Vec<u8> {
    let quickly = (bytes.len() >= WORTHWHILE).then(|| quickly_compressed(bytes));
    smaller(quickly.flatten(), bytes)
}

/// The compressed form where it is smaller.
fn smaller(compressed: Option<Vec<u8>>, bytes: &[u8]) -> Vec<u8> {
    match compressed {
        Some(small) if small.len() < bytes.len() + STORED_HEAD => small,
        _ => {
            let mut plain = Vec::with_capacity(bytes.len() + STORED_HEAD);
            stored(bytes, &mut plain);
            plain
        }
    }
}

/// At brotli's quality 1, which looks for nothing outside of its own block
/// and builds no tables of a quarter of a megabyte, as 2 to 4 do. It always
/// begins with a stream's header: flushed by itself that fills whole bytes,
/// which are left off.
fn quickly_compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 1,
        lgwin: BLOCK,
        ..BrotliEncoderParams::default()
    };
    let stream = Vec::with_capacity(bytes.len());
    let mut writer = CompressorWriter::with_params(stream, bytes.len(), &params);
    writer.flush().ok()?;
    let header = writer.get_ref().len();
    writer.write_all(bytes).ok()?;
    writer.flush().ok()?;
    let end = writer.get_ref().len();
    let mut stream = writer.into_inner();
    stream.truncate(end);
    stream.drain(..header);
    Some(stream)
}

/// Flushed, so that it ends on a byte; what the writer adds at its own end is
/// left off.
fn compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: WINDOW,
        size_hint: bytes.len(),
        catable: true,
        appendable: true,
        bare_stream: true,
        byte_align: true,
        use_dictionary: false,
        ..BrotliEncoderParams::default()
    };
    let stream = Vec::with_capacity(bytes.len() / 2);
    let mut writer = CompressorWriter::with_params(stream, bytes.len().max(1), &params);
    writer.write_all(bytes).ok()?;
    writer.flush().ok()?;
    let length = writer.get_ref().len();
    let mut stream = writer.into_inner();
    stream.truncate(length);
    Some(stream)
}

#[cfg(test)]
mod tests {
    use super::{CLOSING, OPENING, packed, pressed, stored};

    fn unpacked(pieces: &[Vec<u8>]) -> Vec<u8> {
        let mut stream = vec![OPENING];
        stream.extend(pieces.concat());
        stream.push(CLOSING);
        let mut bytes = Vec::new();
        brotli::BrotliDecompress(&mut stream.as_slice(), &mut bytes).expect("a brotli stream");
        bytes
    }

    fn raw(bytes: &[u8]) -> Vec<u8> {
        let mut piece = Vec::new();
        stored(bytes, &mut piece);
        piece
    }

    #[test]
    fn pieces_of_any_kind_in_any_order_are_one_stream() {
        let long = include_str!("../../../style/00-tokens.css").repeat(40);
        let texts = [
            long.as_str(),
            "n0nce",
            "a",
            "茶茶茶茶茶茶茶茶茶茶茶茶茶茶",
            &long,
        ];
        let kinds = [
            |bytes: &[u8]| raw(bytes),
            |bytes: &[u8]| pressed(bytes),
            |bytes: &[u8]| packed(bytes),
        ];
        for turn in 0..kinds.len() {
            let pieces = texts.iter().enumerate();
            let pieces: Vec<_> = pieces
                .map(|(i, text)| kinds[(i + turn) % kinds.len()](text.as_bytes()))
                .collect();
            assert!(pieces[0].len() < long.len() || turn == 0);
            assert_eq!(unpacked(&pieces), texts.concat().as_bytes());
        }
    }

    #[test]
    fn nothing_is_a_stream_too_and_what_does_not_shrink_is_stored() {
        assert!(unpacked(&[]).is_empty());
        assert!(raw(b"").is_empty());
        assert_eq!(packed(b"abc"), raw(b"abc"));
        assert_eq!(pressed(b"abc"), raw(b"abc"));
    }
}
