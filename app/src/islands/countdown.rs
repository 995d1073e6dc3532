//! The time left, counted down by seconds from what the server said (never
//! from the browser's idea of the time of day), and "more time" without a new
//! page. Only the last minute is announced, not each second (WCAG 4.1.3).

use super::dom;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// When the last minute is announced.
const WARN_S: i64 = 60;

/// What the countdown says, in the page's language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Words {
    /// What stands there until the count begins, and without scripts.
    pub about: String,
    /// When a minute is left.
    pub last_minute: String,
    /// When none is.
    pub over: String,
    /// When more was given.
    pub given: String,
}

/// `28:05`, or `1:02:03` above an hour.
fn clock(seconds: i64) -> String {
    let (minutes, s) = (seconds / 60, seconds % 60);
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m:02}:{s:02}"),
        (h, m) => format!("{h}:{m:02}:{s:02}"),
    }
}

/// Counts down from `seconds`, and asks for more time for the order of `token`.
#[island]
pub(crate) fn Countdown(seconds: i64, token: String, words: Words) -> impl IntoView {
    let about = words.about.clone();
    let left = RwSignal::new(None::<i64>);
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        let ends = RwSignal::new(now_s() + seconds);
        left.set(Some(seconds));
        let words = words.clone();
        let tick = {
            let words = words.clone();
            move || {
                let remaining = (ends.get_untracked() - now_s()).max(0);
                let before = left.get_untracked().unwrap_or(remaining);
                left.set(Some(remaining));
                if remaining <= WARN_S && before > WARN_S {
                    said.set(words.last_minute.clone());
                } else if remaining == 0 && before > 0 {
                    said.set(words.over.clone());
                }
            }
        };
        let _ = set_interval_with_handle(tick, Duration::from_secs(1));
        let token = token.clone();
        let Some(button) = dom::by_id("more-time") else {
            return;
        };
        dom::on(button.as_ref(), "click", move |event| {
            event.prevent_default();
            let (token, given) = (token.clone(), words.given.clone());
            leptos::task::spawn_local(async move {
                match more_time(&token).await {
                    Some(seconds) => {
                        ends.set(now_s() + seconds);
                        left.set(Some(seconds));
                        said.set(given);
                    }
                    // No more to be had, or the order is elsewhere: the page
                    // as the server has it now says which.
                    None => {
                        let _ = window().location().reload();
                    }
                }
            });
        });
    });
    view! {
        <p class="deadline__left">{move || left.get().map_or_else(|| about.clone(), clock)}</p>
        <p class="hidden-text" role="status">{move || said.get()}</p>
    }
}

/// Seconds by the browser's steady clock, which no change of the time of day
/// moves and which counts on while a phone sleeps where it can.
fn now_s() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds since 1970 fit for ages"
    )]
    let ms = js_sys::Date::now() as i64;
    ms / 1000
}

/// Calls the server function `more_time`; its answer is a bare number.
async fn more_time(token: &str) -> Option<i64> {
    let headers = Headers::new().ok()?;
    headers
        .set("content-type", "application/x-www-form-urlencoded")
        .ok()?;
    let ask = RequestInit::new();
    ask.set_method("POST");
    ask.set_headers(&headers);
    ask.set_body(&JsValue::from_str(&format!("token={token}")));
    let response = JsFuture::from(window().fetch_with_str_and_init("/fn/more_time", &ask))
        .await
        .ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?)
        .await
        .ok()?
        .as_string()?
        .trim()
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn time_is_written_as_clocks_do() {
        assert_eq!(clock(0), "00:00");
        assert_eq!(clock(65), "01:05");
        assert_eq!(clock(3723), "1:02:03");
    }
}
