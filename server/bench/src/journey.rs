//! A whole purchase, as its parties live it: the mall makes the order, the
//! shopper opens the page, picks the code, pays on the phone, and the mall
//! gets the event.

use crate::board::Board;
use crate::client::Client;
use crate::load::{Counted, get, post};
use crate::mall::{Mall, NewOrder};
use crate::system::now;
use anyhow::{Context, bail, ensure};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Shoppers side by side.
const SHOPPERS: usize = 32;
/// A test card of the sandbox that pays.
const CARD: &str = "comm-debit";

/// What a browser sends with each page it opens.
pub(crate) const BROWSER: &str = "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\naccept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\naccept-language: zh-CN,zh;q=0.9,en;q=0.8\r\naccept-encoding: gzip, deflate, br, zstd\r\nsec-fetch-dest: document\r\nsec-fetch-mode: navigate\r\nsec-fetch-site: same-origin\r\nsec-fetch-user: ?1\r\nupgrade-insecure-requests: 1\r\n";

/// Shoppers and what they need. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Shopper {
    mall: Mall,
    desk: SocketAddr,
    sandbox: SocketAddr,
    codes: Arc<Board>,
    paid: Arc<Board>,
}

/// A shopper's connections.
pub(crate) struct Lines {
    /// To the desk.
    pub(crate) desk: Client,
    sandbox: Client,
}

/// An order whose code is on the page.
pub(crate) struct Scanned {
    /// The order's page.
    pub(crate) page: String,
    /// Its id.
    pub(crate) id: String,
    /// The mall's number.
    number: String,
    code: String,
}

impl Shopper {
    /// Shoppers of a mall, at a desk, with a phone.
    pub(crate) const fn new(
        mall: Mall,
        desk: SocketAddr,
        sandbox: SocketAddr,
        codes: Arc<Board>,
        paid: Arc<Board>,
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
    /// Nobody listens.
    pub(crate) async fn lines(&self) -> anyhow::Result<Lines> {
        Ok(Lines {
            desk: Client::connect(self.desk).await?,
            sandbox: Client::connect(self.sandbox).await?,
        })
    }

    /// Makes an order; answers it with its id and the path of its page.
    ///
    /// # Errors
    /// It was refused.
    pub(crate) async fn order(
        &self,
        lines: &mut Lines,
    ) -> anyhow::Result<(NewOrder, String, String)> {
        let order = self.mall.order();
        let answer = lines.desk.send(&order.request).await?;
        let said = String::from_utf8(answer.body.clone())?;
        ensure!(answer.status == 201, "an order was refused: {said}");
        let id = between(&said, "\"id\":\"", "\"")?;
        let page = between(&said, "\"pay_url\":\"", "\"")?;
        let path = page.find("/pay/").context("a page's address")?;
        Ok((order, id, page[path..].to_owned()))
    }

    /// Makes an order, opens its page and asks for a code.
    ///
    /// # Errors
    /// A step was not answered as it should be.
    pub(crate) async fn scan(&self, lines: &mut Lines) -> anyhow::Result<Scanned> {
        let (order, id, page) = self.order(lines).await?;
        self.see(lines, &page).await?;
        let fields = format!("{BROWSER}content-type: application/x-www-form-urlencoded\r\n");
        let pick = post(
            self.desk,
            &format!("{page}?do=confirm_payment"),
            &fields,
            "way=scan",
        );
        let answer = lines.desk.send(&pick).await?;
        ensure!(
            answer.status == 303,
            "picking the code was answered {}",
            answer.status
        );
        let next = answer.header("location").context("where to go")?.to_owned();
        self.see(lines, &next).await?;
        let code = self.codes.wait(&order.subject).await?;
        Ok(Scanned {
            page,
            id,
            number: order.number,
            code,
        })
    }

    /// Scans the code and confirms.
    ///
    /// # Errors
    /// The network did not take it.
    pub(crate) async fn pay(&self, lines: &mut Lines, scanned: &Scanned) -> anyhow::Result<()> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("code", &scanned.code)
            .append_pair("card", CARD)
            .finish();
        let fields = "content-type: application/x-www-form-urlencoded\r\n";
        let confirm = post(self.sandbox, "/phone/scan", fields, &body);
        let answer = lines.sandbox.send(&confirm).await?;
        ensure!(
            answer.status == 200,
            "paying was answered {}",
            answer.status
        );
        Ok(())
    }

    /// Waits until the mall has the event, verified.
    ///
    /// # Errors
    /// It was another event, or none.
    pub(crate) async fn paid(&self, scanned: &Scanned) -> anyhow::Result<()> {
        match self.paid.wait(&scanned.number).await?.as_str() {
            "order.paid" => Ok(()),
            other => bail!("the mall was told {other}"),
        }
    }

    /// One whole purchase; answers the order's id.
    ///
    /// # Errors
    /// Any step's.
    pub(crate) async fn purchase(&self, lines: &mut Lines) -> anyhow::Result<String> {
        let scanned = self.scan(lines).await?;
        self.pay(lines, &scanned).await?;
        self.paid(&scanned).await?;
        Ok(scanned.id)
    }

    async fn see(&self, lines: &mut Lines, page: &str) -> anyhow::Result<()> {
        let answer = lines.desk.send(&get(self.desk, page, BROWSER)).await?;
        ensure!(
            answer.status == 200,
            "a page was answered {}",
            answer.status
        );
        Ok(())
    }

    /// Purchases for a while: each shopper begins the next when the mall has the
    /// event of the last.
    ///
    /// # Errors
    /// A purchase went wrong.
    pub(crate) async fn run(&self, lasts: Duration) -> anyhow::Result<Counted> {
        let start = now();
        let count = self.many(Some(start + lasts), u64::MAX).await?;
        let took = now() - start;
        Ok(Counted { count, took })
    }

    /// So many purchases, or as many as fit until the end.
    ///
    /// # Errors
    /// A purchase went wrong.
    pub(crate) async fn many(&self, end: Option<Instant>, most: u64) -> anyhow::Result<u64> {
        let begun = Arc::new(AtomicU64::new(0));
        let mut shopping = JoinSet::new();
        for _ in 0..SHOPPERS {
            let (shopper, begun) = (self.clone(), Arc::clone(&begun));
            shopping.spawn(async move {
                let mut lines = shopper.lines().await?;
                let mut count = 0;
                while end.is_none_or(|end| now() < end)
                    && begun.fetch_add(1, Ordering::Relaxed) < most
                {
                    shopper.purchase(&mut lines).await?;
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

/// What stands between two texts.
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
