//! How the HTML of a page becomes the body of an answer.
//!
//! The style sheet, the scripts and the list of banks are most of a page and
//! the same in every answer. They are static fragments, compressed once at the
//! highest quality. The rest is the page's own text, compressed quickly for
//! each answer. A view writes [`Fragment::placeholder`] where a fragment goes.
//!
//! Rule: the decoded body is the same in every encoding.

#[cfg(feature = "ssr")]
mod brotli;
mod fragments;

pub use fragments::Fragment;
pub(crate) use fragments::StaticFragments;

#[cfg(feature = "ssr")]
use crate::encoding::Encoding;
use fragments::Part;
#[cfg(feature = "ssr")]
use std::borrow::Cow;

/// The HTML of one page, with placeholders for static fragments.
#[derive(Debug)]
pub(crate) struct RenderedPage {
    html: String,
}

impl RenderedPage {
    /// A page from the HTML of its views.
    pub(crate) const fn new(html: String) -> Self {
        Self { html }
    }

    /// The page as text.
    pub(crate) fn text(&self, fragments: &StaticFragments) -> String {
        let texts = fragments.parts(&self.html).map(|part| match part {
            Part::Own(text) => text,
            Part::Static(fragment) => fragment.plain(),
        });
        texts.collect()
    }

    /// The body of an answer: one brotli stream, or the text.
    #[cfg(feature = "ssr")]
    pub(crate) fn body(&self, fragments: &StaticFragments, encoding: Encoding) -> Vec<u8> {
        if encoding != Encoding::Brotli {
            return self.text(fragments).into_bytes();
        }
        let streams = fragments.parts(&self.html).map(|part| match part {
            Part::Own(text) => Cow::Owned(brotli::compress_quickly(text.as_bytes())),
            Part::Static(fragment) => Cow::Borrowed(fragment.compressed()),
        });
        brotli::concatenate(&streams.collect::<Vec<_>>())
    }
}
