//! The order machine: what happened, in; the next state of the order and its
//! attempt, the follow-up work and the news for the mall, out.
//!
//! One pure function. What leaves it together is stored in one transaction,
//! or not at all. Rules it keeps:
//! - at most one live attempt per order, at most one paid attempt;
//! - an unknown result never ends an attempt; only the network's word does;
//! - a final order never moves again; money that comes later is `Surplus`;
//! - amount, payee and items are not even visible here.

use crate::attempt::{Attempt, AttemptState, DeclineReason, Receipt};
use crate::clock::At;
use crate::ids::AttemptId;
use crate::order::{Order, OrderState};
use crate::refusal::{Code, Refusal};

/// How much one "more time" adds.
pub const EXTENSION_S: i64 = 600;
/// How often time may be added (WCAG 2.2.1 asks for ten at least).
pub const EXTENSIONS_MAX: u32 = 12;
/// Wrong codes that end an attempt.
pub const WRONG_CODES_MAX: u32 = 5;

/// What the network says of an attempt, whatever its wire looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It waits for the payer.
    AwaitingPayer,
    /// Money moved.
    Paid(Receipt),
    /// A clear no: the reason and the network's own code.
    Declined(DeclineReason, String),
    /// Working on it, unreachable, unreadable, badly signed, or silent: not
    /// known. Never a failure.
    Unknown,
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening<'a> {
    /// The shopper confirmed a way to pay: a new attempt begins.
    Begin(&'a Attempt),
    /// The shopper handed in the code: money is about to be asked to move.
    /// Recorded before the call, so that a crash leaves it unsettled.
    Submit(&'a Attempt),
    /// The network spoke about an attempt.
    Learn(&'a Attempt, Verdict),
    /// A wrong code was typed (the network said so, and no money moved).
    WrongCode(&'a Attempt),
    /// The shopper gives the attempt up.
    Cancel(&'a Attempt),
    /// The network's own time limit for the attempt has passed and it says
    /// that nothing was paid.
    Lapse(&'a Attempt),
    /// The shopper asks for more time.
    MoreTime,
    /// The mall closes the order.
    Close,
    /// The order's time is over.
    Expire,
}

/// Follow-up work, stored in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Ask the network about the attempt until its end is known.
    Query(AttemptId),
    /// Look at the order again when its time is over.
    ExpireAt(At),
}

/// News for the mall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// `order.paid`
    Paid,
    /// `order.closed`: closed by the mall, or expired.
    Closed,
}

impl News {
    /// The event's type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "order.paid",
            Self::Closed => "order.closed",
        }
    }
}

/// What is to be stored, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The order as it is now.
    pub order: Order,
    /// The attempt as it is now, where one is concerned.
    pub attempt: Option<Attempt>,
    /// Follow-up work.
    pub work: Vec<Work>,
    /// News for the mall.
    pub news: Option<News>,
}

impl Order {
    /// Applies one happening. `self` and the attempt inside are what the
    /// caller just read, in the transaction that will store the step.
    ///
    /// # Errors
    /// A [`Refusal`] where the happening is not possible in this state;
    /// nothing is then to be stored.
    pub fn apply(&self, happening: Happening<'_>, now: At) -> Result<Step, Refusal> {
        match happening {
            Happening::Begin(attempt) => self.begin(attempt, now),
            Happening::Submit(attempt) => self.submit(attempt),
            Happening::Learn(attempt, verdict) => Ok(self.learn(attempt, verdict, now)),
            Happening::WrongCode(attempt) => self.wrong_code(attempt),
            Happening::Cancel(attempt) => self.cancel(attempt),
            Happening::Lapse(attempt) => Ok(self.lapse(attempt)),
            Happening::MoreTime => self.more_time(now),
            Happening::Close => self.close(),
            Happening::Expire => Ok(self.expire(now)),
        }
    }

    fn begin(&self, attempt: &Attempt, now: At) -> Result<Step, Refusal> {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        assert_eq!(
            attempt.state,
            AttemptState::Started,
            "an attempt begins once"
        );
        self.payable(now)?;
        if self.live_attempt.is_some() {
            return Err(in_progress());
        }
        let mut step = self.step();
        step.order.state = OrderState::Paying;
        step.order.live_attempt = Some(attempt.id.clone());
        step.attempt = Some(attempt.clone());
        step.work.push(Work::Query(attempt.id.clone()));
        Ok(step)
    }

    fn submit(&self, attempt: &Attempt) -> Result<Step, Refusal> {
        self.must_be_live(attempt)?;
        if attempt.state == AttemptState::Unsettled {
            return Err(in_progress());
        }
        Ok(self.with_attempt(attempt, AttemptState::Unsettled))
    }

    fn learn(&self, attempt: &Attempt, verdict: Verdict, now: At) -> Step {
        match verdict {
            Verdict::Unknown => self.step(),
            Verdict::AwaitingPayer if attempt.state == AttemptState::Started => {
                self.with_attempt(attempt, AttemptState::AwaitingPayer)
            }
            Verdict::AwaitingPayer => self.step(),
            Verdict::Declined(reason, code) if attempt.state.is_live() => {
                let mut step = self.let_go(attempt, AttemptState::Declined);
                if let Some(attempt) = &mut step.attempt {
                    attempt.declined = Some((reason, code));
                }
                step
            }
            Verdict::Declined(..) => self.step(),
            Verdict::Paid(receipt) => self.paid(attempt, receipt, now),
        }
    }

