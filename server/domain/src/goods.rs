//! Rule R3: real goods only. Refuses merchant categories of financial services
//! and gambling, and items named after financial products.
//!
//! The words are whole names of financial products, so that a book on
//! investing, the deposit for a hotel room or a gold ring is accepted.

use crate::order::Item;
use crate::refusal::{Code, Refusal};
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// Refused merchant category codes (ISO 18245): first and last of a range, and
/// why.
const REFUSED_MCC: &[(u16, u16, &str)] = &[
    (4829, 4829, "money transfer"),
    (5933, 5933, "pawn shops"),
    (6010, 6011, "cash from a bank"),
    (
        6012,
        6012,
        "financial institutions: deposits, wealth products, loans",
    ),
    (
        6050,
        6051,
        "cash-like: foreign currency, virtual currency, stored value",
    ),
    (6211, 6211, "securities, funds, futures"),
    (6300, 6300, "insurance, which may be an investment"),
    (6381, 6381, "insurance premiums, which may be an investment"),
    (6399, 6399, "insurance, which may be an investment"),
    (6529, 6540, "stored value: loading, buying, transferring"),
    (6760, 6760, "savings bonds"),
    (7800, 7802, "lotteries and betting"),
    (7995, 7995, "gambling"),
    (9406, 9406, "lotteries"),
];

/// Refused words, in lower case without blanks, and what they name.
const REFUSED_WORDS: &[(&str, &str)] = &[
    ("理财产品", "a wealth product"),
    ("理财计划", "a wealth product"),
    ("理财申购", "a wealth product"),
    ("购买理财", "a wealth product"),
    ("资产管理计划", "a wealth product"),
    ("资管计划", "a wealth product"),
    ("信托计划", "a trust product"),
    ("集合信托", "a trust product"),
    ("大额存单", "a deposit"),
    ("结构性存款", "a deposit"),
    ("定期存款", "a deposit"),
    ("活期存款", "a deposit"),
    ("通知存款", "a deposit"),
    ("存款产品", "a deposit"),
    ("基金申购", "a fund"),
    ("基金认购", "a fund"),
    ("基金定投", "a fund"),
    ("申购基金", "a fund"),
    ("货币基金", "a fund"),
    ("私募基金", "a fund"),
    ("公募基金", "a fund"),
    ("股票申购", "a security"),
    ("原始股", "a security"),
    ("期货开户", "a security"),
    ("保证金充值", "money for trading"),
    ("国债认购", "a bond"),
    ("储蓄国债", "a bond"),
    ("纸黄金", "an investment in precious metal"),
    ("积存金", "an investment in precious metal"),
    ("黄金定投", "an investment in precious metal"),
    ("贵金属投资", "an investment in precious metal"),
    ("投资型保险", "an investment"),
    ("投资连结", "an investment"),
    ("投连险", "an investment"),
    ("万能险", "an investment"),
    ("年金保险", "an investment"),
    ("比特币", "virtual currency"),
    ("以太坊", "virtual currency"),
    ("泰达币", "virtual currency"),
    ("虚拟货币", "virtual currency"),
    ("加密货币", "virtual currency"),
    ("彩票", "gambling"),
    ("网络博彩", "gambling"),
    ("赌场筹码", "gambling"),
    ("信用卡套现", "cash"),
    ("信用卡还款", "a repayment"),
    ("贷款还款", "a repayment"),
    ("wealthmanagementproduct", "a wealth product"),
    ("structureddeposit", "a deposit"),
    ("timedeposit", "a deposit"),
    ("fixeddeposit", "a deposit"),
    ("certificateofdeposit", "a deposit"),
    ("mutualfund", "a fund"),
    ("moneymarketfund", "a fund"),
    ("bitcoin", "virtual currency"),
    ("ethereum", "virtual currency"),
    ("cryptocurrency", "virtual currency"),
    ("usdt", "virtual currency"),
    ("lotteryticket", "gambling"),
    ("casinochips", "gambling"),
    ("cashadvance", "cash"),
];

/// Words of physical goods, which override a refused word: a book on a fund is
/// a book.
const THINGS: &[&str] = &[
    "图书",
    "书籍",
    "教程",
    "课程",
    "教材",
    "杂志",
    "指南",
    "入门",
    "纪念",
    "玩具",
    "钥匙扣",
    "t恤",
    "book",
    "course",
    "guide",
    "magazine",
    "t-shirt",
    "tshirt",
    "mug",
    "poster",
    "keyring",
];

/// Rule R3: refuses a merchant category that may not be paid.
///
/// # Errors
/// [`Code::GoodsNotPayable`] naming the category.
pub fn check_mcc(mcc: &str) -> Result<(), Refusal> {
    let why = match mcc.parse::<u16>() {
        Ok(number) if mcc.len() == 4 && mcc.bytes().all(|b| b.is_ascii_digit()) => REFUSED_MCC
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&number))
            .map(|(.., why)| *why),
        _ => Some("no merchant category code of four digits"),
    };
    match why {
        None => Ok(()),
        Some(why) => Err(Refusal::at(
            Code::GoodsNotPayable,
            "/merchant_id",
            format!("the merchant's line of business ({mcc}) may not be paid here: {why}"),
        )),
    }
}

