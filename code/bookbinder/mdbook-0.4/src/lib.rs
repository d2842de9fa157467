//! Stands in for mdBook 0.4, which mdbook-cmdrun depends on with its server, its watcher and its themes.
//!
//! bookbinder calls one function of mdbook-cmdrun's library, `CmdRun::run_cmdrun`, and that one uses
//! nothing of mdBook's. Still cargo would compile all of mdBook 0.4, half of the crates of a first
//! `cargo run`, since mdbook-cmdrun names its types in code that is never called here: the
//! preprocessor for an mdBook that no longer exists. These are the types, with the fields that it names.
//!
//! Delete this crate, and the `[patch]` that names it, once mdbook-cmdrun is on mdBook 0.5.

#![deny(unsafe_code)]

pub mod book {
    //! A book in memory.

    use std::path::PathBuf;

    /// A book: what its summary lists.
    #[derive(Debug)]
    pub struct Book {
        /// The items, in their order.
        pub sections: Vec<BookItem>,
    }

    /// A line of a summary.
    #[derive(Debug)]
    pub enum BookItem {
        /// A chapter, with those below it.
        Chapter(Chapter),
        /// A rule between chapters.
        Separator,
        /// The title of a part.
        PartTitle(String),
    }

    /// A chapter of a book.
    #[derive(Debug)]
    pub struct Chapter {
        /// Its Markdown.
        pub content: String,
        /// Its file, from the book's source folder.
        pub path: Option<PathBuf>,
        /// The chapters below it.
        pub sub_items: Vec<BookItem>,
    }
}

pub mod preprocess {
    //! What changes a book before it is rendered.

    use crate::book::Book;

    /// What a preprocessor is told about its book.
    #[derive(Debug)]
    pub struct PreprocessorContext;

    /// Changes a book before it is rendered.
    pub trait Preprocessor {
        /// The preprocessor's name.
        fn name(&self) -> &str;

        /// Changes a book.
        ///
        /// # Errors
        /// Whatever the preprocessor calls one.
        fn run(&self, context: &PreprocessorContext, book: Book) -> anyhow::Result<Book>;

        /// Whether it works for a renderer.
        fn supports_renderer(&self, _renderer: &str) -> bool {
            true
        }
    }
}
