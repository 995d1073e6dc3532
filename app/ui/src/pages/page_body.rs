//! The own part of each page of an order.

use crate::html::Html;

/// A page's own part.
pub(super) struct PageBody {
    /// The title, without the merchant's name.
    pub title: String,
    /// The content of `<main>`.
    pub body: Html,
    /// The id of the form whose values other buttons send too.
    pub form: Option<&'static str>,
    /// Without scripts, reload after so many seconds.
    pub refresh_s: Option<u32>,
}

impl PageBody {
    pub(super) fn new(title: impl Into<String>, body: Html) -> Self {
        Self {
            title: title.into(),
            body,
            form: None,
            refresh_s: None,
        }
    }
}
