//! The `use` items of a file that a piece of it needs: without them a listing cannot be pasted.
//!
//! An item belongs to a piece that names what the item brings in. A trait may be brought in for its methods alone, and is then
//! named nowhere in its file; such an item belongs to a piece that calls one of its methods.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// The items that the lines of `piece` need, as they stand in `file`, without those inside the piece.
#[must_use]
pub fn needed(file: &str, piece: &Range<usize>) -> Vec<String> {
    let lines: Vec<&str> = file.lines().collect();
    let (items, rest) = items(&lines);
    let everywhere = Words::of(&rest);
    let here = Words::of(&lines[piece.clone()].join("\n"));
    let outside = items.into_iter().filter(|item| !piece.contains(&item.line));
    let needed = outside.filter(|item| {
        names(&item.text).iter().any(|name| here.need(name, everywhere.named.contains(name)))
    });
    needed.map(|item| item.text).collect()
}

/// A `use` item at the outermost level of a file.
struct Item {
    line: usize,
    text: String,
}

/// The items of a file, and the text of all its other lines.
fn items(lines: &[&str]) -> (Vec<Item>, String) {
    let (mut items, mut rest): (Vec<Item>, String) = Default::default();
    let mut is_open = false;
    for (number, line) in lines.iter().enumerate() {
        if line.contains("ANCHOR") {
            continue;
        }
        if begins(line) {
            items.push(Item { line: number, text: String::new() });
            is_open = true;
        }
        match items.last_mut().filter(|_| is_open) {
            Some(item) => item.text += &format!("{line}\n"),
            None => rest += &format!("{line}\n"),
        }
        is_open &= !line.contains(';');
    }
    (items, rest)
}

fn begins(line: &str) -> bool {
    ["use ", "pub use ", "pub(crate) use "].iter().any(|start| line.starts_with(start))
}

/// The names that an item brings in, `*` for all of a module. A trait that is brought in as `_` has its own.
fn names(item: &str) -> Vec<String> {
    let (_, tree) = item.split_once("use ").unwrap_or(("", item));
    let (tree, _) = tree.split_once(';').unwrap_or((tree, ""));
    let mut names = Vec::new();
    gather(tree.trim(), "", &mut names);
    names
}

fn gather(tree: &str, parent: &str, names: &mut Vec<String>) {
    if let Some((path, inside)) = tree.split_once('{') {
        let path = path.trim_end_matches("::");
        let (inside, _) = inside.rsplit_once('}').unwrap_or((inside, ""));
        split(inside).into_iter().for_each(|part| gather(part, last(path), names));
    } else if !tree.is_empty() {
        names.push(match tree.split_once(" as ") {
            Some((path, "_")) => last(path).to_owned(),
            Some((_, alias)) => alias.to_owned(),
            None if last(tree) == "self" => parent.to_owned(),
            None => last(tree).to_owned(),
        });
    }
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// The parts between the commas that stand outside of inner braces.
fn split(inside: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = inside.split(move |char| {
        depth += i32::from(char == '{') - i32::from(char == '}');
        char == ',' && depth == 0
    });
    parts.map(str::trim).collect()
}

/// The words of a piece of Rust, without its comments and texts.
struct Words {
    /// Those that could be the name of something brought in.
    named: BTreeSet<String>,
    /// Those behind a point, and those before a bracket or an exclamation mark.
    called: BTreeSet<String>,
}

impl Words {
    fn of(text: &str) -> Self {
        static WORD: LazyLock<Regex> = LazyLock::new(|| {
            let no_code = r##"//[^\n]*|(?s:/\*.*?\*/)|b?r#".*?"#|b?"(?s:\\.|[^"\\])*"|b?'(?:\\.[^']*|[^'\\])'|'\w+"##;
            let pattern = format!(r"{no_code}|\.\.=?|\.\s*(\w+)|([A-Za-z_]\w*)(\s*[(!])?");
            Regex::new(&pattern).expect("the pattern is well formed")
        });
        let (mut named, mut called) = (BTreeSet::new(), BTreeSet::new());
        for found in WORD.captures_iter(text) {
            let word = |group: usize| found.get(group).map(|word| word.as_str().to_owned());
            called.extend(word(1).or_else(|| word(3).and(word(2))));
            named.extend(word(2));
        }
        Self { named, called }
    }

    /// Whether a piece of these words needs a name; `is_named` says that its file names it somewhere.
    fn need(&self, name: &str, is_named: bool) -> bool {
        match METHODS.iter().find(|(known, _)| *known == name) {
            _ if name == "*" => true,
            _ if is_named => self.named.contains(name),
            Some((_, methods)) => methods.iter().any(|method| self.called.contains(*method)),
            None => !self.called.is_empty(),
        }
    }
}

/// Traits of the standard library that are mostly brought in for their methods, and these.
const METHODS: [(&str, &[&str]); 16] = [
    ("AsFd", &["as_fd"]),
    ("AsRawFd", &["as_raw_fd"]),
    ("BufRead", &["fill_buf", "lines", "read_line", "read_until", "split"]),
    ("CommandExt", &["arg0", "exec", "gid", "pre_exec", "process_group", "uid"]),
    ("ExitStatusExt", &["core_dumped", "from_raw", "into_raw", "signal", "stopped_signal"]),
    ("FileExt", &["read_at", "read_exact_at", "write_all_at", "write_at"]),
    ("FileTypeExt", &["is_block_device", "is_char_device", "is_fifo", "is_socket"]),
    ("FromRawFd", &["from_raw_fd"]),
    ("FromStr", &["from_str"]),
    ("Hasher", &["finish"]),
    ("IsTerminal", &["is_terminal"]),
    ("MetadataExt", &["dev", "gid", "ino", "mode", "mtime", "nlink", "rdev", "size", "uid"]),
    ("OsStrExt", &["as_bytes", "from_bytes"]),
    ("PermissionsExt", &["from_mode", "mode", "set_mode"]),
    ("Read", &["bytes", "read", "read_exact", "read_to_end", "read_to_string", "take"]),
    ("Write", &["flush", "write", "write_all", "write_fmt", "writeln"]),
];

#[cfg(test)]
mod reading {
    use super::*;

    const FILE: &str = "use a::{self, b::{C, d as e}, F};\nuse std::fmt;\nuse std::io::{Read, Write as _};\nuse \
        std::process::{\n    Child,\n    Command,\n};\n\nfn one() -> a::X {\n    e(C) // fmt\n}\n\nfn two(c: Child) -> \
        &'static str {\n    c.stdin.read(\"e fmt\")\n}\n\nfn three(f: fmt::Error, c: Command) {}\n\nfn four(f: F) {}\n";

    fn of(piece: Range<usize>) -> Vec<String> {
        needed(FILE, &piece).iter().map(|item| names(item).join(" ")).collect()
    }

    #[test]
    fn a_piece_needs_what_it_names() {
        assert_eq!(of(8..11), ["a C e F"]);
        assert_eq!(of(16..17), ["fmt", "Child Command"]);
    }

    #[test]
    fn a_trait_is_needed_where_its_method_is_called() {
        assert_eq!(of(12..15), ["Read Write", "Child Command"]);
    }

    #[test]
    fn an_item_inside_the_piece_is_there_already() {
        assert_eq!(of(0..11), [""; 0]);
    }
}
