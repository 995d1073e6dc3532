//! The day's main figures, in one box each.

use super::super::page_context::PageContext;
use super::figure::{change, counted, percent, share};
use domain::console::{DayFigures, OrderResult, Today};
use leptos::prelude::*;
use ui::amount::{grouped, headline};
use ui::html::{Html, IntoHtml};

/// What a figure is compared by.
type Measure = fn(&DayFigures) -> i64;

/// The list of figures.
pub(super) fn view(page: &PageContext<'_>, today: &Today) -> Html {
    let text = &page.text.today;
    let figures = &today.figures;
    let locale = page.document.locale;
    let of = |result| (figures.day, result);
    let takings = headline(locale, figures.takings);
    let takings = counted(page, of(OrderResult::Paid), takings, figures.payments == 0);
    let many = grouped(figures.payments);
    let payments = counted(page, of(OrderResult::Paid), many, figures.payments == 0);
    let success = figures.all_ways().success_per_mille();
    let success = success.map_or_else(|| "–".to_owned(), share);
    let half = figures.half_within();
    let half = half.map_or("–", |step| (text.step)(step));
    let refunded = headline(locale, figures.refunded);
    let refunded = counted(
        page,
        of(OrderResult::Refunded),
        refunded,
        figures.refunds == 0,
    );
    let refunds = (text.refunds)(&grouped(figures.refunds));
    let beside = |measure: Measure| changes(page, today, measure);
    let first = today.yesterday.is_none().then(|| {
        view! { <p class="part__lead">{text.first_day}</p> }
    });
    view! {
        <h2 class="hidden-text">{text.figures}</h2>
        <dl class="figures">
            {tile(text.takings, takings, beside(|day| day.takings.minor()))}
            {tile(text.payments, payments, beside(|day| i64::from(day.payments)))}
            {tile(text.success, success.into_html(), Vec::new())}
            {tile(text.half, half.into_html(), Vec::new())}
            {tile(text.refunded, refunded, vec![refunds])}
        </dl>
        {first}
    }
    .into_html()
}

fn changes(page: &PageContext<'_>, today: &Today, measure: Measure) -> Vec<String> {
    let text = &page.text.today;
    let now = measure(&today.figures);
    let than = |day: &Option<DayFigures>, words: fn(&str) -> String| {
        let percent = percent(now, measure(day.as_ref()?))?;
        Some(words(&change(page, percent)))
    };
    let yesterday = than(&today.yesterday, text.than_yesterday);
    let last_week = than(&today.last_week, text.than_last_week);
    yesterday.into_iter().chain(last_week).collect()
}

fn tile(label: &'static str, value: Html, notes: Vec<String>) -> Html {
    let notes: Vec<_> = notes
        .into_iter()
        .map(|note| view! { <dd class="figures__note">{note}</dd> })
        .collect();
    view! {
        <div class="figures__figure">
            <dt class="figures__label">{label}</dt>
            <dd class="figures__value">{value}</dd>
            {notes}
        </div>
    }
    .into_html()
}
