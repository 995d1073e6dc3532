//! A time in China, to the second or to the minute.

use domain::clock::At;
use domain::day::date_time_in_china;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// To the second.
pub(super) fn second(at: At) -> Html {
    let text = date_time_in_china(at);
    let machine = machine(&text);
    view! { <time datetime=machine>{text}</time> }.into_html()
}

/// To the minute.
pub(super) fn minute(at: At) -> Html {
    let machine = machine(&date_time_in_china(at));
    view! { <time datetime=machine>{minute_text(at)}</time> }.into_html()
}

/// To the minute, for a sentence.
pub(super) fn minute_text(at: At) -> String {
    let text = date_time_in_china(at);
    text.rsplit_once(':')
        .map_or("", |(minute, _)| minute)
        .to_owned()
}

fn machine(text: &str) -> String {
    format!("{}+08:00", text.replacen(' ', "T", 1))
}
