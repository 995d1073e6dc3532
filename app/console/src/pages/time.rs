//! A time in China, to the second or to the minute.

use crate::clock::china_time;
use domain::clock::At;
use leptos::prelude::*;

/// To the second.
pub(super) fn second(at: At) -> AnyView {
    let text = china_time(at);
    let machine = machine(&text);
    view! { <time datetime=machine>{text}</time> }.into_any()
}

/// To the minute.
pub(super) fn minute(at: At) -> AnyView {
    let text = china_time(at);
    let machine = machine(&text);
    let text = text.rsplit_once(':').map_or("", |(minute, _)| minute);
    view! { <time datetime=machine>{text.to_owned()}</time> }.into_any()
}

fn machine(text: &str) -> String {
    format!("{}+08:00", text.replacen(' ', "T", 1))
}
