//! Who a request for an SMS code is counted for: phone, card, visitor's address
//! and merchant. All but the merchant by a keyed hash.

use super::Limits;
use domain::clock::At;
use domain::desk::Visit;
use domain::ids::MerchantId;
use domain::rate_limits::RateLimit;
use domain::secret::Secret;
use std::net::IpAddr;
use store::{Error, Tx, rate_limits};

/// The hashes of phone, card and address; `None` for one that is not limited.
#[derive(Clone, Debug)]
pub(crate) struct Subjects {
    phone: Option<String>,
    card: Option<String>,
    address: Option<String>,
}

impl Limits {
    /// The subjects of a request. `phone` and `card` are complete numbers as the
    /// network gets them.
    pub(crate) fn subjects(
        &self,
        phone: Option<&Secret>,
        card: Option<&Secret>,
        visit: &Visit,
    ) -> Subjects {
        let number = |number: &Secret| self.hash.of(number.expose().as_bytes());
        let address = visit.ip.and_then(limited_part);
        Subjects {
            phone: phone.filter(|_| !self.test_cards).map(number),
            card: card.filter(|_| !self.test_cards).map(number),
            address: address.map(|part| self.hash.of(&part)),
        }
    }
}

impl Subjects {
    /// Takes an SMS code from each budget, in the transaction that stores its
    /// request.
    ///
    /// # Errors
    /// `too_many_requests` with the wait.
    pub(crate) async fn take_code(
        &self,
        tx: &mut Tx,
        merchant: &MerchantId,
        now: At,
    ) -> Result<(), Error> {
        for (limit, subject) in self.of_codes(merchant) {
            rate_limits::take(tx, limit, subject, now).await?;
        }
        Ok(())
    }

    /// Gives an SMS code that was not sent back to each budget, in the
    /// transaction that stores that it was not sent. If such codes were counted,
    /// invented cards with somebody's phone number would use up its budget.
    pub(crate) async fn give_code_back(
        &self,
        tx: &mut Tx,
        merchant: &MerchantId,
    ) -> Result<(), Error> {
        for (limit, subject) in self.of_codes(merchant) {
            rate_limits::give_back(tx, limit, subject).await?;
        }
        Ok(())
    }

    /// Checks that no run of wrong data was declined for this card or address.
    ///
    /// # Errors
    /// `too_many_requests` with the wait.
    pub(crate) async fn check_card(&self, tx: &mut Tx, now: At) -> Result<(), Error> {
        for (limit, subject) in self.of_wrong_cards() {
            rate_limits::check(tx, limit, subject, now).await?;
        }
        Ok(())
    }

    /// Counts a decline that says that the card's data is wrong.
    pub(crate) async fn add_wrong_card(&self, tx: &mut Tx, now: At) -> Result<(), Error> {
        for (limit, subject) in self.of_wrong_cards() {
            rate_limits::add(tx, limit, subject, now).await?;
        }
        Ok(())
    }

    fn of_codes<'a>(
        &'a self,
        merchant: &'a MerchantId,
    ) -> impl Iterator<Item = (RateLimit, &'a str)> {
        let subjects = [
            (RateLimit::CodesPerPhone, self.phone.as_deref()),
            (RateLimit::CodesPerPhoneDay, self.phone.as_deref()),
            (RateLimit::CodesPerAddress, self.address.as_deref()),
            (RateLimit::CodesPerMerchant, Some(merchant.as_str())),
        ];
        let limited = |(limit, subject): (_, Option<&'a str>)| Some((limit, subject?));
        subjects.into_iter().filter_map(limited)
    }

    fn of_wrong_cards(&self) -> impl Iterator<Item = (RateLimit, &str)> {
        let card = self
            .card
            .as_deref()
            .map(|card| (RateLimit::WrongCardsPerCard, card));
        let address = self.address.as_deref();
        let address = address.map(|address| (RateLimit::WrongCardsPerAddress, address));
        card.into_iter().chain(address)
    }
}

/// What is counted of an address: all of IPv4, the network part of IPv6 (a
/// household has a /64). `None` for addresses that are not on the internet: they
/// may be a proxy's, which all visitors share.
pub(super) fn limited_part(ip: IpAddr) -> Option<Vec<u8>> {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let internal = ip.is_loopback() || ip.is_private() || ip.is_link_local();
            let limited = !(shared || internal || ip.is_unspecified());
            limited.then(|| ip.octets().to_vec())
        }
        IpAddr::V6(ip) => {
            let internal = ip.is_unique_local() || ip.is_unicast_link_local();
            let limited = !(internal || ip.is_loopback() || ip.is_unspecified());
            limited.then(|| ip.octets()[..8].to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::limited_part;

    #[test]
    fn only_an_address_on_the_internet_is_a_visitors() {
        let part = |ip: &str| limited_part(ip.parse().expect("an address"));
        for ip in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.0.1",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert_eq!(part(ip), None, "{ip}");
        }
        assert_eq!(part("203.0.113.7"), Some(vec![203, 0, 113, 7]));
        assert_eq!(part("::ffff:203.0.113.7"), part("203.0.113.7"));
        assert_eq!(part("2001:db8:1:2::1"), part("2001:db8:1:2:3:4:5:6"));
        assert_ne!(part("2001:db8:1:2::1"), part("2001:db8:1:3::1"));
    }
}
