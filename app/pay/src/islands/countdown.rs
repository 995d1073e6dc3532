//! The time left, counted down from the server's number of seconds (the
//! browser's time of day may be wrong), and "more time" without a new page.
//! Only the last minute is announced, not each second (WCAG 4.1.3).

use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use ui::dom;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Headers, RequestInit, Response};

/// When the last minute is announced.
const WARN_S: i64 = 60;

/// Counts down in `#deadline`, which has the seconds, the token and the texts.
#[island]
pub(crate) fn Countdown() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some(deadline) = dom::by_id("deadline") else {
        return;
    };
    let ends = Rc::new(Cell::new(0));
    set(&ends, dom::number_attribute(&deadline, "data-seconds"));
    let mut before = i64::MAX;
    let (counted, words) = (Rc::clone(&ends), deadline.clone());
    dom::every_second(Box::new(move || {
        let left = (counted.get() - dom::now_ms() + 999)
            .div_euclid(1000)
            .max(0);
        show(left);
        if left <= WARN_S && before > WARN_S {
            dom::show_text("time-said", &dom::attribute(&words, "data-last-minute"));
        } else if left == 0 && before > 0 {
            dom::show_text("time-said", &dom::attribute(&words, "data-over"));
        }
        before = left;
    }));
    if let Some(button) = dom::by_id("more-time") {
        let ask = move |event: web_sys::Event| {
            event.prevent_default();
            more_time(&deadline, Rc::clone(&ends));
        };
        dom::on(button.as_ref(), "click", Box::new(ask));
    }
}

fn set(ends: &Cell<i64>, seconds: i64) {
    ends.set(dom::now_ms() + seconds * 1000);
    show(seconds);
}

fn show(seconds: i64) {
    if let Some(left) = dom::by_id("time-left") {
        left.set_text_content(Some(&clock(seconds)));
    }
}

/// `28:05`, or `1:02:03` above an hour.
fn clock(seconds: i64) -> String {
    let (minutes, s) = (seconds / 60, seconds % 60);
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m:02}:{s:02}"),
        (h, m) => format!("{h}:{m:02}:{s:02}"),
    }
}

/// Calls the server function `more_time`, whose answer is a number. If more
/// time is refused, the page is reloaded and shows why.
fn more_time(deadline: &Element, ends: Rc<Cell<i64>>) {
    let given = dom::attribute(deadline, "data-given");
    let Some(answer) = ask(&dom::attribute(deadline, "data-token")) else {
        return;
    };
    let read = move |text: Option<JsValue>| {
        let seconds = text.and_then(|text| dom::whole_number(&text.as_string()?));
        match seconds {
            Some(seconds) => {
                set(&ends, seconds);
                dom::show_text("time-said", &given);
            }
            None => {
                let _ = window().location().reload();
            }
        }
    };
    let answered = move |response: Option<JsValue>| {
        let response = response.and_then(|response| response.dyn_into::<Response>().ok());
        let text = response.and_then(|response| response.text().ok());
        match text {
            Some(text) => dom::when_settled(text, Box::new(read)),
            None => read(None),
        }
    };
    dom::when_settled(answer, Box::new(answered));
}

fn ask(token: &str) -> Option<js_sys::Promise> {
    let headers = Headers::new().ok()?;
    headers
        .set("content-type", "application/x-www-form-urlencoded")
        .ok()?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&JsValue::from_str(&format!("token={token}")));
    Some(window().fetch_with_str_and_init("/fn/more_time", &init))
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn time_is_written_like_a_clock() {
        assert_eq!(clock(0), "00:00");
        assert_eq!(clock(65), "01:05");
        assert_eq!(clock(3723), "1:02:03");
    }
}
