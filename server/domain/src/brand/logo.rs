//! A merchant's logo: a small PNG or a plain SVG, kept as a data URL.
//!
//! The page shows it in an `<img>`, where no script runs. As a second defence
//! an SVG may only contain the elements and attributes listed here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The largest image, in bytes.
pub const BYTES_MAX: usize = 32 * 1024;

const PNG: &str = "data:image/png;base64,";
const SVG: &str = "data:image/svg+xml;base64,";
/// The signature, then the length and name of the header chunk.
const PNG_HEAD: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const PNG_TAIL: &[u8] = b"IEND\xaeB`\x82";

/// The SVG elements that are accepted.
const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "defs",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
];

/// The SVG attributes that are accepted: no `style`, no `href`, no event
/// handlers.
const ATTRIBUTES: &[&str] = &[
    "xmlns",
    "version",
    "id",
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "d",
    "points",
    "transform",
    "preserveAspectRatio",
    "fill",
    "fill-rule",
    "fill-opacity",
    "clip-rule",
    "clip-path",
    "mask",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-opacity",
    "opacity",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "role",
    "aria-label",
    "aria-hidden",
    "focusable",
];

/// Why an image was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// Not a data URL of one of the two kinds.
    #[error("a logo is a PNG or SVG image as data:image/...;base64,")]
    Kind,
    /// Larger than [`BYTES_MAX`].
    #[error("a logo has at most 32 KiB")]
    TooLarge,
    /// Incomplete, or not of the declared kind.
    #[error("the image is damaged")]
    Damaged,
    /// An SVG with something that is not on the lists.
    #[error("an SVG logo may hold shapes only: no scripts, styles, links, text or comments")]
    NotPlain,
}

/// The data URL of an image file.
///
/// # Errors
/// Any [`LogoError`].
pub fn from_file(bytes: &[u8]) -> Result<String, LogoError> {
    let head = if bytes.starts_with(PNG_HEAD) {
        PNG
    } else {
        SVG
    };
    let address = format!("{head}{}", STANDARD.encode(bytes));
    check(&address).map(|()| address)
}

/// Checks a data URL.
///
/// # Errors
/// Any [`LogoError`].
pub fn check(address: &str) -> Result<(), LogoError> {
    if address.len() > BYTES_MAX / 3 * 4 + 64 {
        return Err(LogoError::TooLarge);
    }
    let decode = |text: &str| match STANDARD.decode(text) {
        Ok(bytes) if bytes.len() > BYTES_MAX => Err(LogoError::TooLarge),
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(LogoError::Damaged),
    };
    if let Some(text) = address.strip_prefix(PNG) {
        let bytes = decode(text)?;
        let whole = bytes.starts_with(PNG_HEAD) && bytes.ends_with(PNG_TAIL);
        return if whole {
            Ok(())
        } else {
            Err(LogoError::Damaged)
        };
    }
    let text = address.strip_prefix(SVG).ok_or(LogoError::Kind)?;
    let text = String::from_utf8(decode(text)?).map_err(|_| LogoError::Damaged)?;
    check_svg(&text)
}

/// Reads tag by tag. Anything but listed tags, white space and a plain title is
/// refused, which covers entities, comments, CDATA and processing instructions.
fn check_svg(text: &str) -> Result<(), LogoError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut rest = match text.strip_prefix("<?xml ") {
        Some(declaration) => declaration
            .split_once("?>")
            .ok_or(LogoError::Damaged)?
            .1
            .trim_start(),
        None => text,
    };
    if !rest.starts_with("<svg") {
        return Err(LogoError::Kind);
    }
    let mut open: Vec<&str> = Vec::new();
    while let Some((between, after)) = rest.split_once('<') {
        if between.contains(['&', '>']) || (!between.trim().is_empty() && !in_title(&open)) {
            return Err(LogoError::NotPlain);
        }
        let (tag, after) = after.split_once('>').ok_or(LogoError::Damaged)?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim_end()) {
                return Err(LogoError::Damaged);
            }
        } else {
            let (inside, closed) = tag
                .strip_suffix('/')
                .map_or((tag, false), |inside| (inside, true));
            let name = check_tag(inside)?;
            if !closed {
                open.push(name);
            }
        }
        if open.is_empty() {
            break;
        }
    }
    if open.is_empty() && rest.trim().is_empty() {
        Ok(())
    } else {
        Err(LogoError::Damaged)
    }
}

fn in_title(open: &[&str]) -> bool {
    matches!(open.last(), Some(&"title" | &"desc"))
}

