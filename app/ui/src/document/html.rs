//! The frame of every document: head, inlined style sheets, and the script that
//! loads the islands. It is rendered in one piece, without streaming, because all
//! data is loaded before.

use super::{Document, DocumentContext, DocumentHead, title};
use crate::html::{Html, IntoHtml as _};
use crate::island_loader::island_loader;
use crate::render::{Fragment, RenderedPage};
use crate::settings::{Bundle, PageAssets};
use crate::theme;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::sync::Arc;

/// The content of `<style>` before the merchant's colours.
const STYLE_SHEET: Fragment = Fragment("style-sheet");

/// What follows it on some pages.
const OUTCOME_SHEET: Fragment = Fragment("outcome-sheet");

/// The content of the `<script>` that loads the islands.
const ISLAND_LOADER: Fragment = Fragment("island-loader");

/// The static fragments of every document.
pub(crate) fn fragments(assets: &PageAssets) -> [(Fragment, String); 3] {
    let loader = assets.bundle.map(|bundle| island_loader(&bundle));
    [
        (STYLE_SHEET, assets.css.to_owned()),
        (OUTCOME_SHEET, assets.outcome_css.to_owned()),
        (ISLAND_LOADER, loader.unwrap_or_default()),
    ]
}

/// Renders a page. `view` runs inside the reactive owner that islands need.
pub(crate) fn render(context: &DocumentContext, view: impl FnOnce() -> Document) -> RenderedPage {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let text = owner.with(|| {
        let Document { head, body } = view();
        html(context, &head, body).to_html()
    });
    owner.unset_with_forced_cleanup();
    RenderedPage::new(format!("<!DOCTYPE html>{text}"))
}

fn html(context: &DocumentContext, head: &DocumentHead, body: Html) -> Html {
    let title = title(&head.title, &head.site);
    let outcome = head.outcome.then(|| OUTCOME_SHEET.placeholder());
    // The merchant's colours follow the style sheets and override them.
    let style = [
        STYLE_SHEET.placeholder(),
        outcome.unwrap_or_default(),
        theme::rule(head.brand.as_deref()),
    ]
    .concat();
    let refresh = head.refresh_s.map(|seconds| {
        view! { <noscript><meta http-equiv="refresh" content=seconds.to_string() /></noscript> }
    });
    let loader = context.bundle.map(|_| {
        let script = ISLAND_LOADER.placeholder();
        view! { <script type="module" nonce=context.nonce.clone()>{script}</script> }
    });
    view! {
        <html lang=context.locale.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
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
    .into_html()
}

/// Starts the download of script and wasm before the loader runs.
fn preload(context: &DocumentContext) -> Html {
    let links = context.bundle.map(|Bundle { js, wasm }| {
        view! {
            <link rel="modulepreload" href=js nonce=context.nonce.clone() />
            <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        }
    });
    links.into_html()
}
