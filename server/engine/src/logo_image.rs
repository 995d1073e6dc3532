//! A logo as it is stored: read from any file, made harmless and small.
//!
//! PNG, JPEG and WebP are decoded, made smaller where they are large, and written
//! anew as PNG, so that nothing of the file is kept but its pixels. An SVG may
//! hold shapes only (`domain::brand::svg`).

use crate::engine::Engine;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::brand::svg::{self, SvgError};
use domain::brand::{LogoId, LogoSlot};
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use store::Error;
use store::brand_images::{self, StoredImage};

/// The largest file, in bytes.
pub const FILE_MAX: usize = 1024 * 1024;
/// The longest side of a file, in pixels.
pub const SIDE_MAX: u32 = 4_000;
/// The longest side that is stored: twice what a page shows.
const STORED_SIDE: (u32, u32) = (480, 160);
/// The memory that decoding may take: four bytes for each pixel of the largest
/// picture, and the decoder's own.
const MEMORY_MAX: u64 = 96 * 1024 * 1024;

/// The kinds of picture that are decoded.
const RASTER: [ImageFormat; 3] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoImage {
    /// Its name.
    pub id: LogoId,
    /// `image/png` or `image/svg+xml`.
    pub media: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a file is no logo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// Of another kind, or damaged.
    #[error("no PNG, JPEG, WebP or SVG image, or a damaged one")]
    Damaged,
    /// More bytes than [`FILE_MAX`].
    #[error("a logo has at most 1 MiB, an SVG 32 KiB")]
    TooLarge,
    /// More pixels than [`SIDE_MAX`] on a side.
    #[error("a logo has at most 4000 pixels on a side")]
    TooManyPixels,
    /// An SVG with more than shapes: what it has.
    #[error("an SVG logo may hold shapes only; it has {0}")]
    NotPlain(String),
    /// Too wide or too high for its place.
    #[error("a square logo is at most 1.5 times as wide as high, a wide one at least")]
    Shape,
}

impl LogoImage {
    /// Reads a file.
    ///
    /// # Errors
    /// Any [`LogoError`] but `Shape`.
    pub fn read(file: &[u8]) -> Result<Self, LogoError> {
        if file.len() > FILE_MAX {
            return Err(LogoError::TooLarge);
        }
        let known = image::guess_format(file)
            .ok()
            .filter(|format| RASTER.contains(format));
        let (media, bytes) = if let Some(format) = known {
            ("image/png", png(&decode(file, format)?)?)
        } else {
            svg::check(file)?;
            ("image/svg+xml", file.to_vec())
        };
        Ok(Self {
            id: id_of(&bytes),
            media,
            bytes,
        })
    }

    /// Reads a file for a slot.
    ///
    /// # Errors
    /// Any [`LogoError`].
    pub fn read_for(slot: LogoSlot, file: &[u8]) -> Result<Self, LogoError> {
        let logo = Self::read(file)?;
        let wide = matches!(slot, LogoSlot::Wide | LogoSlot::WideDark);
        match logo.size() {
            // Three to two is where a square logo ends.
            Some((width, height))
                if (width * 2 > height * 3) != wide && width * 2 != height * 3 =>
            {
                Err(LogoError::Shape)
            }
            _ => Ok(logo),
        }
    }

    /// Width and height in pixels; `None` for an SVG.
    fn size(&self) -> Option<(u32, u32)> {
        if self.media != "image/png" {
            return None;
        }
        let reader = ImageReader::with_format(Cursor::new(&self.bytes), ImageFormat::Png);
        reader.into_dimensions().ok()
    }

    /// As it is kept in the database.
    pub(crate) fn stored(&self) -> StoredImage {
        let content = STANDARD.encode(&self.bytes);
        StoredImage {
            id: self.id.clone(),
            url: format!("data:{};base64,{content}", self.media),
        }
    }

    /// From the database; `None` for what was never stored so.
    pub(crate) fn of_stored(stored: &StoredImage) -> Option<Self> {
        let (media, content) = stored.url.strip_prefix("data:")?.split_once(";base64,")?;
        let media = match media {
            "image/png" => "image/png",
            "image/svg+xml" => "image/svg+xml",
            _ => return None,
        };
        Some(Self {
            id: stored.id.clone(),
            media,
            bytes: STANDARD.decode(content).ok()?,
        })
    }
}

