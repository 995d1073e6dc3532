//! The demo's mall and merchants: fictitious companies and registration
//! numbers, inserted once per data folder. A folder of an older version gets the
//! accounts and products that it lacks. Each merchant sells all goods of the mall, so
//! no note names one kind of goods.

use anyhow::Context;
use channels::{unionpay, wechatpay};
use domain::brand::{Brand, Colour, Font, Radius};
use domain::channel_id::ChannelId;
use domain::ids::MallId;
use domain::mall::{KeyAlgorithm, Mall, MallKey};
use domain::merchant::{AccountNumber, Merchant};
use domain::merchant_store::MerchantStore;
use domain::product::Product;
use engine::logo_image::LogoImage;
use engine::registry::Registry;
use sandbox::mall::{MallMerchant, MallStore};
use std::sync::Arc;

/// The name the demo mall signs with.
pub(super) const MALL_KEY_ID: &str = "jiangnan-bank-mall-2026";

/// The demo's mall and merchants.
pub(super) struct Seeded {
    pub(super) mall_id: MallId,
    pub(super) merchants: Vec<Merchant>,
    /// Those of the first merchant.
    pub(super) stores: Vec<MerchantStore>,
}

/// The stores of the first merchant: number, name, address.
const STORES: [(&str, &str, &str); 2] = [
    ("HZ-01", "西湖龙井店", "杭州市西湖区龙井路 1 号"),
    ("HZ-02", "湖滨银泰店", "杭州市上城区延安路 258 号"),
];

struct Seed {
    legal_name: &'static str,
    short_name: &'static str,
    display_name: &'static str,
    note: &'static str,
    uscc: &'static str,
    /// Its numbers at the sandbox's networks.
    accounts: &'static [(&'static ChannelId, &'static str)],
    mcc: &'static str,
    colour: &'static str,
    radius: Radius,
    font: Font,
    support: &'static str,
    /// Plain SVG; a letter tile where there is none.
    logo: Option<&'static str>,
}

static SEEDS: [Seed; 3] = [
    Seed {
        legal_name: "杭州云栖茶业有限公司",
        short_name: "云栖茶业",
        display_name: "云栖茶业",
        note: "产地直发，下单当日发货",
        uscc: "91330106MA2TEA001A",
        accounts: &[
            (&unionpay::ID, "777290058110001"),
            (&wechatpay::ID, "1900000101"),
        ],
        mcc: "5499",
        colour: "#1f6f54",
        radius: Radius::Round,
        font: Font::System,
        support: "400-000-0001（9:00–21:00）",
        logo: Some(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'><rect width='48' height='48' rx='12' fill='#1f6f54'/><path d='M12 36C12 20 22 12 38 10c0 18-8 26-22 26l-4 4z' fill='#dff3e8'/></svg>",
        ),
    },
    Seed {
        legal_name: "无锡青禾百货有限公司",
        short_name: "青禾百货",
        display_name: "青禾百货",
        note: "当季好物，七天无理由退换",
        uscc: "91320200MA3BTYL228",
        accounts: &[
            (&unionpay::ID, "777290058110002"),
            (&wechatpay::ID, "1900000102"),
        ],
        mcc: "5399",
        colour: "#2b4bb3",
        radius: Radius::Soft,
        font: Font::Serif,
        support: "400-000-0002",
        logo: None,
    },
    Seed {
        legal_name: "北京栗木手工艺品有限公司",
        short_name: "栗木工坊",
        display_name: "栗木工坊 Chestnut",
        note: "匠人工坊，附手写卡片",
        uscc: "91110108MA4BKRD55M",
        accounts: &[
            (&unionpay::ID, "777290058110003"),
            (&wechatpay::ID, "1900000103"),
        ],
        mcc: "5947",
        colour: "#b4541a",
        radius: Radius::Square,
        font: Font::System,
        support: "400-000-0003",
        logo: None,
    },
];

impl Seeded {
    /// The stores as the demo mall lists them.
    pub(super) fn stores(&self) -> Vec<MallMerchant> {
        let note = |m: &Merchant| {
            SEEDS
                .iter()
                .find(|s| s.uscc == m.uscc)
                .map_or("", |s| s.note)
                .to_owned()
        };
        self.merchants
            .iter()
            .map(|m| MallMerchant {
                id: m.id.as_str().to_owned(),
                name: m.brand.display_name.clone(),
                note: note(m),
                colour: m.brand.colour,
                stores: self
                    .stores
                    .iter()
                    .filter(|store| store.merchant == m.id)
                    .map(|store| MallStore {
                        id: store.id.to_string(),
                        name: store.name.clone(),
                    })
                    .collect(),
            })
            .collect()
    }
}

