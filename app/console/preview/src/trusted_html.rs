//! The one place where this bundle turns text into elements. The text is HTML of
//! our own views, in which every value is escaped. The page's content security
//! policy knows this policy by its name and allows to make it once.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

/// The name of the Trusted Types policy (`ui::headers`).
const NAME: &str = "paydesk-preview";

/// Puts HTML into elements.
pub(crate) struct TrustedHtml {
    /// `None` in a browser without Trusted Types.
    policy: Option<JsValue>,
}

impl TrustedHtml {
    /// Makes the policy.
    pub(crate) fn new() -> Self {
        Self {
            policy: policy().ok(),
        }
    }

    /// Replaces the content of an element.
    pub(crate) fn put(&self, element: &Element, html: &str) {
        let text = JsValue::from_str(html);
        let trusted = match &self.policy {
            Some(policy) => call(policy, "createHTML", &[text]),
            None => Ok(text),
        };
        if let Ok(trusted) = trusted {
            let _ = Reflect::set(element, &JsValue::from_str("innerHTML"), &trusted);
        }
    }
}

fn policy() -> Result<JsValue, JsValue> {
    let types = Reflect::get(&js_sys::global(), &JsValue::from_str("trustedTypes"))?;
    let rules = Object::new();
    let unchanged = Closure::<dyn Fn(JsValue) -> JsValue>::new(|html| html).into_js_value();
    Reflect::set(&rules, &JsValue::from_str("createHTML"), &unchanged)?;
    call(
        &types,
        "createPolicy",
        &[JsValue::from_str(NAME), rules.into()],
    )
}

fn call(on: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(on, &JsValue::from_str(method))?.dyn_into()?;
    method.apply(on, &arguments.iter().collect())
}
