//! Banks, by their usual short codes (`ICBC`): their names, and
//! finding one by what a shopper types.
//!
//! A bank is serialized as its code. A code outside the table is refused, so
//! that no text from outside is shown as a bank's name.

use crate::input::without_marks;
use crate::locale::Locale;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::ops::Deref;

/// A bank a shopper can choose: one row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Bank(&'static BankNames);

/// The code and names of a bank.
#[derive(Debug)]
pub struct BankNames {
    /// `ICBC`, `ABC`, ...
    pub code: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its usual short name in Chinese: 工商银行.
    zh_short: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Its usual short name in English.
    en_short: &'static str,
    /// The Chinese name in pinyin, syllables separated by blanks.
    pinyin: &'static str,
    /// How many of these syllables precede those of the short name.
    skip: u8,
    /// Other short names and codes that people type: 工行, with its pinyin.
    also: &'static [&'static str],
}

/// One row of the table.
const fn bank(
    code: &'static str,
    [zh, zh_short]: [&'static str; 2],
    [en, en_short]: [&'static str; 2],
    (pinyin, skip): (&'static str, u8),
    also: &'static [&'static str],
) -> BankNames {
    BankNames {
        code,
        zh,
        zh_short,
        en,
        en_short,
        pinyin,
        skip,
        also,
    }
}

/// The banks offered, the most common first. The network decides which of them
/// a merchant may use.
pub static BANKS: &[Bank] = &{
    let mut banks = [Bank(&TABLE[0]); TABLE.len()];
    let mut at = 1;
    while at < TABLE.len() {
        banks[at] = Bank(&TABLE[at]);
        at += 1;
    }
    banks
};

#[rustfmt::skip]
static TABLE: [BankNames; 24] = [
    bank("ICBC", ["中国工商银行", "工商银行"], ["Industrial and Commercial Bank of China", "ICBC"], ("zhong guo gong shang yin hang", 2), &["工行", "gong hang"]),
    bank("ABC", ["中国农业银行", "农业银行"], ["Agricultural Bank of China", "Agricultural Bank of China"], ("zhong guo nong ye yin hang", 2), &["农行", "nong hang"]),
    bank("CCB", ["中国建设银行", "建设银行"], ["China Construction Bank", "China Construction Bank"], ("zhong guo jian she yin hang", 2), &["建行", "jian hang"]),
    bank("BOC", ["中国银行", "中国银行"], ["Bank of China", "Bank of China"], ("zhong guo yin hang", 0), &["中行", "zhong hang"]),
    bank("COMM", ["交通银行", "交通银行"], ["Bank of Communications", "Bank of Communications"], ("jiao tong yin hang", 0), &["交行", "jiao hang", "bocom"]),
    bank("CMB", ["招商银行", "招商银行"], ["China Merchants Bank", "China Merchants Bank"], ("zhao shang yin hang", 0), &["招行", "zhao hang"]),
    bank("PSBC", ["中国邮政储蓄银行", "邮储银行"], ["Postal Savings Bank of China", "Postal Savings Bank of China"], ("zhong guo you zheng chu xu yin hang", 2), &["邮储银行", "you chu yin hang"]),
    bank("CITIC", ["中信银行", "中信银行"], ["China CITIC Bank", "China CITIC Bank"], ("zhong xin yin hang", 0), &[]),
    bank("CEB", ["中国光大银行", "光大银行"], ["China Everbright Bank", "China Everbright Bank"], ("zhong guo guang da yin hang", 2), &[]),
    bank("CMBC", ["中国民生银行", "民生银行"], ["China Minsheng Bank", "China Minsheng Bank"], ("zhong guo min sheng yin hang", 2), &[]),
    bank("CIB", ["兴业银行", "兴业银行"], ["Industrial Bank", "Industrial Bank"], ("xing ye yin hang", 0), &[]),
    bank("SPDB", ["上海浦东发展银行", "浦发银行"], ["Shanghai Pudong Development Bank", "SPD Bank"], ("shang hai pu dong fa zhan yin hang", 2), &["浦发银行", "pu fa yin hang"]),
    bank("GDB", ["广发银行", "广发银行"], ["China Guangfa Bank", "China Guangfa Bank"], ("guang fa yin hang", 0), &[]),
    bank("PAB", ["平安银行", "平安银行"], ["Ping An Bank", "Ping An Bank"], ("ping an yin hang", 0), &[]),
    bank("HXB", ["华夏银行", "华夏银行"], ["Hua Xia Bank", "Hua Xia Bank"], ("hua xia yin hang", 0), &[]),
    bank("BCCB", ["北京银行", "北京银行"], ["Bank of Beijing", "Bank of Beijing"], ("bei jing yin hang", 0), &[]),
    bank("BOS", ["上海银行", "上海银行"], ["Bank of Shanghai", "Bank of Shanghai"], ("shang hai yin hang", 0), &[]),
    bank("JSB", ["江苏银行", "江苏银行"], ["Bank of Jiangsu", "Bank of Jiangsu"], ("jiang su yin hang", 0), &[]),
    bank("NJCB", ["南京银行", "南京银行"], ["Bank of Nanjing", "Bank of Nanjing"], ("nan jing yin hang", 0), &[]),
    bank("NBCB", ["宁波银行", "宁波银行"], ["Bank of Ningbo", "Bank of Ningbo"], ("ning bo yin hang", 0), &[]),
    bank("HZCB", ["杭州银行", "杭州银行"], ["Bank of Hangzhou", "Bank of Hangzhou"], ("hang zhou yin hang", 0), &[]),
    bank("CZB", ["浙商银行", "浙商银行"], ["China Zheshang Bank", "China Zheshang Bank"], ("zhe shang yin hang", 0), &[]),
    bank("CBHB", ["渤海银行", "渤海银行"], ["China Bohai Bank", "China Bohai Bank"], ("bo hai yin hang", 0), &[]),
    bank("HFB", ["恒丰银行", "恒丰银行"], ["Hengfeng Bank", "Hengfeng Bank"], ("heng feng yin hang", 0), &[]),
];

impl Bank {
    /// The bank of this code; `None` when it is not offered.
    pub fn by_code(code: &str) -> Option<Self> {
        BANKS.iter().copied().find(|b| b.code == code)
    }

    /// The name in a language.
    pub const fn name(self, locale: Locale) -> &'static str {
        match locale {
            Locale::ZhCn => self.0.zh,
            Locale::En => self.0.en,
        }
    }

    /// The usual short name in a language, for lists and buttons.
    pub const fn short_name(self, locale: Locale) -> &'static str {
        match locale {
            Locale::ZhCn => self.0.zh_short,
            Locale::En => self.0.en_short,
        }
    }

    /// The letter under which the short name is listed, `A` to `Z`: in Chinese
    /// the first of its pinyin.
    pub fn letter(self, locale: Locale) -> char {
        let name = match locale {
            Locale::ZhCn => self.pinyin.split(' ').nth(usize::from(self.skip)),
            Locale::En => Some(self.en_short),
        };
        let first = name.and_then(|name| name.chars().next());
        first.unwrap_or_default().to_ascii_uppercase()
    }

    /// True where `query` is part of the Chinese name, or begins at a word of the
    /// English name or a syllable of the pinyin, or is part of their initials
    /// (gsyh), or begins the code. The same for the other short names (工行,
    /// gonghang, gh). Case, blanks, apostrophes, tone marks, and "card" or "Co.,
    /// Ltd." at the end in Chinese are ignored; traditional characters are read as simplified ones; an
    /// empty query matches all.
    pub fn matches(self, query: &str) -> bool {
        let query = search_text(query);
        let mut query = query.as_str();
        for end in [
            "股份有限公司",
            "有限公司",
            "信用卡",
            "储蓄卡",
            "借记卡",
            "银行卡",
            "卡",
        ] {
            query = query.strip_suffix(end).unwrap_or(query);
        }
        search_text(self.zh).contains(query)
            || search_text(self.code).starts_with(query)
            || [self.en, self.en_short, self.pinyin]
                .iter()
                .any(|words| begins_a_word(words, query))
            || self.also.iter().any(|name| {
                let is_chinese = !name.is_ascii();
                begins_a_word(name, query) || is_chinese && name.contains(query)
            })
    }
}

