//! Static fragments: parts of a page that are the same in every answer, stored
//! plain and compressed.
//!
//! A placeholder is an HTML comment. Views escape every `<` of a text, so no
//! text of a mall, merchant or shopper can be one. The nonce differs in each
//! answer, so it is never part of a fragment.

use super::brotli;
use domain::locale::Locale;
use std::sync::OnceLock;

/// Which part of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fragment {
    /// The content of `<style>` before the merchant's colours.
    StyleSheet,
    /// The content of the `<script>` that loads the islands.
    IslandLoader,
    /// The content of the `<script>` that polls the order's page.
    PollScript,
    /// The list of all banks, none of them chosen.
    Banks(Locale),
}

const OPENING: &str = "<!--static:";
const CLOSING: &str = "-->";

impl Fragment {
    const ALL: [Self; 5] = [
        Self::StyleSheet,
        Self::IslandLoader,
        Self::PollScript,
        Self::Banks(Locale::ZhCn),
        Self::Banks(Locale::En),
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::StyleSheet => "style-sheet",
            Self::IslandLoader => "island-loader",
            Self::PollScript => "poll-script",
            Self::Banks(Locale::ZhCn) => "banks-zh-cn",
            Self::Banks(Locale::En) => "banks-en",
        }
    }

    /// The text that a view writes, unescaped, in place of the fragment.
    pub(crate) fn placeholder(self) -> String {
        format!("{OPENING}{}{CLOSING}", self.name())
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
    /// Calls `text` once for each fragment.
    pub(crate) fn new(text: impl Fn(Fragment) -> String) -> Self {
        let kept = |fragment: Fragment| StaticFragment {
            name: fragment.name(),
            plain: text(fragment),
            compressed: OnceLock::new(),
        };
        Self(Fragment::ALL.into_iter().map(kept).collect())
    }

    /// Splits the HTML of a page at its placeholders.
    pub(super) fn parts<'a>(&'a self, html: &'a str) -> impl Iterator<Item = Part<'a>> {
        let mut chunks = html.split(OPENING);
        let first = chunks.next().map(Part::Own);
        let others = chunks.flat_map(|chunk| {
            let (name, own) = chunk.split_once(CLOSING).unwrap_or_default();
            let fragment = self.0.iter().find(|fragment| fragment.name == name);
            let fragment = fragment.expect("only `Fragment::placeholder` writes placeholders");
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
    pub(super) fn compressed(&self) -> &[u8] {
        let compress = || brotli::compress_well(self.plain.as_bytes());
        self.compressed.get_or_init(compress)
    }
}
