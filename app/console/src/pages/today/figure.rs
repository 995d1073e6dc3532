//! What the parts of the page share: links of figures, changes, shares, and the
//! table behind a chart.

use super::super::order_query::OrderQuery;
use super::super::page_context::PageContext;
use domain::console::{DayResult, OrderResult};
use domain::day::Day;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// A figure of a day that leads to the orders it counts. None are counted where
/// `is_zero`.
pub(super) fn counted(
    page: &PageContext<'_>,
    (day, result): (Day, OrderResult),
    figure: String,
    is_zero: bool,
) -> Html {
    if is_zero {
        return figure.into_html();
    }
    let query = OrderQuery::happened(DayResult { day, result });
    let to = page.link(&query.address(&page.scope_path("/orders")));
    view! { <a class="table__link" href=to>{figure}</a> }.into_html()
}

/// The change in percent, rounded half away from zero; `None` from zero.
pub(super) fn percent(now: i64, then: i64) -> Option<i64> {
    let (now, then) = (i128::from(now), i128::from(then));
    let doubled = (now - then) * 200;
    let rounded = doubled + if now < then { -then } else { then };
    i64::try_from(rounded.checked_div(then * 2)?).ok()
}

/// Such as `+8%`; the words for no change.
pub(super) fn change(page: &PageContext<'_>, percent: i64) -> String {
    match percent {
        0 => page.text.today.same.to_owned(),
        1.. => format!("+{percent}%"),
        _ => format!("−{}%", percent.unsigned_abs()),
    }
}

/// Thousandths as percent with a decimal: `98.5%`.
pub(super) fn share(per_mille: u32) -> String {
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

/// How many thousandths of all, rounded down.
pub(super) fn per_mille(of: u32, all: u32) -> u32 {
    let share = (u64::from(of) * 1000).checked_div(u64::from(all));
    share
        .and_then(|share| u32::try_from(share).ok())
        .unwrap_or(0)
}

/// A part of the page: heading, chart, and the table behind it.
pub(super) fn part(
    page: &PageContext<'_>,
    (id, title, lead): (&'static str, &'static str, Option<&'static str>),
    chart: Html,
    (head, rows): (Html, Vec<Html>),
) -> Html {
    let lead = lead.map(|lead| view! { <p class="part__lead">{lead}</p> });
    view! {
        <section class="part">
            <h2 class="part__title" id=id>{title}</h2>
            {lead}
            <figure class="plot">
                {chart}
                <details class="data">
                    <summary class="data__summary">
                        {page.text.today.table} <span class="hidden-text">{title}</span>
                    </summary>
                    <table class="table" aria-labelledby=id>
                        <thead>
                            <tr>{head}</tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </details>
            </figure>
        </section>
    }
    .into_html()
}

/// A part without anything to draw.
pub(super) fn empty(id: &'static str, title: &'static str, words: &'static str) -> Html {
    view! {
        <section class="part">
            <h2 class="part__title" id=id>{title}</h2>
            <p class="part__lead">{words}</p>
        </section>
    }
    .into_html()
}

/// The heading of a column.
pub(super) fn column(label: &'static str, is_number: bool) -> Html {
    view! { <th scope="col" class:table__sum=is_number>{label}</th> }.into_html()
}

/// A cell with a number.
pub(super) fn cell(label: &'static str, figure: Html) -> Html {
    view! { <td data-label=label class="table__sum">{figure}</td> }.into_html()
}

#[cfg(test)]
mod tests {
    use super::{per_mille, percent, share};

    #[test]
    fn a_change_is_rounded_to_whole_percent() {
        for (now, then, change) in [
            (108, 100, Some(8)),
            (100, 100, Some(0)),
            (0, 100, Some(-100)),
            (1_004, 1_000, Some(0)),
            (1_005, 1_000, Some(1)),
            (995, 1_000, Some(-1)),
            (5, 0, None),
            (i64::MAX, 1, None),
        ] {
            assert_eq!(percent(now, then), change, "{now} {then}");
        }
    }

    #[test]
    fn a_share_has_one_decimal() {
        assert_eq!(share(per_mille(2, 3)), "66.6%");
        assert_eq!(share(per_mille(1, 0)), "0.0%");
        assert_eq!(share(1000), "100.0%");
    }
}
