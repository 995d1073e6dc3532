//! Why attempts were declined, the most frequent reason first.

use super::super::page_context::PageContext;
use super::figure::{cell, column, counted, empty, part, per_mille};
use domain::attempt::DeclineReason;
use domain::console::{OrderResult, Today};
use leptos::prelude::*;
use ui::amount::grouped;
use ui::html::{Html, IntoHtml};
use ui::parts::chart::{self, Bar, ChartWords};
use ui::words;

/// The chart and its table, of the reasons that there were.
pub(super) fn view(page: &PageContext<'_>, today: &Today) -> Html {
    let text = &page.text.today;
    let name = |reason| words::decline(page.document.locale, reason);
    let mut reasons: Vec<_> = DeclineReason::ALL
        .into_iter()
        .zip(today.figures.declines)
        .filter(|(_, many)| *many > 0)
        .collect();
    reasons.sort_by_key(|(_, many)| std::cmp::Reverse(*many));
    let Some((first, most)) = reasons.first().copied() else {
        return empty("by-reason", text.declines, text.no_declines);
    };
    let all = reasons
        .iter()
        .fold(0_u32, |sum, (_, many)| sum.saturating_add(*many));
    let bars = reasons.iter().map(|(reason, many)| Bar {
        label: name(*reason).to_owned(),
        value: grouped(*many),
        per_mille: per_mille(*many, all),
        before_per_mille: None,
    });
    let words = ChartWords {
        title: text.declines.to_owned(),
        finding: (text.declines_finding)(&grouped(all), name(first), &grouped(most)),
    };
    let chart = chart::bars("reasons", words, bars.collect());
    let before = |reason| {
        let day = today.yesterday.as_ref()?;
        let mut reasons = DeclineReason::ALL.into_iter().zip(day.declines);
        reasons
            .find(|(of, _)| *of == reason)
            .map(|(_, many)| grouped(many))
    };
    let rows = reasons.iter().map(|(reason, many)| {
        let of = (today.figures.day, OrderResult::DeclinedFor(*reason));
        let before = before(*reason).unwrap_or_else(|| "–".to_owned());
        view! {
            <tr>
                <th scope="row">{name(*reason)}</th>
                {cell(text.many, counted(page, of, grouped(*many), false))}
                {cell(text.rate_before, before.into_html())}
            </tr>
        }
        .into_html()
    });
    let head = view! {
        {column(text.reason, false)}
        {column(text.many, true)}
        {column(text.rate_before, true)}
    };
    let table = (head.into_html(), rows.collect());
    part(page, ("by-reason", text.declines, None), chart, table)
}