/// Registers the mall and merchants that are missing, and what a merchant lacks.
pub(super) async fn insert_missing(
    registry: &Registry,
    mall_url: &str,
    public_der: Vec<u8>,
) -> anyhow::Result<Seeded> {
    let mall_id = match registry.mall_of_key(MALL_KEY_ID).await? {
        Some(mall) => mall.id,
        None => insert_mall(registry, mall_url, public_der).await?,
    };
    let known = registry.merchants().await?;
    let mut merchants = Vec::new();
    for seed in &SEEDS {
        if let Some(merchant) = known.iter().find(|m| m.uscc == seed.uscc) {
            seed.complete(registry, merchant).await?;
            merchants.push(merchant.clone());
        } else {
            let mut merchant = seed.merchant(registry)?;
            let logo = seed.logo.map(|svg| LogoImage::read(svg.as_bytes()));
            let logo = logo.transpose().context("a seed's logo")?;
            if let Some(logo) = &logo {
                Arc::make_mut(&mut merchant.brand).logos.square = Some(logo.id.clone());
            }
            registry
                .add_merchant_with_logo(&merchant, &[], logo)
                .await?;
            merchants.push(merchant);
        }
    }
    let ids: Vec<_> = merchants
        .iter()
        .map(|merchant| merchant.id.clone())
        .collect();
    registry.allow(&mall_id, &ids).await?;
    let mut stores = Vec::new();
    if let Some(first) = ids.first() {
        for store in STORES {
            stores.push(registry.store_of(first, store).await?);
        }
    }
    Ok(Seeded {
        mall_id,
        merchants,
        stores,
    })
}

async fn insert_mall(
    registry: &Registry,
    mall_url: &str,
    public_der: Vec<u8>,
) -> anyhow::Result<MallId> {
    let mall = Mall {
        id: registry.new_mall_id(),
        name: String::from("江南银行生活商城"),
        operator_uscc: String::from("91320100MA1JNBK88K"),
        return_origins: vec![mall_url.to_owned()],
        webhook_url: Some(format!("{mall_url}/paydesk/events")),
        active: true,
        created_at: registry.now(),
    };
    let key = MallKey {
        key_id: MALL_KEY_ID.to_owned(),
        mall_id: mall.id.clone(),
        algorithm: KeyAlgorithm::Ed25519,
        public_der,
        active: true,
    };
    registry.add_mall(&mall, &key).await?;
    Ok(mall.id)
}

impl Seed {
    fn account_numbers(&self) -> impl Iterator<Item = AccountNumber> {
        self.accounts.iter().map(|(channel, number)| {
            AccountNumber::for_all_products(ChannelId::clone(channel), String::from(*number))
        })
    }

    /// Adds the accounts and products that a registered merchant lacks.
    async fn complete(&self, registry: &Registry, merchant: &Merchant) -> anyhow::Result<()> {
        let lacking = |account: &AccountNumber| merchant.number_at(&account.channel).is_none();
        let accounts: Vec<_> = self.account_numbers().filter(lacking).collect();
        if !accounts.is_empty() {
            registry.put_accounts(&merchant.id, &accounts).await?;
        }
        registry.add_products(&merchant.id, &Product::ALL).await?;
        Ok(())
    }

    fn merchant(&self, registry: &Registry) -> anyhow::Result<Merchant> {
        let colour = Colour::parse(self.colour).context("a seed's colour")?;
        Ok(Merchant {
            id: registry.new_merchant_id(),
            legal_name: self.legal_name.to_owned(),
            short_name: self.short_name.to_owned(),
            uscc: self.uscc.to_owned(),
            accounts: self.account_numbers().collect(),
            mcc: self.mcc.to_owned(),
            products: Product::ALL.to_vec(),
            brand: Arc::new(Brand {
                radius: self.radius,
                font: self.font,
                support: Some(self.support.to_owned()),
                ..Brand::plain(self.display_name, colour)
            }),
            active: true,
            created_at: registry.now(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MALL_KEY_ID, SEEDS, insert_missing};
    use domain::clock::Clock as _;
    use domain::merchant::Merchant;
    use domain::product::Product;
    use engine::registry::Registry;
    use engine::system::{SystemClock, SystemEntropy};
    use std::sync::Arc;
    use store::{Database, Store};
    use testkit::signer::MallSigner;

    #[tokio::test]
    async fn a_folder_of_an_older_version_gets_what_its_merchants_lack() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::Sqlite(folder.path().join("paydesk.db"));
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let made = Store::open(&database, clock.now()).await.expect("made");
        made.close().await;
        let registry = Registry::open(&database, clock, entropy).await;
        let registry = registry.expect("opens").allow_loopback();
        let old = Merchant {
            accounts: Vec::new(),
            products: vec![Product::Scan],
            ..SEEDS[0].merchant(&registry).expect("a seed")
        };
        registry.add_merchant(&old, &[]).await.expect("added");

        let signer = MallSigner::new(
            domain::mall::KeyAlgorithm::Ed25519,
            MALL_KEY_ID,
            "http://127.0.0.1:1",
        );
        for _ in 0..2 {
            let key = signer.mall_key(&registry.new_mall_id()).public_der;
            let seeded = insert_missing(&registry, "http://127.0.0.1:1", key).await;
            assert_eq!(seeded.expect("inserted").merchants[0].id, old.id);
            let merchants = registry.merchants().await.expect("read");
            assert_eq!(merchants.len(), SEEDS.len());
            for seed in &SEEDS {
                let mut merchants = merchants.iter();
                let merchant = merchants.find(|merchant| merchant.legal_name == seed.legal_name);
                let merchant = merchant.expect("registered");
                let numbers: Vec<_> = seed.account_numbers().collect();
                assert_eq!(merchant.accounts, numbers, "{}", seed.legal_name);
                let has = |product| merchant.products.contains(product);
                assert!(Product::ALL.iter().all(has), "{}", seed.legal_name);
            }
        }
        registry.close().await;
    }
}