/// Rule R3: refuses items or a subject that name a financial product.
///
/// # Errors
/// [`Code::GoodsNotPayable`] pointing at the item or the subject.
pub fn check_items(subject: &str, items: &[Item]) -> Result<(), Refusal> {
    for (i, item) in items.iter().enumerate() {
        check_text(&item.name, || format!("/items/{i}/name"))?;
    }
    check_text(subject, || String::from("/subject"))
}

/// The two word lists as automata, each searched in one pass.
struct WordLists {
    /// Pattern ids are indexes into [`REFUSED_WORDS`].
    refused: AhoCorasick,
    things: AhoCorasick,
}

static WORD_LISTS: LazyLock<WordLists> = LazyLock::new(|| {
    let of = |words: Vec<&str>| AhoCorasick::new(words).expect("a short list of short words");
    WordLists {
        refused: of(REFUSED_WORDS.iter().map(|(word, _)| *word).collect()),
        things: of(THINGS.to_vec()),
    }
});

fn check_text(text: &str, pointer: impl FnOnce() -> String) -> Result<(), Refusal> {
    let letters: String = text
        .chars()
        .map(crate::input::to_half_width)
        .filter(|c| c.is_alphanumeric() || *c == '-')
        .flat_map(char::to_lowercase)
        .collect();
    let refused = WORD_LISTS.refused.find_overlapping_iter(&letters);
    // The match that is first in the list gives the reason.
    let first = refused.map(|found| found.pattern()).min();
    match first.filter(|_| !WORD_LISTS.things.is_match(&letters)) {
        None => Ok(()),
        Some(word) => Err(Refusal::at(
            Code::GoodsNotPayable,
            pointer(),
            format!(
                "this is {}, and only goods and services may be paid here",
                REFUSED_WORDS[word].1
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{REFUSED_MCC, REFUSED_WORDS, check_items, check_mcc};
    use crate::money::Money;
    use crate::order::Item;
    use crate::refusal::Code;

    fn item(name: &str) -> Item {
        Item {
            name: name.to_owned(),
            quantity: 1,
            unit_price: Money::fen(100),
        }
    }

    #[test]
    fn shops_may_be_paid_and_money_trades_may_not() {
        for mcc in [
            "5411", "5732", "5942", "4511", "7011", "8062", "0742", "6513",
        ] {
            assert!(check_mcc(mcc).is_ok(), "{mcc}");
        }
        for mcc in [
            "4829", "6010", "6011", "6012", "6050", "6051", "6211", "6300", "6535", "6540", "7801",
            "7995", "9406",
        ] {
            let refused = check_mcc(mcc).expect_err("no goods");
            assert_eq!(
                (refused.code, refused.pointer.as_deref()),
                (Code::GoodsNotPayable, Some("/merchant_id")),
                "{mcc}"
            );
        }
        for mcc in ["", "541", "54110", "abcd", "+541"] {
            assert!(check_mcc(mcc).is_err(), "{mcc:?} is no code");
        }
    }

    #[test]
    fn the_item_at_fault_is_pointed_at() {
        let items = [item("龙井茶 250g"), item("稳健 理财 产品 90天")];
        let refused = check_items("订单", &items).expect_err("a wealth product");
        assert_eq!(refused.code, Code::GoodsNotPayable);
        assert_eq!(refused.pointer.as_deref(), Some("/items/1/name"));
        let refused = check_items("大额存单 三年", &items[..1]).expect_err("a deposit");
        assert_eq!(refused.pointer.as_deref(), Some("/subject"));
    }

    #[test]
    fn every_refused_word_is_refused_as_written() {
        for (word, _) in REFUSED_WORDS {
            assert!(check_items("订单", &[item(word)]).is_err(), "{word}");
        }
        for name in [
            "Time Deposit 1Y",
            "ＢＩＴＣＯＩＮ 0.1",
            "比 特 币",
            "基金申购-稳健",
        ] {
            assert!(check_items("order", &[item(name)]).is_err(), "{name}");
        }
    }

    #[test]
    fn goods_that_sound_like_financial_products_are_accepted() {
        let goods = [
            "理财书籍：小狗钱钱",
            "存款罐 储蓄罐 陶瓷",
            "黄金戒指 3.2g",
            "周大福 贵金属纪念币",
            "酒店定金",
            "定期送花 12期",
            "股票K线入门图书",
            "比特币纪念钥匙扣",
            "基金会慈善义卖围巾",
            "理财产品入门课程",
            "银行主题拼图",
            "彩票刮刮乐玩具",
            "Deposit bottle crate",
            "Trust: a novel",
            "Bitcoin for beginners (book)",
            "Bond girl poster",
            "Fund-raiser mug",
            "Lottery of life vinyl",
            "USB-C cable",
            "旅行意外险 7天",
            "校服押金",
        ];
        for name in goods {
            assert!(check_items("订单", &[item(name)]).is_ok(), "{name}");
        }
    }

    #[test]
    fn ranges_are_in_order() {
        assert!(REFUSED_MCC.iter().all(|(from, to, _)| from <= to));
        assert!(REFUSED_MCC.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
}
