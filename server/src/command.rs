//! The commands, one file each.

mod check_books;
#[cfg(feature = "sandbox")]
mod demo;
mod doctor;
mod invite;
mod mall;
mod merchant;
mod migrate;
mod openapi;
mod serve;

use crate::cli::{Command, MallCommand, MerchantCommand, ProviderCommand};

/// Runs one command to its end.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        #[cfg(feature = "sandbox")]
        Command::Demo(demo) => demo::run(&demo).await,
        Command::Serve(serve) => serve::run(&serve).await,
        Command::Migrate(database) => migrate::run(&database).await,
        Command::Doctor(serve) => doctor::run(&serve).await,
        Command::CheckBooks(database) => check_books::run(&database).await,
        Command::Mall(MallCommand::Add(add)) => mall::add(&add).await,
        Command::Mall(MallCommand::Webhook(webhook)) => mall::set_webhook(&webhook).await,
        Command::Mall(MallCommand::Allow(pairs)) => mall::allow(&pairs).await,
        Command::Mall(MallCommand::Deny(pairs)) => mall::deny(&pairs).await,
        Command::Merchant(MerchantCommand::Add(add)) => merchant::add(&add).await,
        Command::Merchant(MerchantCommand::Account(put)) => merchant::put_accounts(&put).await,
        Command::Merchant(MerchantCommand::Invite(flags)) => invite::owner(&flags).await,
        Command::Provider(ProviderCommand::Invite(flags)) => invite::administrator(&flags).await,
        Command::Openapi => {
            openapi::run();
            Ok(())
        }
    }
}
