//! A whole purchase: the mall creates the order, the shopper opens the page and
//! requests a QR code, pays on the phone, and the mall receives the event.

use crate::http_connection::HttpConnection;
use crate::load::{Throughput, get, post};
use crate::mailbox::Mailbox;
use crate::request_signer::{RequestSigner, SignedOrder};
use crate::system::now;
use anyhow::{Context, bail, ensure};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// The number of concurrent shoppers.
const SHOPPERS: usize = 32;
/// A test card of the sandbox that can pay.
const CARD: &str = "comm-debit";

/// The header fields of a browser's page request.
pub(crate) const BROWSER: &str = "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\naccept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\naccept-language: zh-CN,zh;q=0.9,en;q=0.8\r\naccept-encoding: gzip, deflate, br, zstd\r\nsec-fetch-dest: document\r\nsec-fetch-mode: navigate\r\nsec-fetch-site: same-origin\r\nsec-fetch-user: ?1\r\nupgrade-insecure-requests: 1\r\n";

/// What a shopper needs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Shopper {
    mall: RequestSigner,
    desk: SocketAddr,
    sandbox: SocketAddr,
    codes: Arc<Mailbox>,
    paid: Arc<Mailbox>,
}

/// A shopper's connections.
pub(crate) struct ShopperConnections {
    /// To the desk.
    pub(crate) desk: HttpConnection,
    sandbox: HttpConnection,
}

/// An order with a QR code on its page.
pub(crate) struct OpenPayment {
    /// The path of the order's page.
    pub(crate) page: String,
    /// The order's id.
    pub(crate) id: String,
    /// The mall's order number.
    number: String,
    code: String,
}

impl Shopper {
    /// Shoppers of one mall at one desk.
    pub(crate) const fn new(
        mall: RequestSigner,
        desk: SocketAddr,
        sandbox: SocketAddr,
        codes: Arc<Mailbox>,
        paid: Arc<Mailbox>,
    ) -> Self {
        Self {
            mall,
            desk,
            sandbox,
            codes,
            paid,
        }
    }

    /// Connects.
    ///
    /// # Errors
    /// A connection was refused.
    pub(crate) async fn connect(&self) -> anyhow::Result<ShopperConnections> {
        Ok(ShopperConnections {
            desk: HttpConnection::connect(self.desk).await?,
            sandbox: HttpConnection::connect(self.sandbox).await?,
        })
    }

    /// Creates an order; returns it with its id and the path of its page.
    ///
    /// # Errors
    /// It was refused.
    pub(crate) async fn order(
        &self,
        connections: &mut ShopperConnections,
    ) -> anyhow::Result<(SignedOrder, String, String)> {
        let order = self.mall.order();
        let answer = connections.desk.send(&order.request).await?;
        let body = String::from_utf8(answer.body.clone())?;
        ensure!(answer.status == 201, "an order was refused: {body}");
        let id = between(&body, "\"id\":\"", "\"")?;
        let page = between(&body, "\"pay_url\":\"", "\"")?;
        let path = page.find("/pay/").context("a page's address")?;
        Ok((order, id, page[path..].to_owned()))
    }

    /// Creates an order, opens its page and requests a QR code.
    ///
    /// # Errors
    /// A step got an unexpected answer.
    pub(crate) async fn scan(
        &self,
        connections: &mut ShopperConnections,
    ) -> anyhow::Result<OpenPayment> {
        let (order, id, page) = self.order(connections).await?;
        self.get_page(connections, &page).await?;
        let fields = format!("{BROWSER}content-type: application/x-www-form-urlencoded\r\n");
        let pick = post(
            self.desk,
            &format!("{page}?do=confirm_payment"),
            &fields,
            "way=scan",
        );
        let answer = connections.desk.send(&pick).await?;
        ensure!(
            answer.status == 303,
            "picking the code was answered {}",
            answer.status
        );
        let next = answer.header("location").context("where to go")?.to_owned();
        self.get_page(connections, &next).await?;
        let code = self.codes.take(&order.subject).await?;
        Ok(OpenPayment {
            page,
            id,
            number: order.number,
            code,
        })
    }

    /// Scans the code and confirms.
    ///
    /// # Errors
    /// The network refused it.
    pub(crate) async fn pay(
        &self,
        connections: &mut ShopperConnections,
        payment: &OpenPayment,
    ) -> anyhow::Result<()> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("code", &payment.code)
            .append_pair("card", CARD)
            .finish();
        let fields = "content-type: application/x-www-form-urlencoded\r\n";
        let confirm = post(self.sandbox, "/phone/scan", fields, &body);
        let answer = connections.sandbox.send(&confirm).await?;
        ensure!(
            answer.status == 200,
            "paying was answered {}",
            answer.status
        );
        Ok(())
    }

    /// Waits until the mall has received and verified the event.
    ///
    /// # Errors
    /// Another event, or none in time.
    pub(crate) async fn paid(&self, payment: &OpenPayment) -> anyhow::Result<()> {
        match self.paid.take(&payment.number).await?.as_str() {
            "order.paid" => Ok(()),
            other => bail!("the mall was told {other}"),
        }
    }

    /// One whole purchase; returns the order's id.
    ///
    /// # Errors
    /// Any error of a step.
    pub(crate) async fn purchase(
        &self,
        connections: &mut ShopperConnections,
    ) -> anyhow::Result<String> {
        let payment = self.scan(connections).await?;
        self.pay(connections, &payment).await?;
        self.paid(&payment).await?;
        Ok(payment.id)
    }

    async fn get_page(
        &self,
        connections: &mut ShopperConnections,
        page: &str,
    ) -> anyhow::Result<()> {
        let answer = connections
            .desk
            .send(&get(self.desk, page, BROWSER))
            .await?;
        ensure!(
            answer.status == 200,
            "a page was answered {}",
            answer.status
        );
        Ok(())
    }

    /// Makes purchases for a while. Each shopper starts the next one when the
    /// mall has the event of the last.
    ///
    /// # Errors
    /// A purchase failed.
    pub(crate) async fn run(&self, duration: Duration) -> anyhow::Result<Throughput> {
        let start = now();
        let count = self.many(Some(start + duration), u64::MAX).await?;
        let took = now() - start;
        Ok(Throughput { count, took })
    }

    /// Makes `most` purchases, or as many as fit until `end`.
    ///
    /// # Errors
    /// A purchase failed.
    pub(crate) async fn many(&self, end: Option<Instant>, most: u64) -> anyhow::Result<u64> {
        let begun = Arc::new(AtomicU64::new(0));
        let mut shopping = JoinSet::new();
        for _ in 0..SHOPPERS {
            let (shopper, begun) = (self.clone(), Arc::clone(&begun));
            shopping.spawn(async move {
                let mut connections = shopper.connect().await?;
                let mut count = 0;
                while end.is_none_or(|end| now() < end)
                    && begun.fetch_add(1, Ordering::Relaxed) < most
                {
                    shopper.purchase(&mut connections).await?;
                    count += 1;
                }
                anyhow::Ok(count)
            });
        }
        let mut count = 0;
        while let Some(done) = shopping.join_next().await {
            count += done??;
        }
        Ok(count)
    }
}

/// The text between two others.
fn between(text: &str, before: &str, after: &str) -> anyhow::Result<String> {
    let from = text
        .find(before)
        .with_context(|| format!("no {before} in the answer"))?;
    let rest = &text[from + before.len()..];
    let to = rest
        .find(after)
        .with_context(|| format!("no {after} in the answer"))?;
    Ok(rest[..to].to_owned())
}
