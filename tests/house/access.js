// Lets axe-core look at the content of each page of PAGES, [address, number] in one of the themes by its number. AXE is its file.
'use strict';

const WIDTH = 1440;

// A box that scrolls is made reachable by the keyboard when it is drawn, and these frames are drawn at no certain moment.
// tests/browser/page.mjs holds the pages to this rule too.
const OPTIONS = {
    preload: false,
    resultTypes: ['violations'],
    rules: { 'scrollable-region-focusable': { enabled: false } },
};

// As a reader of this theme has it, with all folds open.
function dress(page, theme) {
    page.head.append(Object.assign(page.createElement('style'), { textContent: '* { transition: none !important; }' }));
    page.getElementById(`mdbook-theme-${theme}`).click();
    page.querySelectorAll('details').forEach(details => { details.open = true; });
}

function bring(page, file) {
    return new Promise((resolve, reject) => {
        const script = Object.assign(page.createElement('script'), { src: file, onload: resolve, onerror: reject });
        page.head.append(script);
    });
}

async function look(url, number) {
    const frame = await load(url, WIDTH);
    const theme = THEMES[number % THEMES.length];
    const where = `${url.split('/').pop()}, ${theme}`;
    dress(frame.contentDocument, theme);
    await bring(frame.contentDocument, AXE);
    const { violations } = await frame.contentWindow.axe.run('main', OPTIONS);
    for (const { id, nodes } of violations) {
        const [{ target, any, all, none }] = nodes;
        const [why] = [...any, ...all, ...none];
        fault(where, `${id}, ${nodes.length} times; the first is ${target.join(' ')}: ${why?.message}`);
    }
    lines.push(`seen: ${where}`);
    frame.remove();
}

report(async () => {
    for (const [url, number] of PAGES) {
        await look(url, number);
    }
});