    /// Money moved. It pays the order if the order still waits for money and
    /// the amount is exactly what was signed; otherwise it goes back.
    fn paid(&self, attempt: &Attempt, receipt: Receipt, now: At) -> Step {
        if matches!(attempt.state, AttemptState::Paid | AttemptState::Surplus) {
            return self.step();
        }
        let wanted = !self.state.is_final() && receipt.amount == self.facts.amount;
        let mut step = if wanted {
            self.with_attempt(attempt, AttemptState::Paid)
        } else {
            self.let_go(attempt, AttemptState::Surplus)
        };
        if let Some(attempt) = &mut step.attempt {
            attempt.receipt = Some(receipt);
            attempt.declined = None;
        }
        if wanted {
            step.order.state = OrderState::Paid;
            step.order.live_attempt = None;
            step.order.paid_attempt = Some(attempt.id.clone());
            step.order.paid_at = Some(now);
            step.tell(News::Paid);
        }
        step
    }

    fn wrong_code(&self, attempt: &Attempt) -> Result<Step, Refusal> {
        self.must_be_live(attempt)?;
        let mut counted = attempt.clone();
        counted.wrong_codes = attempt.wrong_codes.saturating_add(1);
        if counted.wrong_codes < WRONG_CODES_MAX {
            return Ok(self.with_attempt(&counted, AttemptState::AwaitingPayer));
        }
        counted.declined = Some((
            DeclineReason::WrongCode,
            String::from("too_many_wrong_codes"),
        ));
        Ok(self.let_go(&counted, AttemptState::Declined))
    }

    fn cancel(&self, attempt: &Attempt) -> Result<Step, Refusal> {
        self.must_be_live(attempt)?;
        if attempt.state == AttemptState::Unsettled {
            return Err(in_progress());
        }
        Ok(self.let_go(attempt, AttemptState::Abandoned))
    }

    fn lapse(&self, attempt: &Attempt) -> Step {
        if attempt.state.is_live() {
            self.let_go(attempt, AttemptState::Abandoned)
        } else {
            self.step()
        }
    }

    fn more_time(&self, now: At) -> Result<Step, Refusal> {
        self.payable(now)?;
        if self.extensions >= EXTENSIONS_MAX {
            return Err(Refusal::new(
                Code::LimitExceeded,
                "no more time can be added to this order",
            ));
        }
        let mut step = self.step();
        step.order.extensions += 1;
        step.order.expires_at = self.expires_at.plus_s(EXTENSION_S);
        step.work.push(Work::ExpireAt(step.order.expires_at));
        Ok(step)
    }

    fn close(&self) -> Result<Step, Refusal> {
        match self.state {
            OrderState::Closed => Ok(self.step()),
            OrderState::Open => Ok(self.ended(OrderState::Closed)),
            OrderState::Paying => Err(in_progress()),
            OrderState::Paid => Err(Refusal::new(Code::OrderPaid, "the order is paid")),
            OrderState::Expired => {
                Err(Refusal::new(Code::OrderExpired, "the order's time is over"))
            }
        }
    }

    /// With a live attempt the order waits for that attempt's end: money may
    /// be on its way, and expiry must not call it late.
    fn expire(&self, now: At) -> Step {
        if self.state == OrderState::Open && now >= self.expires_at {
            self.ended(OrderState::Expired)
        } else {
            self.step()
        }
    }

    fn payable(&self, now: At) -> Result<(), Refusal> {
        match self.state {
            OrderState::Paid => Err(Refusal::new(Code::OrderPaid, "the order is paid")),
            OrderState::Closed => Err(Refusal::new(Code::OrderClosed, "the order is closed")),
            OrderState::Open | OrderState::Paying if now < self.expires_at => Ok(()),
            OrderState::Open | OrderState::Paying | OrderState::Expired => {
                Err(Refusal::new(Code::OrderExpired, "the order's time is over"))
            }
        }
    }

    fn must_be_live(&self, attempt: &Attempt) -> Result<(), Refusal> {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        if self.live_attempt.as_ref() == Some(&attempt.id) && attempt.state.is_live() {
            Ok(())
        } else {
            self.state_refusal()
        }
    }

    fn state_refusal(&self) -> Result<(), Refusal> {
        Err(match self.state {
            OrderState::Paid => Refusal::new(Code::OrderPaid, "the order is paid"),
            OrderState::Closed => Refusal::new(Code::OrderClosed, "the order is closed"),
            OrderState::Expired => Refusal::new(Code::OrderExpired, "the order's time is over"),
            OrderState::Open | OrderState::Paying => in_progress(),
        })
    }

    fn step(&self) -> Step {
        Step {
            order: self.clone(),
            attempt: None,
            work: Vec::new(),
            news: None,
        }
    }

    fn with_attempt(&self, attempt: &Attempt, state: AttemptState) -> Step {
        let mut step = self.step();
        step.attempt = Some(Attempt {
            state,
            ..attempt.clone()
        });
        step
    }

    /// Ends a live attempt without money for the order: the order is free for
    /// another attempt, or for its expiry, which is looked at again.
    fn let_go(&self, attempt: &Attempt, state: AttemptState) -> Step {
        let mut step = self.with_attempt(attempt, state);
        if self.live_attempt.as_ref() == Some(&attempt.id) {
            step.order.live_attempt = None;
            step.order.state = OrderState::Open;
            step.work.push(Work::ExpireAt(self.expires_at));
        }
        step
    }

    fn ended(&self, state: OrderState) -> Step {
        let mut step = self.step();
        step.order.state = state;
        step.tell(News::Closed);
        step
    }
}

impl Step {
    fn tell(&mut self, news: News) {
        self.order.sequence += 1;
        self.news = Some(news);
    }
}

fn in_progress() -> Refusal {
    Refusal::new(
        Code::PaymentInProgress,
        "a payment is in progress; its result decides",
    )
}
