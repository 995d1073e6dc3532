//! The little that islands ask of the document: find an element, listen,
//! change a text. All of it does nothing where the element is not there.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlInputElement};

/// The element of this id.
pub(super) fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The input of this id.
pub(super) fn input(id: &str) -> Option<HtmlInputElement> {
    by_id(id)?.dyn_into().ok()
}

/// Elements by a selector.
pub(super) fn all(selector: &str) -> Vec<Element> {
    let Ok(list) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|i| list.item(i)?.dyn_into().ok())
        .collect()
}

/// Listens for as long as the page lives, as every island does.
pub(super) fn on(target: &EventTarget, event: &str, act: impl FnMut(Event) + 'static) {
    let act = Closure::<dyn FnMut(Event)>::new(act).into_js_value();
    let _ = target.add_event_listener_with_callback(event, act.unchecked_ref());
}

/// Listens to the window.
pub(super) fn on_window(event: &str, act: impl FnMut(Event) + 'static) {
    on(window().as_ref(), event, act);
}

/// Shows a text in the element of this id; hides it when there is none.
pub(super) fn say(id: &str, text: &str) {
    let Some(element) = by_id(id) else { return };
    element.set_text_content(Some(text));
    hide(&element, text.is_empty());
}

/// Hides or shows an element.
pub(super) fn hide(element: &Element, hidden: bool) {
    let _ = element.toggle_attribute_with_force("hidden", hidden);
}
