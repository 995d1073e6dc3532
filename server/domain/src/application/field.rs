//! The fields of an application: their names, their sections, what may stand in
//! them, and which of them are personal data, which is stored encrypted and shown
//! masked.

use super::section::Section;
use crate::product::Product;

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of at most so many characters.
    Line(usize),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A registration number (USCC).
    Uscc,
    /// A day that has come.
    PastDay,
    /// A day ahead.
    FutureDay,
    /// A day.
    Day,
    /// A resident identity number.
    IdNumber,
    /// A mobile number.
    Phone,
    /// A mail address.
    Mail,
    /// The name of a web shop's host.
    Host,
    /// A merchant category code.
    Mcc,
    /// The number of a bank account.
    BankAccount,
    /// Per cent with two decimals at most, so basis points.
    Percent,
    /// Yuan with two decimals at most.
    Yuan,
    /// Products by their names, with blanks between.
    Products,
    /// Malls by their ids, with blanks between.
    Malls,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $name:literal $section:ident $need:ident $secrecy:ident $kind:expr;)+) => {
        /// A field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ApplicationField { $($(#[$doc])* $variant),+ }

        impl ApplicationField {
            /// All variants, in the order of the forms.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in SQL and forms.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Its section.
            pub const fn section(self) -> Section {
                match self { $(Self::$variant => Section::$section),+ }
            }

            /// What may stand in it.
            pub const fn kind(self) -> FieldKind {
                match self { $(Self::$variant => $kind),+ }
            }

            /// True where something must stand in it.
            pub const fn is_required(self) -> bool {
                match self { $(Self::$variant => fields!(@required $need)),+ }
            }

            /// True for personal data.
            pub const fn is_personal(self) -> bool {
                match self { $(Self::$variant => fields!(@personal $secrecy)),+ }
            }
        }
    };
    (@required required) => { true };
    (@required optional) => { false };
    (@personal personal) => { true };
    (@personal plain) => { false };
}

fields! {
    /// What the company is.
    Subject "subject" Company required plain
        FieldKind::Choice(&["individual", "enterprise", "institution", "other"]);
    /// Its registration number.
    Uscc "uscc" Company required plain FieldKind::Uscc;
    /// Its registered name.
    RegisteredName "registered_name" Company required plain FieldKind::Line(64);
    /// Its registered address.
    Address "address" Company required plain FieldKind::Line(120);
    /// From when the licence is valid.
    LicenceFrom "licence_from" Company required plain FieldKind::PastDay;
    /// Until when; nothing for a licence without end.
    LicenceUntil "licence_until" Company optional plain FieldKind::FutureDay;
    /// Why a company that is registered is signed once more.
    Again "again" Company optional plain FieldKind::Line(100);

    /// The name of the legal person.
    LegalName "legal_name" LegalPerson required plain FieldKind::Line(32);
    /// Its identity number.
    LegalId "legal_id" LegalPerson required personal FieldKind::IdNumber;
    /// Its mobile number.
    LegalPhone "legal_phone" LegalPerson required personal FieldKind::Phone;

    /// The first beneficial owner.
    Owner1Name "owner1_name" Owners optional plain FieldKind::Line(32);
    /// Its identity number.
    Owner1Id "owner1_id" Owners optional personal FieldKind::IdNumber;
    /// Its share.
    Owner1Share "owner1_share" Owners optional plain FieldKind::Percent;
    /// The second one.
    Owner2Name "owner2_name" Owners optional plain FieldKind::Line(32);
    /// Its identity number.
    Owner2Id "owner2_id" Owners optional personal FieldKind::IdNumber;
    /// Its share.
    Owner2Share "owner2_share" Owners optional plain FieldKind::Percent;
    /// The third one.
    Owner3Name "owner3_name" Owners optional plain FieldKind::Line(32);
    /// Its identity number.
    Owner3Id "owner3_id" Owners optional personal FieldKind::IdNumber;
    /// Its share.
    Owner3Share "owner3_share" Owners optional plain FieldKind::Percent;

    /// The name of the contact.
    ContactName "contact_name" Contact required plain FieldKind::Line(32);
    /// Its mobile number.
    ContactPhone "contact_phone" Contact required personal FieldKind::Phone;
    /// Its mail address.
    ContactMail "contact_mail" Contact required personal FieldKind::Mail;

    /// The host of a web shop.
    Host "host" Business optional plain FieldKind::Host;
    /// The name of an app.
    App "app" Business optional plain FieldKind::Line(64);
    /// The address of a store.
    Store "store" Business optional plain FieldKind::Line(120);
    /// The category code, ISO 18245.
    Mcc "mcc" Business required plain FieldKind::Mcc;
    /// The short name on card statements.
    ShortName "short_name" Business required plain FieldKind::Line(25);
    /// The name on the pay page.
    DisplayName "display_name" Business required plain FieldKind::Line(25);

    /// Whose account it is.
    AccountKind "account_kind" Account required plain FieldKind::Choice(&["corporate", "personal"]);
    /// The name of its holder.
    Holder "holder" Account required plain FieldKind::Line(64);
    /// The bank, with the branch.
    Bank "bank" Account required plain FieldKind::Line(64);
    /// Its number.
    AccountNumber "account_number" Account required personal FieldKind::BankAccount;

    /// The products.
    Products "products" Terms required plain FieldKind::Products;
    /// The malls.
    Malls "malls" Terms required plain FieldKind::Malls;
    /// From when the fees are valid.
    FeesFrom "fees_from" Terms required plain FieldKind::Day;
    /// The fee of quick pay, and the least of a payment.
    QuickRate "rate_quick_agreement" Terms optional plain FieldKind::Percent;
    /// The least fee.
    QuickMinimum "minimum_quick_agreement" Terms optional plain FieldKind::Yuan;
    /// The fee of QR codes.
    ScanRate "rate_scan" Terms optional plain FieldKind::Percent;
    /// The least fee.
    ScanMinimum "minimum_scan" Terms optional plain FieldKind::Yuan;
    /// The fee of WeChat.
    WechatRate "rate_wechat" Terms optional plain FieldKind::Percent;
    /// The least fee.
    WechatMinimum "minimum_wechat" Terms optional plain FieldKind::Yuan;
    /// The fee of the banks' own pages.
    GatewayRate "rate_gateway_personal" Terms optional plain FieldKind::Percent;
    /// The least fee.
    GatewayMinimum "minimum_gateway_personal" Terms optional plain FieldKind::Yuan;
}

impl ApplicationField {
    /// The owners: name, identity number and share of each.
    pub const OWNERS: [[Self; 3]; 3] = [
        [Self::Owner1Name, Self::Owner1Id, Self::Owner1Share],
        [Self::Owner2Name, Self::Owner2Id, Self::Owner2Share],
        [Self::Owner3Name, Self::Owner3Id, Self::Owner3Share],
    ];

    /// The field of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// Those of a section, in the order of its form.
    pub fn of(section: Section) -> impl Iterator<Item = Self> {
        let all = Self::ALL.iter().copied();
        all.filter(move |field| field.section() == section)
    }

    /// The fields of a product's fee: its rate, and the least of a payment.
    pub const fn fee_of(product: Product) -> [Self; 2] {
        match product {
            Product::QuickAgreement => [Self::QuickRate, Self::QuickMinimum],
            Product::Scan => [Self::ScanRate, Self::ScanMinimum],
            Product::Wechat => [Self::WechatRate, Self::WechatMinimum],
            Product::GatewayPersonal => [Self::GatewayRate, Self::GatewayMinimum],
        }
    }
}
