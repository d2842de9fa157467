// One page of the book: its size, its themes, its widths, its buttons and folds.

import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

export const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];
const WIDTHS = [1440, 768, 360];
const MOST_KIB = 300;

export async function look(session) {
    const { page, book, name, themes, fault, seen } = session;
    const files = new Set();
    const note = request => files.add(new URL(request.url()).pathname);
    page.on('request', note);
    await page.goto(`file://${path.join(book, name)}`);
    page.off('request', note);
    checkSize({ files, name, fault });
    await page.addStyleTag({ content: '* { transition: none !important; }' });
    await checkFold(session);
    await page.evaluate(() => document.querySelectorAll('details').forEach(fold => { fold.open = true; }));
    await page.addScriptTag({ content: session.axe });
    for (const theme of themes) {
        await page.evaluate(theme => document.getElementById(`mdbook-theme-${theme}`).click(), theme);
        for (const width of WIDTHS) {
            await resize(page, width);
            await checkWidth(session, `${name}, ${theme}, ${width} px`);
            await shoot(session, theme, width);
        }
        await resize(page, WIDTHS[0]);
        await checkAccess(session, `${name}, ${theme}`);
        seen(`${name}, ${theme}`);
    }
    await checkCopies(session);
}

// On a narrow screen the sidebar is closed, as mdBook leaves it there; on a wide one it is open.
async function resize(page, width) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(isOpen => {
        const anchor = document.getElementById('mdbook-sidebar-toggle-anchor');
        if (anchor.checked !== isOpen) {
            anchor.click();
        }
    }, width === WIDTHS[0]);
}

// Fonts and the search index come once for all pages. A PNG that a program drew lies in its page byte for byte, as large as it is.
function checkSize({ files, name, fault }) {
    const counted = [...files].map(decodeURIComponent).filter(file => !/searchindex|\.woff2?$/.test(file));
    const size = file => gzipSync(fs.readFileSync(file, 'latin1').replace(/data:image\/png;base64,[^"]*/g, '')).length;
    const bytes = counted.map(size).reduce((sum, size) => sum + size, 0);
    if (bytes > MOST_KIB * 1024) {
        fault(name, `${Math.ceil(bytes / 1024)} KiB compressed, fonts and search index aside: at most ${MOST_KIB}`);
    }
}

// Folded answers are opened and closed by the keyboard.
async function checkFold({ page, name, fault }) {
    const folds = await page.evaluate(() => {
        const isOpen = [...document.querySelectorAll('main details')].find(fold => fold.open);
        return { isOpen: isOpen?.textContent.slice(0, 40), any: document.querySelector('main details:not(.uses)') !== null };
    });
    if (folds.isOpen) {
        fault(name, `a fold is open from the start: ${folds.isOpen}`);
    }
    if (folds.any) {
        const fold = page.locator('main details:not(.uses)').first();
        for (const open of [true, false]) {
            await fold.locator('summary').first().press('Enter');
            if (await fold.evaluate(fold => fold.open) !== open) {
                fault(name, `Enter on the first fold does not ${open ? 'open' : 'close'} it`);
            }
        }
    }
}

// The clipboard has the command, without a prompt and without what else stands there.
async function checkCopies({ page, name, fault }) {
    const commands = await page.evaluate(() =>
        [...document.querySelectorAll('.run pre.command')].map(frame => frame.querySelector('code').textContent));
    const buttons = page.locator('.run pre.command .clip-button');
    if (await buttons.count() !== commands.length) {
        fault(name, `${commands.length} commands, but ${await buttons.count()} buttons to copy them`);
        return;
    }
    for (const [at, command] of commands.entries()) {
        await buttons.nth(at).press('Enter');
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        if (copied !== command) {
            fault(name, `the button copies \`${copied}\`, the command is \`${command}\``);
        }
    }
}

// Wide code and wide tables may scroll in a frame of their own; nothing may stick out of the page.
async function checkWidth({ page, fault }, where) {
    const wide = await page.evaluate(() => {
        const most = document.documentElement.clientWidth;
        const scrolls = element => {
            for (let box = element.parentElement; box && box.localName !== 'main'; box = box.parentElement) {
                if (getComputedStyle(box).overflowX !== 'visible') {
                    return true;
                }
            }
            return false;
        };
        const sticksOut = element => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && (box.right > most + 0.5 || box.left < -0.5) && !scrolls(element);
        };
        const found = [...document.querySelectorAll('main, main *')].filter(sticksOut).map(element => element.outerHTML.slice(0, 100));
        return document.documentElement.scrollWidth > most ? ['<html>', ...found] : found;
    });
    wide.slice(0, 3).forEach(element => fault(where, `it sticks out: ${element}`));
}

async function checkAccess({ page, fault }, where) {
    const violations = await page.evaluate(async () => {
        const { violations } = await globalThis.axe.run('main', { preload: false, resultTypes: ['violations'] });
        return violations.map(({ id, nodes }) => {
            const [{ target, any, all, none }] = nodes;
            const [why] = [...any, ...all, ...none];
            return `${id}, ${nodes.length} times; the first is ${target.join(' ')}: ${why?.message}`;
        });
    });
    violations.forEach(violation => fault(where, violation));
}

async function shoot({ page, name, shots }, theme, width) {
    if (shots) {
        const file = `${name.replace(/\.html$/, '')}-${theme}-${width}.png`;
        await page.screenshot({ path: path.join(shots, file), fullPage: true });
    }
}