impl Engine {
    /// The logo of this name, if a published brand has it.
    ///
    /// # Errors
    /// A fault of the database.
    pub(crate) async fn public_logo(&self, id: &LogoId) -> Result<Option<LogoImage>, Error> {
        let id = id.clone();
        let found = self
            .store
            .read(move |tx| Box::pin(async move { brand_images::public(tx, &id).await }));
        Ok(found
            .await?
            .and_then(|stored| LogoImage::of_stored(&stored)))
    }
}

fn id_of(bytes: &[u8]) -> LogoId {
    let hash: [u8; 32] = digest(&SHA256, bytes)
        .as_ref()
        .try_into()
        .expect("SHA-256 has 32 bytes");
    LogoId::of_hash(&hash)
}

fn decode(file: &[u8], format: ImageFormat) -> Result<DynamicImage, LogoError> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => LogoError::TooManyPixels,
        _ => LogoError::Damaged,
    })
}

/// The pixels as PNG, made smaller where that is enough for a page.
fn png(picture: &DynamicImage) -> Result<Vec<u8>, LogoError> {
    let (width, height) = STORED_SIDE;
    let fits = picture.width() <= width && picture.height() <= height;
    let small = if fits {
        picture.to_rgba8().into()
    } else {
        DynamicImage::from(picture.to_rgba8()).resize(width, height, FilterType::Lanczos3)
    };
    let mut bytes = Cursor::new(Vec::new());
    let written = small.write_to(&mut bytes, ImageFormat::Png);
    written.map_err(|_| LogoError::Damaged)?;
    Ok(bytes.into_inner())
}

impl From<SvgError> for LogoError {
    fn from(error: SvgError) -> Self {
        match error {
            SvgError::Damaged => Self::Damaged,
            SvgError::TooLarge => Self::TooLarge,
            SvgError::NotPlain(what) => Self::NotPlain(what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FILE_MAX, LogoError, LogoImage};
    use domain::brand::LogoSlot;
    use image::{DynamicImage, ImageFormat, RgbImage};
    use std::io::Cursor;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = DynamicImage::from(RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 7])
        }));
        picture.write_to(&mut bytes, format).expect("an image");
        bytes.into_inner()
    }

    #[test]
    fn each_kind_becomes_a_png_that_fits_a_page() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let logo = LogoImage::read(&file(600, 300, format)).expect("a logo");
            assert_eq!(logo.media, "image/png");
            assert_eq!(logo.size(), Some((320, 160)), "{format:?}");
            let again = LogoImage::of_stored(&logo.stored()).expect("stored");
            assert_eq!(again, logo);
        }
    }

    /// A text in the file and a second file behind it are gone.
    #[test]
    fn nothing_but_the_pixels_is_kept() {
        let mut marked = file(20, 20, ImageFormat::Png);
        marked.extend(b"<script>alert(1)</script>");
        let logo = LogoImage::read(&marked).expect("a logo");
        let plain = LogoImage::read(&file(20, 20, ImageFormat::Png)).expect("a logo");
        assert_eq!(logo, plain);
        assert!(!logo.bytes.windows(6).any(|part| part == b"script"));
    }

    #[test]
    fn a_shape_is_of_its_slot() {
        let wide = file(300, 100, ImageFormat::Png);
        let square = file(100, 100, ImageFormat::Png);
        assert!(LogoImage::read_for(LogoSlot::Wide, &wide).is_ok());
        assert!(LogoImage::read_for(LogoSlot::SquareDark, &square).is_ok());
        for (slot, file) in [(LogoSlot::Square, wide), (LogoSlot::WideDark, square)] {
            let refused = LogoImage::read_for(slot, &file);
            assert_eq!(refused, Err(LogoError::Shape), "{slot:?}");
        }
    }

    #[test]
    fn what_is_no_logo_is_refused_with_the_reason() {
        let cut = &file(50, 50, ImageFormat::Png)[..200];
        let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
        let refused = |bytes: &[u8]| LogoImage::read(bytes).expect_err("refused");
        assert_eq!(refused(cut), LogoError::Damaged);
        assert_eq!(refused(b"GIF89a"), LogoError::Damaged);
        assert_eq!(refused(&vec![0; FILE_MAX + 1]), LogoError::TooLarge);
        assert_eq!(refused(script), LogoError::NotPlain("<script>".into()));
        let broad = file(4_001, 1, ImageFormat::Png);
        assert_eq!(refused(&broad), LogoError::TooManyPixels);
    }
}
