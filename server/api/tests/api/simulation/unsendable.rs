//! A trouble of every network: some requests cannot be put on the wire, because
//! a field of theirs cannot be written there. Nothing is sent then.

use channels::{
    CertificateExpiry, Channel, HttpReply, HttpRequest, HttpResponse, Notice, NoticeError,
    NumberSeed, Op, Outcome, PayBy, PaymentMethod, PaymentTiming, ProductRoute,
    PublishedCertificates, RefundCase, RefundTiming, Request, StartError, Step,
};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::refund::RefundMethod;
use domain::refusal::Refusal;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

/// What the trouble of a run has done. Shared by its networks.
#[derive(Debug, Default)]
pub(super) struct Unsendable {
    over: AtomicBool,
    refused: AtomicU32,
}

impl Unsendable {
    /// From now on every refund can be sent; surplus has to go back in the end.
    /// Payments that could not be sent never can.
    pub(super) fn end(&self) {
        self.over.store(true, Relaxed);
    }

    /// How many messages could not be sent.
    pub(super) fn refused(&self) -> u32 {
        self.refused.load(Relaxed)
    }
}

/// A network with this trouble.
pub(super) struct UnsendableChannel {
    inner: Arc<dyn Channel>,
    trouble: Arc<Unsendable>,
    /// The attempt or refund of each number.
    subjects: Mutex<BTreeMap<String, String>>,
}

impl UnsendableChannel {
    pub(super) fn new(inner: Arc<dyn Channel>, trouble: &Arc<Unsendable>) -> Self {
        Self {
            inner,
            trouble: Arc::clone(trouble),
            subjects: Mutex::default(),
        }
    }

    /// Of a hundred attempts and refunds, three can send nothing, and three
    /// more everything but the request that moves money.
    fn refuses(&self, op: &Op) -> bool {
        let subjects = self.subjects.lock().expect("not poisoned");
        let Some(subject) = subjects.get(&op.request().number) else {
            return false;
        };
        let moves_money = matches!(
            op,
            Op::Refund(_)
                | Op::Pay {
                    by: PayBy::Agreement { .. },
                    ..
                }
        );
        let hash = subject.bytes().fold(7_u32, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(u32::from(byte))
        });
        match hash % 100 {
            0..3 => true,
            3..6 => moves_money,
            _ => false,
        }
    }
}

impl Channel for UnsendableChannel {
    fn start(&self, request: &Request, now: At) -> Result<Step, StartError> {
        let ends = matches!(request.op, Op::Refund(_) | Op::QueryRefund(_));
        let over = ends && self.trouble.over.load(Relaxed);
        if !over && self.refuses(&request.op) {
            self.trouble.refused.fetch_add(1, Relaxed);
            return Err(StartError::Field("simulated"));
        }
        self.inner.start(request, now)
    }

    fn new_number(&self, seed: &NumberSeed<'_>) -> String {
        let number = self.inner.new_number(seed);
        let mut subjects = self.subjects.lock().expect("not poisoned");
        subjects.insert(number.clone(), seed.subject.to_owned());
        number
    }

    fn id(&self) -> &ChannelId {
        self.inner.id()
    }

    fn routes(&self) -> &[ProductRoute] {
        self.inner.routes()
    }

    fn check_account(&self, account: &MerchantAccount) -> Result<(), Refusal> {
        self.inner.check_account(account)
    }

    fn finish(&self, request: &Request, reply: &HttpReply, now: At) -> Outcome {
        self.inner.finish(request, reply, now)
    }

    fn read_notice(&self, call: &HttpRequest, now: At) -> Result<Notice, NoticeError> {
        self.inner.read_notice(call, now)
    }

    fn acknowledge(&self) -> HttpResponse {
        self.inner.acknowledge()
    }

    fn can_close(&self) -> bool {
        self.inner.can_close()
    }

    fn refund_method(&self, case: &RefundCase<'_>, now: At) -> RefundMethod {
        self.inner.refund_method(case, now)
    }

    fn payment_timing(&self, paid_by: PaymentMethod) -> PaymentTiming {
        self.inner.payment_timing(paid_by)
    }

    fn refund_timing(&self) -> RefundTiming {
        self.inner.refund_timing()
    }

    fn form_origins(&self) -> &[String] {
        self.inner.form_origins()
    }

    fn certificates(&self) -> Vec<CertificateExpiry> {
        self.inner.certificates()
    }

    fn published_certificates(&self) -> Option<&dyn PublishedCertificates> {
        self.inner.published_certificates()
    }
}
