//! The border to the networks: what the engine asks of each of them.
//!
//! A channel does no IO. It builds messages, reads replies and notices, and
//! knows its network's rules. A rule of one network stands in its folder only.

use crate::certificates::{CertificateExpiry, PublishedCertificates};
use crate::http::{HttpReply, HttpRequest, HttpResponse, Step};
use crate::notice::{Notice, NoticeError};
use crate::outcome::Outcome;
use crate::request::{PaymentMethod, Request};
use crate::start_error::StartError;
use crate::timing::{PaymentTiming, RefundTiming};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::product::Product;
use domain::refund::RefundMethod;
use domain::refusal::Refusal;
use domain::visit::{Screen, Visit, WalletApp};

/// A connection to one network. It is shared, and holds no state but
/// certificates that the network publishes.
pub trait Channel: Send + Sync {
    /// Its name.
    fn id(&self) -> &ChannelId;

    /// The products it carries, and how the payer pays with each.
    fn routes(&self) -> &[ProductRoute];

    /// Checks a merchant's account, so that no payment fails for it.
    ///
    /// # Errors
    /// [`Code::FieldInvalid`](domain::refusal::Code::FieldInvalid) pointing at
    /// the merchant's field.
    fn check_account(&self, account: &MerchantAccount) -> Result<(), Refusal>;

    /// The network's number of a request, in the network's shape. The same seed
    /// makes the same number; different seeds make different ones.
    fn new_number(&self, seed: &NumberSeed<'_>) -> String;

    /// The step that carries out a request.
    ///
    /// # Errors
    /// [`StartError`] where the network would refuse the message. Nothing is
    /// sent.
    fn start(&self, request: &Request, now: At) -> Result<Step, StartError>;

    /// The meaning of the reply to a call; [`Outcome::Unknown`] for a reply
    /// that is not valid.
    fn finish(&self, request: &Request, reply: &HttpReply, now: At) -> Outcome;

    /// Reads a notice and verifies its signature.
    ///
    /// # Errors
    /// [`NoticeError`], to be answered with status 400.
    fn read_notice(&self, call: &HttpRequest, now: At) -> Result<Notice, NoticeError>;

    /// The acknowledgement of a notice, after it was stored. Without it the
    /// network repeats the notice.
    fn acknowledge(&self) -> HttpResponse;

    /// True if the network closes payments on request:
    /// [`Op::Close`](crate::Op::Close).
    fn can_close(&self) -> bool;

    /// How to send the next request of a refund.
    fn refund_method(&self, case: &RefundCase<'_>, now: At) -> RefundMethod;

    /// The times of a payment's requests.
    fn payment_timing(&self, paid_by: PaymentMethod) -> PaymentTiming;

    /// The times of a refund's requests.
    fn refund_timing(&self) -> RefundTiming;

    /// The origins that the payer's browser posts forms to. The page's security
    /// policy allows them.
    fn form_origins(&self) -> &[String];

    /// The certificates that it needs, configured or fetched, with the validity
    /// of each. The channel carries nothing before one begins or after it ends.
    fn certificates(&self) -> Vec<CertificateExpiry>;

    /// The first of its certificates that has not begun or has ended.
    fn invalid_certificate(&self, now: At) -> Option<CertificateExpiry> {
        let mut certificates = self.certificates().into_iter();
        certificates
            .find(|certificate| certificate.has_not_begun(now) || certificate.has_ended(now))
    }

    /// The certificates that the network publishes; `None` where all are
    /// configured.
    fn published_certificates(&self) -> Option<&dyn PublishedCertificates>;
}

/// A product that a channel carries, and for which visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductRoute {
    /// The product.
    pub product: Product,
    /// How it is paid.
    pub paid_by: PaymentMethod,
    /// The devices it works on.
    pub screens: &'static [Screen],
    /// The wallet apps that it does not work inside.
    pub not_inside: &'static [WalletApp],
}

impl ProductRoute {
    /// A product that can be paid this way on every device and in every app.
    pub const fn everywhere(product: Product, paid_by: PaymentMethod) -> Self {
        Self {
            product,
            paid_by,
            screens: &Screen::ALL,
            not_inside: &[],
        }
    }

    /// True if this visitor can pay this way.
    pub fn is_open_to(&self, visit: &Visit) -> bool {
        let works_inside = |app| !self.not_inside.contains(&app);
        self.screens.contains(&visit.screen) && visit.inside.is_none_or(works_inside)
    }
}

/// What a request number is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberSeed<'a> {
    /// 26 lower-case letters and digits: the subject's id without its prefix.
    pub subject: &'a str,
    /// How many requests of the subject there were before.
    pub before: usize,
}

/// A refund whose next request is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundCase<'a> {
    /// When the payment was recorded.
    pub paid_at: At,
    /// The payment's clearing day, as the network wrote it.
    pub settle_date: Option<&'a str>,
    /// True if the whole payment is refunded and nothing was refunded before.
    pub whole: bool,
    /// True if an undo was sent before.
    pub undo_tried: bool,
}

#[cfg(test)]
mod tests {
    use super::ProductRoute;
    use domain::payment_method::PaymentMethod;
    use domain::product::Product;
    use domain::visit::{Screen, Visit, WalletApp};

    #[test]
    fn a_route_is_open_on_its_devices_and_outside_some_apps() {
        let everywhere = ProductRoute::everywhere(Product::Scan, PaymentMethod::Qr);
        let some = ProductRoute {
            screens: &[Screen::Pc],
            not_inside: &[WalletApp::WeChat],
            ..everywhere
        };
        let apps = [
            None,
            Some(WalletApp::WeChat),
            Some(WalletApp::Alipay),
            Some(WalletApp::UnionPay),
        ];
        for (screen, inside) in Screen::ALL.iter().flat_map(|s| apps.map(|app| (*s, app))) {
            let visit = Visit {
                ip: None,
                screen,
                inside,
                last_way: None,
            };
            assert!(everywhere.is_open_to(&visit), "{visit:?}");
            let open = screen == Screen::Pc && inside != Some(WalletApp::WeChat);
            assert_eq!(some.is_open_to(&visit), open, "{visit:?}");
        }
    }
}
