//! The page of a brand in the browser: the form with the settings, the choices of
//! the preview, and the element that shows it.

use crate::colour_field::ColourField;
use crate::contrast;
use crate::trusted_html::TrustedHtml;
use domain::brand::{Brand, Colour, LogoId, LogoSlot};
use domain::clock::At;
use domain::console::read_brand_form;
use domain::desk::Place;
use domain::locale::Locale;
use domain::product::Product;
use domain::visit::Screen;
use std::sync::Arc;
use ui::preview::{Preview, PreviewRenderer, declarations};
use ui::settings::Provider;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, EventTarget, FormData, HtmlElement, HtmlFormElement};

/// The page's elements, and what is drawn in them.
pub(crate) struct PreviewPage {
    /// The host of the shadow root.
    host: HtmlElement,
    /// Stands for `<body>`.
    body: Element,
    settings: HtmlFormElement,
    choices: HtmlFormElement,
    colour: ColourField,
    renderer: PreviewRenderer,
    html: TrustedHtml,
    /// The last settings without a mistake.
    brand: Brand,
    /// What is drawn.
    drawn: String,
    now: At,
}

impl PreviewPage {
    /// The elements that the server rendered; `None` where one is missing, as in a
    /// browser without shadow roots in HTML.
    pub(crate) fn find(now: At) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let by_id = |id| document.get_element_by_id(id);
        let host: HtmlElement = by_id("preview")?.dyn_into().ok()?;
        let body = host.shadow_root()?.query_selector(".page").ok()??;
        let attribute = |name: &str| host.get_attribute(name);
        let provider = Provider {
            name: attribute("data-provider"),
            licence: attribute("data-licence"),
            phone: attribute("data-phone"),
            agreement: attribute("data-agreement"),
            privacy: attribute("data-privacy"),
            complaints: attribute("data-complaints"),
        };
        let mut brand = Brand::plain("", Colour::BLACK);
        for slot in LogoSlot::ALL {
            let logo = attribute(&format!("data-logo-{}", slot.name()));
            brand
                .logos
                .put(slot, logo.as_deref().and_then(LogoId::parse));
        }
        let settings: HtmlFormElement = by_id("brand-form")?.dyn_into().ok()?;
        let colour = ColourField::find(&document)?;
        colour.take_suggestions(&settings);
        Some(Self {
            settings,
            colour,
            choices: by_id("preview-form")?.dyn_into().ok()?,
            renderer: PreviewRenderer::new(Arc::new(provider)),
            html: TrustedHtml::new(),
            host,
            body,
            brand,
            drawn: String::new(),
            now,
        })
    }

    /// The forms whose changes are drawn.
    pub(crate) fn forms(&self) -> [EventTarget; 2] {
        [self.settings.clone().into(), self.choices.clone().into()]
    }

    /// Draws again after a change.
    pub(crate) fn redraw(&mut self, event: &Event) {
        self.colour.follow(event);
        self.draw();
    }

    /// Draws what the forms hold. A wrong field keeps its last right value.
    pub(crate) fn draw(&mut self) {
        let (settings, choices) = (values(&self.settings), values(&self.choices));
        let (brand, _) = read_brand_form(&self.brand, &settings);
        self.brand = brand;
        for (name, value) in declarations(&self.brand) {
            let _ = self.host.style().set_property(name, &value);
        }
        contrast::show(self.brand.colour);
        let preview = self.preview(&choices);
        self.set("data-scheme", if preview.dark { "dark" } else { "light" });
        let phone = preview.screen == Screen::Phone;
        self.set("data-screen", if phone { "phone" } else { "pc" });
        let _ = self.body.set_attribute("lang", preview.locale.tag());
        let html = self.renderer.body(&preview);
        if html != self.drawn {
            self.html.put(&self.body, &html);
            self.drawn = html;
        }
    }

    fn preview(&self, choices: &dyn Fn(&str) -> Option<String>) -> Preview {
        let attribute = |name: &str| self.host.get_attribute(name).unwrap_or_default();
        let chosen = |name: &str| choices(name).unwrap_or_default();
        let products = attribute("data-products");
        Preview {
            brand: Arc::new(self.brand.clone()),
            place: Place::from_segment(&chosen("place")).unwrap_or(Place::Choose),
            screen: Screen::from(chosen("screen") == "phone"),
            locale: Locale::parse(&chosen("in")).unwrap_or_default(),
            dark: chosen("scheme") == "dark",
            logo_folder: attribute("data-logos"),
            products: products.split(' ').filter_map(Product::parse).collect(),
            payee: attribute("data-payee"),
            now: self.now,
        }
    }

    fn set(&self, name: &str, value: &str) {
        let _ = self.host.set_attribute(name, value);
    }
}

/// The values of a form, by their names.
fn values(form: &HtmlFormElement) -> impl Fn(&str) -> Option<String> {
    let data = FormData::new_with_form(form).ok();
    move |name| data.as_ref()?.get(name).as_string()
}
