//! The table of journals in `server/README.md`, which must equal what is
//! printed here. `PAYDESK_WRITE_README=1` writes it.

use super::{Journal, Posting};
use crate::attempt::Receipt;
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{AttemptId, MerchantId, OrderId, RefundId};
use crate::money::Money;
use crate::refund::{Refund, RefundCause};
use crate::surplus::Surplus;
use std::fmt::Write as _;
use std::path::Path;

const BEGIN: &str = "<!-- journals: printed by domain/src/ledger/table.rs -->\n";
const END: &str = "<!-- end of journals -->";

fn surplus() -> Surplus {
    Surplus {
        order_id: OrderId::stored(String::from("<order>")),
        attempt_id: AttemptId::stored(String::from("<attempt>")),
        channel: ChannelId::constant("union_pay"),
        receipt: Receipt {
            network_id: String::from("<network id>"),
            trace: None,
            settle_date: None,
            amount: Money::fen(1),
            account: None,
            defect: false,
        },
    }
}

fn journals() -> Vec<(&'static str, Journal)> {
    let merchant = MerchantId::stored(String::from("<merchant>"));
    let attempt = AttemptId::stored(String::from("<attempt>"));
    let surplus = surplus();
    let id = RefundId::stored(String::from("<refund>"));
    let returned = Refund::of_surplus(id, &surplus, At::from_ms(0));
    let asked = Refund {
        cause: RefundCause::Merchant,
        ..returned.clone()
    };
    let paid = Posting::Paid {
        attempt: &attempt,
        channel: &surplus.channel,
        merchant: &merchant,
        amount: Money::fen(1),
    };
    [
        ("an attempt pays its order", paid),
        ("money comes late or twice", Posting::Surplus(&surplus)),
        (
            "its refund begins, in the same commit",
            Posting::RefundBegun(&returned, &merchant),
        ),
        (
            "it is back with the payer",
            Posting::RefundSucceeded(&returned),
        ),
        (
            "a mall's refund begins",
            Posting::RefundBegun(&asked, &merchant),
        ),
        (
            "it is back with the payer",
            Posting::RefundSucceeded(&asked),
        ),
        (
            "the network refuses it for certain",
            Posting::RefundFailed(&asked, &merchant),
        ),
        (
            "and says later that it was done after all",
            Posting::RefundRevived(&asked, &merchant),
        ),
    ]
    .map(|(event, posting)| (event, posting.journal()))
    .into()
}

fn table() -> String {
    let mut text = String::from("| event | reference | debit | credit |\n|---|---|---|---|\n");
    for (event, journal) in journals() {
        let names: Vec<_> = journal
            .lines()
            .iter()
            .map(|line| line.account().to_string().replace("union_pay", "<channel>"))
            .collect();
        let [debit, credit] = names.as_slice() else {
            panic!("two lines: {names:?}");
        };
        let reference = journal.reference();
        writeln!(text, "| {event} | `{reference}` | `{debit}` | `{credit}` |").expect("writes");
    }
    text
}

#[test]
fn the_readme_says_which_journal_each_event_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(&path).expect("server/README.md");
    let (before, rest) = readme.split_once(BEGIN).expect("the table's place");
    let (there, after) = rest.split_once(END).expect("the table's end");
    if std::env::var_os("PAYDESK_WRITE_README").is_some() {
        let text = format!("{before}{BEGIN}{}{END}{after}", table());
        std::fs::write(&path, text).expect("writes");
        return;
    }
    assert_eq!(
        there,
        table(),
        "PAYDESK_WRITE_README=1 writes the table anew"
    );
}
