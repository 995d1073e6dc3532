//! The settings of pages, from the server: public URL, networks, provider, built
//! files, clock and randomness.

mod provider;

pub use provider::Provider;

use domain::clock::Clock;
use domain::entropy::Entropy;
use std::sync::Arc;

/// The files that the pages of one package refer to, as the build named them.
#[derive(Clone, Copy, Debug)]
pub struct PageAssets {
    /// All of `style/*.css`, minified, and the package's own sheets after them:
    /// inlined into every page.
    pub css: &'static str,
    /// All of `style/outcome/*.css`: inlined into the pages that need it.
    pub outcome_css: &'static str,
    /// `None` in a build without the browser half: every page works without
    /// scripts.
    pub bundle: Option<Bundle>,
}

/// The paths of a script and its wasm: the islands of one package of pages.
#[derive(Clone, Copy, Debug)]
pub struct Bundle {
    /// The module script that loads the wasm.
    pub js: &'static str,
    /// The wasm.
    pub wasm: &'static str,
}

/// Settings of pages.
#[derive(Clone)]
pub struct PageSettings {
    /// The public origin, as browsers use it: `https://pay.example`.
    pub public_url: String,
    /// Origins of the networks' pages, to which the bank's form is posted.
    pub networks: Vec<String>,
    /// The payment provider that runs these pages.
    pub provider: Arc<Provider>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of nonces.
    pub entropy: Arc<dyn Entropy>,
}
