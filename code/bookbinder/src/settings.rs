//! The book's settings: `book.toml`, and what the environment says otherwise.
//!
//! mdBook reads variables such as `MDBOOK_BOOK__TITLE`, and panics where any variable at all is not UTF-8. So they are read
//! here, in the way that mdBook's guide describes under "Environment variables".

use std::env;
use std::path::Path;

use mdbook_driver::config::Config;

use crate::error::{Doing, Error};

/// The tables of `book.toml` that a variable can speak of; all others belong to other programs.
const TABLES: [&str; 5] = ["book", "build", "rust", "output", "preprocessor"];

/// The settings of the book in `root`.
///
/// # Errors
/// `book.toml` cannot be read, or a variable is not UTF-8 or does not fit.
pub fn read(root: &Path) -> Result<Config, Error> {
    let config = Config::from_disk(root.join("book.toml"));
    let mut config = config.map_err(|error| Error::Book(format!("mdBook: {error:#}")))?;
    for (name, value) in variables()? {
        let key = key(&name);
        if TABLES.contains(&key.split('.').next().unwrap_or_default()) {
            let json =
                serde_json::from_str(&value).unwrap_or(serde_json::Value::String(value));
            config.set(&key, json).doing(format!("use the variable {name}"))?;
        }
    }
    Ok(config)
}

/// The variables that are meant for mdBook, in a fixed order.
///
/// # Errors
/// One of them is not UTF-8.
pub fn variables() -> Result<Vec<(String, String)>, Error> {
    let meant = env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with(PREFIX));
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        let lossy = name.to_string_lossy().into_owned();
        let wrong =
            || Error::Book(format!("the variable {lossy} is not UTF-8: correct or unset it"));
        name.into_string().ok().zip(value.into_string().ok()).ok_or_else(wrong)
    };
    let mut variables = meant.map(text).collect::<Result<Vec<_>, _>>()?;
    variables.sort();
    Ok(variables)
}

const PREFIX: &str = "MDBOOK_";

/// `MDBOOK_OUTPUT__HTML__SITE_URL` as `output.html.site-url`.
fn key(name: &str) -> String {
    name[PREFIX.len()..].to_lowercase().replace("__", ".").replace('_', "-")
}

#[test]
fn a_variable_is_a_path_of_tables_and_a_key() {
    assert_eq!(key("MDBOOK_OUTPUT__HTML__SITE_URL"), "output.html.site-url");
}
