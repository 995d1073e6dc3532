//! The time in China, by the server's clock. It is rendered as of the request;
//! the island keeps it going, and says when this computer's clock is wrong.
#![expect(
    unreachable_pub,
    reason = "the island macro exports its entry to the browser as a pub function"
)]

use domain::clock::At;
use domain::day::date_time_in_china;
use leptos::prelude::*;
use ui::dom;

const MINUTE_MS: i64 = 60_000;

/// Keeps `#clock` going, whose `data-ms` is the server's time of rendering.
#[island]
pub(crate) fn Clock() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some(clock) = dom::by_id("clock") else {
        return;
    };
    let ahead_ms = dom::now_ms() - dom::number_attribute(&clock, "data-ms");
    let note = match minutes(ahead_ms) {
        0 => String::new(),
        minutes => {
            let sentence = if ahead_ms > 0 {
                "data-fast"
            } else {
                "data-slow"
            };
            dom::attribute(&clock, sentence).replacen('%', &minutes.to_string(), 1)
        }
    };
    dom::show_text("clock-note", &note);
    dom::show_text("clock-still", "");
    let tick = move || {
        let now = At::from_ms(dom::now_ms() - ahead_ms);
        clock.set_text_content(Some(&date_time_in_china(now)));
    };
    tick();
    dom::every_second(Box::new(tick));
}

/// Whole minutes. The time that a page takes to arrive is none.
const fn minutes(difference_ms: i64) -> i64 {
    difference_ms.abs() / MINUTE_MS
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn seconds_are_no_difference() {
        assert_eq!(
            [59_999, -59_999, 60_000, -180_500].map(minutes),
            [0, 0, 1, 3]
        );
    }
}
