//! What the binary tells the pages: where they are served, which networks a
//! form may leave for, where the built files are, and the two ambient things
//! (time, randomness) as parameters.

use domain::clock::Clock;
use domain::entropy::Entropy;
use std::sync::Arc;

/// The files of the browser half, as the build named them.
#[derive(Clone, Debug, Default)]
pub struct PageAssets {
    /// Path of the bindings (`/assets/paydesk-<hash>.js`); `None` when built
    /// without the browser half: pages work whole without scripts.
    pub js: Option<String>,
    /// Path of the wasm.
    pub wasm: Option<String>,
    /// All of `style/*.css`, minified: inlined into every page.
    pub css: &'static str,
}

impl PageAssets {
    /// Bindings and wasm, when both were built: islands need both.
    pub(crate) fn islands(&self) -> Option<(&str, &str)> {
        self.js.as_deref().zip(self.wasm.as_deref())
    }
}

/// Settings of the pages.
#[derive(Clone)]
pub struct PageSettings {
    /// The desk's own origin as browsers see it, `https://pay.example`.
    pub public_url: String,
    /// Origins of networks' front pages: where the page that leaves for a bank
    /// sends its form, and by whose scheme it may be led on.
    pub networks: Vec<String>,
    /// The server's time.
    pub clock: Arc<dyn Clock>,
    /// For nonces.
    pub entropy: Arc<dyn Entropy>,
}
