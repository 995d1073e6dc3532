//! Banks, by their usual short codes (`ICBC`): their names, and
//! finding one by what a shopper types.
//!
//! A bank is serialized as its code. A code outside the table is refused, so
//! that no text from outside is shown as a bank's name.

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
    /// Its common short name in Chinese; empty where the full name contains it.
    pub zh_short: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// The Chinese name in pinyin, syllables separated by blanks.
    pub pinyin: &'static str,
}

/// One row of the table.
const fn bank(
    code: &'static str,
    zh: &'static str,
    zh_short: &'static str,
    en: &'static str,
    pinyin: &'static str,
) -> BankNames {
    BankNames {
        code,
        zh,
        zh_short,
        en,
        pinyin,
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
    bank("ICBC", "中国工商银行", "工行", "Industrial and Commercial Bank of China", "zhong guo gong shang yin hang"),
    bank("ABC", "中国农业银行", "农行", "Agricultural Bank of China", "zhong guo nong ye yin hang"),
    bank("CCB", "中国建设银行", "建行", "China Construction Bank", "zhong guo jian she yin hang"),
    bank("BOC", "中国银行", "中行", "Bank of China", "zhong guo yin hang"),
    bank("COMM", "交通银行", "交行", "Bank of Communications", "jiao tong yin hang"),
    bank("PSBC", "中国邮政储蓄银行", "邮储", "Postal Savings Bank of China", "zhong guo you zheng chu xu yin hang"),
    bank("CMB", "招商银行", "招行", "China Merchants Bank", "zhao shang yin hang"),
    bank("CITIC", "中信银行", "", "China CITIC Bank", "zhong xin yin hang"),
    bank("CEB", "中国光大银行", "", "China Everbright Bank", "zhong guo guang da yin hang"),
    bank("CMBC", "中国民生银行", "", "China Minsheng Bank", "zhong guo min sheng yin hang"),
    bank("CIB", "兴业银行", "", "Industrial Bank", "xing ye yin hang"),
    bank("SPDB", "上海浦东发展银行", "浦发", "Shanghai Pudong Development Bank", "shang hai pu dong fa zhan yin hang"),
    bank("GDB", "广发银行", "", "China Guangfa Bank", "guang fa yin hang"),
    bank("PAB", "平安银行", "", "Ping An Bank", "ping an yin hang"),
    bank("HXB", "华夏银行", "", "Hua Xia Bank", "hua xia yin hang"),
    bank("BCCB", "北京银行", "", "Bank of Beijing", "bei jing yin hang"),
    bank("BOS", "上海银行", "", "Bank of Shanghai", "shang hai yin hang"),
    bank("JSB", "江苏银行", "", "Bank of Jiangsu", "jiang su yin hang"),
    bank("NJCB", "南京银行", "", "Bank of Nanjing", "nan jing yin hang"),
    bank("NBCB", "宁波银行", "", "Bank of Ningbo", "ning bo yin hang"),
    bank("HZCB", "杭州银行", "", "Bank of Hangzhou", "hang zhou yin hang"),
    bank("CZB", "浙商银行", "", "China Zheshang Bank", "zhe shang yin hang"),
    bank("CBHB", "渤海银行", "", "China Bohai Bank", "bo hai yin hang"),
    bank("HFB", "恒丰银行", "", "Hengfeng Bank", "heng feng yin hang"),
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

    /// True where `query` is part of the Chinese name, the short name (工行), the
    /// English name, the pinyin or its initials (gsyh), or begins the code.
    /// Case, blanks and apostrophes are ignored; an empty query matches all.
    pub fn matches(self, query: &str) -> bool {
        let query = normalized(query);
        if query.is_empty() {
            return true;
        }
        let initials: String = self
            .pinyin
            .split(' ')
            .filter_map(|s| s.chars().next())
            .collect();
        normalized(self.zh).contains(&query)
            || (!self.zh_short.is_empty() && query.starts_with(self.zh_short))
            || self.zh_short.contains(&query)
            || normalized(self.en).contains(&query)
            || normalized(self.pinyin).contains(&query)
            || initials.contains(&query)
            || normalized(self.code).starts_with(&query)
    }
}

/// Lower case, without blanks and apostrophes. ASCII only: the case tables of
/// Unicode would add 5 kB to the wasm module, and no bank here needs them.
fn normalized(text: &str) -> String {
    let shown = |c: &char| !c.is_whitespace() && !matches!(c, '\'' | '’');
    text.chars()
        .filter(shown)
        .map(|c| c.to_ascii_lowercase())
        .collect()
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
    use std::collections::BTreeSet;

    fn found(query: &str) -> Vec<&'static str> {
        BANKS
            .iter()
            .filter(|b| b.matches(query))
            .map(|b| b.code)
            .collect()
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
