//! A QR code as a PNG picture of one bit per pixel, black on white: phones keep
//! it by a long press and read it from their album, which they do not do with
//! SVG.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fast_qr::{ECL, QRBuilder};
use png::{BitDepth, ColorType, Encoder};

/// The white border, in modules (ISO/IEC 18004: 4).
const QUIET_ZONE: usize = 4;

/// The width of a module, in pixels: one byte of a row.
const MODULE_PX: usize = 8;

/// The picture. `None` for content that fits no QR code.
pub fn png(content: &str) -> Option<Vec<u8>> {
    let code = QRBuilder::new(content).ecl(ECL::M).build().ok()?;
    let side = code.size + 2 * QUIET_ZONE;
    let is_dark = |x: usize, y: usize| {
        let inside = QUIET_ZONE..QUIET_ZONE + code.size;
        inside.contains(&x) && inside.contains(&y) && code[y - QUIET_ZONE][x - QUIET_ZONE].value()
    };
    let row = |y| (0..side).map(move |x| if is_dark(x, y) { 0x00 } else { 0xff });
    let pixels: Vec<u8> = (0..side * MODULE_PX)
        .flat_map(|pixel_row| row(pixel_row / MODULE_PX))
        .collect();
    let side_px = u32::try_from(side * MODULE_PX).ok()?;
    let mut picture = Vec::new();
    let mut encoder = Encoder::new(&mut picture, side_px, side_px);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(picture)
}

/// The picture as a URL that contains it.
pub(crate) fn data_url(content: &str) -> Option<String> {
    let picture = STANDARD.encode(png(content)?);
    Some(format!("data:image/png;base64,{picture}"))
}

#[cfg(test)]
mod tests {
    use super::png;
    use png::{BitDepth, ColorType, Decoder};
    use std::io::Cursor;

    #[test]
    fn the_picture_has_a_white_border_and_the_first_finder_pattern() {
        let picture =
            png("https://qr.95516.com/00010000/62131234567890123456789012345").expect("it fits");
        assert!(picture.len() < 2_000, "{} bytes", picture.len());
        let mut reader = Decoder::new(Cursor::new(picture))
            .read_info()
            .expect("a PNG");
        let info = reader.info();
        let (side, kind) = (info.width, (info.color_type, info.bit_depth));
        assert_eq!(kind, (ColorType::Grayscale, BitDepth::One));
        assert_eq!(info.height, side);
        let bytes_of_row = usize::try_from(side / 8).expect("small");
        let mut pixels = vec![0; bytes_of_row * usize::try_from(side).expect("small")];
        reader.next_frame(&mut pixels).expect("an image");
        let module = |x: usize, y: usize| pixels[y * 8 * bytes_of_row + x];
        let first: Vec<u8> = (0..12).map(|x| module(x, 4)).collect();
        assert_eq!(first[..4], [0xff; 4], "the border");
        assert_eq!(first[4..11], [0x00; 7], "the pattern's upper edge");
        assert_eq!(first[11], 0xff);
        assert!((0..bytes_of_row).all(|x| module(x, 3) == 0xff));
    }

    #[test]
    fn content_that_is_too_long_has_no_picture() {
        assert_eq!(png(&"x".repeat(8000)), None);
    }
}
