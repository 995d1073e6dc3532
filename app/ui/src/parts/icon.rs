//! The icons of the pages, as inline SVG in the text's colour. They are
//! decorative: the text beside them has the same meaning.

use crate::html::{Html, IntoHtml as _};
use domain::product::Product;
use leptos::prelude::*;

/// An icon of strokes on a grid of 24.
fn strokes(path: &'static str) -> Html {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
    .into_html()
}

/// The icon of a way to pay.
pub(crate) fn product(product: Product) -> Html {
    match product {
        Product::QuickAgreement => card(),
        Product::Scan => qr(),
        Product::Wechat => chat(),
        Product::GatewayPersonal => bank(),
    }
}

/// A bank card.
pub(crate) fn card() -> Html {
    strokes(
        "M3.5 5.5h17a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5h-17A1.5 1.5 0 0 1 2 17V7a1.5 1.5 0 0 1 1.5-1.5ZM2 10h20M6 15h4",
    )
}

/// A QR code.
pub(crate) fn qr() -> Html {
    strokes(
        "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM20 14v2.5M17 20h3v-1.5M14 20v-.5",
    )
}

/// Two speech bubbles.
pub(crate) fn chat() -> Html {
    strokes(
        "M9.5 4.5c-4 0-7 2.5-7 5.7 0 1.8 1 3.4 2.6 4.5l-.6 2.3 2.5-1.3c.8.2 1.6.3 2.5.3M16 9.5c3.3 0 5.8 2.1 5.8 4.8 0 1.5-.8 2.8-2.1 3.7l.4 1.9-2.1-1.1c-.6.2-1.3.3-2 .3-3.3 0-5.8-2.1-5.8-4.8s2.5-4.8 5.8-4.8Z",
    )
}

/// A bank building.
pub(crate) fn bank() -> Html {
    strokes("M3 9.5 12 4l9 5.5zM5.5 9.5V17M10 9.5V17M14 9.5V17M18.5 9.5V17M3.5 17h17M2.5 20h19")
}

/// An arrow to the left, for the way back.
pub(crate) fn back() -> Html {
    strokes("M14.5 5.5 8 12l6.5 6.5")
}

/// A tick, for success.
pub fn tick() -> Html {
    strokes("M5 12.5 10 17.5 19.5 7")
}

/// A cross, for failure.
pub fn cross() -> Html {
    strokes("M6.5 6.5l11 11M17.5 6.5l-11 11")
}

/// An arrow back to where it came from, for a refund.
pub fn refund() -> Html {
    strokes("M8.5 5 4.5 9l4 4M4.5 9H14a5 5 0 0 1 0 10H8")
}

/// A clock.
pub fn clock() -> Html {
    strokes("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2")
}

/// A closed lock.
pub(crate) fn lock() -> Html {
    strokes(
        "M6.5 10.5h11A1.5 1.5 0 0 1 19 12v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5ZM8 10.5V7.5a4 4 0 0 1 8 0v3",
    )
}

/// A window.
pub fn window() -> Html {
    strokes("M4 5h16v14H4zM4 9h16M13 15l4-4M14 11h3v3")
}