/// The element's name, if it and all its attributes are on the lists.
fn check_tag(tag: &str) -> Result<&str, LogoError> {
    let end = tag
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(end);
    if !ELEMENTS.contains(&name) {
        return Err(LogoError::NotPlain);
    }
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(name);
        }
        let (attribute, after) = rest.split_once('=').ok_or(LogoError::Damaged)?;
        let quote = after
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
            .ok_or(LogoError::Damaged)?;
        let (value, after) = after[1..].split_once(quote).ok_or(LogoError::Damaged)?;
        if !ATTRIBUTES.contains(&attribute) || !is_plain_value(attribute, value) {
            return Err(LogoError::NotPlain);
        }
        rest = after;
    }
}

/// No entity, no URL but the SVG namespace, no reference outside the image.
fn is_plain_value(attribute: &str, value: &str) -> bool {
    if attribute == "xmlns" {
        return value == "http://www.w3.org/2000/svg";
    }
    let outward = value.contains(['&', '<', '\\', ':']) || value.contains("//");
    let references = value.to_ascii_lowercase().matches("url(").count();
    !outward && references == value.matches("url(#").count()
}

#[cfg(test)]
mod tests {
    use super::{BYTES_MAX, LogoError, check, from_file};
    use proptest::prelude::*;

    fn svg(inside: &str) -> Result<String, LogoError> {
        from_file(
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">{inside}</svg>")
                .as_bytes(),
        )
    }

    fn png(body: usize) -> Vec<u8> {
        let mut bytes = super::PNG_HEAD.to_vec();
        bytes.extend(std::iter::repeat_n(7, body));
        bytes.extend(super::PNG_TAIL);
        bytes
    }

    #[test]
    fn a_drawing_is_taken() {
        let plain = "<title>龙井</title><defs><linearGradient id='a'><stop offset='0' stop-color='#fff'/></linearGradient></defs>\n<path d=\"M0 0h8v8z\" fill=\"url(#a)\" />";
        assert!(svg(plain).is_ok());
        assert!(
            from_file(b"<?xml version=\"1.0\"?>\n<svg viewBox='0 0 8 8'><g></g></svg>\n").is_ok()
        );
        assert!(from_file(&png(100)).is_ok());
    }

    #[test]
    fn what_is_more_than_a_drawing_is_refused() {
        let hostile = [
            "<script>alert(1)</script>",
            "<path d='M0 0' onload='alert(1)'/>",
            "<path d='M0 0' onload=alert(1) />",
            "<foreignObject><body/></foreignObject>",
            "<image href='https://evil.example/x.png'/>",
            "<use href='#a'/>",
            "<a href='javascript:alert(1)'><path d='M0 0'/></a>",
            "<path fill='url(https://evil.example/#a)'/>",
            "<path fill='URL(//evil.example/a)'/>",
            "<path fill='&#106;avascript'/>",
            "<path style='background:url(x)'/>",
            "<style>@import 'x'</style>",
            "<animate attributeName='href'/>",
            "<!-- <script> -->",
            "<![CDATA[<script>]]>",
            "<?xml-stylesheet href='x'?>",
            "text",
            "<title>&lt;script&gt;</title>",
            "<SCRIPT>alert(1)</SCRIPT>",
            "<path d='a>b'/>",
        ];
        for inside in hostile {
            assert!(svg(inside).is_err(), "{inside}");
        }
        assert!(from_file(b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg></svg>").is_err());
        assert!(from_file(b"<svg></svg><script/>").is_err());
        assert!(from_file(b"<svg><g></svg></g>").is_err());
        assert!(from_file(b"<svg>").is_err());
        assert!(from_file(b"GIF89a").is_err());
    }

    #[test]
    fn size_and_kind_are_held() {
        assert!(from_file(&png(BYTES_MAX - 24)).is_ok());
        assert_eq!(from_file(&png(BYTES_MAX - 23)), Err(LogoError::TooLarge));
        assert_eq!(check("https://evil.example/logo.png"), Err(LogoError::Kind));
        assert_eq!(check("data:text/html;base64,AAAA"), Err(LogoError::Kind));
        assert_eq!(check("data:image/png;base64,AAAA"), Err(LogoError::Damaged));
        assert_eq!(check("data:image/png;base64,%%%"), Err(LogoError::Damaged));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), text in "<svg[ -~é]{0,60}") {
            let _ = from_file(&bytes);
            let _ = from_file(text.as_bytes());
        }
    }
}
