//! The database setting: its address, or a file that contains the address, each
//! by a flag or a variable. A flag overrides every variable; two flags or two
//! variables must have the same address.

use crate::data_folder::read_secret;
use anyhow::{Context, bail};
use clap::{ArgMatches, Args, Command, Error, FromArgMatches};
use std::fmt;
use std::path::PathBuf;

/// The flags, as clap reads them.
#[derive(Args)]
struct Flags {
    /// The database: path of a file (`SQLite`), or `postgres://user@host/name`
    #[arg(
        long,
        env = "PAYDESK_DATABASE",
        default_value = "./paydesk.db",
        hide_env_values = true
    )]
    database: String,
    /// File that holds the database's address, so that a password stands in no process list
    #[arg(long, env = "PAYDESK_DATABASE_FILE")]
    database_file: Option<PathBuf>,
}

/// The database. Its address may hold a password, so `Debug` shows the location
/// only.
#[derive(Clone)]
pub(crate) enum DatabaseLocation {
    /// By its address.
    Address(String),
    /// By a file.
    File(PathBuf),
    /// By two flags or by two variables.
    Both(String, PathBuf),
}

impl DatabaseLocation {
    /// Parses the address, read from the file if one is given.
    ///
    /// # Errors
    /// The address is invalid, the two addresses differ, or the file cannot be
    /// read. The error does not repeat the address, which may hold a password.
    pub(crate) fn read(&self) -> anyhow::Result<store::Database> {
        let (given, file) = match self {
            Self::Address(address) => {
                return store::Database::parse(address).context("--database");
            }
            Self::File(file) => (None, file),
            Self::Both(address, file) => (Some(address), file),
        };
        let written = read_secret(file).context("--database-file")?;
        if given.is_some_and(|given| given.trim() != written.expose()) {
            bail!(
                "two databases are named, one by --database (PAYDESK_DATABASE), another in the file of \
                 --database-file (PAYDESK_DATABASE_FILE): give one of them"
            );
        }
        store::Database::parse(written.expose()).context("--database-file")
    }
}

impl FromArgMatches for DatabaseLocation {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let Flags {
            database,
            database_file,
        } = Flags::from_arg_matches(matches)?;
        // In ascending order: none, the default, a variable, a flag.
        let address = matches.value_source("database");
        let file = matches.value_source("database_file");
        Ok(match database_file {
            Some(path) if address < file => Self::File(path),
            Some(path) if address == file => Self::Both(database, path),
            _ => Self::Address(database),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for DatabaseLocation {
    fn augment_args(command: Command) -> Command {
        Flags::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Flags::augment_args_for_update(command)
    }
}

impl fmt::Debug for DatabaseLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.read() {
            Ok(database) => write!(f, "{database}"),
            Err(_) => f.write_str("no database"),
        }
    }
}
