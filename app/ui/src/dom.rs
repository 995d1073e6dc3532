//! Access to the document for islands: find an element, read its attributes,
//! listen to events, change a text. A missing element is never an error.

use domain::locale::Locale;
use js_sys::Promise;
use leptos::prelude::{document, window};
use std::pin::Pin;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, EventTarget, HtmlInputElement};

/// Starts an island in the browser. Does nothing while the server renders it.
pub fn start_in_browser(start: fn()) {
    if cfg!(target_arch = "wasm32") {
        start();
    }
}

/// The element with this id.
pub fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The input with this id.
pub fn input(id: &str) -> Option<HtmlInputElement> {
    by_id(id)?.dyn_into().ok()
}

/// The elements that match a selector.
pub fn all(selector: &str) -> Vec<Element> {
    let Ok(list) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|i| list.item(i)?.dyn_into().ok())
        .collect()
}

/// An attribute's text; empty if missing.
pub fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// An attribute's whole number; zero if missing.
pub fn number_attribute(element: &Element, name: &str) -> i64 {
    whole_number(&attribute(element, name)).unwrap_or_default()
}

/// A whole number; `None` for any other text. All islands read numbers by this
/// function, so that the wasm has one parser.
pub fn whole_number(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// The language of this page.
pub fn locale() -> Locale {
    let html = document().document_element();
    let tag = html.map(|html| attribute(&html, "lang"));
    tag.and_then(|tag| Locale::parse(&tag)).unwrap_or_default()
}

/// True while an input method is composing the text of an input event.
pub fn is_composing(event: &Event) -> bool {
    let composing = js_sys::Reflect::get(event, &JsValue::from_str("isComposing"));
    composing.is_ok_and(|composing| composing.is_truthy())
}

/// Calls `act` at each event for as long as the page is open.
pub fn on(target: &EventTarget, event: &str, act: Box<dyn FnMut(Event)>) {
    let act = Closure::wrap(act).into_js_value();
    let _ = target.add_event_listener_with_callback(event, act.unchecked_ref());
}

/// The same for events of the window.
pub fn on_window(event: &str, act: Box<dyn FnMut(Event)>) {
    on(window().as_ref(), event, act);
}

/// Calls `act` every second for as long as the page is open.
pub fn every_second(act: Box<dyn FnMut()>) {
    let act = Closure::wrap(act).into_js_value();
    let _ =
        window().set_interval_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), 1000);
}

/// Calls `act` once, after so many milliseconds.
pub fn after(ms: i32, act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), ms);
}

/// Calls `then` with the value of a promise; `None` when it was rejected.
pub fn when_settled(promise: Promise, then: Box<dyn FnOnce(Option<JsValue>)>) {
    spawn(Box::pin(async move {
        then(JsFuture::from(promise).await.ok());
    }));
}

/// Runs a task beside the page's events. All islands start tasks by this
/// function, so that the wasm has the code once.
pub fn spawn(task: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(task);
}

/// Shows a text in the element with this id; an empty text hides it.
pub fn show_text(id: &str, text: &str) {
    let Some(element) = by_id(id) else { return };
    element.set_text_content(Some(text));
    set_hidden(&element, text.is_empty());
}

/// Hides or shows an element.
pub fn set_hidden(element: &Element, hidden: bool) {
    let _ = element.toggle_attribute_with_force("hidden", hidden);
}

/// Milliseconds since the page was opened, by a monotonic clock. On some systems
/// it stops while the device sleeps.
pub fn since_opened_ms() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since the page was opened fit an i64"
    )]
    let ms = window().performance().map_or(0.0, |clock| clock.now()) as i64;
    ms
}

/// Milliseconds by the device's clock, for differences only: the clock may be
/// set wrong, and set while the page is open.
pub fn now_ms() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit an i64"
    )]
    let ms = js_sys::Date::now() as i64;
    ms
}
