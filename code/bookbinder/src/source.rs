//! Where the reader finds the file that a listing is from.
//!
//! A publisher names the repository once, in `book.toml` or in the environment, by the key that mdBook has for it:
//!
//! ```toml
//! [output.html]
//! git-repository-url = "https://host/owner/name"
//! ```
//!
//! Then a listing links to its lines there. Without it, the book is a local one, and a listing links to the file on this
//! machine. Under `mdbook serve` there is no way from the book to the file, so nothing is linked.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use mdbook_preprocessor::PreprocessorContext;

use crate::error::{Doing, Error};

/// Where the files of a project can be seen from its bound book.
#[derive(Debug, Clone)]
pub enum Sources {
    /// In a repository at this address, without a slash at its end.
    Repository(String),
    /// On this machine, where the book lies in this folder.
    Local(PathBuf),
    /// Nowhere that a page could link to.
    Nowhere,
}

impl Sources {
    /// Reads the settings of a book whose project lies in `root`.
    ///
    /// # Errors
    /// A setting is of another type.
    pub fn of(ctx: &PreprocessorContext, root: &Path) -> Result<Self, Error> {
        let setting = |key: &str| {
            let value: Option<String> = ctx.config.get(key).doing("read book.toml")?;
            Ok(value.filter(|value| !value.is_empty()))
        };
        if let Some(url) = setting("output.html.git-repository-url")? {
            return Ok(Self::Repository(url.trim_end_matches(['/', '#']).to_owned()));
        }
        if setting("output.html.live-reload-endpoint")?.is_some() {
            return Ok(Self::Nowhere);
        }
        Ok(Self::Local(root.join(&ctx.config.build.build_dir)))
    }

    /// The address of a file, and of these lines of it where the place can show them.
    ///
    /// `file` is an absolute path below `root`; `page` is the bound page, from the book's folder.
    #[must_use]
    pub fn link(
        &self,
        root: &Path,
        page: &Path,
        file: &Path,
        lines: Option<Range<usize>>,
    ) -> Option<String> {
        match self {
            Self::Repository(url) => {
                let path = file.strip_prefix(root).ok()?.display();
                let lines = lines.map(|lines| format!("#L{}-L{}", lines.start, lines.end - 1));
                Some(format!("{url}/blob/HEAD/{path}{}", lines.unwrap_or_default()))
            }
            Self::Local(book) => {
                let folder = book.join(page);
                Some(relative(folder.parent()?, file).display().to_string())
            }
            Self::Nowhere => None,
        }
    }
}

/// The way from a folder to a file, both absolute.
fn relative(folder: &Path, file: &Path) -> PathBuf {
    let (from, to): (Vec<_>, Vec<_>) =
        (folder.components().collect(), file.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[common..].iter().map(|_| Component::ParentDir);
    up.chain(to[common..].iter().copied()).collect()
}

#[test]
fn the_way_to_a_file_goes_up_to_what_both_have_in_common() {
    let way = |folder: &str, file: &str| relative(folder.as_ref(), file.as_ref());
    assert_eq!(way("/a/target/book", "/a/code/x.rs"), Path::new("../../code/x.rs"));
    assert_eq!(way("/b", "/a/code/x.rs"), Path::new("../a/code/x.rs"));
}
