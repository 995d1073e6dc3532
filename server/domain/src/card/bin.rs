//! The bank and type of common Chinese cards, by their first six digits (BIN).
//! The table is short, because the browser loads it.
//!
//! Source: the public list `hexindai/bcbc` (MIT, data/bin.csv). It is
//! unofficial, so it serves as a hint for the form only.

use crate::bank::Bank;
use serde::{Deserialize, Serialize};

/// Debit or credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// 借记卡: needs neither expiry nor security code.
    Debit,
    /// 贷记卡 and 准贷记卡: needs both.
    Credit,
}

/// The bank and type that a card's first digits indicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BinHint {
    /// The issuing bank.
    pub bank: Bank,
    /// Debit or credit.
    pub kind: CardKind,
}

use CardKind::{Credit as C, Debit as D};

/// Ranges of six digits with the bank's code and the card type, sorted and
/// without overlap.
#[rustfmt::skip]
const RANGES: &[(u32, u32, &str, CardKind)] = &[
    (356_868, 356_869, "PAB", C), (356_889, 356_889, "CMB", C),
    (403_361, 403_361, "ABC", C), (404_117, 404_121, "ABC", C),
    (406_365, 406_366, "GDB", C), (409_666, 409_666, "BOC", C),
    (421_349, 421_349, "CCB", D), (427_020, 427_020, "ICBC", C),
    (434_061, 434_062, "CCB", D), (436_742, 436_742, "CCB", D),
    (438_088, 438_088, "BOC", C), (438_588, 438_589, "CIB", D),
    (439_225, 439_227, "CMB", C), (451_289, 451_290, "CIB", C),
    (456_351, 456_351, "BOC", D), (458_060, 458_069, "ICBC", C),
    (458_123, 458_124, "COMM", C), (468_203, 468_203, "CMB", D),
    (518_710, 518_710, "CMB", C), (520_169, 520_169, "COMM", C),
    (524_094, 524_094, "CCB", D), (601_382, 601_382, "BOC", D),
    (601_428, 601_428, "COMM", D), (620_058, 620_058, "ICBC", D),
    (620_059, 620_059, "ABC", D), (620_060, 620_060, "CCB", D),
    (620_061, 620_061, "BOC", D), (620_062, 620_062, "PSBC", D),
    (620_085, 620_085, "CEB", D), (621_069, 621_069, "COMM", D),
    (621_080, 621_084, "CCB", D), (621_095, 621_096, "PSBC", D),
    (621_098, 621_098, "PSBC", D), (621_205, 621_211, "ICBC", D),
    (621_222, 621_222, "HXB", D), (621_225, 621_227, "ICBC", D),
    (621_281, 621_281, "ICBC", D), (621_282, 621_282, "ABC", D),
    (621_283, 621_283, "BOC", D), (621_284, 621_284, "CCB", D),
    (621_285, 621_285, "PSBC", D), (621_286, 621_286, "CMB", D),
    (621_330, 621_332, "BOC", D), (621_336, 621_336, "ABC", D),
    (621_351, 621_352, "SPDB", D), (621_462, 621_462, "GDB", D),
    (621_466, 621_467, "CCB", D), (621_468, 621_468, "BCCB", D),
    (621_483, 621_483, "CMB", D), (621_485, 621_486, "CMB", D),
    (621_488, 621_488, "CCB", D), (621_489, 621_492, "CEB", D),
    (621_558, 621_559, "ICBC", D), (621_568, 621_569, "BOC", D),
    (621_598, 621_598, "CCB", D), (621_599, 621_599, "PSBC", D),
    (621_619, 621_619, "ABC", D), (621_626, 621_626, "PAB", D),
    (621_660, 621_663, "BOC", D), (621_666, 621_669, "BOC", D),
    (621_670, 621_670, "ICBC", D), (621_671, 621_671, "ABC", D),
    (621_672, 621_672, "BOC", D), (621_673, 621_673, "CCB", D),
    (621_674, 621_674, "PSBC", D), (621_691, 621_691, "CMBC", D),
    (621_700, 621_700, "CCB", D), (621_720, 621_724, "ICBC", D),
    (621_725, 621_725, "BOC", D), (621_756, 621_759, "BOC", D),
    (621_767, 621_773, "CITIC", D), (621_777, 621_777, "NJCB", D),
    (621_785, 621_790, "BOC", D), (621_791, 621_793, "SPDB", D),
    (621_795, 621_796, "SPDB", D), (621_797, 621_799, "PSBC", D),
    (622_148, 622_149, "BOS", C), (622_150, 622_151, "PSBC", D),
    (622_155, 622_157, "PAB", C), (622_158, 622_159, "ICBC", C),
    (622_161, 622_162, "CEB", C), (622_163, 622_163, "BCCB", C),
    (622_166, 622_166, "CCB", C), (622_168, 622_168, "CCB", C),
    (622_173, 622_173, "JSB", D), (622_176, 622_176, "SPDB", C),
    (622_181, 622_182, "PSBC", D), (622_187, 622_189, "PSBC", D),
    (622_200, 622_200, "ICBC", D), (622_202, 622_203, "ICBC", D),
    (622_208, 622_208, "ICBC", D), (622_210, 622_215, "ICBC", C),
    (622_228, 622_228, "SPDB", C), (622_230, 622_240, "ICBC", C),
    (622_245, 622_246, "ICBC", C), (622_251, 622_257, "COMM", C),
    (622_258, 622_262, "COMM", D), (622_276, 622_277, "SPDB", C),
    (622_280, 622_280, "CCB", D), (622_281, 622_281, "NBCB", D),
    (622_282, 622_282, "NBCB", C), (622_283, 622_283, "JSB", C),
    (622_284, 622_285, "COMM", C), (622_286, 622_286, "HZCB", C),
    (622_298, 622_298, "PAB", D), (622_305, 622_305, "NJCB", D),
    (622_516, 622_518, "SPDB", D), (622_519, 622_520, "SPDB", C),
    (622_521, 622_523, "SPDB", D), (622_525, 622_526, "PAB", C),
    (622_536, 622_536, "PAB", D), (622_538, 622_539, "PAB", D),
    (622_555, 622_560, "GDB", C), (622_568, 622_568, "GDB", D),
    (622_570, 622_570, "CEB", C), (622_571, 622_573, "CIB", C),
    (622_575, 622_579, "CMB", C), (622_580, 622_580, "CMB", D),
    (622_581, 622_582, "CMB", C), (622_588, 622_588, "CMB", D),
    (622_597, 622_597, "ICBC", C), (622_598, 622_598, "CMB", D),
    (622_599, 622_599, "ICBC", C), (622_600, 622_603, "CMBC", C),
    (622_609, 622_609, "CMB", D), (622_615, 622_620, "CMBC", D),
    (622_621, 622_621, "CMBC", C), (622_622, 622_622, "CMBC", D),
    (622_623, 622_623, "CMBC", C), (622_630, 622_633, "HXB", D),
    (622_637, 622_638, "HXB", C), (622_650, 622_650, "CEB", C),
    (622_655, 622_655, "CEB", C), (622_656, 622_656, "COMM", C),
    (622_657, 622_659, "CEB", C), (622_660, 622_674, "CEB", D),
    (622_675, 622_677, "CCB", C), (622_678, 622_680, "CITIC", C),
    (622_684, 622_684, "CBHB", D), (622_685, 622_685, "CEB", C),
    (622_687, 622_687, "CEB", C), (622_688, 622_689, "CITIC", C),
    (622_690, 622_692, "CITIC", D), (622_693, 622_693, "SPDB", C),
    (622_696, 622_696, "CITIC", D), (622_698, 622_698, "CITIC", D),
    (622_700, 622_700, "CCB", D), (622_707, 622_707, "CCB", D),
    (622_708, 622_708, "CCB", C), (622_750, 622_765, "BOC", C),
    (622_766, 622_768, "CITIC", C), (622_810, 622_812, "PSBC", C),
    (622_820, 622_820, "ABC", C), (622_821, 622_828, "ABC", D),
    (622_830, 622_830, "ABC", C), (622_836, 622_839, "ABC", C),
    (622_841, 622_841, "ABC", D), (622_843, 622_849, "ABC", D),
    (622_876, 622_876, "JSB", D), (622_884, 622_884, "CBHB", D),
    (622_901, 622_902, "CIB", C), (622_908, 622_909, "CIB", D),
    (622_910, 622_910, "ICBC", C), (622_916, 622_916, "CITIC", C),
    (622_918, 622_919, "CITIC", C), (622_966, 622_966, "CCB", D),
    (622_983, 622_983, "PAB", D), (622_986, 622_986, "PAB", D),
    (622_988, 622_988, "CCB", D), (622_989, 622_989, "PAB", D),
    (622_998, 622_999, "CITIC", D), (623_018, 623_018, "ABC", D),
    (623_020, 623_023, "HXB", D), (623_052, 623_052, "ABC", D),
    (623_058, 623_058, "PAB", D), (623_062, 623_062, "ICBC", D),
];

