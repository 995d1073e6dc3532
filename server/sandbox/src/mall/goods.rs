//! The articles of the mall, all invented.
//!
//! Prices end in .00, .50 or .90, so that no total triggers a failure of the
//! sandbox: those totals end in .89 or above .90, never in a multiple of ten
//! fen.

use domain::locale::Locale;
use domain::money::Money;

/// One article.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Article {
    /// Its stock number, used in forms and files.
    pub(crate) sku: &'static str,
    zh: ArticleText,
    en: ArticleText,
    /// The unit price.
    pub(crate) price: Money,
    /// Its picture, an SVG.
    pub(crate) art: &'static str,
}

/// The texts of an article.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ArticleText {
    /// Its name, as sent in the order.
    pub(crate) name: &'static str,
    /// One line about it.
    pub(crate) note: &'static str,
}

impl Article {
    /// Its texts in a language.
    pub(crate) fn words(&self, locale: Locale) -> &ArticleText {
        match locale {
            Locale::ZhCn => &self.zh,
            Locale::En => &self.en,
        }
    }

    /// The article with this stock number.
    pub(crate) fn find(sku: &str) -> Option<&'static Self> {
        SHELF.iter().find(|a| a.sku == sku)
    }
}

/// All articles, in the order of the page.
pub(crate) const SHELF: [Article; 8] = [
    Article {
        sku: "tea",
        zh: ArticleText {
            name: "明前绿茶 100 克",
            note: "清明前采，一芽一叶",
        },
        en: ArticleText {
            name: "First-flush green tea, 100 g",
            note: "One bud, one leaf, picked in March",
        },
        price: Money::fen(8_800),
        art: include_str!("art/tea.svg"),
    },
    Article {
        sku: "umbrella",
        zh: ArticleText {
            name: "手工油纸伞",
            note: "竹骨棉纸，桐油七道",
        },
        en: ArticleText {
            name: "Oil-paper umbrella",
            note: "Bamboo ribs, seven coats of tung oil",
        },
        price: Money::fen(16_800),
        art: include_str!("art/umbrella.svg"),
    },
    Article {
        sku: "cups",
        zh: ArticleText {
            name: "青瓷品茗杯（一对）",
            note: "龙泉釉色，雨过天青",
        },
        en: ArticleText {
            name: "Celadon tea cups, a pair",
            note: "The blue-green of a sky after rain",
        },
        price: Money::fen(12_800),
        art: include_str!("art/cups.svg"),
    },
    Article {
        sku: "fan",
        zh: ArticleText {
            name: "苏绣团扇",
            note: "双面绣，湘妃竹柄",
        },
        en: ArticleText {
            name: "Embroidered round fan",
            note: "Stitched on both sides, bamboo handle",
        },
        price: Money::fen(9_650),
        art: include_str!("art/fan.svg"),
    },
    Article {
        sku: "teapot",
        zh: ArticleText {
            name: "紫砂壶 · 西施",
            note: "原矿紫泥，二百毫升",
        },
        en: ArticleText {
            name: "Purple-clay teapot",
            note: "The Xishi shape, 200 ml",
        },
        price: Money::fen(68_000),
        art: include_str!("art/teapot.svg"),
    },
    Article {
        sku: "cakes",
        zh: ArticleText {
            name: "桂花糕礼盒（九枚）",
            note: "当日现蒸，冷链送达",
        },
        en: ArticleText {
            name: "Osmanthus cakes, box of nine",
            note: "Steamed today, kept cool on the way",
        },
        price: Money::fen(4_590),
        art: include_str!("art/cakes.svg"),
    },
    Article {
        sku: "scarf",
        zh: ArticleText {
            name: "桑蚕丝方巾",
            note: "十六姆米，手工卷边",
        },
        en: ArticleText {
            name: "Mulberry silk scarf",
            note: "16 momme, hems rolled by hand",
        },
        price: Money::fen(25_900),
        art: include_str!("art/scarf.svg"),
    },
    Article {
        sku: "desk",
        zh: ArticleText {
            name: "老榆木书桌",
            note: "榫卯结构，一米四",
        },
        en: ArticleText {
            name: "Elm writing desk",
            note: "Mortise and tenon, 140 cm wide",
        },
        price: Money::fen(680_000),
        art: include_str!("art/desk.svg"),
    },
];

#[cfg(test)]
mod tests {
    use super::{Article, SHELF};

    #[test]
    fn no_basket_can_ask_for_trouble_by_accident() {
        assert!(
            SHELF
                .iter()
                .all(|a| a.price.minor() > 0 && a.price.minor() % 10 == 0)
        );
    }

    #[test]
    fn each_article_is_found_by_a_number_of_its_own() {
        for article in &SHELF {
            assert_eq!(Article::find(article.sku), Some(article));
            assert!(article.art.starts_with("<svg"), "{}", article.sku);
        }
        assert_eq!(Article::find("wealth_product"), None);
    }
}
