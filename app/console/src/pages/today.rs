//! The first page of a merchant's console: the figures of the day so far, each
//! beside those of days before, and each leading to the orders that it counts.

mod compared;
mod declines;
mod figure;
mod headline;
mod hours;
mod stores;
mod took;
mod ways;

use super::PageBody;
use super::page_context::PageContext;
use domain::clock::At;
use domain::console::Today;
use domain::day::date_time_in_china;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// For how many seconds the sums may be behind before the page says so.
const BEHIND_S: i64 = 60;

/// The page's own part, with `above` before its figures and `below` at its end.
pub(crate) fn view(
    page: &PageContext<'_>,
    today: &Today,
    (above, below): (Html, Html),
) -> PageBody {
    let text = &page.text.today;
    let until = today.summed_until.unwrap_or(today.now);
    let lead = (text.until)(&today.figures.day.to_string(), &minute(until));
    let own = if today.has_orders {
        filled(page, today, &minute(until))
    } else {
        view! {
            <section class="empty">
                <h2 class="part__title">{text.none}</h2>
                <p class="part__lead">{text.none_next}</p>
            </section>
        }
        .into_html()
    };
    let body = view! {
        <h1 class="title">{text.title}</h1>
        <p class="lead">{lead}</p>
        {above}
        {behind(page, today)}
        {own}
        {below}
    };
    PageBody::new(text.title, body.into_html())
}

fn filled(page: &PageContext<'_>, today: &Today, until: &str) -> Html {
    view! {
        {headline::view(page, today)}
        {hours::view(page, today)}
        {stores::view(page, today)}
        {ways::view(page, today)}
        {took::view(page, today)}
        {declines::view(page, today)}
        {compared::view(page, today, until)}
    }
    .into_html()
}

/// What the sums lack, if they are behind.
fn behind(page: &PageContext<'_>, today: &Today) -> Option<Html> {
    let text = &page.text.today;
    let words = match today.summed_until {
        None => text.catching_up,
        Some(until) if until.plus_s(BEHIND_S) < today.now => text.behind,
        Some(_) => return None,
    };
    Some(view! { <p class="warning" role="status">{words}</p> }.into_html())
}

/// The hour and minute in China.
fn minute(at: At) -> String {
    let text = date_time_in_china(at);
    let time = text.split_once(' ').map_or("", |(_, time)| time);
    time.get(..5).unwrap_or_default().to_owned()
}
