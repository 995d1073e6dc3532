//! Shoppers: what a browser tab does next, by what it shows and by chance.

use super::message::Report;
use super::networks::Payable;
use super::simulator::{Event, Purpose, Simulator};
use domain::attempt::AttemptStatus;
use domain::desk::{CardEntry, Choice, DeskError, NextPage, PayPage, Place, SharedPayDesk};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::product::Product;
use domain::secret::Secret;
use engine::Engine;
use std::sync::Arc;
use testkit::fixture::{card, visit};
use testkit::network::SMS_CODE;

impl Simulator {
    /// A tab takes its next action.
    pub(super) fn tab_acts(&mut self, case: usize, tab: usize) {
        let at = &self.cases[case].tabs[tab];
        if at.gone || at.busy && !self.random.percent(30) {
            return;
        }
        let Some(desk) = self.any_desk() else {
            return self.within(2_000, 20_000, Event::Tab(case, tab));
        };
        if self.cases[case].patience == 0 {
            self.cases[case].tabs[tab].gone = true;
            return self.log(case, &format!("tab {tab} is closed"));
        }
        self.cases[case].patience -= 1;
        self.cases[case].tabs[tab].busy = true;
        self.current_case = Some(case);
        if self.random.percent(4) {
            // The shopper does not wait for the answer; the desk goes on.
            self.within(500, 30_000, Event::Tab(case, tab));
        }
        match self.cases[case].tabs[tab].place {
            None => self.load(desk, case, tab),
            Some(_) if self.random.percent(15) => self.load(desk, case, tab),
            Some(place) => self.act(desk, case, tab, place),
        }
    }

    fn token(&self, case: usize) -> PayToken {
        let known = self.cases[case].known.as_ref();
        known
            .expect("a shopper comes by the order's address")
            .token
            .clone()
    }

    fn load(&mut self, desk: usize, case: usize, tab: usize) {
        let token = self.token(case);
        self.log(case, &format!("tab {tab} loads the page at desk {desk}"));
        self.start_task(desk, Purpose::Tab(case, tab), |engine| async move {
            Report::Page(desk_of(&engine).page(&token, &visit()).await.map(Box::new))
        });
    }

    fn act(&mut self, desk: usize, case: usize, tab: usize, place: Place) {
        let random = self.random.between(0, 99);
        if self.cases[case].tabs[tab].impatient && self.acts_impatiently(desk, case, tab, place) {
            return;
        }
        match place {
            Place::Choose | Place::Declined => self.choose(desk, case, tab, random),
            Place::Card => match random {
                0..=79 => self.submit_card(desk, case, tab),
                _ => self.choose(desk, case, tab, random),
            },
            Place::Code => match random {
                0..=64 => self.submit_code(desk, case, tab, true),
                65..=79 => self.submit_code(desk, case, tab, false),
                80..=87 => self.resend(desk, case, tab),
                88..=93 => self.cancel(desk, case, tab),
                _ => self.choose(desk, case, tab, 10),
            },
            Place::Scan => match random {
                0..=74 => self.poll_result(desk, case, tab),
                75..=84 => self.cancel(desk, case, tab),
                85..=91 => self.choose(desk, case, tab, 50),
                _ => self.more_time(desk, case, tab),
            },
            Place::Bank => self.leave_for_bank(desk, case, tab),
            Place::Waiting => match random {
                0..=69 => self.poll_result(desk, case, tab),
                70..=79 => self.leave_for_bank(desk, case, tab),
                80..=89 => self.cancel(desk, case, tab),
                90..=95 => self.choose(desk, case, tab, 10),
                _ => self.more_time(desk, case, tab),
            },
            Place::Paid | Place::AlreadyPaid | Place::Closed | Place::Expired => match random {
                0..=9 => self.choose(desk, case, tab, 10),
                10..=14 => self.cancel(desk, case, tab),
                15..=19 => self.more_time(desk, case, tab),
                _ => {
                    self.cases[case].tabs[tab].gone = true;
                    self.load(desk, case, tab);
                }
            },
        }
    }

    /// Cancels what was begun and tries a card instead.
    fn acts_impatiently(&mut self, desk: usize, case: usize, tab: usize, place: Place) -> bool {
        match place {
            Place::Scan | Place::Bank | Place::Waiting => self.cancel(desk, case, tab),
            Place::Choose | Place::Declined if self.random.percent(70) => {
                self.choose_saved_card(desk, case, tab);
            }
            Place::Choose | Place::Declined | Place::Card => self.submit_card(desk, case, tab),
            Place::Code => {
                self.cases[case].tabs[tab].impatient = false;
                let right = self.random.percent(30);
                self.submit_code(desk, case, tab, right);
            }
            _ => return false,
        }
        true
    }

    /// Chooses a saved card, where there is one.
    fn choose_saved_card(&mut self, desk: usize, case: usize, tab: usize) {
        match self.cases[case].tabs[tab].cards.first().cloned() {
            Some(card) => self.confirm(desk, case, tab, Choice::SavedCard(card)),
            None => self.submit_card(desk, case, tab),
        }
    }

