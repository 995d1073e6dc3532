//! What an SVG may contain to be a logo: shapes and colours. Anything that is not
//! on the lists is refused by name, so nothing has to be taken out.

/// The largest SVG, in bytes.
pub const SVG_MAX: usize = 32 * 1024;

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

/// Why an SVG was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SvgError {
    /// Not an SVG, incomplete, or not well formed.
    #[error("the SVG is damaged")]
    Damaged,
    /// Larger than [`SVG_MAX`].
    #[error("an SVG logo has at most 32 KiB")]
    TooLarge,
    /// Something that is not on the lists: the element, attribute or other part.
    #[error("an SVG logo may hold shapes only; it has {0}")]
    NotPlain(String),
}

/// Checks an SVG.
///
/// # Errors
/// Any [`SvgError`].
pub fn check(bytes: &[u8]) -> Result<(), SvgError> {
    if bytes.len() > SVG_MAX {
        return Err(SvgError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| SvgError::Damaged)?;
    check_text(text)
}

/// Reads tag by tag. Anything but listed tags, white space and a plain title is
/// refused, which covers entities, comments, CDATA and processing instructions.
fn check_text(text: &str) -> Result<(), SvgError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut rest = match text.strip_prefix("<?xml ") {
        Some(declaration) => declaration
            .split_once("?>")
            .ok_or(SvgError::Damaged)?
            .1
            .trim_start(),
        None => text,
    };
    if !rest.starts_with("<svg") {
        return Err(SvgError::Damaged);
    }
    let mut open: Vec<&str> = Vec::new();
    while let Some((between, after)) = rest.split_once('<') {
        if between.contains(['&', '>']) || (!between.trim().is_empty() && !in_title(&open)) {
            return Err(SvgError::NotPlain("text".into()));
        }
        let (tag, after) = after.split_once('>').ok_or(SvgError::Damaged)?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim_end()) {
                return Err(SvgError::Damaged);
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
        Err(SvgError::Damaged)
    }
}

fn in_title(open: &[&str]) -> bool {
    matches!(open.last(), Some(&"title" | &"desc"))
}

/// The element's name, if it and all its attributes are on the lists.
fn check_tag(tag: &str) -> Result<&str, SvgError> {
    let end = tag
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(end);
    if !ELEMENTS.contains(&name) {
        return Err(SvgError::NotPlain(format!("<{}>", shown(name))));
    }
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(name);
        }
        let (attribute, after) = rest.split_once('=').ok_or(SvgError::Damaged)?;
        let quote = after
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
            .ok_or(SvgError::Damaged)?;
        let (value, after) = after[1..].split_once(quote).ok_or(SvgError::Damaged)?;
        if !ATTRIBUTES.contains(&attribute) || !is_plain_value(attribute, value) {
            return Err(SvgError::NotPlain(shown(attribute).to_owned()));
        }
        rest = after;
    }
}

/// The beginning of a name, to show.
fn shown(name: &str) -> &str {
    let end = name.char_indices().nth(30).map_or(name.len(), |(at, _)| at);
    &name[..end]
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
    use super::{SVG_MAX, SvgError, check};
    use proptest::prelude::*;

    fn svg(inside: &str) -> Result<(), SvgError> {
        let open = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">";
        check(format!("{open}{inside}</svg>").as_bytes())
    }

    #[test]
    fn a_drawing_is_taken() {
        let plain = "<title>龙井</title><defs><linearGradient id='a'><stop offset='0' stop-color='#fff'/></linearGradient></defs>\n<path d=\"M0 0h8v8z\" fill=\"url(#a)\" />";
        assert!(svg(plain).is_ok());
        assert!(check(b"<?xml version=\"1.0\"?>\n<svg viewBox='0 0 8 8'><g></g></svg>\n").is_ok());
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
        assert!(check(b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg></svg>").is_err());
        assert!(check(b"<svg></svg><script/>").is_err());
        assert!(check(b"<svg><g></svg></g>").is_err());
        assert!(check(b"<svg>").is_err());
        assert!(check(b"GIF89a").is_err());
    }

    #[test]
    fn what_is_refused_is_named() {
        let refused = |inside| svg(inside).expect_err(inside).to_string();
        assert!(refused("<image href='x'/>").ends_with("it has <image>"));
        assert!(refused("<path d='M0 0' onload='x'/>").ends_with("it has onload"));
        let large = format!("<title>{}</title>", "a".repeat(SVG_MAX));
        assert_eq!(svg(&large), Err(SvgError::TooLarge));
        assert_eq!(check(b"GIF89a"), Err(SvgError::Damaged));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), text in "<svg[ -~é]{0,60}") {
            let _ = check(&bytes);
            let _ = check(text.as_bytes());
        }
    }
}
