//! All texts of the pages, one constant per language. A text that is missing in
//! a language does not compile.
//!
//! Rules for texts: what happened and what to do next, in plain language. No
//! codes, no "sorry", no "invalid", and one word for one thing.

mod declines;
mod en;
mod field_errors;
pub(crate) mod networks;
mod products;
mod refusals;
mod table;
mod waits;
mod zh_cn;

pub(crate) use table::{Sentence, Text};

use domain::locale::Locale;

impl Text {
    /// The texts of a language.
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
    use domain::machine::EXTENSION_S;
    use domain::product::Product;
    use domain::refusal::Code;
    use domain::visit::Screen;
    use std::borrow::Cow;

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
        FieldProblem::TooSoon { wait_s: 1 },
        FieldProblem::CardAgain,
        FieldProblem::NoAnswer,
    ];

    /// All sentences that depend on a code, in one language.
    fn sentences(text: &Text) -> Vec<Cow<'static, str>> {
        let field_errors = FIELDS
            .iter()
            .flat_map(|f| PROBLEMS.map(|p| (text.field_error)(*f, p)));
        let declines = DeclineReason::ALL.map(text.declined);
        let refused = Code::ALL.iter().map(|code| (text.refused)(*code));
        let products = Product::ALL.map(text.product);
        let qr_codes = Product::ALL.map(|product| (text.qr)(product, Screen::Phone));
        let fixed = std::iter::empty()
            .chain(declines.iter().flat_map(|a| [a.reason, a.next_step]))
            .chain(refused)
            .chain(products.iter().map(|words| words.name))
            .chain(
                qr_codes
                    .iter()
                    .flat_map(|words| [words.title, words.lead, words.next]),
            );
        field_errors.chain(fixed.map(Cow::Borrowed)).collect()
    }

    fn han(text: &str) -> bool {
        text.chars().any(|c| ('一'..='鿿').contains(&c))
    }

    #[test]
    fn every_code_has_its_sentence_in_its_language() {
        for sentence in sentences(Text::of(Locale::ZhCn)) {
            assert!(han(&sentence), "{sentence}");
            // Chinese text has Chinese punctuation.
            assert!(!sentence.contains([',', ';', ':', '?']), "{sentence}");
        }
        for sentence in sentences(Text::of(Locale::En)) {
            assert!(!sentence.is_empty() && !han(&sentence), "{sentence}");
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
    fn the_announcement_names_the_button_for_more_time() {
        for locale in [Locale::ZhCn, Locale::En] {
            let text = &Text::of(locale).order;
            let button = (text.more_time)(EXTENSION_S / 60);
            assert!(text.last_minutes.contains(&button), "{button}");
        }
    }

    #[test]
    fn one_is_one() {
        let text = Text::of(Locale::En);
        assert_eq!((text.order.items)(1), "1 item");
        assert_eq!((text.code.tries_left)(2), "You have 2 tries left");
    }
}
