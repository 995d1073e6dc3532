//! The button for another code, which waits its time. Without scripts it can
//! be pressed at once, and the server says when it is too soon.

use leptos::prelude::*;
use std::time::Duration;

/// The button. `seconds` until it may be pressed; `action` is where it posts;
/// `wait` is the sentence with the seconds, written for zero of them.
#[island]
pub(crate) fn Resend(seconds: i64, action: String, label: String, wait: String) -> impl IntoView {
    let left = RwSignal::new(0_i64);
    Effect::new(move |_| {
        left.set(seconds);
        let count = move || left.update(|left| *left = (*left - 1).max(0));
        let _ = set_interval_with_handle(count, Duration::from_secs(1));
    });
    let waits = move || left.get() > 0;
    let sentence = move || {
        if waits() {
            wait.replacen('0', &left.get().to_string(), 1)
        } else {
            String::new()
        }
    };
    view! {
        <p class="resend">
            <button class="button button--quiet" formaction=action formnovalidate=true disabled=waits>
                {label}
            </button>
            <span class="resend__wait">{sentence}</span>
        </p>
    }
}
