//! How long the payments took.

use super::super::page_context::PageContext;
use super::figure::{cell, column, counted, empty, part, per_mille, share};
use domain::console::{OrderResult, TimeToPay, Today};
use leptos::prelude::*;
use ui::amount::grouped;
use ui::html::{Html, IntoHtml};
use ui::parts::chart::{self, Bar, ChartWords};

/// The chart and its table.
pub(super) fn view(page: &PageContext<'_>, today: &Today) -> Html {
    let text = &page.text.today;
    let figures = &today.figures;
    let Some(half) = figures.half_within() else {
        return empty("by-time", text.took, text.no_payments);
    };
    let before = today.yesterday.as_ref().filter(|day| day.payments > 0);
    let steps = || TimeToPay::ALL.into_iter().zip(figures.took).enumerate();
    let bars = steps().map(|(place, (step, many))| {
        let per_mille_of = per_mille(many, figures.payments);
        Bar {
            label: (text.step)(step).to_owned(),
            value: share(per_mille_of),
            per_mille: per_mille_of,
            before_per_mille: before.map(|day| per_mille(day.took[place], day.payments)),
        }
    });
    let words = ChartWords {
        title: text.took.to_owned(),
        finding: (text.took_finding)((text.step)(half)),
    };
    let chart = chart::bars("took", words, bars.collect());
    let rows = steps().map(|(place, (step, many))| {
        let of = (figures.day, OrderResult::Took(step));
        let share_of = share(per_mille(many, figures.payments));
        let before = before.map_or_else(
            || "–".to_owned(),
            |day| share(per_mille(day.took[place], day.payments)),
        );
        view! {
            <tr>
                <th scope="row">{(text.step)(step)}</th>
                {cell(text.payments, counted(page, of, grouped(many), many == 0))}
                {cell(text.share, share_of.into_html())}
                {cell(text.rate_before, before.into_html())}
            </tr>
        }
        .into_html()
    });
    let head = view! {
        {column(text.time, false)}
        {column(text.payments, true)}
        {column(text.share, true)}
        {column(text.rate_before, true)}
    };
    let table = (head.into_html(), rows.collect());
    part(
        page,
        ("by-time", text.took, Some(text.took_lead)),
        chart,
        table,
    )
}
