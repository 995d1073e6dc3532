//! The field with the colour: a picker beside it, and the buttons that put the
//! nearest colour with enough contrast. Without scripts these buttons save it.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, Event, HtmlInputElement};

/// The field and its picker.
#[derive(Clone)]
pub(crate) struct ColourField {
    field: HtmlInputElement,
    picker: HtmlInputElement,
}

impl ColourField {
    /// Finds both and shows the picker.
    pub(crate) fn find(document: &Document) -> Option<Self> {
        let input = |id| document.get_element_by_id(id)?.dyn_into().ok();
        let line = document.get_element_by_id("colour-picker-line")?;
        let found = Self {
            field: input("colour")?,
            picker: input("colour-picker")?,
        };
        let _ = line.toggle_attribute_with_force("hidden", false);
        Some(found)
    }

    /// Takes a change of the one over to the other.
    pub(crate) fn follow(&self, event: &Event) {
        let changed = event.target();
        if changed.as_ref() == Some(self.picker.as_ref()) {
            self.field.set_value(&self.picker.value());
        } else if changed.as_ref() == Some(self.field.as_ref()) {
            // A picker takes complete colours only.
            self.picker.set_value(&self.field.value());
        }
    }

    /// Puts the colour of each button that is pressed into the field.
    pub(crate) fn take_suggestions(&self, form: &Element) {
        let own = self.clone();
        let take = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let pressed = event.target().and_then(|target| target.dyn_into().ok());
            let button =
                pressed.and_then(|pressed: Element| pressed.closest("[name=use_colour]").ok()?);
            let Some(colour) = button.and_then(|button| button.get_attribute("value")) else {
                return;
            };
            event.prevent_default();
            own.field.set_value(&colour);
            let init = web_sys::EventInit::new();
            init.set_bubbles(true);
            if let Ok(changed) = Event::new_with_event_init_dict("input", &init) {
                let _ = own.field.dispatch_event(&changed);
            }
            let _ = own.field.focus();
        });
        let take = take.into_js_value();
        let _ = form.add_event_listener_with_callback("click", take.unchecked_ref());
    }
}