/// True where the query is what follows the beginning of a word, without the
/// blanks, or part of the words' first letters.
fn begins_a_word(words: &str, query: &str) -> bool {
    let begins = |(at, _)| search_text(&words[at..]).starts_with(query);
    let initials: String = words.split(' ').filter_map(|w| w.chars().next()).collect();
    let mut starts = [(0, " ")].into_iter().chain(words.match_indices(' '));
    starts.any(begins) || search_text(&initials).contains(query)
}

/// What is compared: lower case, without blanks, apostrophes, tone marks and
/// invisible characters, ASCII for full-width characters, simplified characters.
/// Case for ASCII only: the tables of Unicode would add 5 kB to the wasm module,
/// and no bank here needs them.
fn search_text(text: &str) -> String {
    let seen = without_marks(text);
    let compared = seen.chars().filter(|c| !matches!(c, ' ' | '\'' | '’'));
    compared
        .map(|c| simplified(c.to_ascii_lowercase()))
        .collect()
}

/// The simplified character of a traditional one that names of banks and cards
/// have; others unchanged.
fn simplified(c: char) -> char {
    const TRADITIONAL: &str = "銀國農業設郵儲興東發廣華蘇寧豐恆記";
    const SIMPLIFIED: &str = "银国农业设邮储兴东发广华苏宁丰恒记";
    let at = TRADITIONAL.chars().position(|traditional| traditional == c);
    at.and_then(|at| SIMPLIFIED.chars().nth(at)).unwrap_or(c)
}

