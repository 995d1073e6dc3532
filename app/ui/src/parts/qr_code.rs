//! A QR code on a page: a picture inside the page, so that it is there as soon
//! as the words are. Black on white in every colour scheme, so that phones can
//! read it.

use crate::html::{Html, IntoHtml as _};
use leptos::prelude::*;

/// The QR code of `content`, named `label`. `None` for content that fits no QR
/// code.
pub fn picture(content: &str, label: String) -> Option<Html> {
    let source = source(content)?;
    let picture = view! { <img class="qr" src=source alt=label width="250" height="250" /> };
    Some(picture.into_html())
}

#[cfg(feature = "ssr")]
fn source(content: &str) -> Option<String> {
    crate::qr_code::data_url(content)
}

/// A browser draws previews only, and these have one code.
#[cfg(not(feature = "ssr"))]
#[expect(clippy::unnecessary_wraps, reason = "the server's may have no picture")]
fn source(_: &str) -> Option<String> {
    Some(crate::sample_qr_code::PICTURE.to_owned())
}