/// The bank and type of a card number, which is passed as digits only; `None`
/// for fewer than six digits or an unknown range.
pub fn hint(digits: &str) -> Option<BinHint> {
    let first: u32 = digits.get(..6)?.parse().ok()?;
    let at = RANGES.partition_point(|&(_, last, ..)| last < first);
    let &(from, _, code, kind) = RANGES.get(at)?;
    if first < from {
        return None;
    }
    Bank::by_code(code).map(|bank| BinHint { bank, kind })
}

#[cfg(test)]
mod tests {
    use super::{CardKind, RANGES, hint};
    use crate::bank::Bank;

    fn said(digits: &str) -> Option<(&'static str, CardKind)> {
        hint(digits).map(|h| (h.bank.code, h.kind))
    }

    #[test]
    fn ranges_are_in_order_and_name_banks_of_ours() {
        let mut end = 0;
        for &(from, last, code, _) in RANGES {
            assert!(from > end && last >= from && last <= 999_999, "{from}");
            assert!(Bank::by_code(code).is_some(), "{code}");
            end = last;
        }
    }

    #[test]
    fn well_known_cards_are_known() {
        assert_eq!(said("6222021234567890123"), Some(("ICBC", CardKind::Debit)));
        assert_eq!(said("622848"), Some(("ABC", CardKind::Debit)));
        assert_eq!(said("6226090000000048"), Some(("CMB", CardKind::Debit)));
        assert_eq!(said("6221558812340000"), Some(("PAB", CardKind::Credit)));
        assert_eq!(said("6216261000000000018"), Some(("PAB", CardKind::Debit)));
        assert_eq!(said("622230"), Some(("ICBC", CardKind::Credit)));
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        assert_eq!(said("62220"), None);
        assert_eq!(said("622201"), None);
        assert_eq!(said("000000"), None);
        assert_eq!(said("999999"), None);
        assert_eq!(said("六二二二〇二"), None);
    }
}
