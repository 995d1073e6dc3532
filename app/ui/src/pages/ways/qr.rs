//! Products that are paid by scanning a QR code: one button.

use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use domain::desk::{PayPage, Place};
use domain::product::Product;
use leptos::prelude::*;

/// The form.
pub(in crate::pages) fn view(context: &RenderContext, page: &PayPage, product: Product) -> Html {
    let text = &context.text.choose;
    let words = (context.text.qr)(product, page.screen);
    let action = context.form_action(&page.token, Place::Choose, "confirm_payment");
    view! {
        <form method="post" action=action>
            <input type="hidden" name="way" value=product.name() />
            <button class="button button--main">{(text.show_qr)(page.brand.button, &yuan(page.amount))}</button>
            <p class="next">{words.next}</p>
        </form>
    }
    .into_html()
}
