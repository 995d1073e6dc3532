//! An entry of a timeline: what happened in words, with names for its numbers
//! and times.

use crate::pages::page_context::PageContext;
use crate::pages::time;
use domain::clock::At;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The class of an entry that is neither good nor bad.
pub(super) const QUIET: &str = "timeline__entry";

/// The class of a success.
pub(super) const GOOD: &str = "timeline__entry timeline__entry--good";

/// The class of a failure.
pub(super) const BAD: &str = "timeline__entry timeline__entry--bad";

/// An entry in words.
pub(super) struct Words {
    class: &'static str,
    title: String,
    notes: Vec<String>,
    numbers: Vec<(&'static str, String)>,
    times: Vec<(&'static str, At)>,
}

impl Words {
    pub(super) fn new(class: &'static str, title: impl Into<String>) -> Self {
        Self {
            class,
            title: title.into(),
            notes: Vec::new(),
            numbers: Vec::new(),
            times: Vec::new(),
        }
    }

    /// A sentence.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// A value with its name.
    pub(super) fn number(&mut self, term: &'static str, value: impl Into<String>) {
        self.numbers.push((term, value.into()));
    }

    /// A time with its name.
    pub(super) fn time(&mut self, term: &'static str, at: At) {
        self.times.push((term, at));
    }

    /// The entry at its time.
    pub(super) fn view(self, page: &PageContext<'_>, at: At) -> Html {
        let notes = self.notes.into_iter();
        let notes: Vec<_> = notes
            .map(|note| view! { <p class="timeline__note">{note}</p> })
            .collect();
        let numbers = self.numbers.into_iter().map(|(term, value)| {
            let lang = foreign::lang(page.document.locale, &value);
            view! { <div><dt>{term}</dt><dd lang=lang>{value}</dd></div> }.into_html()
        });
        let times = self.times.into_iter().map(|(term, at)| {
            view! { <div><dt>{term}</dt><dd>{time::second(at)}</dd></div> }.into_html()
        });
        let facts: Vec<_> = numbers.chain(times).collect();
        let facts = (!facts.is_empty()).then(|| view! { <dl class="timeline__facts">{facts}</dl> });
        view! {
            <li class=self.class>
                <p class="timeline__at">{time::second(at)}</p>
                <div class="timeline__words">
                    <p class="timeline__what">{self.title}</p>
                    {notes}
                    {facts}
                </div>
            </li>
        }
        .into_html()
    }
}
