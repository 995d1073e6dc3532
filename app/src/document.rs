//! The document around every page: head, one inlined style sheet, and the
//! script that loads the islands. It is rendered in one piece, without
//! streaming, because all data is loaded before.

use crate::context::RenderContext;
use crate::render::{Fragment, RenderedPage};
use crate::theme;
use domain::brand::Brand;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::sync::Arc;

/// The head of a page.
pub(crate) struct DocumentHead {
    /// The title, without the merchant's name.
    pub title: String,
    /// True when the page has errors, which the title then states first.
    pub error: bool,
    /// Reload after so many seconds, without scripts.
    pub refresh_s: Option<u32>,
    /// The merchant's brand; `None` without an order.
    pub brand: Option<Arc<Brand>>,
}

/// A page before it is rendered.
pub(crate) struct Document {
    /// Its head.
    pub head: DocumentHead,
    /// Everything inside `<body>`.
    pub body: AnyView,
}

/// Renders a page. `view` runs inside the reactive owner that islands need.
pub(crate) fn render(context: &RenderContext, view: impl FnOnce() -> Document) -> RenderedPage {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let text = owner.with(|| {
        let Document { head, body } = view();
        html(context, &head, body).to_html()
    });
    owner.unset_with_forced_cleanup();
    RenderedPage::new(format!("<!DOCTYPE html>{text}"))
}

fn html(context: &RenderContext, head: &DocumentHead, body: AnyView) -> AnyView {
    let prefix = if head.error {
        context.text.layout.error_prefix
    } else {
        ""
    };
    let name = head
        .brand
        .as_ref()
        .map_or(context.text.layout.product, |brand| &brand.display_name);
    let title = format!("{prefix}{} · {name}", head.title);
    // The merchant's colours follow the style sheet and override it.
    let style = format!(
        "{}{}",
        Fragment::StyleSheet.placeholder(),
        theme::properties(head.brand.as_deref())
    );
    let refresh = head.refresh_s.map(|seconds| {
        view! { <noscript><meta http-equiv="refresh" content=seconds.to_string() /></noscript> }
    });
    let loader = context.islands().then(|| {
        let script = Fragment::IslandLoader.placeholder();
        view! { <script type="module" nonce=context.nonce.clone()>{script}</script> }
    });
    view! {
        <html lang=context.locale.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <title>{title}</title>
                <meta name="robots" content="noindex" />
                <meta name="color-scheme" content="light dark" />
                <meta name="format-detection" content="telephone=no" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {preload(context)}
                <style nonce=context.nonce.clone()>{style}</style>
                {refresh}
            </head>
            <body class="page">{body}{loader}</body>
        </html>
    }
    .into_any()
}

/// Starts the download of script and wasm before the loader runs.
fn preload(context: &RenderContext) -> AnyView {
    let links = context.assets.islands().map(|(js, wasm)| {
        view! {
            <link rel="modulepreload" href=js.to_owned() nonce=context.nonce.clone() />
            <link rel="preload" href=wasm.to_owned() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        }
    });
    links.into_any()
}
