//! The table of texts: one field for each text of the pages. A text with a
//! number or a name is a function, so that each language has its own word order
//! and plural.

use super::networks::NetworkNumbers;
use domain::brand::ButtonWords;
use domain::day::Day;
use domain::visit::Screen;

/// A text with one insertion: an amount, a bank's name, a number.
pub(crate) type Sentence = fn(&str) -> String;

/// A text with a count.
pub(crate) type CountSentence = fn(i64) -> String;

/// The text of a button that pays: the brand's words, and the amount.
pub(crate) type PaySentence = fn(ButtonWords, &str) -> String;

/// All texts of the pages in one language.
pub(crate) struct Text {
    pub layout: LayoutText,
    pub provider: ProviderText,
    pub order: OrderText,
    pub choose: ChooseText,
    pub card: CardText,
    pub code: CodeText,
    pub scan: ScanText,
    /// The words of each product.
    pub product: fn(domain::product::Product) -> ProductText,
    /// The words of the QR code's page, by product and the visitor's device.
    pub qr: fn(domain::product::Product, domain::visit::Screen) -> QrText,
    pub bank: BankText,
    pub result: ResultText,
    pub receipt_page: ReceiptPageText,
    pub error_page: ErrorPageText,
    /// What to correct in a field.
    pub field_error:
        fn(domain::desk::Field, domain::desk::FieldProblem) -> std::borrow::Cow<'static, str>,
    /// Why a payment was declined, and what to do.
    pub declined: fn(domain::attempt::DeclineReason) -> DeclineText,
    /// Every refusal that a page can show.
    pub refused: fn(domain::refusal::Code) -> &'static str,
    /// Too many requests, with the seconds to wait.
    pub too_many: fn(i64) -> String,
}

/// A product among the ways to pay.
pub(crate) struct ProductText {
    /// Its name, also on the receipt.
    pub name: &'static str,
    pub hint: &'static str,
    /// In place of `hint` on a phone.
    pub phone_hint: &'static str,
}

impl ProductText {
    /// The hint on this screen.
    pub(crate) const fn hint_on(&self, screen: Screen) -> &'static str {
        match screen {
            Screen::Pc => self.hint,
            Screen::Phone => self.phone_hint,
        }
    }
}

