//! The embedded site: what the browser may load beside the page itself.
//!
//! The table is made by `build.rs` from what `cargo xtask build` laid out. Files
//! under `/assets/` are named by their content, so a browser keeps them for
//! good; those of `public/` have addresses of their own and are asked for again.
//! A binary built without the site still serves every page, styled, as with
//! scripts off; it says so once, when it starts.

mod serve;

use app::encoding::Encoding;
pub(crate) use serve::routes;

include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// What a page needs of the site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageAssets {
    /// All style sheets as one, to be inlined.
    pub(crate) css: &'static str,
    /// The browser half; none when the binary was built without it.
    pub(crate) islands: Option<Islands>,
}

/// The addresses of the browser half, on our own origin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Islands {
    /// The module script that joins the wasm to the page.
    pub(crate) js: &'static str,
    /// The wasm.
    pub(crate) wasm: &'static str,
}

/// One file of the site, as embedded.
struct File {
    address: &'static str,
    media: &'static str,
    /// Differs when the content does.
    tag: &'static str,
    raw: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

/// One file as it goes out.
pub(crate) struct Asset {
    /// The `Content-Type`.
    pub(crate) media: &'static str,
    /// How `bytes` are compressed.
    pub(crate) encoding: Encoding,
    /// The body.
    pub(crate) bytes: &'static [u8],
    /// Whether the address changes with the content, so that it may be kept for good.
    pub(crate) immutable: bool,
    /// The `ETag` without quotes: of this content in this compression.
    pub(crate) tag: String,
}

/// What a page needs; the server gives it to `app`.
pub(crate) fn page_assets() -> PageAssets {
    PageAssets {
        css: CSS,
        islands: ISLANDS,
    }
}

/// The file at `path`, in the smallest form that `accept_encoding` (the request
/// header, if any) allows; none when there is no such file.
pub(crate) fn find(path: &str, accept_encoding: Option<&str>) -> Option<Asset> {
    FILES
        .iter()
        .find(|file| file.address == path)
        .map(|file| file.variant(accept_encoding))
}

impl File {
    fn variant(&self, accept_encoding: Option<&str>) -> Asset {
        let forms = [(Encoding::Brotli, self.br), (Encoding::Gzip, self.gz)];
        let allowed = forms.into_iter().find_map(|(encoding, bytes)| {
            bytes
                .filter(|_| encoding.is_in(accept_encoding.unwrap_or_default()))
                .map(|bytes| (encoding, bytes))
        });
        let (encoding, bytes) = allowed.unwrap_or((Encoding::Identity, self.raw));
        let tag = match encoding.name() {
            Some(name) => format!("{}-{name}", self.tag),
            None => self.tag.to_owned(),
        };
        Asset {
            media: self.media,
            encoding,
            bytes,
            immutable: self.address.starts_with("/assets/"),
            tag,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CSS, Encoding, FILES, File, ISLANDS, find, page_assets};

    const FILE: File = File {
        address: "/assets/a-1.js",
        media: "text/javascript; charset=utf-8",
        tag: "t",
        raw: b"plain",
        br: Some(b"br"),
        gz: Some(b"gz"),
    };

    #[test]
    fn the_smallest_allowed_form_goes_out() {
        for (header, bytes, encoding, tag) in [
            (
                Some("gzip, deflate, br, zstd"),
                &b"br"[..],
                Encoding::Brotli,
                "t-br",
            ),
            (Some("gzip"), b"gz", Encoding::Gzip, "t-gzip"),
            (Some("br;q=0, gzip"), b"gz", Encoding::Gzip, "t-gzip"),
            (Some("identity"), b"plain", Encoding::Identity, "t"),
            (None, b"plain", Encoding::Identity, "t"),
        ] {
            let asset = FILE.variant(header);
            assert_eq!(
                (asset.bytes, asset.encoding),
                (bytes, encoding),
                "{header:?}"
            );
            assert_eq!(asset.tag, tag);
            assert!(asset.immutable);
        }
        let bare = File {
            br: None,
            address: "/robots.txt",
            ..FILE
        };
        assert_eq!(bare.variant(Some("br, gzip")).bytes, b"gz");
        assert!(!bare.variant(None).immutable);
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(page_assets().css, CSS);
        assert!(find("/assets/none.js", None).is_none());
        for file in FILES {
            let asset = find(file.address, Some("br")).expect("its own address finds it");
            assert_eq!(asset.media, file.media);
        }
        if let Some(islands) = ISLANDS {
            for address in [islands.js, islands.wasm] {
                assert!(
                    find(address, Some("br"))
                        .is_some_and(|asset| asset.encoding == Encoding::Brotli)
                );
            }
        }
    }
}
