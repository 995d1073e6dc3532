//! The script that loads the islands, inlined into every page.
//!
//! It does the same as the script of `leptos::hydration::HydrationScripts`
//! (leptos 0.8, `hydration/island_script.js`): imports the bindings, starts the
//! wasm, then walks the document and calls, for each `<leptos-island>`, the
//! exported function named by `data-component`. An island inside another's
//! children first re-enters its parent's owner (`$$on_hydrate`). The
//! differences: it receives the two complete URLs, so that files can be named by
//! their content hash; and where WebAssembly is missing or blocked, it says so in
//! one line and the page stays as it is.
//!
//! Rules, for the content security policy: no eval, no HTML from strings
//! (Trusted Types), no URL but the two given. It is the content of a `<script
//! type="module" nonce=...>`. The head starts both downloads with
//! `<link rel="modulepreload" href=JS>` and
//! `<link rel="preload" href=WASM as="fetch" type="application/wasm"
//! crossorigin>`.

use crate::settings::Bundle;

/// The loader's text. The build generates the two paths, so they need no
/// escaping.
pub(crate) fn island_loader(bundle: &Bundle) -> String {
    include_str!("island_loader.js")
        .replace("__JS__", bundle.js)
        .replace("__WASM__", bundle.wasm)
}

#[cfg(test)]
mod tests {
    use super::island_loader;
    use crate::settings::Bundle;

    #[test]
    fn both_addresses_are_in_the_text() {
        let text = island_loader(&Bundle {
            js: "/assets/a-1.js",
            wasm: "/assets/a-1.wasm",
        });
        assert!(text.starts_with(r#"import("/assets/a-1.js")"#));
        assert!(text.contains(r#"module_or_path: "/assets/a-1.wasm""#));
        assert!(!text.contains("__"), "no placeholder is left");
    }
}
