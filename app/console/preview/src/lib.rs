//! The live preview of a brand: draws the pay page's own views with what the form
//! holds, at each change, without asking the server.
//!
//! A bundle of its own: it renders views as HTML, as the server does, while the
//! consoles' other bundle hydrates islands.

mod colour_field;
mod contrast;
mod page;
mod trusted_html;

use domain::clock::At;
use page::PreviewPage;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Event;

/// Starts the preview on the page of a brand. Called once, when the wasm is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(mut page) = PreviewPage::find(now()) else {
        return;
    };
    page.draw();
    let forms = page.forms();
    let redraw = Closure::<dyn FnMut(Event)>::new(move |event| page.redraw(&event));
    let redraw = redraw.into_js_value();
    for form in forms {
        let _ = form.add_event_listener_with_callback("input", redraw.unchecked_ref());
    }
}

/// The device's time, which the sample order shows.
fn now() -> At {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit an i64"
    )]
    let ms = js_sys::Date::now() as i64;
    At::from_ms(ms)
}
