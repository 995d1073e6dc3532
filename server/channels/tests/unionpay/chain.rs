//! Which signatures are accepted: the chain, its validity, the common name.

use crate::kit::{
    self, Identity, KIT, config, finish_by, paid_answer, payment, raw_body, reply, rsa_key, sign_as,
};
use channels::unionpay::{CommonNameRule, Config, ConfigError, UnionPay};
use channels::{Moved, Op, Outcome, PaymentMethod, SignatureFault, UnknownReason};
use domain::clock::At;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

fn judge_by(config: &Config, leaf: &Identity, now: At) -> Result<(), SignatureFault> {
    let channel = UnionPay::new(config).expect("the settings are good");
    let body = raw_body(&sign_as(leaf, paid_answer()));
    let op = Op::Query {
        payment: payment(),
        paid_by: PaymentMethod::Agreement,
    };
    match finish_by(&channel, &op, &reply(200, body.as_bytes()), now) {
        Outcome::Moved(Moved::Payment(_)) => Ok(()),
        Outcome::Unknown(UnknownReason::BadSignature(fault)) => Err(fault),
        other => panic!("{other:?}"),
    }
}

fn judge(leaf: &Identity) -> Result<(), SignatureFault> {
    judge_by(&config(), leaf, kit::NOW)
}

fn leaf(change: impl FnOnce(&mut CertificateParams)) -> Identity {
    let mut params = kit::leaf_params(kit::UNIONPAY_CN);
    change(&mut params);
    kit::issue(&params, &rsa_key(), &KIT.middle_issuer)
}

fn named(cn: &str) -> Identity {
    leaf(|params| params.distinguished_name.push(DnType::CommonName, cn))
}

#[test]
fn only_unionpay_signs_for_unionpay() {
    assert_eq!(judge(&KIT.leaf), Ok(()));
    for cn in [
        "041@x@somebody@1",
        "中国银联股份有限公司",
        "041@中国银联股份有限公司@8310@1",
        "041@x@中国银联股份有限公司 @1",
        "041@Z2014-11-11@00040000:SIGN@00000006",
    ] {
        assert_eq!(judge(&named(cn)), Err(SignatureFault::Name), "{cn}");
    }
    let test = Config {
        cn_rule: CommonNameRule::Test,
        ..config()
    };
    let old = named("041@Z2014-11-11@00040000:SIGN@00000006");
    assert_eq!(judge_by(&test, &old, kit::NOW), Ok(()));
    assert_eq!(judge_by(&test, &KIT.leaf, kit::NOW), Ok(()));
    assert_eq!(
        judge_by(&test, &named("041@x@somebody@1"), kit::NOW),
        Err(SignatureFault::Name)
    );
}

#[test]
fn only_their_authority_issues() {
    let other_key = rsa_key();
    let other = Issuer::new(kit::authority_params("TEST MIDDLE"), other_key);
    let forged = kit::issue(&kit::leaf_params(kit::UNIONPAY_CN), &rsa_key(), &other);
    assert_eq!(
        judge(&forged),
        Err(SignatureFault::Chain),
        "same name, other key"
    );

    let same_key = KeyPair::from_pem(&KIT.middle.key_pem).expect("reads");
    let renamed = Issuer::new(kit::authority_params("ANOTHER"), same_key);
    let forged = kit::issue(&kit::leaf_params(kit::UNIONPAY_CN), &rsa_key(), &renamed);
    assert_eq!(
        judge(&forged),
        Err(SignatureFault::Chain),
        "same key, other name"
    );

    let by_leaf = Issuer::new(kit::leaf_params(kit::UNIONPAY_CN), rsa_key());
    let below = kit::issue(&kit::leaf_params(kit::UNIONPAY_CN), &rsa_key(), &by_leaf);
    assert_eq!(judge(&below), Err(SignatureFault::Chain));

    let own = leaf(|_| {});
    let stolen = Identity {
        key_pem: KIT.merchant.key_pem.clone(),
        cert_pem: own.cert_pem,
    };
    assert_eq!(
        judge(&stolen),
        Err(SignatureFault::Digest),
        "certificate without its key"
    );
}

#[test]
fn a_certificate_is_used_for_what_it_is_for() {
    let authority = leaf(|p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    assert_eq!(judge(&authority), Err(SignatureFault::Chain));
    let mail = leaf(|p| p.key_usages = vec![KeyUsagePurpose::KeyEncipherment]);
    assert_eq!(judge(&mail), Err(SignatureFault::Chain));
    let mut unknown = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999, 1], vec![5, 0]);
    assert_eq!(
        judge(&leaf(|p| p.custom_extensions = vec![unknown.clone()])),
        Ok(())
    );
    unknown.set_criticality(true);
    let critical = leaf(|p| p.custom_extensions = vec![unknown]);
    assert_eq!(judge(&critical), Err(SignatureFault::Certificate));
    let broken = Identity {
        key_pem: KIT.leaf.key_pem.clone(),
        cert_pem: "x".into(),
    };
    assert_eq!(judge(&broken), Err(SignatureFault::Certificate));
}

