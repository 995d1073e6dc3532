//! Offers the code from the SMS where the browser can read it (WebOTP). The
//! shopper still presses the button: filling in is help, paying is a decision.

use super::dom;
use js_sys::{Array, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Fills the code in when its SMS arrives.
#[island]
pub(crate) fn WebOtp() -> impl IntoView {
    Effect::new(|_| {
        leptos::task::spawn_local(async {
            let code = read().await;
            if let Some((input, code)) = dom::input("code").zip(code)
                && input.value().is_empty()
            {
                input.set_value(&code);
            }
        });
    });
}

/// `navigator.credentials.get({otp: {transport: ["sms"]}})`, where there is
/// such a thing; a refusal or a time-out is no code.
async fn read() -> Option<String> {
    if !Reflect::has(&window(), &"OTPCredential".into()).ok()? {
        return None;
    }
    let otp = Object::new();
    Reflect::set(&otp, &"transport".into(), &Array::of1(&"sms".into())).ok()?;
    let ask = Object::new();
    Reflect::set(&ask, &"otp".into(), &otp).ok()?;
    let credentials: JsValue = window().navigator().credentials().into();
    let get = Reflect::get(&credentials, &"get".into()).ok()?;
    let promise: Promise = get
        .dyn_ref::<js_sys::Function>()?
        .call1(&credentials, &ask)
        .ok()?
        .dyn_into()
        .ok()?;
    let credential = JsFuture::from(promise).await.ok()?;
    Reflect::get(&credential, &"code".into()).ok()?.as_string()
}