    fn choose(&mut self, desk: usize, case: usize, tab: usize, random: i64) {
        let saved = self.cases[case].tabs[tab].cards.first().cloned();
        let choice = match (random, saved) {
            (0..=29, Some(card)) => Choice::SavedCard(card),
            (30..=50, _) => Choice::Bank(self.random.pick(&["ICBC", "ABC"]).into()),
            (51..=65, _) => Choice::Qr(Product::Scan),
            (66..=89, _) => Choice::Qr(Product::Wechat),
            (90..=93, _) => return self.more_time(desk, case, tab),
            _ => return self.submit_card(desk, case, tab),
        };
        self.confirm(desk, case, tab, choice);
    }

    fn confirm(&mut self, desk: usize, case: usize, tab: usize, choice: Choice) {
        self.log(
            case,
            &format!("tab {tab} confirms {choice:?} at desk {desk}"),
        );
        self.turn(desk, case, tab, move |desk, token| async move {
            desk.confirm(&token, choice, &visit()).await
        });
    }

    fn submit_card(&mut self, desk: usize, case: usize, tab: usize) {
        let entry = CardEntry {
            phone: Secret::new(self.random.pick(&["13800138000", "13900139000", "137"])),
            ..card()
        };
        self.log(case, &format!("tab {tab} hands a card in at desk {desk}"));
        self.turn(desk, case, tab, move |desk, token| async move {
            desk.send_code(&token, entry, &visit()).await
        });
    }

    fn submit_code(&mut self, desk: usize, case: usize, tab: usize, right: bool) {
        let code = if right { SMS_CODE } else { "000000" };
        let sealed = self.cases[case].tabs[tab].sealed.clone();
        self.log(
            case,
            &format!("tab {tab} hands the code {code} in at desk {desk}"),
        );
        self.turn(desk, case, tab, move |desk, token| async move {
            desk.pay(&token, &sealed, Secret::new(code), &visit()).await
        });
    }

    fn resend(&mut self, desk: usize, case: usize, tab: usize) {
        let sealed = self.cases[case].tabs[tab].sealed.clone();
        self.log(
            case,
            &format!("tab {tab} wants another code from desk {desk}"),
        );
        self.turn(desk, case, tab, move |desk, token| async move {
            desk.resend_code(&token, &sealed, &visit()).await
        });
    }

    fn cancel(&mut self, desk: usize, case: usize, tab: usize) {
        self.cases[case].gave_up = true;
        self.log(
            case,
            &format!("tab {tab} gives the attempt up at desk {desk}"),
        );
        self.turn(desk, case, tab, |desk, token| async move {
            desk.cancel(&token).await
        });
    }

    fn turn<F>(
        &mut self,
        desk: usize,
        case: usize,
        tab: usize,
        action: impl FnOnce(SharedPayDesk, PayToken) -> F + Send + 'static,
    ) where
        F: Future<Output = Result<NextPage, DeskError>> + Send + 'static,
    {
        let token = self.token(case);
        self.start_task(desk, Purpose::Tab(case, tab), |engine| async move {
            Report::NextPage(action(desk_of(&engine), token).await)
        });
    }

    fn more_time(&mut self, desk: usize, case: usize, tab: usize) {
        let token = self.token(case);
        self.log(case, &format!("tab {tab} wants more time from desk {desk}"));
        self.start_task(desk, Purpose::Tab(case, tab), |engine| async move {
            Report::Seconds(desk_of(&engine).more_time(&token).await)
        });
    }

    fn poll_result(&mut self, desk: usize, case: usize, tab: usize) {
        let token = self.token(case);
        self.log(
            case,
            &format!("tab {tab} looks for the result at desk {desk}"),
        );
        self.start_task(desk, Purpose::Tab(case, tab), |engine| async move {
            Report::Place(desk_of(&engine).returned(&token).await)
        });
    }

    fn leave_for_bank(&mut self, desk: usize, case: usize, tab: usize) {
        let token = self.token(case);
        self.log(
            case,
            &format!("tab {tab} is shown the bank's form by desk {desk}"),
        );
        self.start_task(desk, Purpose::Tab(case, tab), |engine| async move {
            let desk = desk_of(&engine);
            if let Err(error) = desk.leave_for_bank(&token, &visit()).await {
                return Report::Page(Err(error));
            }
            Report::Page(desk.page(&token, &visit()).await.map(Box::new))
        });
    }

