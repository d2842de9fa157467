// Reads the book as people do, in a real browser, and writes what it finds to standard output: a line `seen: ...` for each
// look, a line `fault: ...` for each thing that a reader would stumble over. tests/house/browser.rs starts it, with a plan:
//
//     { book, modules, browser, pages: ["process.html"], themes: "all" or "one", names: [["try_join", "process.html"]], shots }
//
// Where themes is "one", each page is looked at in one of the five, in turn; where `shots` names a folder, screenshots lie there.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { print } from './print.mjs';
import { look, THEMES } from './page.mjs';
import { search, switchTheme } from './tools.mjs';
import { touch } from './touch.mjs';

const plan = JSON.parse(fs.readFileSync(0, 'utf8'));
const require = createRequire(path.join(plan.modules, 'package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const seen = what => console.log(`seen: ${what}`);
const fault = (where, what) => console.log(`fault: ${where}: ${String(what).replace(/\s+/g, ' ').slice(0, 400)}`);

// A page of the browser in which nothing goes unnoticed that a reader would see in its console, or that asks another machine.
async function open(browser, options) {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000); // the page for the printer is the whole book, and the machine may be busy
    await page.addInitScript(() => { window.print = () => {}; }); // the page for the printer calls it by itself
    const where = () => path.basename(page.url());
    page.on('pageerror', error => fault(where(), error));
    page.on('console', message => message.type() === 'error' && fault(where(), message.text()));
    await context.route(url => !['file:', 'data:', 'blob:', 'about:'].includes(url.protocol), route => {
        fault(where(), `it asks another machine for ${route.request().url()}`);
        return route.abort();
    });
    return page;
}

const browser = await chromium.launch({ executablePath: plan.browser, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
    const page = await open(browser, { viewport: { width: 1440, height: 900 } });
    for (const [at, name] of plan.pages.entries()) {
        const themes = plan.themes === 'all' ? THEMES : [THEMES[at % THEMES.length]];
        await look({ ...plan, page, name, themes, axe, seen, fault });
    }
    await switchTheme({ ...plan, page, seen, fault });
    await search({ ...plan, page, seen, fault });
    await print({ ...plan, page, seen, fault });
    const phone = await open(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await touch({ ...plan, page: phone, seen, fault });
} catch (error) {
    fault('the script', error.stack);
} finally {
    await browser.close();
}
