//! A QR code on a page: a picture inside the page, so that it is there as soon
//! as the words are. Black on white in every colour scheme, so that phones can
//! read it.

use crate::qr_code;
use leptos::prelude::*;

/// The QR code of `content`, named `label`. `None` for content that fits no QR
/// code.
pub fn picture(content: &str, label: String) -> Option<AnyView> {
    let source = qr_code::data_url(content)?;
    let picture = view! { <img class="qr" src=source alt=label width="250" height="250" /> };
    Some(picture.into_any())
}
