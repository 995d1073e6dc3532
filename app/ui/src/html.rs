//! A part of a page, as HTML.
//!
//! Pages are rendered once and in one piece, so a view is turned into its HTML
//! where it is made. A boxed view would link the code that builds, updates and
//! streams it too, which is most of the size of a preview in the browser.

use leptos::prelude::RenderHtml;
use leptos::tachys::html::InertElement;

/// HTML that a view writes as it stands. Only [`IntoHtml`] and
/// [`Fragment::placeholder`](crate::render::Fragment::placeholder) make it from
/// text, the one escaped, the other ours.
pub type Html = InertElement;

/// Turns a view into its HTML.
pub trait IntoHtml {
    /// The HTML. Texts are escaped.
    fn into_html(self) -> Html;
}

impl<V: RenderHtml> IntoHtml for V {
    fn into_html(self) -> Html {
        InertElement::new(self.to_html())
    }
}
