// The book on paper: the page that mdBook makes for the printer, as a PDF.

import { execFileSync } from 'node:child_process';
import path from 'node:path';

const squeezed = text => text.replace(/\s+/g, '');

// With an outline, and tagged for a screen reader.
export const toFile = (page, pdf, options = {}) =>
    page.pdf({ path: pdf, format: 'A4', outline: true, tagged: true, preferCSSPageSize: true, ...options });

// What was printed by a program stands on paper too, line by line, however it is broken over lines and pages.
export async function print({ page, book, pdf, seen, fault }) {
    await page.goto(`file://${path.join(book, 'print.html')}`);
    const outputs = await page.evaluate(() =>
        [...document.querySelectorAll('main .run')].map(run => ({
            command: run.querySelector('.command code').textContent,
            lines: (run.querySelector('.output code')?.textContent ?? '').split('\n'),
        })));
    await toFile(page, pdf);
    const paper = squeezed(execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }));
    for (const { command, lines } of outputs) {
        const lost = lines.find(line => !paper.includes(squeezed(line)));
        if (lost !== undefined) {
            fault('the book on paper', `\`${command}\` printed \`${lost}\`, and no page has it`);
        }
        seen(`the output of ${command} on paper`);
    }
}
