//! A chart of bars: one below the other, each with its label and its value, and
//! a mark where it was before.

use super::{ChartWords, picture};
use crate::html::{Html, IntoHtml};
use leptos::prelude::*;

/// One bar.
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// Its value in words.
    pub value: String,
    /// Its length, in thousandths of the whole width.
    pub per_mille: u32,
    /// The length that it is compared with.
    pub before_per_mille: Option<u32>,
}

const WIDTH: u32 = 400;
/// The height of a label with its bar.
const ROW: u32 = 42;
const BAR: u32 = 14;

/// The chart, `id` being unique on its page.
pub fn bars(id: &'static str, words: ChartWords, bars: Vec<Bar>) -> Html {
    let height = ROW * u32::try_from(bars.len()).unwrap_or(1);
    let rows: Vec<_> = (0..).step_by(ROW as usize).zip(bars).map(row).collect();
    picture(id, words, (WIDTH, height), rows.into_html())
}

const fn length(per_mille: u32) -> u32 {
    let whole = if per_mille > 1000 { 1000 } else { per_mille };
    whole * WIDTH / 1000
}

fn row((top, bar): (u32, Bar)) -> Html {
    let (text, bar_top) = (top + 14, top + 20);
    let before = bar.before_per_mille.filter(|before| *before > 0);
    let before = before.map(|per_mille| {
        let x = length(per_mille).clamp(1, WIDTH - 1);
        let path = format!("M{x} {}V{}", bar_top - 4, bar_top + BAR + 4);
        view! { <path class="chart__before" d=path /> }
    });
    view! {
        <g>
            <text class="chart__text" x="0" y=text>{bar.label}</text>
            <text class="chart__text chart__text--end" x=WIDTH y=text>{bar.value}</text>
            <rect class="chart__track" x="0" y=bar_top width=WIDTH height=BAR rx="3" />
            <rect class="chart__bar" x="0" y=bar_top width=length(bar.per_mille) height=BAR rx="3" />
            {before}
        </g>
    }
    .into_html()
}
