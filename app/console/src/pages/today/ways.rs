//! The success rate of each way to pay.

use super::super::page_context::PageContext;
use super::figure::{cell, column, counted, empty, part, share};
use domain::console::{OrderResult, Today, WayFigures};
use leptos::prelude::*;
use ui::amount::grouped;
use ui::html::{Html, IntoHtml};
use ui::parts::chart::{self, Bar, ChartWords};
use ui::words;

/// The chart and its table, of the ways that were used.
pub(super) fn view(page: &PageContext<'_>, today: &Today) -> Html {
    let text = &page.text.today;
    let used = today.figures.ways.iter().filter(|way| way.tried() > 0);
    let used: Vec<&WayFigures> = used.collect();
    let all = today.figures.all_ways();
    let Some(rate) = all.success_per_mille() else {
        return empty("by-way", text.ways, text.no_attempts);
    };
    let name = |way: &WayFigures| words::product(page.document.locale, way.product);
    let before = |way: &WayFigures| {
        let day = today.yesterday.as_ref()?;
        let of = day.ways.iter().find(|of| of.product == way.product)?;
        of.success_per_mille()
    };
    let bars = used.iter().map(|way| {
        let per_mille = way.success_per_mille().unwrap_or(0);
        Bar {
            label: name(way).to_owned(),
            value: share(per_mille),
            per_mille,
            before_per_mille: before(way),
        }
    });
    let words = ChartWords {
        title: text.ways.to_owned(),
        finding: (text.ways_finding)(&grouped(all.completed), &grouped(all.tried()), &share(rate)),
    };
    let chart = chart::bars("ways", words, bars.collect());
    let day = today.figures.day;
    let rows = used.iter().map(|way| {
        let count = |label, many, result| {
            let of = (day, result);
            cell(label, counted(page, of, grouped(many), many == 0))
        };
        let product = way.product;
        let rate = way.success_per_mille().unwrap_or(0);
        let before = before(way).map_or_else(|| "–".to_owned(), share);
        view! {
            <tr>
                <th scope="row">{name(way)}</th>
                {count(text.tried, way.tried(), OrderResult::Tried(product))}
                {count(text.completed, way.completed, OrderResult::Completed(product))}
                {count(text.declined, way.declined, OrderResult::Declined(product))}
                {count(text.abandoned, way.abandoned, OrderResult::Abandoned(product))}
                {cell(text.rate, share(rate).into_html())}
                {cell(text.rate_before, before.into_html())}
            </tr>
        }
        .into_html()
    });
    let numbers = [
        text.tried,
        text.completed,
        text.declined,
        text.abandoned,
        text.rate,
        text.rate_before,
    ];
    let numbers = numbers.map(|label| column(label, true));
    let head = view! {
        {column(text.way, false)}
        {numbers}
    };
    let table = (head.into_html(), rows.collect());
    part(
        page,
        ("by-way", text.ways, Some(text.ways_lead)),
        chart,
        table,
    )
}
