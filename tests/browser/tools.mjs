// What stands above each page: the menu of themes, and the search.

import path from 'node:path';
import { THEMES } from './page.mjs';

// The menu is opened and walked through by the keyboard, and the choice is kept for the next page.
export async function switchTheme({ page, book, pages, seen, fault }) {
    await page.goto(`file://${path.join(book, pages[0])}`);
    for (const theme of THEMES) {
        await page.locator('#mdbook-theme-toggle').press('Enter');
        await page.locator(`#mdbook-theme-${theme}`).press('Enter');
        await page.reload();
        const classes = await page.evaluate(() => [...document.documentElement.classList]);
        if (!classes.includes(theme)) {
            fault('the menu of themes', `${theme} was chosen, and the page has ${classes}`);
        }
        seen(`the menu of themes, ${theme}`);
    }
}

// Each name is typed as a reader would type it; the page that has it must be among the first answers.
const FIRST = 10;

export async function search({ page, book, pages, names, seen, fault }) {
    await page.goto(`file://${path.join(book, pages[0])}`);
    await page.keyboard.press('/');
    const bar = page.locator('#mdbook-searchbar');
    for (const [name, target] of names) {
        await bar.fill(name);
        await bar.press('Shift');
        await page.waitForFunction(name => document.querySelector('#mdbook-searchresults-header').textContent.includes(`'${name}'`), name)
            .catch(() => fault('the search', `it does not answer for \`${name}\``));
        const answers = await page.locator('#mdbook-searchresults a').evaluateAll(links => links.map(link => link.href));
        if (!answers.slice(0, FIRST).some(answer => answer.includes(`/${target}`))) {
            fault('the search', `\`${name}\` stands on ${target}, which is not among the first ${FIRST} of ${answers.length} answers`);
        }
        seen(`the search for ${name}`);
    }
}
