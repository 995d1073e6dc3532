//! The document around every page: head, inlined style sheets, and the
//! script that loads the islands. It is rendered in one piece, without
//! streaming, because all data is loaded before.

use crate::island_loader::island_loader;
use crate::render::{Fragment, RenderedPage};
use crate::settings::{Bundle, PageAssets};
use crate::theme;
use domain::brand::Brand;
use domain::locale::Locale;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::sync::Arc;

/// The content of `<style>` before the merchant's colours.
const STYLE_SHEET: Fragment = Fragment("style-sheet");

/// What follows it on some pages.
const OUTCOME_SHEET: Fragment = Fragment("outcome-sheet");

/// The content of the `<script>` that loads the islands.
const ISLAND_LOADER: Fragment = Fragment("island-loader");

/// The data of a document, created for one answer.
pub struct DocumentContext {
    /// The language.
    pub locale: Locale,
    /// True when links name the language, as the URL of this page does.
    pub keep_language: bool,
    /// Script and wasm of the islands, where they were built.
    pub bundle: Option<Bundle>,
    /// The nonce of inline elements, as in the content security policy.
    pub nonce: String,
}

impl DocumentContext {
    /// A path on this origin, with the language if the visitor chose one.
    pub fn link(&self, path: &str) -> String {
        if self.keep_language {
            with_language(path, self.locale)
        } else {
            path.to_owned()
        }
    }
}

/// A path with the language in its query.
pub fn with_language(path: &str, locale: Locale) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}lang={}", locale.tag())
}

/// The head of a page.
pub struct DocumentHead {
    /// The title, without the name of the site.
    pub title: String,
    /// The name after it: the merchant's, or the product's.
    pub site: String,
    /// Reload after so many seconds, without scripts.
    pub refresh_s: Option<u32>,
    /// The merchant's brand; `None` without an order.
    pub brand: Option<Arc<Brand>>,
    /// True for a page in whose style `style/outcome/` has a part: the pages that
    /// do not ask for data.
    pub outcome: bool,
}

/// A page before it is rendered.
pub struct Document {
    /// Its head.
    pub head: DocumentHead,
    /// Everything inside `<body>`.
    pub body: AnyView,
}

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

/// The title of a document, with the name of the site.
pub(crate) fn title(title: &str, site: &str) -> String {
    format!("{title} · {site}")
}

fn html(context: &DocumentContext, head: &DocumentHead, body: AnyView) -> AnyView {
    let title = title(&head.title, &head.site);
    let outcome = head.outcome.then(|| OUTCOME_SHEET.placeholder());
    // The merchant's colours follow the style sheets and override them.
    let style = [
        STYLE_SHEET.placeholder(),
        outcome.unwrap_or_default(),
        theme::properties(head.brand.as_deref()),
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
    .into_any()
}

/// Starts the download of script and wasm before the loader runs.
fn preload(context: &DocumentContext) -> AnyView {
    let links = context.bundle.map(|Bundle { js, wasm }| {
        view! {
            <link rel="modulepreload" href=js nonce=context.nonce.clone() />
            <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        }
    });
    links.into_any()
}
