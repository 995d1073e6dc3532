//! The button for another SMS code, disabled until one may be sent. Without
//! scripts it is enabled at once, and the server refuses when it is too soon.

use leptos::prelude::*;
use ui::dom;

/// Enables `#resend` when the wait is over. `#resend-wait` has the seconds, and
/// the sentence with a zero in their place.
#[island]
pub(crate) fn Resend() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some((button, wait)) = dom::by_id("resend").zip(dom::by_id("resend-wait")) else {
        return;
    };
    let mut left_ms = dom::number_attribute(&wait, "data-seconds") * 1000;
    let sentence = dom::attribute(&wait, "data-sentence");
    let mut before = dom::now_ms();
    let mut tick = move || {
        // The phone's clock may be set back. Time that the phone slept counts.
        let now = dom::now_ms();
        left_ms -= (now - before).max(0);
        before = now;
        let left = (left_ms + 999).div_euclid(1000).max(0);
        let _ = button.toggle_attribute_with_force("disabled", left > 0);
        let text = match left {
            0 => String::new(),
            _ => sentence.replacen('0', &left.to_string(), 1),
        };
        wait.set_text_content(Some(&text));
    };
    tick();
    dom::every_second(Box::new(tick));
}