impl Deref for Bank {
    type Target = BankNames;

    fn deref(&self) -> &BankNames {
        self.0
    }
}

/// By pointer first, because pages are compared with all their banks.
impl PartialEq for Bank {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0) || self.code == other.code
    }
}

impl Eq for Bank {}

impl Serialize for Bank {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Bank {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::by_code(&code).ok_or_else(|| D::Error::custom("not a bank offered here"))
    }
}

#[cfg(test)]
mod tests {
    use super::{BANKS, Bank};
    use crate::locale::Locale;
    use std::collections::BTreeSet;

    fn found(query: &str) -> Vec<&'static str> {
        BANKS
            .iter()
            .filter(|b| b.matches(query))
            .map(|b| b.code)
            .collect()
    }

    #[test]
    fn a_bank_is_found_by_its_legal_name() {
        assert_eq!(found("中国工商银行股份有限公司"), ["ICBC"]);
        assert_eq!(found("工商银行有限公司"), ["ICBC"]);
    }

    #[test]
    fn each_code_is_one_bank_and_fits_the_wire() {
        let codes: BTreeSet<_> = BANKS.iter().map(|b| b.code).collect();
        assert_eq!(codes.len(), BANKS.len());
        for bank in BANKS {
            assert_eq!(Bank::by_code(bank.code), Some(*bank));
            assert!(
                bank.code.bytes().all(|b| b.is_ascii_uppercase()),
                "{}",
                bank.code
            );
            let syllables = bank.pinyin.split(' ').count();
            assert_eq!(
                syllables,
                bank.zh.chars().count(),
                "{}: one syllable per character",
                bank.zh
            );
            let before_short = bank.zh.chars().nth(usize::from(bank.skip));
            assert_eq!(before_short, bank.zh_short.chars().next(), "{}", bank.zh);
            for locale in [Locale::ZhCn, Locale::En] {
                assert!(bank.letter(locale).is_ascii_uppercase(), "{}", bank.zh);
                assert!(bank.matches(bank.short_name(locale)), "{}", bank.zh);
                assert!(bank.matches(bank.name(locale)), "{}", bank.zh);
            }
        }
    }

    #[test]
    fn a_bank_is_listed_under_the_letter_of_its_short_name() {
        let letter = |code| {
            let bank = Bank::by_code(code).expect("in the table");
            (bank.letter(Locale::ZhCn), bank.letter(Locale::En))
        };
        assert_eq!(letter("ICBC"), ('G', 'I'));
        assert_eq!(letter("BOC"), ('Z', 'B'));
        assert_eq!(letter("PSBC"), ('Y', 'P'));
        assert_eq!(letter("SPDB"), ('P', 'S'));
    }

    #[test]
    fn a_bank_is_found_by_traditional_characters_and_pinyin_with_tones() {
        for (query, code) in [
            ("招商銀行", "CMB"),
            ("農業銀行", "ABC"),
            ("建設", "CCB"),
            ("郵政儲蓄", "PSBC"),
            ("廣發", "GDB"),
            ("華夏", "HXB"),
            ("興業", "CIB"),
            ("浦東發展", "SPDB"),
            ("中國工商銀行信用卡", "ICBC"),
            ("江蘇", "JSB"),
            ("寧波", "NBCB"),
            ("恆豐銀行儲蓄卡", "HFB"),
            ("zhāoháng", "CMB"),
            ("Nóng yè", "ABC"),
            ("xi\u{304}ng ye\u{300}", "CIB"),
        ] {
            assert_eq!(found(query), [code], "{query}");
        }
    }

    #[test]
    fn a_bank_is_found_the_way_people_type() {
        assert_eq!(found("工商"), ["ICBC"]);
        assert_eq!(found("工行"), ["ICBC"]);
        assert_eq!(found("工行卡"), ["ICBC"]);
        assert_eq!(found("gsyh"), ["ICBC"]);
        assert_eq!(found("GSYH"), ["ICBC"]);
        assert_eq!(found("zgyh"), ["BOC"]);
        assert_eq!(found("zhao shang"), ["CMB"]);
        assert_eq!(found("zhaoshang"), ["CMB"]);
        assert_eq!(found(" ping an "), ["PAB"]);
        assert_eq!(found("gongshang"), ["ICBC"]);
        assert_eq!(found("gong'hang"), ["ICBC"]);
        assert_eq!(found("zhaohang"), ["CMB"]);
        assert_eq!(found("zhaoh"), ["CMB"]);
        assert_eq!(found("zsyh"), ["CMB", "CZB"]);
        assert_eq!(found("pufa"), ["SPDB"]);
        assert_eq!(found("pfyh"), ["SPDB"]);
        assert_eq!(found("youchu"), ["PSBC"]);
        assert_eq!(found("邮储"), ["PSBC"]);
        assert_eq!(found("邮政储蓄银行"), ["PSBC"]);
        assert_eq!(found("ＩＣＢＣ"), ["ICBC"]);
        assert_eq!(found("\u{FEFF}ｇｓｙｈ\u{200B}"), ["ICBC"]);
        assert_eq!(found("招商银行信用卡"), ["CMB"]);
        assert_eq!(found("cgb"), ["GDB"]);
        assert_eq!(found("bocom"), ["COMM"]);
        assert_eq!(found("merchants"), ["CMB"]);
        assert_eq!(found("hai"), ["SPDB", "BOS", "CBHB"]);
        assert_eq!(found("ang"), Vec::<&str>::new(), "no syllable begins so");
        assert_eq!(found("icbc"), ["ICBC"]);
        assert_eq!(found("浦发"), ["SPDB"]);
        assert_eq!(found("no such bank"), Vec::<&str>::new());
        assert_eq!(found("  ").len(), BANKS.len());
    }

    #[test]
    fn a_bank_travels_as_its_code_and_no_other_text_is_a_bank() {
        let bank = Bank::by_code("ABC").expect("in the table");
        let json = serde_json::to_string(&bank).expect("a string");
        assert_eq!(json, "\"ABC\"");
        assert_eq!(
            serde_json::from_str::<Bank>(&json).expect("reads back"),
            bank
        );
        assert!(serde_json::from_str::<Bank>("\"XBANK\"").is_err());
        assert!(
            serde_json::from_str::<Bank>("\"\\u0041BC\"").is_ok(),
            "escaped text is read too"
        );
    }
}
