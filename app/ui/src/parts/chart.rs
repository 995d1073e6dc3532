//! Charts, drawn by the server as SVG: whole numbers, the tokens of the style
//! sheet, and shapes beside colours. A chart is one picture for screen readers,
//! with what it shows in words; the exact figures stand in a table beside it.

mod bars;
mod lines;

pub use bars::{Bar, bars};
pub use lines::{Line, LineStyle, lines};

use crate::html::{Html, IntoHtml};
use leptos::prelude::*;

/// A chart in words.
pub struct ChartWords {
    /// What it is of.
    pub title: String,
    /// What it shows: the finding, not a list of its figures.
    pub finding: String,
}

/// The picture, of this size in its own units.
fn picture(id: &'static str, words: ChartWords, (width, height): (u32, u32), of: Html) -> Html {
    let (title, finding) = (format!("{id}-title"), format!("{id}-finding"));
    let labels = format!("{title} {finding}");
    view! {
        <svg
            class="chart"
            role="img"
            aria-labelledby=labels
            viewBox=format!("0 0 {width} {height}")
        >
            <title id=title>{words.title}</title>
            <desc id=finding>{words.finding}</desc>
            {of}
        </svg>
    }
    .into_html()
}
