//! A page in Markdown, as it stands in its file.

use std::path::Path;

use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::Chapter;

use crate::directive::{Directive, parse_page};
use crate::error::Error;

/// A page in Markdown, before anything is put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its file, from the project's root.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// The directives in it, in their order.
    pub directives: Vec<Directive>,
}

impl Page {
    /// The page that a chapter of mdBook's comes from, with its directives understood.
    ///
    /// # Errors
    /// A directive is wrong.
    pub fn new(chapter: &Chapter, ctx: &PreprocessorContext) -> Result<Self, Error> {
        let path =
            ctx.config.book.src.join(chapter.source_path.as_deref().unwrap_or(Path::new("")));
        let (name, text) = (path.display().to_string(), chapter.content.clone());
        let directives = parse_page(&name, &text)?;
        Ok(Self { name, text, directives })
    }
}
