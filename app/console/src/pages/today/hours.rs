//! The takings of each hour, beside those of days before.

use super::super::page_context::PageContext;
use super::figure::{cell, column, counted, part};
use domain::console::{DayFigures, Hour, OrderResult, Today};
use leptos::prelude::*;
use ui::amount::{headline, yuan};
use ui::html::{Html, IntoHtml};
use ui::parts::chart::{self, ChartWords, Line, LineStyle};

/// The chart and its table.
pub(super) fn view(page: &PageContext<'_>, today: &Today) -> Html {
    let text = &page.text.today;
    let locale = page.document.locale;
    let days = [
        (text.today, LineStyle::Main, Some(&today.figures)),
        (text.yesterday, LineStyle::Second, today.yesterday.as_ref()),
        (text.last_week, LineStyle::Third, today.last_week.as_ref()),
    ];
    let days = days
        .into_iter()
        .filter_map(|(name, style, day)| Some((name, style, day?)));
    let days: Vec<_> = days.collect();
    // Today's line ends with the last whole hour: a part of one would look like
    // a fall.
    let so_far = usize::from(Hour::in_china(today.now).number()).max(1);
    let lines = days.iter().map(|(name, style, day)| {
        let shown = if *style == LineStyle::Main {
            so_far
        } else {
            24
        };
        let values = day.hours.iter().take(shown);
        Line {
            name: (*name).to_owned(),
            style: *style,
            values: values.map(|sum| sum.minor()).collect(),
        }
    });
    let most = days.iter().flat_map(|(.., day)| day.hours);
    let most = most
        .max_by_key(|sum| sum.minor())
        .unwrap_or(today.figures.takings);
    let steps: Vec<String> = Hour::all()
        .map(|hour| match hour.number() {
            0 | 6 | 12 | 18 | 23 => (text.of_hour)(hour),
            _ => String::new(),
        })
        .collect();
    let words = ChartWords {
        title: text.hours.to_owned(),
        finding: finding(page, &today.figures),
    };
    let lines: Vec<_> = lines.collect();
    let chart = chart::lines("hours", words, (&steps, headline(locale, most)), &lines);
    let head = days.iter().map(|(name, ..)| column(name, true));
    let head = [column(text.hour, false)].into_iter().chain(head);
    let head: Vec<_> = head.collect();
    let rows = Hour::all().map(|hour| {
        let cells: Vec<_> = days
            .iter()
            .map(|(name, _, day)| {
                let sum = day.hours[usize::from(hour.number())];
                let of = (day.day, OrderResult::PaidIn(hour));
                cell(name, counted(page, of, yuan(sum), sum.minor() == 0))
            })
            .collect();
        view! {
            <tr>
                <th scope="row">{(text.of_hour)(hour)}</th>
                {cells}
            </tr>
        }
        .into_html()
    });
    let table = (head.into_html(), rows.collect());
    part(
        page,
        ("by-hour", text.hours, Some(text.hours_lead)),
        chart,
        table,
    )
}

fn finding(page: &PageContext<'_>, day: &DayFigures) -> String {
    let text = &page.text.today;
    let short = |sum| headline(page.document.locale, sum);
    let hours = Hour::all().zip(day.hours);
    let most = hours.max_by_key(|(_, sum)| sum.minor());
    let most = most.filter(|(_, sum)| sum.minor() > 0);
    let most = most.map(|(hour, sum)| ((text.of_hour)(hour), short(sum)));
    let most = most
        .as_ref()
        .map(|(hour, sum)| (hour.as_str(), sum.as_str()));
    (text.hours_finding)(&short(day.takings), most)
}
