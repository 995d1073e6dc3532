//! Proofs: pages drawn before, kept while there is room. A proof is found
//! only by all that it was drawn from, so it can never be out of date: where
//! the desk says anything else of the order, the page is drawn anew.

use super::Proof;
use crate::encoding::Encoding;
use crate::look::Look;
use crate::pages::Shown;
use domain::day::Day;
use domain::desk::{PayPage, Place};
use domain::ids::PayToken;
use domain::locale::Locale;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The most all proofs may weigh, in bytes; then the older half goes.
const ROOM: usize = 32 << 20;
/// What a proof weighs beside its text: mostly what it was drawn from.
const BESIDE: usize = 4096;

/// All that a page is drawn from, but for the words and files of this process.
#[derive(Debug, PartialEq)]
pub(super) struct Subject {
    page: PayPage,
    place: Place,
    locale: Locale,
    chosen: bool,
    today: Day,
    until: String,
    encoding: Encoding,
}

impl Subject {
    pub(super) fn of(look: &Look, shown: &Shown, encoding: Encoding) -> Self {
        Self {
            page: shown.page.clone(),
            place: shown.place,
            locale: look.locale,
            chosen: look.chosen,
            today: look.today,
            until: look.until.clone(),
            encoding,
        }
    }
}

#[derive(Debug, Default)]
struct Half {
    proofs: HashMap<PayToken, (Subject, Arc<Proof>)>,
    weight: usize,
}

/// The proofs that are kept: one for each order, the last one drawn.
#[derive(Debug, Default)]
pub(super) struct Proofs(Mutex<(Half, Half)>);

impl Proofs {
    /// The page that was drawn from just this.
    pub(super) fn find(&self, subject: &Subject) -> Option<Arc<Proof>> {
        let halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (young, old) = &*halves;
        let token = &subject.page.token;
        let (known, proof) = young.proofs.get(token).or_else(|| old.proofs.get(token))?;
        (known == subject).then(|| Arc::clone(proof))
    }

    /// Keeps a page in the place of this order's last one.
    pub(super) fn keep(&self, subject: Subject, proof: Arc<Proof>) {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (young, old) = &mut *halves;
        let (token, weight) = (subject.page.token.clone(), proof.weight + BESIDE);
        if young.weight + weight > ROOM / 2 {
            *old = std::mem::take(young);
        }
        young.weight += weight;
        if let Some((_, gone)) = young.proofs.insert(token, (subject, proof)) {
            young.weight -= gone.weight + BESIDE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BESIDE, Proof, Proofs, ROOM, Subject};
    use crate::encoding::Encoding;
    use domain::brand::{Brand, Colour, Font, Radius};
    use domain::day::Day;
    use domain::desk::{PayPage, Place};
    use domain::ids::{OrderId, PayToken};
    use domain::locale::Locale;
    use domain::money::Money;
    use domain::order::OrderState;
    use std::sync::Arc;

    fn subject(order: usize, fen: i64) -> Subject {
        let brand = Brand {
            display_name: "Tea".into(),
            logo: None,
            colour: Colour::WHITE,
            radius: Radius::Soft,
            font: Font::System,
            support: None,
        };
        let page = PayPage {
            token: PayToken::parse(&format!("{order:0>26}")).expect("26 digits"),
            place: Place::Choose,
            also: Vec::new(),
            order_id: OrderId::stored("ord_1".into()),
            mall_order_no: "1".into(),
            state: OrderState::Open,
            subject: "tea".into(),
            items: Vec::new(),
            amount: Money::fen(fen),
            seconds_left: 1,
            more_time: true,
            payee: "Tea".into(),
            brand,
            mall_name: "Mall".into(),
            locale: None,
            offers: Vec::new(),
            banks: Vec::new(),
            cards: Vec::new(),
            attempt: None,
            refunds: Vec::new(),
            home: String::new(),
        };
        Subject {
            page,
            place: Place::Choose,
            locale: Locale::ZhCn,
            chosen: false,
            today: Day::new(2026, 11, 22).expect("a day"),
            until: "16:00".into(),
            encoding: Encoding::Brotli,
        }
    }

    fn proof(weight: usize) -> Arc<Proof> {
        Arc::new(Proof {
            pieces: Vec::new(),
            encoding: Encoding::Brotli,
            weight,
        })
    }

    #[test]
    fn only_the_last_page_of_an_order_is_kept_and_only_for_its_like() {
        let proofs = Proofs::default();
        proofs.keep(subject(1, 100), proof(10));
        assert!(proofs.find(&subject(1, 100)).is_some());
        assert!(proofs.find(&subject(1, 101)).is_none());
        assert!(proofs.find(&subject(2, 100)).is_none());
        let english = Subject {
            locale: Locale::En,
            ..subject(1, 100)
        };
        assert!(proofs.find(&english).is_none());
        proofs.keep(subject(1, 101), proof(20));
        assert!(proofs.find(&subject(1, 100)).is_none());
        assert_eq!(proofs.0.lock().expect("whole").0.weight, 20 + BESIDE);
    }

    #[test]
    fn what_is_kept_has_an_end_and_the_oldest_goes_first() {
        let proofs = Proofs::default();
        let heavy = ROOM / 16;
        for order in 0..100 {
            proofs.keep(subject(order, 1), proof(heavy));
            let halves = proofs.0.lock().expect("whole");
            assert!(halves.0.weight + halves.1.weight <= ROOM);
        }
        assert!(proofs.find(&subject(99, 1)).is_some());
        assert!(proofs.find(&subject(92, 1)).is_some());
        assert!(proofs.find(&subject(0, 1)).is_none());
    }
}
