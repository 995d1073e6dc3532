//! A shopper without scripts: submits the pay page's own forms.

use crate::desk::{client, retry_after};
use crate::mall::Order;
use crate::network::Networks;
use serde_json::Value;
use std::cell::Cell;
use std::fmt;
use testkit::wait::{SETTLED, wait_for};

/// A page that was shown.
#[derive(Clone)]
pub(crate) struct ShownPage {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    /// The last path segment; empty where a method is chosen.
    pub(crate) place: String,
    pub(crate) html: String,
}

/// A card of the sandbox, as typed into the form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Card {
    number: &'static str,
    name: &'static str,
    id_number: &'static str,
    phone: &'static str,
}

/// Lin's debit card, which pays.
pub(crate) const LIN: Card = Card {
    number: "6222020200012345670",
    name: "林晓雨",
    id_number: "110105199003070025",
    phone: "13800138001",
};
/// Chen's.
pub(crate) const CHEN: Card = Card {
    number: "6228480402564890018",
    name: "陈志明",
    id_number: "310101198511201236",
    phone: "13900139002",
};

/// No usable page: the desk is down or refuses.
pub(crate) struct NoPage(String);

/// A shopper with the page of one order, at the process at `desk`.
pub(crate) struct Payer<'a> {
    pub(crate) desk: String,
    pub(crate) network: &'a Networks,
    pub(crate) order: &'a Order,
}

type Page = Result<ShownPage, NoPage>;

