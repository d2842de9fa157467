//! Rust files as tokens: comments and strings are out of the way, macros are not, and brackets are known to match.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use std::str::FromStr;

/// The tokens of a piece of Rust; none when its brackets or quotes do not match.
pub fn tokens(text: &str) -> Option<TokenStream> {
    TokenStream::from_str(text).ok()
}

/// Calls `visit` with every run of tokens between brackets, the outermost run first.
pub fn each_run(stream: TokenStream, visit: &mut impl FnMut(&[TokenTree])) {
    let run: Vec<TokenTree> = stream.into_iter().collect();
    visit(&run);
    for tree in run {
        if let TokenTree::Group(group) = tree {
            each_run(group.stream(), visit);
        }
    }
}

/// The content of every `#![...]` at the top of a file, as Rust prints tokens.
pub fn inner_attributes(text: &str) -> Vec<String> {
    let run: Vec<TokenTree> = tokens(text).into_iter().flatten().collect();
    let attributes =
        run.windows(3).filter(|window| is_punct(&window[0], '#') && is_punct(&window[1], '!'));
    attributes
        .filter_map(|window| group(&window[2], Delimiter::Bracket))
        .map(|inside| inside.to_string())
        .collect()
}

/// What stands between the brackets, when `tree` is a group of this kind.
pub fn group(tree: &TokenTree, delimiter: Delimiter) -> Option<TokenStream> {
    match tree {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(group.stream()),
        _ => None,
    }
}

pub fn ident(tree: &TokenTree) -> Option<&Ident> {
    match tree {
        TokenTree::Ident(ident) => Some(ident),
        _ => None,
    }
}

pub fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}
