//! Embeds the site that `cargo xtask build` laid out, so the release is one file.
//!
//! Writes a table in Rust for `src/assets.rs`: the bytes of each file, plain,
//! brotli and gzip. The site is where `PAYDESK_SITE` says, else in `target/site`.
//! Without one, as in a plain `cargo check`, the table has no browser half: the
//! style sheets and public files are then taken as they were written, and every
//! page works as it does with scripts off.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// The constants of `src/assets.rs`, and the bundle of each.
const BUNDLES: [(&str, &str); 3] = [
    ("PAY_BUNDLE", "paydesk"),
    ("CONSOLE_BUNDLE", "console"),
    ("PREVIEW_BUNDLE", "preview"),
];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("the server is a folder of the repository")?;
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PAYDESK_SITE");
    let set = std::env::var_os("PAYDESK_SITE").map(PathBuf::from);
    let site = set.unwrap_or_else(|| root.join("target/site"));
    // Cargo takes a missing path for one that always changes.
    fs::create_dir_all(&site)?;
    watch(&site);

    let table = if site.join("manifest.json").is_file() {
        let assets = files(&site.join("assets"))?;
        let public = files(&site.join("public"))?;
        let sheet = |name| fs::read_to_string(site.join(name));
        let own = [
            sheet("style.css")?,
            sheet("outcome.css")?,
            sheet("console.css")?,
            sheet("preview.css")?,
        ];
        table(&own, &assets, &public)?
    } else {
        watch(&root.join("style"));
        watch(&root.join("public"));
        let own = [
            sheets(&root.join("style"))?,
            sheets(&root.join("style/outcome"))?,
            sheets(&root.join("style/console"))?,
            // Only `cargo xtask build` derives it.
            String::new(),
        ];
        table(&own, &[], &files(&root.join("public"))?)?
    };
    let output = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(Path::new(&output).join("site.rs"), table)?;
    Ok(())
}

fn watch(path: &Path) {
    if path.exists() {
        println!("cargo:rerun-if-changed={}", path.display());
    }
}

/// The folder's files by name, without hidden ones; none when there is no folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if entry.file_type()?.is_file() && !hidden {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// All style sheets of the folder.
fn sheets(folder: &Path) -> Result<String> {
    let mut sheet = String::new();
    for file in files(folder)?.iter().filter(|file| ends(file, "css")) {
        sheet += &fs::read_to_string(file)?;
    }
    Ok(sheet)
}

/// The table's text: constants of the types in `src/assets.rs`. The console's
/// pages have the style of all pages, and then their own.
fn table(sheets: &[String; 4], assets: &[PathBuf], public: &[PathBuf]) -> Result<String> {
    let [style, outcome, console, preview] = sheets;
    let mut text = String::new();
    writeln!(text, "const CSS: &str = {style:?};")?;
    writeln!(text, "const OUTCOME_CSS: &str = {outcome:?};")?;
    writeln!(text, "const PREVIEW_CSS: &str = {preview:?};")?;
    writeln!(
        text,
        "const CONSOLE_CSS: &str = {:?};",
        format!("{style}{console}")
    )?;
    for (constant, bundle) in BUNDLES {
        let bundle = self::bundle(bundle, assets);
        writeln!(text, "const {constant}: Option<Bundle> = {bundle};")?;
    }
    writeln!(text, "const FILES: &[File] = &[")?;
    for (folder, files) in [("/assets/", assets), ("/", public)] {
        for file in files
            .iter()
            .filter(|file| !ends(file, "br") && !ends(file, "gz"))
        {
            let bytes = fs::read(file)?;
            let (address, media) = (format!("{folder}{}", name(file)), media(file)?);
            let (br, gz) = (compressed_copy(file, "br")?, compressed_copy(file, "gz")?);
            writeln!(
                text,
                "    File {{ address: {address:?}, media: {media:?}, tag: {:?}, raw: {}, br: {br}, gz: {gz} }},",
                tag(&bytes),
                include(file)?
            )?;
        }
    }
    writeln!(text, "];")?;
    Ok(text)
}

/// The paths of a bundle's script and wasm, whose names begin with its own.
fn bundle(bundle: &str, assets: &[PathBuf]) -> String {
    let address = |ending| {
        let file = assets.iter().find(|file| {
            let hash = name(file);
            let hash = hash.strip_prefix(bundle);
            ends(file, ending) && hash.is_some_and(|hash| hash.starts_with('-'))
        });
        file.map(|file| format!("/assets/{}", name(file)))
    };
    match (address("js"), address("wasm")) {
        (Some(js), Some(wasm)) => format!("Some(Bundle {{ js: {js:?}, wasm: {wasm:?} }})"),
        _ => "None".to_owned(),
    }
}

fn name(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn ends(file: &Path, ending: &str) -> bool {
    file.extension()
        .is_some_and(|extension| extension == ending)
}

/// The compressed copy beside a file.
fn compressed_copy(file: &Path, ending: &str) -> Result<String> {
    let copy = file.with_file_name(format!("{}.{ending}", name(file)));
    if copy.is_file() {
        Ok(format!("Some({})", include(&copy)?))
    } else {
        Ok("None".to_owned())
    }
}

/// The macro call that embeds a file. From a copy of it: a build of the site
/// may lay out other files while the compiler is still at work.
fn include(file: &Path) -> Result<String> {
    let output = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let copy = Path::new(&output).join(name(file));
    fs::copy(file, &copy)?;
    Ok(format!("include_bytes!({:?})", copy.to_string_lossy()))
}

/// Differs when the content does.
fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn media(file: &Path) -> Result<&'static str> {
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    Ok(match ending.as_ref() {
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        other => {
            return Err(format!("{}: no media type is known for .{other}", file.display()).into());
        }
    })
}
