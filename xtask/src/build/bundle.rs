//! The bundles: for each package of pages, the script and wasm of its browser
//! half.

/// One bundle.
pub(crate) struct WasmBundle {
    /// The package that is compiled to wasm.
    pub(crate) package: &'static str,
    /// The beginning of its file names in `assets/`, and its key in the
    /// manifest.
    pub(super) name: &'static str,
    /// The most that a browser may load for it, in bytes after brotli.
    pub(super) budget: usize,
    /// True where it renders views as HTML, false where it hydrates islands.
    /// These are features of the same crates, and cargo joins the features of all
    /// packages that it compiles in one run.
    pub(super) renders_html: bool,
}

/// All of them. `server/build.rs` embeds them by name.
pub(crate) const BUNDLES: [WasmBundle; 3] = [
    WasmBundle {
        package: "pay-wasm",
        name: "paydesk",
        budget: 55_000,
        renders_html: false,
    },
    WasmBundle {
        package: "console-wasm",
        name: "console",
        budget: 32_000,
        renders_html: false,
    },
    WasmBundle {
        package: "preview-wasm",
        name: "preview",
        budget: 112_000,
        renders_html: true,
    },
];
