//! The table of journals in `server/README.md`, which must equal what is
//! printed here. `PAYDESK_WRITE_README=1` writes it.

use super::{Journal, PostingKind};
use crate::attempt::Receipt;
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{AttemptId, MerchantId, OrderId, RefundId};
use crate::money::Money;
use crate::refund::{Refund, RefundCause};
use crate::surplus::Surplus;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

const BEGIN: &str = "<!-- journals: printed by domain/src/ledger/table.rs -->\n";
const END: &str = "<!-- end of journals -->";

/// A row: the event, and the journal it makes.
pub(super) type Row = (&'static str, Journal);

/// What the rows are made of; the ids are placeholders.
pub(super) struct Samples {
    pub(super) merchant: MerchantId,
    pub(super) surplus: Surplus,
    pub(super) of_surplus: Refund,
    pub(super) requested: Refund,
}

impl Samples {
    pub(super) fn new() -> Self {
        let surplus = Surplus {
            order_id: OrderId::stored(String::from("<order>")),
            attempt_id: AttemptId::stored(String::from("<attempt>")),
            channel: ChannelId::constant("union_pay"),
            receipt: Receipt {
                network_id: String::from("<network id>"),
                trace: None,
                settle_date: None,
                amount: Money::fen(12_800),
                account: None,
                defect: false,
            },
        };
        let id = RefundId::stored(String::from("<refund>"));
        let of_surplus = Refund::of_surplus(id, &surplus, At::from_ms(0));
        Self {
            merchant: MerchantId::stored(String::from("<merchant>")),
            requested: Refund {
                cause: RefundCause::Merchant,
                ..of_surplus.clone()
            },
            of_surplus,
            surplus,
        }
    }
}

fn table() -> String {
    let samples = Samples::new();
    let mut text = String::from("| event | reference | debit | credit |\n|---|---|---|---|\n");
    for (event, journal) in PostingKind::ALL.iter().flat_map(|kind| kind.rows(&samples)) {
        let names = |debit: bool| {
            let lines = journal.lines().iter();
            let side = lines.filter(|line| (line.amount().minor() > 0) == debit);
            let names = side.map(|line| format!("`{}`", line.account()));
            let names: Vec<_> = names.collect();
            names.join(", ").replace("union_pay", "<channel>")
        };
        let reference = journal.reference();
        let (debit, credit) = (names(true), names(false));
        writeln!(text, "| {event} | `{reference}` | {debit} | {credit} |").expect("writes");
    }
    text
}

#[test]
fn each_posting_has_its_row_and_its_own_form_of_reference() {
    let samples = Samples::new();
    let mut texts = BTreeSet::new();
    for kind in PostingKind::ALL {
        let rows = kind.rows(&samples);
        assert!(!rows.is_empty(), "{kind:?} has no row");
        for (event, journal) in &rows {
            assert_eq!(journal.reference().kind(), kind.form().kind, "{event}");
        }
        let form = kind.form();
        let text = format!("{}x{}", form.before, form.after);
        assert!(texts.insert(text), "{kind:?} has another's reference");
        assert!(texts.insert(form.kind.to_owned()), "{kind:?}");
    }
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
