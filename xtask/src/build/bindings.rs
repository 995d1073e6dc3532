//! The JavaScript that joins the wasm to the page, made by wasm-bindgen.
//!
//! As a library, so there is no tool to install and no version to mismatch:
//! Cargo.toml pins it to the `wasm-bindgen` that the browser half links.

use super::script;
use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// What the browser loads: a module script and the wasm it starts.
pub(super) struct Bindings {
    pub(super) js: String,
    pub(super) wasm: Vec<u8>,
}

/// Makes the bindings. The script names no address: the page's loader gives it
/// the wasm's, so that both may be named by their content.
pub(super) fn bind(module: &[u8]) -> Result<Bindings> {
    let mut output = Bindgen::new()
        .input_bytes("paydesk", module.to_vec())
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    let inline = output.snippets().values().map(Vec::len).sum::<usize>();
    if inline > 0 || !output.local_modules().is_empty() {
        bail!(
            "a crate of the browser half brings JavaScript files of its own, which the site does not serve"
        );
    }
    let js = script::shrink(output.js());
    Ok(Bindings {
        js,
        wasm: output.wasm_mut().emit_wasm(),
    })
}
