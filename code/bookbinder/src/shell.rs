//! Reads a shell's line as far as needed: what is quoted in it, and where its comment begins.

/// Splits a line where a shell would see a comment: at a `#` that begins a word, outside quotes.
pub(crate) fn split_comment(line: &str) -> (&str, &str) {
    let begins_word = |at: usize| line[..at].ends_with(char::is_whitespace) || at == 0;
    match unquoted(line).find(|&(at, char)| char == '#' && begins_word(at)) {
        Some((at, _)) => (line[..at].trim_end(), &line[at + 1..]),
        None => (line, ""),
    }
}

/// Whether a line runs one program: nothing in it joins two commands.
pub(crate) fn is_one_command(line: &str) -> bool {
    !unquoted(line).any(|(_, char)| "|&;()`\n".contains(char))
}

/// Whether a line is nothing but words: a shell would neither replace nor redirect anything in it.
pub(crate) fn is_plain(line: &str) -> bool {
    is_one_command(line)
        && !line.contains(['$', '`'])
        && !unquoted(line).any(|(_, char)| "<>*?[~".contains(char))
}

/// The characters of a line that are neither quoted nor escaped, and where they are.
fn unquoted(line: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quote, mut escaped) = (None, false);
    line.char_indices().filter(move |&(_, char)| {
        let (was_escaped, was_quoted) = (escaped, quote.is_some());
        escaped = !was_escaped && char == '\\' && quote != Some('\'');
        match quote {
            _ if was_escaped => {}
            None if char == '\'' || char == '"' => quote = Some(char),
            Some(open) if open == char => quote = None,
            _ => {}
        }
        !was_escaped && !was_quoted && !escaped
    })
}
