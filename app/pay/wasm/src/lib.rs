//! The browser half of the pay page: exports every island of `pay` to the
//! loader of the page.
//!
//! Compiled to wasm only (`cargo xtask build`). It holds no code of its own:
//! an island is exported by the crate that defines it.

// Links `pay`, and with it the exports of its islands.
use pay as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the loader (`app/ui/src/island_loader.js`), before the islands.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
