//! Static fragments: parts of a page that are the same in every answer, stored
//! plain and compressed.
//!
//! A placeholder is an HTML comment. Views escape every `<` of a text, so no
//! text of a mall, merchant or shopper can be one. The nonce differs in each
//! answer, so it is never part of a fragment.

#[cfg(feature = "ssr")]
use super::brotli;
#[cfg(feature = "ssr")]
use std::sync::OnceLock;

/// A static fragment, by its name.
#[derive(Clone, Copy, Debug)]
pub struct Fragment(pub &'static str);

const OPENING: &str = "<!--static:";
const CLOSING: &str = "-->";

impl Fragment {
    /// The text that a view writes, unescaped, in place of the fragment.
    pub fn placeholder(self) -> String {
        format!("{OPENING}{}{CLOSING}", self.0)
    }
}

/// All fragments of a site.
#[derive(Debug)]
pub(crate) struct StaticFragments(Vec<StaticFragment>);

/// The text of one fragment. It is compressed on first use.
#[derive(Debug)]
pub(super) struct StaticFragment {
    name: &'static str,
    plain: String,
    #[cfg(feature = "ssr")]
    compressed: OnceLock<Vec<u8>>,
}

/// A part of a page, in the order of the text.
pub(super) enum Part<'a> {
    /// Text of this page alone.
    Own(&'a str),
    /// A static fragment.
    Static(&'a StaticFragment),
}

impl StaticFragments {
    /// The fragments with their texts.
    pub(crate) fn new(texts: impl Iterator<Item = (Fragment, String)>) -> Self {
        let kept = |(Fragment(name), plain)| StaticFragment {
            name,
            plain,
            #[cfg(feature = "ssr")]
            compressed: OnceLock::new(),
        };
        Self(texts.map(kept).collect())
    }

    /// Splits the HTML of a page at its placeholders.
    pub(super) fn parts<'a>(&'a self, html: &'a str) -> impl Iterator<Item = Part<'a>> {
        let mut chunks = html.split(OPENING);
        let first = chunks.next().map(Part::Own);
        let others = chunks.flat_map(|chunk| {
            let (name, own) = chunk.split_once(CLOSING).unwrap_or_default();
            let fragment = self.0.iter().find(|fragment| fragment.name == name);
            let fragment = fragment.expect("views use the fragments of their renderer");
            [Part::Static(fragment), Part::Own(own)]
        });
        first.into_iter().chain(others)
    }
}

impl StaticFragment {
    pub(super) fn plain(&self) -> &str {
        &self.plain
    }

    /// As a stream for [`brotli::concatenate`].
    #[cfg(feature = "ssr")]
    pub(super) fn compressed(&self) -> &[u8] {
        let compress = || brotli::compress_well(self.plain.as_bytes());
        self.compressed.get_or_init(compress)
    }
}
