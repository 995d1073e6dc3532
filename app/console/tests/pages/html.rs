//! Reads a page as a browser would.

use scraper::{ElementRef, Html, Selector};

/// A parsed page.
pub(crate) struct Page(Html);

impl Page {
    /// Parses it.
    pub(crate) fn new(html: &str) -> Self {
        Self(Html::parse_document(html))
    }

    /// All elements of a selector.
    pub(crate) fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.0
            .select(&Selector::parse(selector).expect("a selector"))
            .collect()
    }

    /// The one element of a selector.
    pub(crate) fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector}");
        found[0]
    }

    /// Whether there is any.
    pub(crate) fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// The text of the one element of a selector.
    pub(crate) fn text(&self, selector: &str) -> String {
        text(self.one(selector))
    }
}

/// An element's text, with single spaces.
pub(crate) fn text(element: ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
