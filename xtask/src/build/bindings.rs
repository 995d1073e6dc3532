//! The JavaScript that joins the wasm to the page, made by wasm-bindgen.
//!
//! As a library, so there is no tool to install and no version to mismatch:
//! Cargo.toml pins it to the `wasm-bindgen` that the browser half links. What it
//! makes is then made smaller, in ways that change nothing a page can see.

use super::script;
use anyhow::{Result, bail};
use std::collections::HashMap;
use walrus::Module;
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
    drop_unused_streams(output.wasm_mut());
    let names = shorten_imports(output.wasm_mut());
    let js = script::shrink(&script::rename(output.js(), &names));
    Ok(Bindings {
        js,
        wasm: output.wasm_mut().emit_wasm(),
    })
}

/// Drops what a body streamed to the server would need, 3 kB of every page.
///
/// `server_fn` links `wasm-streams`, whose classes are exported whether or not
/// anything makes one. Rust makes one only through an import that is named after
/// them; without that import nothing can call these exports.
fn drop_unused_streams(module: &mut Module) {
    if module
        .imports
        .iter()
        .any(|import| import.name.contains("into_underlying"))
    {
        return;
    }
    let exports = module
        .exports
        .iter()
        .filter(|export| export.name.contains("intounderlying"));
    let unused: Vec<_> = exports.map(walrus::Export::id).collect();
    for export in unused {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(module);
}

/// Gives each import the shortest name; the long ones, each with a hash, are in
/// the wasm and in the script, and do not compress: 3 kB of every page.
fn shorten_imports(module: &mut Module) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for import in module.imports.iter_mut() {
        let count = names.len();
        let short = names
            .entry(import.name.clone())
            .or_insert_with(|| format!("i{count:x}"));
        import.name.clone_from(short);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{drop_unused_streams, shorten_imports};
    use walrus::{FunctionBuilder, Module, ValType};

    fn module(import: &str) -> Module {
        let mut module = Module::default();
        let kind = module.types.add(&[ValType::I32], &[]);
        module.add_import_func("./paydesk_bg.js", import, kind);
        let body = FunctionBuilder::new(&mut module.types, &[], &[]);
        let function = body.finish(vec![], &mut module.funcs);
        module.exports.add("intounderlyingsource_pull", function);
        module.exports.add("hydrate", function);
        module
    }

    fn exports(module: &Module) -> Vec<&str> {
        module
            .exports
            .iter()
            .map(|export| export.name.as_str())
            .collect()
    }

    #[test]
    fn streams_go_when_nothing_makes_one() {
        let mut without = module("__wbg_log_0123456789abcdef");
        drop_unused_streams(&mut without);
        assert_eq!(exports(&without), ["hydrate"]);

        let mut with = module("__wbg_new_with_into_underlying_source_0123456789abcdef");
        drop_unused_streams(&mut with);
        assert_eq!(exports(&with).len(), 2);
    }

    #[test]
    fn imports_get_short_names() {
        let mut module = module("__wbg_log_0123456789abcdef");
        let names = shorten_imports(&mut module);
        assert_eq!(names["__wbg_log_0123456789abcdef"], "i0");
        assert!(module.imports.iter().all(|import| import.name == "i0"));
    }
}
