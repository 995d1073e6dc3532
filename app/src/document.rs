//! The document around every page: head, one inlined style, and the script
//! that wakes the islands. Rendered in one piece, without streaming: pages
//! have all they need before they are drawn.

use crate::blank::{Blank, Marks, Plate};
use crate::follow::FOLLOW;
use crate::island_loader::island_loader;
use crate::look::Look;
use crate::settings::PageAssets;
use crate::theme;
use domain::brand::Brand;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use std::sync::Arc;

/// What a page says of itself.
pub(crate) struct Head {
    /// The title, without the merchant's name.
    pub title: String,
    /// Something is to be mended: said first in the title.
    pub error: bool,
    /// Reload after so many seconds where scripts are off.
    pub refresh_s: Option<u32>,
    /// The merchant's look; the house's own where there is no order.
    pub brand: Option<Arc<Brand>>,
}

/// A page: what it says of itself, and its body.
pub(crate) struct Drawn {
    /// For the head.
    pub head: Head,
    /// Everything inside `<body>`.
    pub body: AnyView,
}

/// Draws a page, with marks for what is cast or filled in (see
/// [`crate::press`]). `draw` runs inside the owner that islands need.
pub(crate) fn render(look: &Look, draw: impl FnOnce() -> Drawn) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        let Drawn { head, body } = draw();
        whole(look, &head, body).to_html()
    });
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{html}")
}

fn whole(look: &Look, head: &Head, body: AnyView) -> AnyView {
    let prefix = if head.error {
        look.text.frame.error_prefix
    } else {
        ""
    };
    let name = head
        .brand
        .as_ref()
        .map_or(look.text.frame.product, |brand| &brand.display_name);
    let title = format!("{prefix}{} · {name}", head.title);
    // The plate opens the style sheet; the merchant's look ends it.
    let plate = look.marks.plate(Plate::Head);
    let rest_of_head = format!(
        "{plate}{}</style>",
        theme::properties(head.brand.as_deref())
    );
    let loader = look
        .islands
        .then(|| InertElement::new(look.marks.plate(Plate::Loader)));
    let refresh = head.refresh_s.map(|seconds| {
        view! { <noscript><meta http-equiv="refresh" content=seconds.to_string() /></noscript> }
    });
    view! {
        <html lang=look.locale.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <title>{title}</title>
                {InertElement::new(rest_of_head)}
                {refresh}
            </head>
            <body class="page">{body}{loader}</body>
        </html>
    }
    .into_any()
}

/// The plate between the title and the merchant's look.
pub(crate) fn fixed_head(assets: &PageAssets, marks: &Marks) -> String {
    let nonce = marks.blank(Blank::Nonce);
    let scripts = assets.js.as_deref().zip(assets.wasm.as_deref());
    let preload = scripts.map(|(js, wasm)| {
        let nonce = nonce.clone();
        view! {
            <link rel="modulepreload" href=js.to_owned() nonce=nonce />
            <link rel="preload" href=wasm.to_owned() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        }
    });
    let lines = view! {
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {preload}
    };
    format!("{}<style nonce=\"{nonce}\">{}", lines.to_html(), assets.css)
}

/// The plate that wakes the islands.
pub(crate) fn loader(assets: &PageAssets, marks: &Marks) -> String {
    let scripts = assets.js.as_deref().zip(assets.wasm.as_deref());
    let text = scripts.map(|(js, wasm)| island_loader(js, wasm));
    let nonce = marks.blank(Blank::Nonce);
    view! { <script type="module" nonce=nonce>{text.unwrap_or_default()}</script> }.to_html()
}

/// The plate that asks where the order is.
pub(crate) fn follow(marks: &Marks) -> String {
    let nonce = marks.blank(Blank::Nonce);
    view! { <script nonce=nonce>{FOLLOW}</script> }.to_html()
}
