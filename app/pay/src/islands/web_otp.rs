//! Fills in the code from the SMS where the browser can read it (`WebOTP`). The
//! shopper still presses the button.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use ui::dom;
use wasm_bindgen::{JsCast, JsValue};

/// Fills in the code when its SMS arrives.
#[island]
pub(crate) fn WebOtp() -> impl IntoView {
    dom::start_in_browser(|| {
        if let Some(asked) = ask() {
            dom::when_settled(asked, Box::new(fill));
        }
    });
}

/// Fills in the code, unless the field was typed into. `None` after a refusal
/// or a time-out.
fn fill(credential: Option<JsValue>) {
    let code = credential.and_then(|c| {
        Reflect::get(&c, &JsValue::from_str("code"))
            .ok()?
            .as_string()
    });
    if let Some((input, code)) = dom::input("code").zip(code)
        && input.value().is_empty()
    {
        input.set_value(&code);
    }
}

/// `navigator.credentials.get({otp: {transport: ["sms"]}})`, if the browser has
/// it.
fn ask() -> Option<Promise> {
    let key = JsValue::from_str;
    if !Reflect::has(&window(), &key("OTPCredential")).ok()? {
        return None;
    }
    let otp = Object::new();
    Reflect::set(&otp, &key("transport"), &Array::of1(&key("sms"))).ok()?;
    let request = Object::new();
    Reflect::set(&request, &key("otp"), &otp).ok()?;
    let credentials: JsValue = window().navigator().credentials().into();
    let get = Reflect::get(&credentials, &key("get")).ok()?;
    let promise = get
        .dyn_ref::<Function>()?
        .call1(&credentials, &request)
        .ok()?;
    promise.dyn_into().ok()
}
