//! Every word of the page, one constant per language. A string that is
//! missing in a language does not compile; what takes a number or a name is
//! a function, so that each language orders and counts in its own way.
//!
//! Rules for words: what happened and what to do next, in plain language; no
//! codes, no "sorry", no "invalid"; the same word for a thing everywhere.

mod declined;
mod en;
mod mend;
mod refused;
mod zh_cn;

use domain::locale::Locale;

/// A text that holds one other text: an amount, a bank's name, a number.
pub(crate) type With = fn(&str) -> String;

/// A text that holds a count.
pub(crate) type Count = fn(i64) -> String;

/// All words of the page in one language.
pub(crate) struct Text {
    pub frame: Frame,
    pub order: Order,
    pub choose: Choose,
    pub card: Card,
    pub code: Code,
    pub scan: Scan,
    pub bank: Bank,
    pub result: Result,
    pub stop: Stop,
    /// What to mend in a field.
    pub mend: fn(domain::desk::Field, domain::desk::FieldProblem) -> &'static str,
    /// Why a payment was declined, and what to do.
    pub declined: fn(domain::attempt::DeclineReason) -> Advice,
    /// A refusal that a page can meet.
    pub refused: fn(domain::refusal::Code) -> &'static str,
}

/// Why, and what now.
pub(crate) struct Advice {
    pub why: &'static str,
    pub now: &'static str,
}

/// Around every page.
pub(crate) struct Frame {
    /// This language, in its own words.
    pub language: &'static str,
    pub skip: &'static str,
    pub product: &'static str,
    pub secured: &'static str,
    pub support: &'static str,
    /// Before a page's title when something is to be mended.
    pub error_prefix: &'static str,
    pub errors_heading: &'static str,
    pub back_to: With,
    pub another_way: &'static str,
    /// While the page cannot ask how the order is.
    pub reconnecting: &'static str,
}

/// The order beside every page.
pub(crate) struct Order {
    pub heading: &'static str,
    pub amount: &'static str,
    /// What was to be paid, where nothing can be paid any more.
    pub amount_over: &'static str,
    pub payee: &'static str,
    pub mall: &'static str,
    pub number: &'static str,
    pub items: Count,
    pub details: &'static str,
    pub more_items: Count,
    /// How many, from a count that is grouped already.
    pub quantity: With,
    /// The amount as a screen reader says it.
    pub spoken: With,
    pub pay_before: With,
    /// A time on another day than today, as a `strftime` pattern.
    pub day_and_time: &'static str,
    pub minutes_left: Count,
    pub more_time: &'static str,
    pub more_time_given: &'static str,
    pub last_minute: &'static str,
    pub time_over: &'static str,
}

/// Pick a way to pay.
pub(crate) struct Choose {
    pub title: &'static str,
    pub quick: &'static str,
    pub quick_hint: &'static str,
    pub scan: &'static str,
    pub scan_hint: &'static str,
    pub gateway: &'static str,
    pub gateway_hint: &'static str,
    pub saved_cards: &'static str,
    pub new_card: &'static str,
    pub new_card_hint: &'static str,
    pub remove: &'static str,
    pub remove_which: With,
    pub debit: &'static str,
    pub credit: &'static str,
    pub other_bank: &'static str,
    pub ending: With,
    pub code_goes_to: With,
    pub continue_quick: &'static str,
    pub next_quick: &'static str,
    pub show_qr: With,
    pub next_scan: &'static str,
    pub go_to_bank: With,
    /// The same by a bank's name: the name, the amount.
    pub go_to_named: fn(&str, &str) -> String,
    pub next_bank: &'static str,
    pub find_bank: &'static str,
    pub find_bank_hint: &'static str,
    pub find: &'static str,
    pub all_banks: &'static str,
    pub no_bank: With,
    pub banks_found: Count,
    pub pick_bank: &'static str,
    pub cannot: &'static str,
    /// Over a limit: the most a day, and where that is written.
    pub limit: fn(&str, &str) -> String,
    pub none_offered: &'static str,
    pub card_removed: &'static str,
}

/// The card form.
pub(crate) struct Card {
    pub title: &'static str,
    pub lead: &'static str,
    pub number: &'static str,
    pub number_hint: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub id_number: &'static str,
    pub id_number_hint: &'static str,
    pub phone: &'static str,
    pub phone_hint: &'static str,
    pub credit_only: &'static str,
    pub expiry: &'static str,
    pub expiry_hint: &'static str,
    pub security_code: &'static str,
    pub security_code_hint: &'static str,
    pub submit: &'static str,
    pub next: With,
    pub privacy: &'static str,
    pub looks_right: &'static str,
}

/// The code from the SMS.
pub(crate) struct Code {
    pub title: &'static str,
    pub sent_to: With,
    pub sent: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub pay: With,
    pub resend: &'static str,
    pub resend_in: Count,
    pub sent_again: &'static str,
    pub tries_left: Count,
    pub other_card: &'static str,
    pub card_gone: &'static str,
    pub card_again: &'static str,
    pub paying_with: &'static str,
}