/// How to pay with a product's QR code. Only products that are paid by one have
/// this page.
pub(crate) struct QrText {
    /// What the button that shows the code leads to.
    pub next: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub steps: [&'static str; 3],
    /// Keeps the picture, where the app pays a code from an album and is on the
    /// phone that shows it.
    pub save: Option<&'static str>,
    /// What to do where the page and the app are on one phone.
    pub on_phone: &'static str,
}

/// The texts of a declined payment.
pub(crate) struct DeclineText {
    /// Why.
    pub reason: &'static str,
    /// What to do.
    pub next_step: &'static str,
}

/// The header and footer of every page.
pub(crate) struct LayoutText {
    /// The name of this language in itself.
    pub language: &'static str,
    pub skip: &'static str,
    pub product: &'static str,
    pub secured: &'static str,
    pub support: &'static str,
    /// Precedes the title of a page with errors.
    pub error_prefix: &'static str,
    pub errors_heading: &'static str,
    pub back_to: Sentence,
    pub another_way: &'static str,
    /// Shown while the server cannot be reached.
    pub reconnecting: &'static str,
    /// The links of the merchant's brand.
    pub merchant_terms: &'static str,
    pub merchant_privacy: &'static str,
}

/// Who runs the page, in the identity bar and the foot.
pub(crate) struct ProviderText {
    /// What it is, on the receipt.
    pub name: &'static str,
    /// With the provider's name.
    pub provided_by: Sentence,
    /// With the licence's number.
    pub licence: Sentence,
    /// Precedes the phone number.
    pub phone: &'static str,
    pub agreement: &'static str,
    pub privacy: &'static str,
    /// A link, or precedes a phone number.
    pub complaints: &'static str,
}

/// The order's summary, on every page.
pub(crate) struct OrderText {
    pub heading: &'static str,
    pub amount: &'static str,
    /// The label of the amount once nothing can be paid any more.
    pub amount_over: &'static str,
    pub payee: &'static str,
    pub store: &'static str,
    pub mall: &'static str,
    pub number: &'static str,
    pub items: CountSentence,
    pub details: &'static str,
    pub more_items: CountSentence,
    /// A count, already grouped.
    pub quantity: Sentence,
    /// The amount, for screen readers.
    pub spoken: Sentence,
    pub pay_before: Sentence,
    /// A time on another day than today.
    pub day_and_time: fn(Day, &str) -> String,
    /// The button, with the number of minutes.
    pub more_time: CountSentence,
    /// With the new end.
    pub more_time_given: Sentence,
    /// In place of the button once no more time can be added.
    pub no_more_time: &'static str,
    /// Announced once, when five minutes are left.
    pub last_minutes: &'static str,
    pub time_over: &'static str,
}

/// Choose a way to pay.
pub(crate) struct ChooseText {
    pub title: &'static str,
    /// Beside the way, and above the bank, that was used last.
    pub used_last: &'static str,
    pub saved_cards: &'static str,
    pub new_card: &'static str,
    pub new_card_hint: &'static str,
    pub remove: &'static str,
    pub remove_which: Sentence,
    /// The question before a card is removed.
    pub remove_title: Sentence,
    pub remove_lead: &'static str,
    pub keep_card: &'static str,
    pub debit: &'static str,
    pub credit: &'static str,
    pub other_bank: &'static str,
    pub ending: Sentence,
    pub code_goes_to: Sentence,
    /// A card in a sentence, with its bank and last four digits.
    pub card_named: fn(&str, &str) -> String,
    pub pay_with_card: PaySentence,
    /// With a card's name and the amount.
    pub pay_with_named: fn(ButtonWords, &str, &str) -> String,
    pub next_quick: &'static str,
    /// From the card number to the other fields.
    pub next_step: &'static str,
    pub next_new_card: &'static str,
    pub show_qr: PaySentence,
    pub go_to_bank: PaySentence,
    /// With a bank's name and the amount.
    pub go_to_named: fn(ButtonWords, &str, &str) -> String,
    pub next_bank: &'static str,
    pub find_bank: &'static str,
    pub find_bank_hint: &'static str,
    pub find: &'static str,
    pub all_banks: &'static str,
    pub all_of_banks: CountSentence,
    pub no_bank: Sentence,
    pub banks_found: CountSentence,
    pub pick_bank: &'static str,
    pub cannot: &'static str,
    /// With a daily limit.
    pub limit: Sentence,
    /// The regulation that the limit is from.
    pub limit_source: &'static str,
    pub none_offered: &'static str,
    pub card_removed: &'static str,
}

/// The card form.
pub(crate) struct CardText {
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
    pub remember: &'static str,
    pub remember_hint: &'static str,
    pub agree: &'static str,
    /// Before the name of the agreement.
    pub agree_to: &'static str,
    pub agreement: &'static str,
    /// Before the name of the privacy policy.
    pub agree_and_read: &'static str,
    pub privacy_policy: &'static str,
    pub sentence_end: &'static str,
    /// After the name of a link.
    pub new_window: &'static str,
    pub submit: &'static str,
    pub next: Sentence,
    pub privacy: &'static str,
    pub looks_right: &'static str,
}

/// The SMS code.
pub(crate) struct CodeText {
    pub title: &'static str,
    pub sent_to: Sentence,
    pub sent: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub pay: PaySentence,
    pub resend: &'static str,
    pub resend_in: CountSentence,
    pub sent_again: &'static str,
    pub tries_left: CountSentence,
    pub change_card: &'static str,
    pub other_card: &'static str,
    pub card_gone: &'static str,
    pub card_again: &'static str,
    pub paying_with: &'static str,
}

/// The QR code, of whichever product.
pub(crate) struct ScanText {
    pub picture: Sentence,
    pub by_itself: &'static str,
    pub done: &'static str,
}

/// On to the bank's page.
pub(crate) struct BankText {
    pub title: Sentence,
    pub any: &'static str,
    pub lead: Sentence,
    pub go: Sentence,
    /// Shown once the page leaves by itself.
    pub going: &'static str,
    pub after: &'static str,
    pub done: &'static str,
}

/// Waiting, paid, declined and ended.
pub(crate) struct ResultText {
    pub waiting: &'static str,
    pub waiting_lead: &'static str,
    pub waiting_close: &'static str,
    pub waiting_again: &'static str,
    pub waiting_unpaid: &'static str,
    /// With the time of the last query, in China.
    pub asked_unpaid: Sentence,
    /// The same while a payment was requested and has no result.
    pub asked_no_result: Sentence,
    /// In answer to "I have paid" right after a query, with its time.
    pub asked_already: Sentence,
    /// In place of `waiting_lead` while the payer can still pay at the bank.
    pub waiting_bank: &'static str,
    pub paid: &'static str,
    pub paid_lead: Sentence,
    pub refunded: &'static str,
    pub refunded_lead: Sentence,
    pub partly_refunded: &'static str,
    /// With the amount refunded and the amount paid.
    pub partly_refunded_lead: fn(&str, &str) -> String,
    pub receipt: &'static str,
    /// With what became of the payment since.
    pub receipt_of: Sentence,
    pub amount: &'static str,
    pub time: &'static str,
    pub method: &'static str,
    pub network_no: NetworkNumbers,
    pub order_id: &'static str,
    pub beijing_time: &'static str,
    pub print: &'static str,
    /// Saves the receipt as an SVG image.
    pub save: &'static str,
    /// The same where a script makes a PNG of it.
    pub save_png: &'static str,
    pub verify: &'static str,
    pub verify_lead: &'static str,
    pub goods: &'static str,
    pub declined: &'static str,
    pub change_card: &'static str,
    pub not_charged: &'static str,
    pub other_ways: &'static str,
    pub all_ways: &'static str,
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
    pub copy_what: Sentence,
    pub copied: &'static str,
    pub not_copied: &'static str,
}

/// The public page that proves a receipt.
pub(crate) struct ReceiptPageText {
    pub genuine: &'static str,
    pub genuine_refunded: &'static str,
    pub genuine_partly_refunded: &'static str,
    /// With the time of the answer.
    pub genuine_lead: Sentence,
    pub state: &'static str,
    pub not_genuine: &'static str,
    pub not_genuine_lead: &'static str,
}

/// The pages of errors.
pub(crate) struct ErrorPageText {
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
    pub reference: Sentence,
    /// With the code of a refusal.
    pub reason_code: Sentence,
    pub bad_form: &'static str,
    pub bad_form_lead: &'static str,
    pub too_large: &'static str,
    pub too_large_lead: &'static str,
    pub again: &'static str,
}
