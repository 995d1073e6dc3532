//! The time in China, by the server's clock. It is rendered as of the request;
//! the island keeps it going, and says when this computer's clock is wrong.
#![expect(
    unreachable_pub,
    reason = "the island macro exports its entry to the browser as a pub function"
)]

use domain::clock::At;
use domain::day::Day;
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
        clock.set_text_content(Some(&china_time(now)));
    };
    tick();
    dom::every_second(Box::new(tick));
}

/// Whole minutes. The time that a page takes to arrive is none.
const fn minutes(difference_ms: i64) -> i64 {
    difference_ms.abs() / MINUTE_MS
}

/// `2026-11-30 16:00:00` (UTC+08:00).
pub(crate) fn china_time(at: At) -> String {
    let hours = |hours: i64| hours * 60 * MINUTE_MS;
    let seconds = (at.ms() + hours(8)).rem_euclid(hours(24)) / 1000;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{} {h:02}:{m:02}:{s:02}", Day::in_china(at))
}

#[cfg(test)]
mod tests {
    use super::{china_time, minutes};
    use domain::clock::At;

    #[test]
    fn the_time_is_china_s() {
        assert_eq!(china_time(At::from_ms(0)), "1970-01-01 08:00:00");
        let late = At::from_ms(1_795_363_199_999);
        assert_eq!(china_time(late), "2026-11-22 23:59:59");
        assert_eq!(
            china_time(At::from_ms(late.ms() + 1)),
            "2026-11-23 00:00:00"
        );
    }

    #[test]
    fn seconds_are_no_difference() {
        assert_eq!(
            [59_999, -59_999, 60_000, -180_500].map(minutes),
            [0, 0, 1, 3]
        );
    }
}
