//! The exact figures of the day beside those of days before, up to the same
//! minute.

use super::super::page_context::PageContext;
use super::figure::{cell, change, column, counted, percent, share};
use crate::text::TodayText;
use domain::console::{DayFigures, OrderResult, Today};
use leptos::prelude::*;
use ui::amount::{grouped, yuan};
use ui::html::{Html, IntoHtml};

/// A row: its name, the figure in words, what its change is told by, and the
/// orders that it counts.
type Row = (
    &'static str,
    fn(&DayFigures) -> String,
    fn(&DayFigures) -> i64,
    Option<OrderResult>,
);

/// The table.
pub(super) fn view(page: &PageContext<'_>, today: &Today, until: &str) -> Html {
    let text = &page.text.today;
    let rows = rows(text).map(|of| row(page, today, of));
    let numbers = [text.today, text.yesterday, text.last_week, text.change];
    let numbers = numbers.map(|label| column(label, true));
    view! {
        <section class="part">
            <h2 class="part__title" id="compared">{text.compared}</h2>
            <p class="part__lead">{(text.compared_until)(until)}</p>
            <table class="table" aria-labelledby="compared">
                <thead>
                    <tr>{column(text.figure, false)} {numbers}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_html()
}

/// What is compared.
fn rows(text: &'static TodayText) -> [Row; 6] {
    [
        (
            text.takings,
            |day| yuan(day.takings),
            |day| day.takings.minor(),
            Some(OrderResult::Paid),
        ),
        (
            text.payments,
            |day| grouped(day.payments),
            |day| i64::from(day.payments),
            Some(OrderResult::Paid),
        ),
        (text.success, rate, |_| 0, None),
        (
            text.declines,
            |day| grouped(declined(day)),
            |day| i64::from(declined(day)),
            None,
        ),
        (
            text.refunded,
            |day| yuan(day.refunded),
            |day| day.refunded.minor(),
            Some(OrderResult::Refunded),
        ),
        (
            text.refunds_row,
            |day| grouped(day.refunds),
            |day| i64::from(day.refunds),
            Some(OrderResult::Refunded),
        ),
    ]
}

fn row(page: &PageContext<'_>, today: &Today, (name, shown, measure, result): Row) -> Html {
    let text = &page.text.today;
    let now = &today.figures;
    let figure = match result {
        Some(result) => counted(page, (now.day, result), shown(now), measure(now) == 0),
        None => shown(now).into_html(),
    };
    let before = |day: &Option<DayFigures>| match day {
        Some(day) => shown(day),
        None => "–".to_owned(),
    };
    let yesterday = today.yesterday.as_ref();
    let changed = yesterday.and_then(|then| percent(measure(now), measure(then)));
    let changed = changed.map_or_else(|| "–".to_owned(), |percent| change(page, percent));
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cell(text.today, figure)}
            {cell(text.yesterday, before(&today.yesterday).into_html())}
            {cell(text.last_week, before(&today.last_week).into_html())}
            {cell(text.change, changed.into_html())}
        </tr>
    }
    .into_html()
}

fn rate(day: &DayFigures) -> String {
    let rate = day.all_ways().success_per_mille();
    rate.map_or_else(|| "–".to_owned(), share)
}

fn declined(day: &DayFigures) -> u32 {
    day.all_ways().declined
}
