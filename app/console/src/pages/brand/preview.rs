//! The preview beside the form: the pay page's own views in a shadow root, drawn
//! here for the saved draft and then, at each change, by the preview's wasm. The
//! choices are a form of their own, which opens the preview page without scripts.

use super::BrandPage;
use crate::pages::page_context::PageContext;
use domain::brand::LogoSlot;
use domain::clock::At;
use domain::console::Branding;
use domain::desk::Place;
use domain::locale::Locale;
use domain::visit::Screen;
use leptos::prelude::*;
use std::sync::Arc;
use ui::html::{Html, IntoHtml};
use ui::preview::{Preview, PreviewRenderer, declarations, rule_of};
use ui::settings::{Bundle, Provider};

/// What previews are drawn with.
pub(crate) struct PreviewParts {
    /// Draws the pages.
    pub renderer: PreviewRenderer,
    /// Who runs them.
    pub provider: Arc<Provider>,
    /// Their style inside a shadow root.
    pub css: &'static str,
    /// The script and wasm that draw the preview anew; `None` in a build without.
    pub bundle: Option<Bundle>,
}

/// Which page is shown, and how.
#[derive(Clone, Copy)]
pub(crate) struct PreviewChoice {
    /// The page of the order.
    pub place: Place,
    /// The device.
    pub screen: Screen,
    /// The language.
    pub locale: Locale,
    /// True for the dark scheme.
    pub dark: bool,
}

impl PreviewChoice {
    /// What to draw: the draft, or what is live.
    pub(crate) fn preview(self, branding: &Branding, logo_folder: String, now: At) -> Preview {
        Preview {
            brand: Arc::new(branding.edited().clone()),
            place: self.place,
            screen: self.screen,
            locale: self.locale,
            dark: self.dark,
            logo_folder,
            products: branding.products.clone(),
            payee: branding.payee.clone(),
            now,
        }
    }
}

/// The section.
pub(super) fn view(page: &PageContext<'_>, of: &BrandPage<'_>, parts: &PreviewParts) -> Html {
    let text = &page.text.brand;
    let script = parts.bundle.map(|bundle| {
        let script = start(bundle);
        view! { <script type="module" nonce=page.document.nonce.clone()>{Html::new(script)}</script> }
    });
    view! {
        <section class="preview" aria-labelledby="preview-title">
            <h2 class="part__title" id="preview-title">{text.preview}</h2>
            <p class="part__lead">{text.preview_note}</p>
            {choices(page, of)}
            {host(page, of, parts)}
            {script}
        </section>
    }
    .into_html()
}

/// The script that starts the wasm.
fn start(Bundle { js, wasm }: Bundle) -> String {
    format!(
        r#"import("{js}").then((half)=>half.default({{module_or_path:"{wasm}"}})).catch(console.info)"#
    )
}

fn choices(page: &PageContext<'_>, of: &BrandPage<'_>) -> Html {
    let text = &page.text.brand;
    let places: Vec<_> = Place::ALL
        .into_iter()
        .map(|place| view! { <option value=place.segment()>{(text.of_place)(place)}</option> })
        .collect();
    let pair = |label, name: &'static str, [one, two]: [(&'static str, &'static str); 2]| {
        view! {
            <div class="preview__choice">
                <label for=format!("preview-{name}")>{label}</label>
                <select class="input" id=format!("preview-{name}") name=name>
                    <option value=one.0>{one.1}</option>
                    <option value=two.0>{two.1}</option>
                </select>
            </div>
        }
    };
    let mall = of.mall.map(|mall| {
        view! { <input type="hidden" name="mall" value=mall.as_str().to_owned() /> }
    });
    let to = page.scope_path("/brand/preview");
    view! {
        <form class="preview__choices" id="preview-form" action=to target="_blank">
            {page.language_field()}
            {mall}
            <div class="preview__choice">
                <label for="preview-place">{text.place}</label>
                <select class="input" id="preview-place" name="place">{places}</select>
            </div>
            {pair(text.screen, "screen", [("phone", text.phone), ("pc", text.pc)])}
            {pair(text.scheme, "scheme", [("light", text.light), ("dark", text.dark)])}
            {pair(text.language, "in", [("zh-CN", "中文"), ("en", "English")])}
            <button class="button button--small">{text.open_preview}</button>
        </form>
    }
    .into_html()
}

/// The element with the shadow root. `inert`, because nothing in it can be used.
fn host(page: &PageContext<'_>, of: &BrandPage<'_>, parts: &PreviewParts) -> Html {
    let choice = PreviewChoice {
        place: Place::Choose,
        screen: Screen::Phone,
        locale: Locale::ZhCn,
        dark: false,
    };
    let folder = page.scope_path("/brand/logos");
    let preview = choice.preview(of.branding, folder.clone(), page.now);
    let body = parts.renderer.body(&preview);
    let style = format!(
        "{}{}",
        parts.css,
        rule_of(":host", &declarations(&preview.brand))
    );
    let provider = &parts.provider;
    let logos = &of.branding.edited().logos;
    let logo = |slot| logos.of(slot).map(ToString::to_string);
    let products = preview.products.iter().map(|product| product.name());
    let products: Vec<_> = products.collect();
    view! {
        <div class="preview__window" tabindex="0" role="group" aria-labelledby="preview-title">
            <div
                class="preview__page"
                id="preview"
                inert=true
                data-screen="phone"
                data-scheme="light"
                data-logos=folder
                data-products=products.join(" ")
                data-payee=preview.payee.clone()
                data-provider=provider.name.clone()
                data-licence=provider.licence.clone()
                data-phone=provider.phone.clone()
                data-agreement=provider.agreement.clone()
                data-privacy=provider.privacy.clone()
                data-complaints=provider.complaints.clone()
                data-logo-square=logo(LogoSlot::Square)
                data-logo-square_dark=logo(LogoSlot::SquareDark)
                data-logo-wide=logo(LogoSlot::Wide)
                data-logo-wide_dark=logo(LogoSlot::WideDark)
            >
                {shadow_root(page, &style, &body)}
                <p class="preview__old">{page.text.brand.preview_old}</p>
            </div>
        </div>
    }
    .into_html()
}

/// A shadow root in HTML, which the view macro has no attribute for. The language
/// is that of the first preview.
fn shadow_root(page: &PageContext<'_>, style: &str, body: &str) -> Html {
    let (nonce, lang) = (&page.document.nonce, Locale::ZhCn.tag());
    Html::new(format!(
        "<template shadowrootmode=\"open\"><style nonce=\"{nonce}\">{style}</style>\
         <div class=\"page\" lang=\"{lang}\">{body}</div></template>"
    ))
}