impl Payer<'_> {
    /// Loads the order's page.
    pub(crate) async fn load(&self) -> Page {
        self.follow(client().get(self.at(""))).await
    }

    /// Submits a form of the page.
    pub(crate) async fn submit(&self, place: &str, act: &str, fields: &[(&str, &str)]) -> Page {
        let url = format!("{}?do={act}", self.at(place));
        self.follow(
            client()
                .post(url)
                .header("content-type", FORM)
                .body(form(fields)),
        )
        .await
    }

    /// Returns from the network's page.
    pub(crate) async fn return_from_network(&self) -> Page {
        let path = self.order.page.replacen("/pay/", "/return/", 1);
        self.follow(client().get(format!("{}{path}", self.desk)))
            .await
    }

    /// Submits the card form; returns the page that asks for the code.
    pub(crate) async fn send_code(&self, card: Card) -> Page {
        let fields = [
            ("at", "card"),
            ("number", card.number),
            ("name", card.name),
            ("id_number", card.id_number),
            ("phone", card.phone),
            ("expiry", ""),
            ("security_code", ""),
            ("remember", "true"),
        ];
        self.submit("code", "send_code", &fields).await
    }

    /// Submits the newest code of the card's phone.
    pub(crate) async fn enter_code(&self, asked: &ShownPage, card: Card) -> Page {
        let sealed = hidden(&asked.html, "sealed");
        let code = self.newest_code(card).await?;
        let fields = [
            ("at", "code"),
            ("sealed", sealed.as_str()),
            ("code", code.as_str()),
        ];
        self.submit("code", "pay_with_code", &fields).await
    }

    /// Pays by a card that was not used before.
    pub(crate) async fn pay_by_card(&self, card: Card) -> Page {
        let asked = self.send_code(card).await?;
        self.enter_code(&asked, card).await
    }

    /// Pays at a bank and returns.
    pub(crate) async fn pay_by_bank(&self) -> Page {
        let bank = self.go_to_bank().await?;
        self.pay_at(&bank).await?;
        self.return_from_network().await
    }

    /// Pays by QR code. One that no page has shown is not scanned.
    pub(crate) async fn pay_by_scan(&self) -> Page {
        let shown = self.show_qr().await?;
        if shown.place != "scan" {
            return Ok(shown);
        }
        self.scan().await?;
        self.load().await
    }

    /// Asks for a QR code.
    pub(crate) async fn show_qr(&self) -> Page {
        self.submit("", "confirm_payment", &[("way", "scan")]).await
    }

    /// Asks for WeChat Pay's QR code.
    pub(crate) async fn show_wechat_qr(&self) -> Page {
        self.submit("", "confirm_payment", &[("way", "wechat")])
            .await
    }

    /// Scans this order's newest QR code and confirms.
    pub(crate) async fn scan(&self) -> Result<(), NoPage> {
        let transactions = self.network.transactions(self.order.request.fen);
        let qr = transactions
            .iter()
            .rev()
            .find_map(|transaction| transaction.qr.clone());
        let qr = qr.ok_or_else(|| NoPage("no code to scan".to_owned()))?;
        let body = form(&[("code", &qr), ("card", "icbc-debit")]);
        let url = format!("{}/phone/scan", self.network.server.url);
        sent(client().post(url).header("content-type", FORM).body(body)).await?;
        Ok(())
    }

    /// Goes to the bank; returns the address of its page.
    pub(crate) async fn go_to_bank(&self) -> Result<String, NoPage> {
        let fields = [("way", "bank"), ("bank", "ICBC")];
        let left = self.submit("", "confirm_payment", &fields).await?;
        let (_, form_on) = left
            .html
            .split_once("id=\"bank-form\"")
            .ok_or_else(|| NoPage(format!("no bank's form at {:?}", left.place)))?;
        let form_text = form_on.split("</form>").next().unwrap_or_default();
        let action = unescaped(between(form_text, "action=\"", "\"").unwrap_or_default());
        let fields: Vec<(String, String)> = form_text
            .split("<input")
            .skip(1)
            .filter_map(|input| {
                let name = between(input, "name=\"", "\"")?;
                let value = between(input, "value=\"", "\"")?;
                Some((unescaped(name), unescaped(value)))
            })
            .collect();
        let fields: Vec<_> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let answer = sent(
            client()
                .post(action)
                .header("content-type", FORM)
                .body(form(&fields)),
        )
        .await?;
        let to = answer
            .headers()
            .get("location")
            .and_then(|to| to.to_str().ok());
        let to = to.ok_or_else(|| NoPage("the bank leads nowhere".to_owned()))?;
        Ok(to.to_owned())
    }

    /// Pays on the bank's page.
    pub(crate) async fn pay_at(&self, bank: &str) -> Result<(), NoPage> {
        let body = form(&[("act", "pay")]);
        sent(client().post(bank).header("content-type", FORM).body(body)).await?;
        Ok(())
    }

    /// Reloads until the page says paid, and pays by QR code where a method
    /// can be chosen.
    ///
    /// # Panics
    /// Where the order is never paid, with its last page.
    pub(crate) async fn pay_until_paid(&self) {
        let last = Cell::new(None);
        let paid = wait_for(SETTLED, || async {
            let shown = self.load().await;
            let place = shown.as_ref().map_or("", |shown| shown.place.as_str());
            match place {
                "paid" => return Some(()),
                "" if shown.is_ok() => drop(self.show_qr().await),
                "scan" if self.scan().await.is_ok() => {}
                // No other method is offered while it may still be paid.
                "scan" | "code" | "card" | "bank" | "declined" | "waiting"
                    if shown.as_ref().is_ok_and(ShownPage::offers_another_way) =>
                {
                    drop(self.submit("", "cancel", &[]).await);
                }
                // Waiting, or no answer.
                _ => {}
            }
            last.set(Some(shown));
            None
        });
        if paid.await.is_none() {
            let transactions = self.network.transactions(self.order.request.fen);
            panic!(
                "{} never paid: {:?}, {transactions:?}",
                self.order.id,
                last.take()
            );
        }
    }

    async fn newest_code(&self, card: Card) -> Result<String, NoPage> {
        let url = format!(
            "{}/phone/messages?phone={}",
            self.network.server.url, card.phone
        );
        let text = sent(client().get(url))
            .await?
            .text()
            .await
            .map_err(NoPage::of)?;
        let messages: Value = serde_json::from_str(&text).unwrap_or_default();
        let code = messages[0]["code"].as_str().map(str::to_owned);
        code.ok_or_else(|| NoPage("no message on the phone".to_owned()))
    }

    fn at(&self, place: &str) -> String {
        let slash = if place.is_empty() { "" } else { "/" };
        format!("{}{}{slash}{place}", self.desk, self.order.page)
    }

    /// Follows redirects within the desk, as a browser does.
    async fn follow(&self, request: reqwest::RequestBuilder) -> Page {
        let mut answer = request.send().await.map_err(NoPage::of)?;
        let mut hops = 0;
        while answer.status() == 303 && hops < 5 {
            hops += 1;
            let to = answer
                .headers()
                .get("location")
                .and_then(|to| to.to_str().ok());
            let path = to.unwrap_or_default().to_owned();
            answer = client()
                .get(format!("{}{path}", self.desk))
                .send()
                .await
                .map_err(NoPage::of)?;
        }
        let place = answer
            .url()
            .path()
            .split('/')
            .nth(3)
            .unwrap_or_default()
            .to_owned();
        let status = answer.status().as_u16();
        let retry_after = retry_after(&answer);
        let html = answer.text().await.map_err(NoPage::of)?;
        Ok(ShownPage {
            status,
            retry_after,
            place,
            html,
        })
    }
}

impl ShownPage {
    fn offers_another_way(&self) -> bool {
        self.html.contains("do=cancel")
    }
}

impl fmt::Debug for ShownPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {:?}", self.status, self.place)
    }
}

impl fmt::Debug for NoPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no page: {}", self.0)
    }
}

impl NoPage {
    fn of(error: reqwest::Error) -> Self {
        Self(error.without_url().to_string())
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn sent(request: reqwest::RequestBuilder) -> Result<reqwest::Response, NoPage> {
    let answer = request.send().await.map_err(NoPage::of)?;
    let status = answer.status().as_u16();
    if (200..400).contains(&status) {
        Ok(answer)
    } else {
        Err(NoPage(format!("the network answers {status}")))
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

fn hidden(html: &str, name: &str) -> String {
    let after = html
        .split_once(&format!("name=\"{name}\""))
        .map_or("", |(_, after)| after);
    unescaped(between(after, "value=\"", "\"").unwrap_or_default())
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    Some(text.split_once(from)?.1.split_once(to)?.0)
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}
