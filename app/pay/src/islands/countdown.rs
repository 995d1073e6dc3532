//! The time left, counted down from the server's number of seconds, and "more
//! time" without a new page.
//!
//! The count follows the browser's monotonic clock (`performance.now`). When the
//! device's clock has moved differently, it was set or the device slept. A page
//! cannot tell which, so it asks the server. Only the last five minutes are
//! emphasized and announced, once (WCAG 2.2.1, 4.1.3).

use domain::desk::SOON_S;
use gloo_net::http::{Request, Response};
use leptos::prelude::*;
use std::cell::Cell;
use ui::dom;
use web_sys::Element;

/// How far the two clocks may part before the server is asked.
const PARTED_MS: i64 = 3_000;

/// The pause before the server is asked again when it did not answer.
const RETRY_MS: i32 = 10_000;

thread_local! {
    /// When the time is over, by `dom::since_opened_ms`.
    static ENDS: Cell<i64> = const { Cell::new(0) };
    /// How far the device's clock is ahead of that clock.
    static AHEAD: Cell<i64> = const { Cell::new(0) };
    /// True while the server is being asked.
    static ASKING: Cell<bool> = const { Cell::new(false) };
    /// The seconds left when they were last shown.
    static SHOWN: Cell<i64> = const { Cell::new(i64::MAX) };
}

/// Counts down in `#deadline`, which has the seconds, the token and the texts.
#[island]
pub(crate) fn Countdown() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some(deadline) = dom::by_id("deadline") else {
        return;
    };
    set(&deadline, dom::number_attribute(&deadline, "data-seconds"));
    let counted = deadline.clone();
    dom::every_second(Box::new(move || {
        show(&counted);
        let parted = ahead() - AHEAD.get();
        if parted.abs() > PARTED_MS && !ASKING.replace(true) {
            dom::spawn(Box::pin(read(counted.clone(), false)));
        }
    }));
    if let Some(button) = dom::by_id("more-time") {
        let pressed = move |event: web_sys::Event| {
            event.prevent_default();
            if !ASKING.replace(true) {
                dom::spawn(Box::pin(more_time(deadline.clone())));
            }
        };
        dom::on(button.as_ref(), "click", Box::new(pressed));
    }
}

/// How far the device's clock is ahead of the monotonic one.
fn ahead() -> i64 {
    dom::now_ms() - dom::since_opened_ms()
}

fn set(deadline: &Element, seconds: i64) {
    ENDS.set(dom::since_opened_ms() + seconds * 1000);
    AHEAD.set(ahead());
    show(deadline);
}

/// Shows the time left, and announces when it is short and when it is over.
fn show(deadline: &Element) {
    let left = (ENDS.get() - dom::since_opened_ms() + 999)
        .div_euclid(1000)
        .max(0);
    let before = SHOWN.replace(left);
    if let Some(count) = dom::by_id("time-left") {
        count.set_text_content(Some(&clock(left)));
    }
    let soon = left <= SOON_S;
    let _ = deadline
        .class_list()
        .toggle_with_force("deadline--soon", soon);
    if left == 0 && before > 0 {
        dom::show_text("time-said", &dom::attribute(deadline, "data-over"));
    } else if soon && before > SOON_S {
        dom::show_text("time-said", &dom::attribute(deadline, "data-soon"));
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

/// Calls the server function `more_time`, then shows what it became, also where
/// it was refused: the page stays, with what was typed.
async fn more_time(deadline: Element) {
    let token = dom::attribute(&deadline, "data-token");
    let call = Request::post("/fn/more_time")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={token}"));
    let given = match call {
        Ok(call) => text_of(call.send().await).await.is_some(),
        Err(_) => false,
    };
    read(deadline, given).await;
}

/// Reads the deadline from the server. `given` is true after more time.
async fn read(deadline: Element, given: bool) {
    let token = dom::attribute(&deadline, "data-token");
    let address = format!("/pay/{token}/deadline?lang={}", dom::locale().tag());
    match text_of(Request::get(&address).send().await).await {
        Some(line) => {
            ASKING.set(false);
            received(&deadline, &line, given);
        }
        None => dom::after(RETRY_MS, || ASKING.set(false)),
    }
}

/// The text of an answer; `None` where it is an error or there is none.
async fn text_of(answer: Result<Response, gloo_net::Error>) -> Option<String> {
    let answer = answer.ok().filter(Response::ok)?;
    answer.text().await.ok()
}

/// Shows a line such as `1685 1 16:28`: the seconds left, whether more time can
/// be added, and the end.
fn received(deadline: &Element, line: &str, given: bool) {
    let mut parts = line.splitn(3, ' ');
    let mut part = || parts.next().unwrap_or_default();
    let (seconds, more, end) = (part(), part() == "1", part());
    let Some(seconds) = dom::whole_number(seconds) else {
        return;
    };
    set(deadline, seconds);
    let text = |name| dom::attribute(deadline, name).replacen('%', end, 1);
    if given {
        dom::show_text("time-until", &text("data-given"));
        dom::show_text("time-said", &text("data-given"));
    } else {
        dom::show_text("time-until", &text("data-before"));
    }
    if let Some(button) = dom::by_id("more-time") {
        dom::set_hidden(&button, !more);
    }
    if let Some(reason) = dom::by_id("time-most") {
        // The reason why the button went away is said once.
        if !more && reason.has_attribute("hidden") {
            let said = reason.text_content().unwrap_or_default();
            dom::show_text("time-said", &said);
        }
        dom::set_hidden(&reason, more);
    }
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