/// A QR to scan.
pub(crate) struct Scan {
    pub title: &'static str,
    pub lead: &'static str,
    pub picture: With,
    pub steps: [&'static str; 3],
    pub on_phone: &'static str,
    pub by_itself: &'static str,
    pub done: &'static str,
}

/// Leaving for the bank.
pub(crate) struct Bank {
    pub title: With,
    pub any: &'static str,
    pub lead: With,
    pub go: With,
    pub after: &'static str,
    pub done: &'static str,
}

/// How it ended.
pub(crate) struct Result {
    pub waiting: &'static str,
    pub waiting_lead: &'static str,
    pub waiting_close: &'static str,
    pub waiting_again: &'static str,
    pub waiting_unpaid: &'static str,
    pub paid: &'static str,
    pub paid_lead: With,
    pub receipt: &'static str,
    pub amount: &'static str,
    pub time: &'static str,
    pub method: &'static str,
    pub network_no: &'static str,
    pub order_id: &'static str,
    pub beijing_time: &'static str,
    pub print: &'static str,
    pub declined: &'static str,
    pub not_charged: &'static str,
    pub expired: &'static str,
    pub expired_lead: &'static str,
    pub closed: &'static str,
    pub closed_lead: &'static str,
    pub already: &'static str,
    pub already_lead: &'static str,
    pub if_charged: &'static str,
    pub refunds: &'static str,
    pub refunds_sum: &'static str,
    pub refunds_note: &'static str,
    pub refund: &'static str,
    pub refund_surplus: &'static str,
    pub refund_on_its_way: &'static str,
    pub refund_returned: &'static str,
    pub refund_failed: &'static str,
    pub copy: &'static str,
    pub copy_what: With,
    pub copied: &'static str,
}

/// Where there is no order to show.
pub(crate) struct Stop {
    pub unknown: &'static str,
    pub unknown_lead: &'static str,
    pub embedded: &'static str,
    pub embedded_lead: &'static str,
    pub embedded_open: &'static str,
    pub link: &'static str,
    pub link_invalid: &'static str,
    pub link_expired: &'static str,
    pub refused: &'static str,
    pub fault: &'static str,
    pub fault_lead: &'static str,
    pub reference: With,
    pub bad_form: &'static str,
    pub bad_form_lead: &'static str,
    pub too_large: &'static str,
    pub too_large_lead: &'static str,
    pub again: &'static str,
}

impl Text {
    /// The words of a language.
    pub(crate) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::ZhCn => &zh_cn::TEXT,
            Locale::En => &en::TEXT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Text;
    use domain::attempt::DeclineReason;
    use domain::desk::{Field, FieldProblem};
    use domain::locale::Locale;
    use domain::refusal::Code;

    const FIELDS: [Field; 9] = [
        Field::Way,
        Field::Bank,
        Field::Number,
        Field::Name,
        Field::IdNumber,
        Field::Phone,
        Field::Expiry,
        Field::SecurityCode,
        Field::Code,
    ];

    const PROBLEMS: [FieldProblem; 14] = [
        FieldProblem::Empty,
        FieldProblem::TooShort,
        FieldProblem::TooLong,
        FieldProblem::Format,
        FieldProblem::CheckDigit,
        FieldProblem::Date,
        FieldProblem::NotOffered,
        FieldProblem::WrongCode,
        FieldProblem::WrongCard,
        FieldProblem::WrongIdentity,
        FieldProblem::CodeExpired,
        FieldProblem::TooSoon,
        FieldProblem::CardAgain,
        FieldProblem::NoAnswer,
    ];

    /// All sentences that depend on a code, in one language.
    fn sentences(text: &Text) -> Vec<&'static str> {
        let mend = FIELDS
            .iter()
            .flat_map(|f| PROBLEMS.map(|p| (text.mend)(*f, p)));
        let advice = DeclineReason::ALL.map(text.declined);
        let refused = Code::ALL.iter().map(|code| (text.refused)(*code));
        mend.chain(advice.iter().flat_map(|a| [a.why, a.now]))
            .chain(refused)
            .collect()
    }

    fn han(text: &str) -> bool {
        text.chars().any(|c| ('一'..='鿿').contains(&c))
    }

    #[test]
    fn every_code_has_its_sentence_in_its_language() {
        for sentence in sentences(Text::of(Locale::ZhCn)) {
            assert!(han(sentence), "{sentence}");
            // Chinese text has Chinese punctuation.
            assert!(!sentence.contains([',', ';', ':', '?']), "{sentence}");
        }
        for sentence in sentences(Text::of(Locale::En)) {
            assert!(!sentence.is_empty() && !han(sentence), "{sentence}");
        }
    }

    #[test]
    fn words_do_not_apologise_or_blame() {
        for sentence in sentences(Text::of(Locale::En)) {
            let lower = sentence.to_lowercase();
            for word in ["sorry", "oops", "invalid", "illegal", "error"] {
                assert!(!lower.contains(word), "{word}: {sentence}");
            }
        }
    }

    #[test]
    fn one_is_one() {
        let text = Text::of(Locale::En);
        assert_eq!((text.order.items)(1), "1 item");
        assert_eq!((text.code.tries_left)(2), "You have 2 tries left");
    }
}
