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
/// What a proof weighs beside its text: mostly what it was drawn from, but
/// for its lists.
const BESIDE: usize = 3072;

/// All that a page is drawn from, but for the words and files of this process.
#[derive(Debug)]
pub(super) struct Subject {
    page: PayPage,
    place: Place,
    locale: Locale,
    chosen: bool,
    today: Day,
    encoding: Encoding,
}

impl Subject {
    pub(super) fn of(look: &Look, shown: Shown, encoding: Encoding) -> Self {
        Self {
            page: shown.page,
            place: shown.place,
            locale: look.locale,
            chosen: look.chosen,
            today: look.today,
            encoding,
        }
    }

    /// How much memory it holds, about.
    fn weight(&self) -> usize {
        let page = &self.page;
        let names: usize = page.items.iter().map(|item| item.name.len()).sum();
        BESIDE
            + names
            + size_of_val(page.items.as_slice())
            + size_of_val(page.cards.as_slice())
            + size_of_val(page.refunds.as_slice())
    }

    /// Whether this would be drawn from just the same.
    fn is(&self, look: &Look, shown: &Shown, encoding: Encoding) -> bool {
        let Self {
            page,
            place,
            locale,
            chosen,
            today,
            encoding: form,
        } = self;
        (*place, *locale, *chosen) == (shown.place, look.locale, look.chosen)
            && (*today, *form) == (look.today, encoding)
            && *page == shown.page
    }
}

/// A proof, what it was drawn from, and how much memory both hold.
#[derive(Debug)]
struct Kept {
    subject: Subject,
    proof: Arc<Proof>,
    weight: usize,
}

#[derive(Debug, Default)]
struct Half {
    proofs: HashMap<PayToken, Arc<Kept>>,
    weight: usize,
}

/// The proofs that are kept: one for each order, the last one drawn.
#[derive(Debug, Default)]
pub(super) struct Proofs(Mutex<(Half, Half)>);

impl Proofs {
    /// The page that was drawn from just this.
    pub(super) fn find(
        &self,
        look: &Look,
        shown: &Shown,
        encoding: Encoding,
    ) -> Option<Arc<Proof>> {
        // Compared outside of the lock, which all pages take.
        let kept = self.of(&shown.page.token)?;
        let same = kept.subject.is(look, shown, encoding);
        same.then(|| Arc::clone(&kept.proof))
    }

    fn of(&self, token: &PayToken) -> Option<Arc<Kept>> {
        let halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (young, old) = &*halves;
        let kept = young.proofs.get(token).or_else(|| old.proofs.get(token));
        kept.map(Arc::clone)
    }

    /// Keeps a page in the place of this order's last one.
    pub(super) fn keep(&self, subject: Subject, proof: Arc<Proof>) {
        let (token, weight) = (subject.page.token.clone(), proof.weight + subject.weight());
        let kept = Arc::new(Kept {
            subject,
            proof,
            weight,
        });
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (young, old) = &mut *halves;
        if young.weight + weight > ROOM / 2 {
            *old = std::mem::take(young);
        }
        young.weight += weight;
        if let Some(gone) = young.proofs.insert(token, kept) {
            young.weight -= gone.weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BESIDE, Proof, Proofs, ROOM, Subject};
    use crate::blank::Marks;
    use crate::encoding::Encoding;
    use crate::look::Look;
    use crate::pages::Shown;
    use crate::text::Text;
    use domain::brand::{Brand, Colour, Font, Radius};
    use domain::clock::At;
    use domain::day::Day;
    use domain::desk::{FormState, PayPage, Place};
    use domain::entropy::Entropy;
    use domain::ids::{OrderId, PayToken};
    use domain::locale::Locale;
    use domain::money::Money;
    use domain::order::OrderState;
    use std::sync::Arc;

    struct Sevens;

    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    fn look() -> Look {
        Look {
            locale: Locale::ZhCn,
            text: Text::of(Locale::ZhCn),
            chosen: false,
            islands: true,
            marks: Arc::new(Marks::new(&Sevens)),
            today: Day::new(2026, 11, 22).expect("a day"),
        }
    }

    fn shown(order: usize, fen: i64) -> Shown {
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
            also: &[],
            order_id: OrderId::stored("ord_1".into()),
            mall_order_no: "1".into(),
            state: OrderState::Open,
            subject: "tea".into(),
            items: Vec::new(),
            amount: Money::fen(fen),
            expires_at: At::from_ms(0),
            seconds_left: 1,
            more_time: true,
            payee: "Tea".into(),
            brand: Arc::new(brand),
            mall_name: "Mall".into(),
            locale: None,
            offers: Vec::new(),
            banks: &[],
            cards: Vec::new(),
            attempt: None,
            refunds: Vec::new(),
            home: String::new(),
        };
        Shown {
            page,
            place: Place::Choose,
            form: FormState::default(),
            said: None,
        }
    }

    fn keep(proofs: &Proofs, order: usize, fen: i64, weight: usize) {
        let subject = Subject::of(&look(), shown(order, fen), Encoding::Brotli);
        let proof = Proof {
            pieces: Vec::new(),
            encoding: Encoding::Brotli,
            weight,
        };
        proofs.keep(subject, Arc::new(proof));
    }

    fn is_kept(proofs: &Proofs, order: usize, fen: i64) -> bool {
        let found = proofs.find(&look(), &shown(order, fen), Encoding::Brotli);
        found.is_some()
    }

    #[test]
    fn only_the_last_page_of_an_order_is_kept() {
        let proofs = Proofs::default();
        keep(&proofs, 1, 100, 10);
        assert!(is_kept(&proofs, 1, 100));
        assert!(!is_kept(&proofs, 2, 100));
        keep(&proofs, 1, 101, 20);
        assert!(!is_kept(&proofs, 1, 100));
        assert_eq!(proofs.0.lock().expect("whole").0.weight, 20 + BESIDE);
    }

    #[test]
    fn a_page_is_found_only_for_its_like() {
        let proofs = Proofs::default();
        keep(&proofs, 1, 100, 10);
        let looks: [fn(&mut Look); 3] = [
            |look| look.locale = Locale::En,
            |look| look.chosen = true,
            |look| look.today = Day::new(2026, 11, 23).expect("a day"),
        ];
        let found = |look: &Look, shown: &Shown, encoding| proofs.find(look, shown, encoding);
        for change in looks {
            let mut look = look();
            assert!(found(&look, &shown(1, 100), Encoding::Brotli).is_some());
            change(&mut look);
            assert!(found(&look, &shown(1, 100), Encoding::Brotli).is_none());
        }
        assert!(found(&look(), &shown(1, 100), Encoding::Identity).is_none());
        assert!(found(&look(), &shown(1, 101), Encoding::Brotli).is_none());
        let mut longer = shown(1, 100);
        longer.page.expires_at = At::from_ms(1);
        assert!(found(&look(), &longer, Encoding::Brotli).is_none());
        let card = Shown {
            place: Place::Card,
            ..shown(1, 100)
        };
        assert!(found(&look(), &card, Encoding::Brotli).is_none());
    }

    #[test]
    fn what_is_kept_has_an_end_and_the_oldest_goes_first() {
        let proofs = Proofs::default();
        let heavy = ROOM / 16;
        for order in 0..100 {
            keep(&proofs, order, 1, heavy);
            let halves = proofs.0.lock().expect("whole");
            assert!(halves.0.weight + halves.1.weight <= ROOM);
        }
        assert!(is_kept(&proofs, 99, 1));
        assert!(is_kept(&proofs, 92, 1));
        assert!(!is_kept(&proofs, 0, 1));
    }
}
