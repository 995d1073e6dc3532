//! The bundles: for each package of pages, the script and wasm of its islands.

/// One bundle.
pub(crate) struct WasmBundle {
    /// The package that is compiled to wasm.
    pub(crate) package: &'static str,
    /// The beginning of its file names in `assets/`, and its key in the
    /// manifest.
    pub(super) name: &'static str,
    /// The most that a browser may load for a page, in bytes after brotli.
    pub(super) budget: usize,
}

/// All of them. `server/build.rs` embeds them by name.
pub(crate) const BUNDLES: [WasmBundle; 2] = [
    WasmBundle {
        package: "pay-wasm",
        name: "paydesk",
        budget: 55_000,
    },
    WasmBundle {
        package: "console-wasm",
        name: "console",
        budget: 32_000,
    },
];
