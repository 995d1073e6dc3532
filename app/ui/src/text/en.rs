//! English.

use super::networks;
use super::table::{
    BankText, CardText, ChooseText, CodeText, ErrorPageText, LayoutText, OrderText, ProviderText,
    ReceiptPageText, ResultText, ScanText, Text,
};
use super::{declines, field_errors, products, refusals, waits};
use domain::brand::ButtonWords;
use domain::day::Day;

/// `1 minute`, `2 minutes`.
fn counted(n: i64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// All texts in English.
pub(super) static TEXT: Text = Text {
    layout: LayoutText {
        language: "English",
        skip: "Skip to main content",
        product: "Checkout",
        secured: "Cleared by a licensed clearing house and settled directly to the merchant. We never store full card numbers, security codes or text message codes.",
        support: "Customer service",
        error_prefix: "Error: ",
        errors_heading: "There is a problem",
        back_to: |mall| format!("Back to {mall}"),
        another_way: "Pay another way",
        merchant_terms: "Merchant’s terms",
        merchant_privacy: "Merchant’s privacy policy",
        reconnecting: "Connection lost, trying again. Your payment is not affected.",
    },
    provider: ProviderText {
        name: "Payment provider",
        provided_by: |name| format!("Payment by {name}"),
        licence: |number| format!("Payment licence {number}"),
        phone: "Phone",
        agreement: "Terms of service",
        privacy: "Privacy policy",
        complaints: "Complaints",
    },
    order: OrderText {
        heading: "Your order",
        amount: "Amount due",
        amount_over: "Order total",
        payee: "Payee",
        store: "Store",
        mall: "Marketplace",
        number: "Merchant order number",
        items: |n| counted(n, "item", "items"),
        details: "Order details",
        more_items: |n| format!("{n} more"),
        quantity: |n| format!("× {n}"),
        spoken: |amount| format!("{amount} Chinese yuan"),
        pay_before: |time| format!("Pay before {time} Beijing time"),
        day_and_time: |day, time| format!("{} {}, {time}", day.day_of_month(), month(day)),
        more_time: |n| format!("{n} more minutes"),
        more_time_given: |time| format!("You have more time: now valid until {time} Beijing time"),
        no_more_time: "No more time can be added",
        last_minutes: "Less than 5 minutes are left to pay. Select “10 more minutes” if you need them.",
        time_over: "The time to pay has run out",
    },
    choose: ChooseText {
        title: "Choose how to pay",
        used_last: "Used last time",
        saved_cards: "Choose a card",
        new_card: "Use a new card",
        new_card_hint: "Debit or credit card",
        remove: "Remove",
        remove_which: |card| format!("Remove {card}"),
        remove_title: |card| format!("Remove {card}?"),
        remove_lead: "You will have to enter the card’s details the next time you pay with it. Payments already made are not affected.",
        keep_card: "Keep this card",
        debit: "debit card",
        credit: "credit card",
        other_bank: "Bank",
        ending: |last4| format!("ending in {last4}"),
        code_goes_to: |phone| format!("Code goes to {phone}"),
        card_named: |bank, last4| format!("{bank} ({last4})"),
        pay_with_card: |words, amount| {
            format!("{} with the chosen card", capital(&pay(words, amount)))
        },
        pay_with_named: |words, card, amount| {
            format!("{} with {card}", capital(&pay(words, amount)))
        },
        next_quick: "Next: enter the code from a text message; a new card needs its details first. Nothing is charged yet.",
        next_step: "Continue",
        next_new_card: "You enter the cardholder’s details next, then confirm with a code from a text message. Nothing is charged yet.",
        show_qr: |_, amount| format!("Show the QR code for {amount}"),
        go_to_bank: |words, amount| format!("Go to my bank and {}", pay(words, amount)),
        go_to_named: |words, bank, amount| format!("Go to {bank} and {}", pay(words, amount)),
        next_bank: "Next: sign in and pay on your bank’s own website.",
        find_bank: "Find your bank",
        find_bank_hint: "Name, pinyin, initials or code, for example: Merchants, gonghang, gsyh, ICBC",
        find: "Find",
        all_banks: "Show all banks",
        all_of_banks: |n| format!("All {n} banks"),
        no_bank: |query| format!("No bank matches “{query}”"),
        banks_found: |n| format!("Banks found: {n}"),
        pick_bank: "Choose your bank",
        cannot: "Not available for this order",
        limit: |amount| {
            format!(
                "This payment method is limited to {amount} per person per day, and this order is over the limit. Choose another way to pay."
            )
        },
        limit_source: "The rule behind this limit",
        none_offered: "No payment method is available for this order at the moment. Please contact the merchant.",
        card_removed: "The card has been removed",
    },
    card: CardText {
        title: "Card details",
        lead: "Enter the details registered with your bank. A code will be sent to your phone.",
        number: "Card number",
        number_hint: "The 13 to 19 digits on the front of the card",
        name: "Cardholder name",
        name_hint: "As registered with your bank",
        id_number: "Resident ID number",
        id_number_hint: "18 characters; the last may be an X",
        phone: "Phone registered with your bank",
        phone_hint: "The code is sent to this number",
        credit_only: "Credit cards only",
        expiry: "Expiry date",
        expiry_hint: "Month/year, for example 09/28",
        security_code: "Card security code",
        security_code_hint: "The last 3 digits on the back of the card",
        remember: "Remember this card for next time",
        remember_hint: "Only the bank, the last four digits and the phone number are kept. You can remove them at any time, and you can pay without this.",
        agree: "By getting a code you agree to open quick pay for this card",
        agree_to: " and to the ",
        agreement: "service agreement",
        agree_and_read: ", and have read the ",
        privacy_policy: "privacy policy",
        sentence_end: ".",
        new_window: " (opens in a new window)",
        submit: "Agree and get a code",
        next: |amount| {
            format!("Nothing is charged yet. {amount} is paid only after you enter the code.")
        },
        privacy: "Your card details go encrypted to your bank to be checked. We do not keep the whole number or the security code.",
        looks_right: "Looks right",
    },
    code: CodeText {
        title: "Enter the code",
        sent_to: |phone| format!("We sent a code to {phone}"),
        sent: "We sent a code to the phone registered with your bank",
        label: "Code from the text message",
        hint: "6 digits",
        pay: |words, amount| capital(&pay(words, amount)),
        resend: "Send another code",
        resend_in: |s| format!("You can ask for another code in {s} s"),
        sent_again: "We sent you another code",
        tries_left: |n| format!("You have {} left", counted(n, "try", "tries")),
        change_card: "Wrong number? Change the card details",
        other_card: "Use another card or payment method",
        card_gone: "For your security, this page does not keep your card details. Enter them again.",
        card_again: "Enter card details again",
        paying_with: "Paying with",
    },
    scan: ScanText {
        picture: |amount| format!("QR code to pay {amount}"),
        by_itself: "This page updates by itself once you have paid.",
        done: "I have paid",
    },
    product: products::en,
    qr: products::en_qr,
    bank: BankText {
        title: |bank| format!("Going to {bank}"),
        any: "your bank",
        lead: |amount| format!("You will sign in and pay {amount} on your bank’s own website."),
        go: |bank| format!("Go to {bank} to pay"),
        going: "Opening your bank’s website. Nothing happens? Use the button below.",
        after: "After paying, choose “return to merchant” on the bank’s page, or come back here for the result.",
        done: "I have paid, show the result",
    },
    result: ResultText {
        waiting: "Confirming your payment",
        waiting_lead: "We are waiting for your bank’s answer. It usually takes a few seconds. Please do not pay again.",
        waiting_close: "You can safely close this page. The marketplace will be notified automatically.",
        waiting_again: "Check again",
        asked_already: |time| {
            format!(
                "Asked just now, at {time} Beijing time: nothing yet. Ask again in a few seconds."
            )
        },
        waiting_bank: "If you paid at the bank, wait here: it usually takes a few seconds. If you did not finish there, you can pay another way.",
        waiting_unpaid: "Did not finish at the bank?",
        asked_unpaid: |time| {
            format!("Waiting for payment, asked at {time} Beijing time, nothing yet")
        },
        asked_no_result: |time| {
            format!("Waiting for the result, asked at {time} Beijing time, no answer yet")
        },
        paid: "Payment successful",
        paid_lead: |payee| format!("Your money has been paid to {payee}."),
        refunded: "Refunded in full",
        refunded_lead: |amount| format!("{amount} has gone back to the account you paid from."),
        partly_refunded: "Partly refunded",
        partly_refunded_lead: |back, paid| {
            format!("{back} of the {paid} you paid has been refunded.")
        },
        receipt: "Receipt",
        receipt_of: |state| format!("Receipt ({})", state.to_lowercase()),
        amount: "Amount paid",
        time: "Payment time",
        method: "Payment method",
        network_no: networks::EN,
        order_id: "Order number",
        beijing_time: "Beijing time",
        print: "Print receipt",
        save: "Save receipt (SVG image)",
        save_png: "Save as image",
        verify: "Verify this receipt",
        verify_lead: "Scan the code or open the link to check that this receipt is genuine and what has been refunded.",
        goods: "Items",
        declined: "The payment did not go through",
        change_card: "Change the card details",
        not_charged: "You have not been charged.",
        other_ways: "Pay another way",
        all_ways: "All ways to pay",
        expired: "This payment has expired",
        expired_lead: "This order was not paid. If you still want it, go back to the marketplace and order again.",
        closed: "This order is closed",
        closed_lead: "The marketplace has closed this order. It can no longer be paid.",
        already: "This order is already paid",
        already_lead: "It was paid in another window or by someone else. You do not need to pay again: anything charged twice is refunded automatically.",
        if_charged: "If your account was charged, the money will be refunded automatically.",
        refunds: "Refunds",
        refunds_sum: "Total refunded",
        refunds_note: "Refunds go back to the account you paid from. Your bank decides how soon they arrive.",
        refund: "Refund",
        refund_surplus: "Late or duplicate payment",
        refund_on_its_way: "in progress",
        refund_returned: "refunded",
        refund_failed: "failed, please contact the merchant",
        copy: "Copy",
        copy_what: |what| format!("Copy {}", what.to_lowercase()),
        copied: "Copied",
        not_copied: "Could not copy. Select the number instead",
    },
    receipt_page: ReceiptPageText {
        genuine: "This receipt is genuine",
        genuine_refunded: "Genuine receipt, since refunded in full",
        genuine_partly_refunded: "Genuine receipt, since partly refunded",
        genuine_lead: |time| {
            format!(
                "This is what is true at {time} Beijing time. Compare each line with the receipt you hold."
            )
        },
        state: "Status now",
        not_genuine: "This receipt is not genuine",
        not_genuine_lead: "We issued no receipt with this address. It may be altered, incomplete or forged: do not ship goods or refund money because of it.",
    },
    error_page: ErrorPageText {
        unknown: "We cannot find this order",
        unknown_lead: "The link may be incomplete or out of date. Go back to the marketplace and open the payment page from your order.",
        embedded: "Open this page on its own to pay",
        embedded_lead: "To keep your money safe, the payment page cannot be shown inside another page.",
        embedded_open: "Open the payment page",
        link: "This payment link cannot be used",
        link_invalid: "No order was created. Go back to the marketplace and open the payment page from there.",
        link_expired: "The link has expired. No order was created. Go back to the marketplace and start again.",
        refused: "This order cannot be paid here",
        fault: "We cannot do this right now",
        fault_lead: "Something went wrong on our side. Your payment is not affected. Try again in a moment, and do not pay twice.",
        reference: |id| format!("Reference: {id}"),
        reason_code: |code| format!("Reason: {code}"),
        bad_form: "Nothing was done",
        bad_form_lead: "The form did not come from this payment page. Go back to the payment page and try again.",
        too_large: "What was sent is too long",
        too_large_lead: "Nothing was done. Go back to the payment page, check what you typed and try again.",
        again: "Try again",
    },
    field_error: field_errors::en,
    declined: declines::en,
    refused: refusals::en,
    too_many: waits::en,
};

/// The name of a day's month.
fn month(day: Day) -> &'static str {
    match day.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

/// What a button that pays does.
fn pay(words: ButtonWords, amount: &str) -> String {
    match words {
        ButtonWords::Pay => format!("pay {amount}"),
        ButtonWords::Book => format!("book and pay {amount}"),
        ButtonWords::PayBill => format!("pay the bill of {amount}"),
        ButtonWords::TopUp => format!("top up {amount}"),
        ButtonWords::Donate => format!("donate {amount}"),
    }
}

/// The text with a capital letter.
fn capital(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}
