// The search finds names. mdBook's index takes a word to end at a space, so `pool.imap_unordered(1..=3)` is one word, and no
// search for `imap_unordered` finds it. Here each name in such a word is added to the index when it is loaded.
'use strict';

if (window.elasticlunr) {
    const load = elasticlunr.Index.load;
    const names = /[\p{L}_][\p{L}\p{N}_]*/gu;

    // The names in a text that are not words of the index already, and how often each occurs.
    const hidden = text => {
        const counts = new Map();
        for (const word of text.split(/[\s-]+/u)) {
            const found = word.match(names) ?? [];
            const isWord = found.length === 1 && word.replace(/^\W+|\W+$/gu, '') === found[0];
            for (const name of isWord ? [] : found) {
                counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
            }
        }
        return counts;
    };

    const add = (index, ref, field, text) => {
        const words = index.index[field];
        for (const [name, count] of hidden(text)) {
            const [token] = index.pipeline.run([name]);
            if (token) {
                const known = words.getTermFrequency(token, ref);
                words.addToken(token, { ref, tf: Math.sqrt(known * known + count) });
            }
        }
    };

    elasticlunr.Index.load = (...saved) => {
        const index = load.apply(elasticlunr.Index, saved);
        for (const [ref, fields] of Object.entries(index.documentStore.docs)) {
            for (const field of ['title', 'body']) {
                add(index, ref, field, fields[field]);
            }
        }
        // What is asked for is taken apart in the same way: `Value::update`, `join()`.
        const search = index.search.bind(index);
        index.search = (query, config) => search(query.replace(/[^\p{L}\p{N}_\s'’-]+/gu, ' '), config);
        return index;
    };
}
