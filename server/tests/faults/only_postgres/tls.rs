//! The line to the server, as an operator sets it up: who is believed to be
//! the server, who is not, and what the desk says then.

use crate::desk::{output, text, write};
use crate::house::House;
use crate::mall::Order;
use crate::postgres::{PASSWORD, Postgres, Shown};
use crate::wait::{SOON, until};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::path::Path;

/// The one name on the server's certificate.
const NAME: &str = "127.0.0.1";

/// Fails where a desk's line can be read by others, or there is none.
const ONLY_ENCRYPTED: &str = "DO $$ BEGIN
    IF (SELECT count(*) = 0 OR NOT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity
        USING (pid) WHERE application_name = 'paydesk')
    THEN RAISE 'a line that others can read'; END IF; END $$";

/// Who vouches for a server.
struct Authority(Issuer<'static, KeyPair>, String);

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let own = params.self_signed(&key).expect("a certificate");
        Self(Issuer::new(params, key), own.pem())
    }

    /// Vouches for a server of this name.
    fn vouch(&self, name: &str) -> Shown {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        Shown {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }

    /// Its own certificate, as a file the settings name.
    fn file(&self, folder: &Path, name: &str) -> String {
        write(folder, name, &self.1)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_believed_only_when_the_right_authority_vouches_for_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, other) = (Authority::new("ours"), Authority::new("another"));
    let right = format!("&sslrootcert={}", ours.file(folder.path(), "ca.crt"));
    let wrong = format!("&sslrootcert={}", other.file(folder.path(), "other.crt"));
    let no_file = format!("&sslrootcert={}", folder.path().join("none.crt").display());
    let server = Postgres::behind_tls(&ours.vouch(NAME)).await;
    let cases = [
        (NAME, "verify-full", right.as_str(), None),
        ("localhost", "verify-ca", &right, None),
        ("localhost", "require", "", None),
        (NAME, "require", &wrong, None),
        (NAME, "verify-full", &wrong, Some("UnknownIssuer")),
        (NAME, "verify-ca", &wrong, Some("UnknownIssuer")),
        // Authorities of the public web are believed, and no others.
        (NAME, "verify-full", "", Some("UnknownIssuer")),
        (
            "localhost",
            "verify-full",
            &right,
            Some("not valid for name"),
        ),
        (NAME, "verify-full", &no_file, Some("sslrootcert")),
        (NAME, "disable", "", Some("no encryption")),
        (NAME, "verify_full", &right, Some("sslmode is one of")),
    ];
    for (host, mode, file, refused) in cases {
        let url = format!("{}?sslmode={mode}{file}", server.url_at(host));
        is_told(&url, refused);
    }
    let liar = server.url().replace(PASSWORD, "hunter3-and-some");
    is_told(&liar, Some("password authentication failed"));

    let plain = Postgres::open().await;
    let asked = format!("{}?sslmode=require", plain.url());
    is_told(&asked, Some("does not support TLS"));
}

/// The command line gets in, or says in one line why it does not, and never
/// how one would.
fn is_told(url: &str, refused: Option<&str>) {
    let done = output(&["migrate"], url);
    let said = format!("{}{}", text(&done.stdout), text(&done.stderr));
    assert!(!said.contains("-and-some"), "{said}");
    match refused {
        None => assert_eq!(done.status.code(), Some(0), "{url}: {said}"),
        Some(words) => {
            assert_eq!(done.status.code(), Some(1), "{url}: {said}");
            assert!(said.contains(words), "{url}: {said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_travel_encrypted_and_a_server_that_changes_its_face_is_not_spoken_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, other) = (Authority::new("ours"), Authority::new("another"));
    let right = ours.vouch(NAME);
    let server = Postgres::behind_tls(&right).await;
    let ca = ours.file(folder.path(), "ca.crt");
    let url = format!("{}?sslmode=verify-full&sslrootcert={ca}", server.url());
    let house = House::on(url).await;
    house.start().await;
    let desk = house.desk();
    let before = [house.mall.order(&desk.url).await];
    house.shoppers_pay(&before).await;
    assert!(server.run(ONLY_ENCRYPTED).await);

    server.stop();
    server.show(&other.vouch(NAME));
    server.start().await;
    until("the desk to say that it is not ready", SOON, || async {
        (desk.readiness().await == Some(503)).then_some(())
    })
    .await;
    let wish = house.mall.wish();
    let got = house.mall.ask(&desk.url, &wish).await.expect("an answer");
    assert_eq!(got.status, 503, "{}", got.body);
    assert!(got.retry_after.is_some(), "says when to come again");
    let words = "invalid peer certificate: UnknownIssuer";
    until("the reason in the log", SOON, || {
        std::future::ready(desk.log().contains(words).then_some(()))
    })
    .await;

    server.stop();
    server.show(&right);
    server.start().await;
    until("the desk to be ready again", SOON, || async {
        (desk.readiness().await == Some(200)).then_some(())
    })
    .await;
    let made = house.mall.ask(&desk.url, &wish).await.expect("an answer");
    assert_eq!(made.status, 201, "{}", made.body);
    let [paid] = before;
    let orders = [paid, Order::of(wish, &made)];
    house.shoppers_pay(&orders).await;
    assert!(server.run(ONLY_ENCRYPTED).await);
    house.all_is_well(&orders).await;
    assert!(!desk.log().contains(PASSWORD), "{}", desk.log());
}