#[test]
fn time_is_the_clocks() {
    let at = |year, month, day| {
        At::from_ms(
            date_time_ymd(year, month, day)
                .unix_timestamp()
                .saturating_mul(1000),
        )
    };
    let judge_at = |leaf: &Identity, now| judge_by(&config(), leaf, now);
    assert_eq!(judge_at(&KIT.leaf, at(2030, 1, 1)), Ok(()));
    assert_eq!(
        judge_at(&KIT.leaf, at(2030, 1, 2)),
        Err(SignatureFault::Validity)
    );
    assert_eq!(
        judge_at(&KIT.leaf, at(2019, 12, 31)),
        Err(SignatureFault::Validity)
    );
    // The leaf is still valid, its authorities are not.
    let long = leaf(|p| p.not_after = date_time_ymd(2040, 1, 1));
    assert_eq!(judge_at(&long, at(2029, 12, 31)), Ok(()));
    assert_eq!(
        judge_at(&long, at(2031, 1, 1)),
        Err(SignatureFault::Validity)
    );
}

#[test]
fn an_authority_is_one_by_its_own_certificate() {
    let root_key = || KeyPair::from_pem(&KIT.root.key_pem).expect("reads");
    let root = Issuer::new(kit::authority_params("TEST ROOT"), root_key());
    let with_middle = |change: &dyn Fn(&mut CertificateParams)| {
        let mut params = kit::authority_params("TEST MIDDLE");
        change(&mut params);
        let middle = kit::issue(&params, &rsa_key(), &root);
        UnionPay::new(&Config {
            middle_cert_pem: middle.cert_pem,
            ..config()
        })
        .err()
    };
    assert_eq!(with_middle(&|_| {}), None);
    assert_eq!(
        with_middle(&|p| p.is_ca = IsCa::Ca(BasicConstraints::Constrained(0))),
        None
    );
    let refused = Some(ConfigError::AuthorityChain);
    assert_eq!(
        with_middle(&|p| p.is_ca = IsCa::NoCa),
        refused,
        "does not say it is one"
    );
    assert_eq!(
        with_middle(&|p| p.is_ca = IsCa::ExplicitNoCa),
        refused,
        "says it is none"
    );
    let signs = vec![KeyUsagePurpose::DigitalSignature];
    assert_eq!(
        with_middle(&|p| p.key_usages.clone_from(&signs)),
        refused,
        "wrong usage"
    );

    // A root whose path length allows no authority below it.
    let mut params = kit::authority_params("TEST ROOT");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let narrow = params.self_signed(&root_key()).expect("signs").pem();
    assert_eq!(
        UnionPay::new(&Config {
            root_cert_pem: narrow,
            ..config()
        })
        .err(),
        refused
    );
}

#[test]
fn settings_that_cannot_work_are_named() {
    let refused = |change: &dyn Fn(&mut Config)| {
        let mut config = config();
        change(&mut config);
        UnionPay::new(&config).expect_err("refused")
    };
    assert_eq!(
        refused(&|c| c.middle_cert_pem.clone_from(&KIT.leaf.cert_pem)),
        ConfigError::AuthorityChain
    );
    assert_eq!(
        refused(&|c| c.root_cert_pem.clone_from(&KIT.middle.cert_pem)),
        ConfigError::AuthorityChain
    );
    assert_eq!(
        refused(&|c| c.signing_cert_pem.clone_from(&KIT.leaf.cert_pem)),
        ConfigError::KeyPair
    );
    assert!(matches!(
        refused(&|c| c.encrypt_cert_pem = "x".into()),
        ConfigError::Certificate("encrypt_cert_pem", _)
    ));
    assert!(matches!(
        refused(&|c| c.signing_key_pem = domain::secret::Secret::new("x")),
        ConfigError::Key(_)
    ));
    for base in [
        "",
        "gateway.95516.com",
        "https://a/b",
        "https://u@h",
        "ftp://h",
        "https://",
    ] {
        assert_eq!(
            refused(&|c| c.base_url = base.into()),
            ConfigError::Address("base_url")
        );
    }
    let query = "https://h/notices?x=1";
    assert_eq!(
        refused(&|c| c.back_url = query.into()),
        ConfigError::Address("back_url")
    );
    assert_eq!(
        refused(&|c| c.acq_ins_code = "12&".into()),
        ConfigError::Code("acq_ins_code")
    );
    assert_eq!(
        refused(&|c| c.tr_id = "}".into()),
        ConfigError::Code("tr_id")
    );
}
