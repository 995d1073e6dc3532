//! Compiling the browser half to wasm.

use super::bundle::{BUNDLES, WasmBundle};
use crate::command::run;
use crate::setup::wasm::{TARGET, WasmCompiler};
use crate::step::step;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// Compiles all bundles; returns the linker's outputs in the order of [`BUNDLES`].
/// Those that need the same features are compiled in one run of cargo and share
/// their dependencies.
pub(super) fn compile(workspace: &Workspace, compiler: &WasmCompiler) -> Result<Vec<Vec<u8>>> {
    let target = workspace.wasm_target();
    step(
        "compile the browser half",
        "3-5 min the first time, 20 s after a change",
        || {
            for renders_html in [false, true] {
                let together = BUNDLES.iter().filter(|of| of.renders_html == renders_html);
                run(compiler
                    .build()
                    .current_dir(&workspace.root)
                    .env("CARGO_ENCODED_RUSTFLAGS", flags(&workspace.root))
                    .args(["--profile", "wasm-release"])
                    .args(together.flat_map(|of| ["--package", of.package]))
                    .arg("--target-dir")
                    .arg(&target))?;
            }
            Ok(())
        },
    )?;
    let folder = target.join(TARGET).join("wasm-release");
    let module = |of: &WasmBundle| {
        let file = folder.join(format!("{}.wasm", of.package.replace('-', "_")));
        std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
    };
    BUNDLES.iter().map(module).collect()
}

/// Removes this machine's folders from the wasm: the paths in panic messages
/// begin at the repository, or at `cargo` for third-party crates.
fn flags(root: &Path) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let folders = home
        .iter()
        .map(|home| (home.as_path(), "cargo"))
        .chain([(root, "")]);
    let flags = folders.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    // The separator of `CARGO_ENCODED_RUSTFLAGS`, so that paths may contain
    // blanks.
    flags.collect::<Vec<_>>().join("\x1f")
}

#[cfg(test)]
mod tests {
    use super::flags;
    use std::path::Path;

    #[test]
    fn the_repository_is_not_named() {
        let flags = flags(Path::new("/a b/paydesk"));
        assert!(
            flags
                .split('\x1f')
                .any(|flag| flag == "--remap-path-prefix=/a b/paydesk=")
        );
    }
}
