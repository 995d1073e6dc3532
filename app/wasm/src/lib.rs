//! The browser half: exports every island of `app` to the loader of the page.
//!
//! Compiled to wasm only (`cargo xtask build`). It holds no code of its own:
//! an island is exported by the crate that defines it.

// Links `app`, and with it the exports of its islands.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the loader (`app/src/island_loader.js`), before the islands.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
