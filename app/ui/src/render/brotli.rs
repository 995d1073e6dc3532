//! Brotli streams that can be concatenated to one (RFC 7932).

use brotli::CompressorWriter;
use brotli::concat::{BroCatli, BroCatliResult};
use brotli::enc::BrotliEncoderParams;
use std::borrow::Cow;
use std::io::Write as _;

/// The window of every stream, as a power of two: the smallest of quality 0. A
/// stream with a larger window could not follow one with a smaller.
const WINDOW: i32 = 18;

/// Compresses a text that is sent many times.
pub(super) fn compress_well(text: &[u8]) -> Vec<u8> {
    compress(text, 11)
}

/// Below this length quality 0 gives as few bytes as 2 in half the time: the
/// table of 2 has to be cleared first.
const SHORT: usize = 128;

/// Compresses a text that is sent once. Quality 2 takes as long as 1 and its
/// result is smaller; from 3 on it takes longer.
pub(super) fn compress_quickly(text: &[u8]) -> Vec<u8> {
    compress(text, if text.len() < SHORT { 0 } else { 2 })
}

fn compress(text: &[u8], quality: i32) -> Vec<u8> {
    let params = BrotliEncoderParams {
        quality,
        lgwin: WINDOW,
        size_hint: text.len(),
        catable: true,
        appendable: true,
        use_dictionary: false,
        ..BrotliEncoderParams::default()
    };
    let stream = Vec::with_capacity(text.len() / 2);
    let mut writer = CompressorWriter::with_params(stream, text.len().max(1), &params);
    writer.write_all(text).expect("a Vec takes every byte");
    writer.into_inner()
}

/// Joins streams of this file to one stream of all their texts.
pub(super) fn concatenate(streams: &[Cow<'_, [u8]>]) -> Vec<u8> {
    // Joining saves the bits that end one stream and begin the next. One byte
    // is the empty stream, when there is nothing to join.
    let room = streams.iter().map(|stream| stream.len()).sum::<usize>() + 1;
    let (mut joined, mut length) = (vec![0; room], 0);
    let mut catenator = BroCatli::new();
    for stream in streams {
        catenator.new_brotli_file();
        let result = catenator.stream(stream, &mut 0, &mut joined, &mut length);
        assert_eq!(result, BroCatliResult::NeedsMoreInput, "one of our streams");
    }
    let result = catenator.finish(&mut joined, &mut length);
    assert_eq!(result, BroCatliResult::Success, "there is room");
    joined.truncate(length);
    joined
}

#[cfg(test)]
mod tests {
    use super::{compress_quickly, compress_well, concatenate};
    use std::borrow::Cow;

    fn decompressed(stream: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        brotli::BrotliDecompress(&mut &stream[..], &mut text).expect("a brotli stream");
        text
    }

    #[test]
    fn streams_of_both_qualities_in_any_order_are_one() {
        let long = include_str!("../../../../style/00-tokens.css").repeat(40);
        let texts = [
            &long,
            "n0nce",
            "a",
            "",
            "茶茶茶茶茶茶茶茶茶茶茶茶茶茶",
            &long,
        ];
        for first_well in [0, 1] {
            let streams = texts.iter().enumerate().map(|(i, text)| {
                let compress = if i % 2 == first_well {
                    compress_well
                } else {
                    compress_quickly
                };
                Cow::Owned(compress(text.as_bytes()))
            });
            let streams: Vec<Cow<'_, [u8]>> = streams.collect();
            assert!(streams[0].len() < long.len() / 10);
            let joined = concatenate(&streams);
            assert_eq!(decompressed(&joined), texts.concat().as_bytes());
        }
    }

    #[test]
    fn no_streams_are_the_empty_one() {
        assert!(decompressed(&concatenate(&[])).is_empty());
    }
}
