//! The settings of the pages, from the server: public URL, networks, built
//! files, clock and randomness.

use domain::clock::Clock;
use domain::entropy::Entropy;
use std::sync::Arc;

/// The files of the browser half, as the build named them.
#[derive(Clone, Debug, Default)]
pub struct PageAssets {
    /// Path of the bindings (`/assets/paydesk-<hash>.js`). `None` in a build
    /// without the browser half: every page works without scripts.
    pub js: Option<String>,
    /// Path of the wasm.
    pub wasm: Option<String>,
    /// All of `style/*.css`, minified: inlined into every page.
    pub css: &'static str,
}

impl PageAssets {
    /// Script and wasm, if both were built: islands need both.
    pub(crate) fn islands(&self) -> Option<(&str, &str)> {
        self.js.as_deref().zip(self.wasm.as_deref())
    }
}

/// Settings of the pages.
#[derive(Clone)]
pub struct PageSettings {
    /// The public origin, as browsers use it: `https://pay.example`.
    pub public_url: String,
    /// Origins of the networks' pages, to which the bank's form is posted.
    pub networks: Vec<String>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of nonces.
    pub entropy: Arc<dyn Entropy>,
}
