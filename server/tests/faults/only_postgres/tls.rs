//! TLS to the server: which servers are trusted, which are not, and what the
//! desk reports.

use crate::deployment::Deployment;
use crate::desk::{output, text, write};
use crate::mall::Order;
use crate::postgres::{Certificate, PASSWORD, Postgres};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::path::Path;
use testkit::wait::{SOON, until};

/// The only name in the server's certificate.
const NAME: &str = "127.0.0.1";

/// Fails where a connection of the desk is not encrypted, or there is none.
const ONLY_ENCRYPTED: &str = "DO $$ BEGIN
    IF (SELECT count(*) = 0 OR NOT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity
        USING (pid) WHERE application_name = 'paydesk')
    THEN RAISE 'a line that others can read'; END IF; END $$";

/// A certificate authority.
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

    /// Issues a certificate for a server of this name.
    fn vouch(&self, name: &str) -> Certificate {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        Certificate {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }

    /// Its own certificate, as a file for the settings.
    fn file(&self, folder: &Path, name: &str) -> String {
        write(folder, name, &self.1)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_trusted_only_with_a_certificate_for_its_name_from_the_right_authority() {
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
        // Only the public web's authorities are trusted.
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
        check_connection(&url, refused);
    }
    let liar = server.url().replace(PASSWORD, "hunter3-and-some");
    check_connection(&liar, Some("password authentication failed"));

    let plain = Postgres::open().await;
    let asked = format!("{}?sslmode=require", plain.url());
    check_connection(&asked, Some("does not support TLS"));
}

/// `paydesk migrate` succeeds, or says in one line why not, without secrets.
fn check_connection(url: &str, refused: Option<&str>) {
    let done = output(&["migrate"], url);
    let output = format!("{}{}", text(&done.stdout), text(&done.stderr));
    assert!(!output.contains("-and-some"), "{output}");
    match refused {
        None => assert_eq!(done.status.code(), Some(0), "{url}: {output}"),
        Some(words) => {
            assert_eq!(done.status.code(), Some(1), "{url}: {output}");
            assert!(output.contains(words), "{url}: {output}");
            assert_eq!(output.lines().count(), 1, "{output}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_encrypted_and_a_changed_certificate_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, other) = (Authority::new("ours"), Authority::new("another"));
    let right = ours.vouch(NAME);
    let server = Postgres::behind_tls(&right).await;
    let ca = ours.file(folder.path(), "ca.crt");
    let url = format!("{}?sslmode=verify-full&sslrootcert={ca}", server.url());
    let deployment = Deployment::on(url).await;
    deployment.start().await;
    let desk = deployment.desk();
    let before = [deployment.mall.order(&desk.url).await];
    deployment.pay_all(&before).await;
    assert!(server.run(ONLY_ENCRYPTED).await);

    server.stop();
    server.show(&other.vouch(NAME));
    server.start().await;
    desk.wait_for_readiness(503).await;
    let request = deployment.mall.new_request();
    let got = deployment
        .mall
        .create_order(&desk.url, &request)
        .await
        .expect("an answer");
    assert_eq!(got.status, 503, "{}", got.body);
    assert!(got.retry_after.is_some(), "has Retry-After");
    let words = "invalid peer certificate: UnknownIssuer";
    until("the reason in the log", SOON, || {
        std::future::ready(desk.log().contains(words).then_some(()))
    })
    .await;

    server.stop();
    server.show(&right);
    server.start().await;
    desk.wait_for_readiness(200).await;
    let made = deployment
        .mall
        .create_order(&desk.url, &request)
        .await
        .expect("an answer");
    assert_eq!(made.status, 201, "{}", made.body);
    let [paid] = before;
    let orders = [paid, Order::of(request, &made)];
    deployment.pay_all(&orders).await;
    assert!(server.run(ONLY_ENCRYPTED).await);
    deployment.check_invariants(&orders).await;
    assert!(!desk.log().contains(PASSWORD), "{}", desk.log());
}