    /// A tab gets its answer.
    pub(super) fn tab_answered(&mut self, case: usize, tab: usize, report: Report) {
        self.cases[case].tabs[tab].busy = false;
        let wrong = match report {
            Report::Page(Ok(page)) => {
                self.tab_loaded(case, tab, &page);
                None
            }
            Report::NextPage(Ok(turn)) => {
                self.tab_shows(case, tab, turn);
                None
            }
            Report::Place(Ok(place)) => {
                self.tab_goes(case, tab, place);
                None
            }
            Report::Seconds(Ok(left)) => {
                self.log(case, &format!("... tab {tab} has {left} s left"));
                None
            }
            Report::Page(Err(error))
            | Report::NextPage(Err(error))
            | Report::Place(Err(error))
            | Report::Seconds(Err(error)) => Some(error),
            other => unreachable!("not for a tab: {other:?}"),
        };
        match wrong {
            None => {}
            Some(DeskError::Refused(refusal)) => {
                self.log(case, &format!("... tab {tab} is refused: {refusal}"));
                self.cases[case].tabs[tab].place = None;
            }
            Some(error) => self.fail(Some(case), &format!("a shopper met {error}")),
        }
        if !self.cases[case].tabs[tab].gone {
            match self.random.between(0, 9) {
                _ if self.cases[case].tabs[tab].place.is_none() => {
                    self.within(100, 2_000, Event::Tab(case, tab));
                }
                0 => self.within(0, 50, Event::Tab(case, tab)),
                1..=7 => self.within(1_000, 25_000, Event::Tab(case, tab)),
                _ => self.within(20_000, 240_000, Event::Tab(case, tab)),
            }
        }
    }

    fn tab_shows(&mut self, case: usize, tab: usize, turn: NextPage) {
        match turn {
            NextPage::Go(place) => self.tab_goes(case, tab, place),
            NextPage::Show(place, form) => {
                let problems: Vec<_> = form.errors.iter().map(|e| e.problem).collect();
                self.log(case, &format!("... tab {tab} shows {place:?} {problems:?}"));
                let tab = &mut self.cases[case].tabs[tab];
                tab.place = Some(place);
                if let Some(sealed) = form.sealed {
                    tab.sealed = sealed;
                }
                if place == Place::Declined {
                    self.after(0, Event::Read(case));
                }
            }
        }
    }

    fn tab_goes(&mut self, case: usize, tab: usize, place: Place) {
        self.log(case, &format!("... tab {tab} goes to {place:?}"));
        // The page with a new QR code has to be loaded.
        let before = self.cases[case].tabs[tab].place;
        let is_new = place == Place::Scan && before != Some(place);
        self.cases[case].tabs[tab].place = Some(place).filter(|_| !is_new);
        if place == Place::Declined {
            self.after(0, Event::Read(case));
        }
        let says = match place {
            Place::Paid | Place::AlreadyPaid => "paid",
            Place::Closed => "closed",
            // Shown by the clock before the job ran, so not final yet.
            _ => return,
        };
        self.final_state_shown(case, says);
    }

    fn tab_loaded(&mut self, case: usize, tab: usize, page: &PayPage) {
        self.log(
            case,
            &format!("... tab {tab} sees {:?} {:?}", page.place, page.state),
        );
        if page.amount.minor() != self.cases[case].amount
            || page.mall_order_no != self.cases[case].number
        {
            self.fail(Some(case), "the page shows another order's facts");
        }
        if page.state.is_final() {
            self.final_state_shown(case, page.state.name());
        } else if page.state != OrderState::Paying && page.state != OrderState::Open {
            self.fail(Some(case), "a state that is neither open nor final");
        }
        let at = &mut self.cases[case].tabs[tab];
        at.place = Some(page.place);
        let declined = page.place == Place::Declined;
        at.cards = page.cards.iter().map(|card| card.id.clone()).collect();
        if declined {
            self.after(0, Event::Read(case));
        }
        if let Some(attempt) = &page.attempt
            && attempt.state == AttemptStatus::AwaitingPayer
        {
            let form = attempt
                .bank_form
                .as_ref()
                .map(|form| Payable::Fields(form.fields.iter().cloned().collect()));
            let code = attempt.qr.as_ref().and_then(|qr| self.payable(qr));
            if let Some(asked) = form.or(code) {
                self.plan_payment(case, tab, asked);
            }
        }
    }

    /// The payer sees a bank form or a QR code.
    fn plan_payment(&mut self, case: usize, tab: usize, asked: Payable) {
        let number = asked.number().to_owned();
        let at = &mut self.cases[case].tabs[tab];
        if at.used.as_ref() == Some(&number) {
            return;
        }
        at.used = Some(number.clone());
        let body = number.get(..26).unwrap_or(&number).to_owned();
        self.case_by_attempt.insert(body, case);
        self.record_attempt(case, &number);
        if !self.random.percent(65) {
            return;
        }
        let late = self.random.percent(3);
        let twice = self.random.percent(3);
        self.log(
            case,
            &format!("the payer means to pay {number} (late {late}, twice {twice})"),
        );
        let impatient = self.random.percent(30);
        self.cases[case].tabs[tab].impatient = impatient;
        let wait = if late {
            (1_000_000, 4_000_000)
        } else if impatient {
            (20_000, 150_000)
        } else {
            (1_500, 100_000)
        };
        self.within(
            wait.0,
            wait.1,
            Event::Pay(case, asked.clone(), (late, false)),
        );
        if twice {
            self.within(100_000, 200_000, Event::Pay(case, asked, (false, true)));
        }
    }
}

fn desk_of(engine: &Arc<Engine>) -> SharedPayDesk {
    engine.desk()
}
