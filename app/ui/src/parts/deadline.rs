//! Until when the order can be paid, and the button for more time. The time of
//! day needs no script; an island adds a count, which is emphasized and
//! announced once when five minutes are left.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::text::Text;
use domain::attempt::AttemptStatus;
use domain::clock::At;
use domain::day::{Day, time_in_china};
use domain::desk::{PayPage, Place, SOON_S};
use domain::machine::EXTENSION_S;
use leptos::prelude::*;

/// The deadline. `form` is the id of the page's own form, whose values the
/// button for more time sends too.
pub(crate) fn deadline(
    context: &RenderContext,
    page: &PayPage,
    place: Place,
    form: Option<&'static str>,
) -> Html {
    // Once the payment was sent, the network's time limit applies.
    let unsettled = page
        .attempt
        .as_ref()
        .is_some_and(|a| a.state == AttemptStatus::Unsettled);
    if page.seconds_left <= 0 || page.state.is_final() || unsettled {
        return ().into_html();
    }
    let text = &context.text.order;
    let class = if page.seconds_left <= SOON_S {
        "deadline deadline--soon"
    } else {
        "deadline"
    };
    let button = page
        .more_time
        .then(|| more_time(context, page, place, form));
    let island = context.islands.map(|slots| (slots.deadline)());
    view! {
        <div
            class=class
            id="deadline"
            data-seconds=page.seconds_left.to_string()
            data-token=page.token.as_str().to_owned()
            data-before=(text.pay_before)("%")
            data-given=(text.more_time_given)("%")
            data-soon=text.last_minutes
            data-over=text.time_over
        >
            <span class="deadline__left" id="time-left" aria-hidden="true"></span>
            <p class="deadline__until" id="time-until">
                {(text.pay_before)(&end(context, page))}
            </p>
            {button}
            <p class="deadline__most" id="time-most" hidden=page.more_time>{text.no_more_time}</p>
            <p class="hidden-text" id="time-said" role="status"></p>
        </div>
        {island}
    }
    .into_html()
}

/// The button, in the page's own form where there is one.
fn more_time(
    context: &RenderContext,
    page: &PayPage,
    place: Place,
    form: Option<&'static str>,
) -> Html {
    let action = context.form_action(&page.token, place, "more_time");
    let label = (context.text.order.more_time)(EXTENSION_S / 60);
    match form {
        Some(form) => view! {
            <button class="button button--small" id="more-time" form=form formaction=action formnovalidate=true>
                {label}
            </button>
        }
        .into_html(),
        None => view! {
            <form method="post" action=action>
                <input type="hidden" name="at" value=place.segment() />
                <button class="button button--small" id="more-time">{label}</button>
            </form>
        }
        .into_html(),
    }
}

/// The state of the deadline as one line for the island: the seconds left, 1
/// while more time can be added and else 0, and the end as the page writes it.
pub fn line(context: &RenderContext, page: &PayPage) -> String {
    let more = i32::from(page.more_time);
    format!("{} {more} {}", page.seconds_left, end(context, page))
}

/// The end, as the page writes it.
pub(crate) fn end(context: &RenderContext, page: &PayPage) -> String {
    until(context.text, context.today, page.expires_at)
}

/// `16:42` in China, with the date if it is not today.
fn until(text: &Text, today: Day, end: At) -> String {
    let mut time = time_in_china(end);
    time.truncate("16:42".len());
    let day = Day::in_china(end);
    if day == today {
        time
    } else {
        (text.order.day_and_time)(day, &time)
    }
}

#[cfg(test)]
mod tests {
    use super::until;
    use crate::text::Text;
    use domain::clock::At;
    use domain::day::Day;
    use domain::locale::Locale;

    /// 2026-11-22 23:50 in China, still the afternoon in UTC.
    const LATE: i64 = 1_795_362_600_000;
    const MINUTE: i64 = 60_000;

    #[test]
    fn an_end_on_another_day_in_china_has_its_date() {
        let today = Day::in_china(At::from_ms(LATE));
        let after = |locale, minutes: i64| {
            let end = At::from_ms(LATE + minutes * MINUTE);
            until(Text::of(locale), today, end)
        };
        assert_eq!(after(Locale::ZhCn, 9), "23:59");
        assert_eq!(after(Locale::ZhCn, 10), "11 月 23 日 00:00");
        assert_eq!(after(Locale::En, 89), "23 November, 01:19");
    }
}
