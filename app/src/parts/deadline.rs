//! Until when the order may be paid, and the way to more time. The time of
//! day is right without scripts; an island counts down beside it.

use crate::islands::countdown::Countdown;
use crate::look::Look;
use domain::attempt::AttemptState;
use domain::desk::{PayPage, Place};
use jiff::tz::{Offset, TimeZone};
use leptos::prelude::*;

/// The order's time. `form` is the id of the page's own form, whose fields
/// are carried along when more time is asked for.
pub(crate) fn deadline(
    look: &Look,
    page: &PayPage,
    place: Place,
    form: Option<&'static str>,
) -> AnyView {
    // Once money was asked to move, time is the network's.
    let asked = page
        .attempt
        .as_ref()
        .is_some_and(|a| a.state == AttemptState::Unsettled);
    if page.seconds_left <= 0 || page.state.is_final() || asked {
        return ().into_any();
    }
    let text = &look.text.order;
    let ends = look.now.plus_s(page.seconds_left);
    let before = (text.pay_before)(&until(look, ends.ms()));
    let minutes = (page.seconds_left + 59) / 60;
    let more = page.more_time.then(|| more_time(look, page, place, form));
    let island = look.islands.then(|| view! { <Countdown /> });
    view! {
        <div
            class="deadline"
            id="deadline"
            data-seconds=page.seconds_left.to_string()
            data-token=page.token.as_str().to_owned()
            data-last-minute=text.last_minute
            data-over=text.time_over
            data-given=text.more_time_given
        >
            <p class="deadline__time">{before}</p>
            <p class="deadline__left" id="time-left">{(text.minutes_left)(minutes)}</p>
            {more}
            <p class="hidden-text" id="time-said" role="status"></p>
        </div>
        {island}
    }
    .into_any()
}

/// The button: in the page's own form where it has one, else in one of its own.
fn more_time(look: &Look, page: &PayPage, place: Place, form: Option<&'static str>) -> AnyView {
    let action = look.action(&page.token, place, "more_time");
    let label = look.text.order.more_time;
    match form {
        Some(form) => view! {
            <button class="button button--small" id="more-time" form=form formaction=action formnovalidate=true>
                {label}
            </button>
        }
        .into_any(),
        None => view! {
            <form method="post" action=action>
                <input type="hidden" name="at" value=place.segment() />
                <button class="button button--small" id="more-time">{label}</button>
            </form>
        }
        .into_any(),
    }
}

/// `16:42` in China, where every order of ours is paid; with the day where
/// that is not today there: an order may live for days, or past midnight.
fn until(look: &Look, ms: i64) -> String {
    let day = |ms| china(ms, "%F");
    let pattern = if day(ms) == day(look.now.ms()) {
        "%H:%M"
    } else {
        look.text.order.day_and_time
    };
    china(ms, pattern)
}

/// A time in China by a `strftime` pattern; empty for what is no time.
pub(crate) fn china(ms: i64, pattern: &str) -> String {
    let zone = TimeZone::fixed(Offset::constant(8));
    jiff::Timestamp::from_millisecond(ms)
        .map(|t| t.to_zoned(zone).strftime(pattern).to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{china, until};
    use crate::look::Look;
    use crate::text::Text;
    use domain::clock::At;
    use domain::locale::Locale;

    /// 2026-11-22 23:50 in China, still the afternoon in UTC.
    const LATE: i64 = 1_795_362_600_000;
    const MINUTE: i64 = 60_000;

    fn look(locale: Locale) -> Look {
        Look {
            locale,
            text: Text::of(locale),
            chosen: false,
            islands: false,
            nonce: String::new(),
            now: At::from_ms(LATE),
        }
    }

    #[test]
    fn an_end_on_another_day_in_china_has_its_date() {
        let (chinese, english) = (look(Locale::ZhCn), look(Locale::En));
        assert_eq!(until(&chinese, LATE + 9 * MINUTE), "23:59");
        assert_eq!(until(&chinese, LATE + 10 * MINUTE), "11 月 23 日 00:00");
        assert_eq!(until(&english, LATE + 89 * MINUTE), "23 November, 01:19");
    }

    #[test]
    fn times_are_china_s() {
        assert_eq!(china(0, "%H:%M"), "08:00");
        assert_eq!(
            china(1_793_361_600_000, "%Y-%m-%d %H:%M:%S"),
            "2026-10-30 20:00:00"
        );
        assert_eq!(china(i64::MAX, "%H:%M"), "");
    }
}
