//! Plates: parts that are the same in every page, cast at their first use.

use super::{Piece, stream};
use crate::blank::{Blank, Marks, Plate, Spot};
use crate::document;
use crate::encoding::Encoding;
use crate::pages;
use crate::settings::PageAssets;
use domain::locale::Locale;
use std::sync::{Arc, OnceLock};

/// A text of a plate, in each encoding.
#[derive(Debug)]
pub(super) struct Type {
    plain: String,
    packed: OnceLock<Vec<u8>>,
}

impl Type {
    /// Its bytes in an encoding of pages.
    pub(super) fn bytes(&self, encoding: Encoding) -> &[u8] {
        match encoding {
            Encoding::Brotli => self
                .packed
                .get_or_init(|| stream::packed(self.plain.as_bytes())),
            _ => self.plain.as_bytes(),
        }
    }
}

/// A part of a plate.
#[derive(Debug)]
pub(super) enum Part {
    Text(Arc<Type>),
    Blank(Blank),
}

impl Part {
    /// As a piece of a page.
    pub(super) fn piece(&self) -> Piece {
        match self {
            Self::Text(text) => Piece::Cast(Arc::clone(text)),
            Self::Blank(blank) => Piece::Blank(*blank),
        }
    }
}

/// All plates of a press.
#[derive(Debug, Default)]
pub(super) struct Plates {
    head: OnceLock<Vec<Part>>,
    loader: OnceLock<Vec<Part>>,
    follow: OnceLock<Vec<Part>>,
    banks_zh_cn: OnceLock<Vec<Part>>,
    banks_en: OnceLock<Vec<Part>>,
}

impl Plates {
    /// The parts of a plate.
    pub(super) fn cast(&self, plate: Plate, assets: &PageAssets, marks: &Marks) -> &[Part] {
        let kept = match plate {
            Plate::Head => &self.head,
            Plate::Loader => &self.loader,
            Plate::Follow => &self.follow,
            Plate::Banks(Locale::ZhCn) => &self.banks_zh_cn,
            Plate::Banks(Locale::En) => &self.banks_en,
        };
        kept.get_or_init(|| {
            let text = match plate {
                Plate::Head => document::fixed_head(assets, marks),
                Plate::Loader => document::loader(assets, marks),
                Plate::Follow => document::follow(marks),
                Plate::Banks(locale) => pages::all_banks(locale),
            };
            let mut parts = Vec::new();
            for (text, spot) in marks.split(&text) {
                if !text.is_empty() {
                    parts.push(Part::Text(Arc::new(Type {
                        plain: text.to_owned(),
                        packed: OnceLock::new(),
                    })));
                }
                if let Some(Spot::Blank(blank)) = spot {
                    parts.push(Part::Blank(blank));
                }
            }
            parts
        })
    }
}
