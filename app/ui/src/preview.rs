//! The preview of a brand: the pay page's own views with a sample order, without
//! islands. The console draws it on the server and, as one types, in the browser.

mod sample_order;

use crate::context::RenderContext;
#[cfg(feature = "ssr")]
use crate::document::DocumentHead;
use crate::document::{Document, DocumentContext};
use crate::html::IntoHtml as _;
use crate::pages::{self, OrderScreen};
use crate::render::{RenderedPage, StaticFragments};
use crate::settings::Provider;
use domain::brand::Brand;
use domain::clock::At;
use domain::day::Day;
use domain::desk::{FormState, Place};
use domain::locale::Locale;
use domain::product::Product;
use domain::visit::Screen;
use leptos::prelude::*;
use std::sync::Arc;

#[cfg(feature = "ssr")]
pub use crate::theme::rule_of;
pub use crate::theme::{ContrastPair, contrast_pairs, declarations, ratio_text};

/// What a preview shows.
pub struct Preview {
    /// The brand.
    pub brand: Arc<Brand>,
    /// The page of an order.
    pub place: Place,
    /// The shopper's device.
    pub screen: Screen,
    /// The shopper's language.
    pub locale: Locale,
    /// True for the dark scheme.
    pub dark: bool,
    /// The path of the brand's logos.
    pub logo_folder: String,
    /// The ways to pay under contract.
    pub products: Vec<Product>,
    /// The merchant's registered name.
    pub payee: String,
    /// The time of the sample order.
    pub now: At,
}

/// Draws previews for one provider.
pub struct PreviewRenderer {
    provider: Arc<Provider>,
    fragments: StaticFragments,
}

impl PreviewRenderer {
    /// A renderer of the pages that this provider runs.
    pub fn new(provider: Arc<Provider>) -> Self {
        let fragments = StaticFragments::new(pages::fragments(&provider));
        Self {
            provider,
            fragments,
        }
    }

    /// The HTML inside `<body>` of the page.
    pub fn body(&self, preview: &Preview) -> String {
        let html = self.view(preview, Some(preview.dark)).body.to_html();
        RenderedPage::new(html).text(&self.fragments)
    }

    /// The whole page, below a line that says what it is. The browser decides on the
    /// scheme, and nothing in the page can be used.
    #[cfg(feature = "ssr")]
    pub fn document(&self, preview: &Preview, banner: &'static str) -> Document {
        let page = self.view(preview, None);
        let body = view! {
            <p class="preview-banner" role="status">{banner}</p>
            <div class="page" inert=true>{page.body}</div>
        };
        Document {
            head: DocumentHead {
                refresh_s: None,
                // The line's style is beside that of outcomes.
                outcome: true,
                ..page.head
            },
            body: body.into_html(),
        }
    }

    fn view(&self, preview: &Preview, dark: Option<bool>) -> Document {
        let document = DocumentContext {
            locale: preview.locale,
            keep_language: false,
            bundle: None,
            nonce: String::new(),
        };
        let today = Day::in_china(preview.now);
        let look = (dark, preview.logo_folder.clone());
        let provider = Arc::clone(&self.provider);
        let context = RenderContext::of_preview(document, today, provider, look);
        let screen = OrderScreen {
            page: sample_order::page(preview),
            place: preview.place,
            form: FormState::default(),
            message: None,
        };
        pages::order::view(&context, &screen, ().into_html())
    }
}
