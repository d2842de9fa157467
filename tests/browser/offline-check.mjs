// Compares the PDF and the EPUB with the pages that they were made from, and says what is lost. tests/machines/offline starts it:
//
//     node offline-check.mjs BOOK PDF UNPACKED_EPUB BROWSER MODULES

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [book, pdf, epub, browser, modules] = process.argv.slice(2);
const { chromium } = createRequire(path.join(path.resolve(modules), 'package.json'))('playwright-core');

const squeezed = text => text.replace(/\s+/g, '');
const faults = [];
const counts = {};
const expect = (holds, what) => holds || faults.push(what.replace(/\s+/g, ' ').slice(0, 300));
const poppler = (tool, ...options) =>
    execFileSync(tool, options, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });

// What a reader must find again, of a page of the book or of the EPUB.
const parts = () => {
    const main = document.querySelector('main') ?? document.body;
    const all = selector => [...main.querySelectorAll(selector)];
    const folded = all('summary').map(summary => summary.textContent);
    return {
        titles: all('h1').map(title => title.textContent),
        commands: all('.run .command code').map(code => code.textContent.trim()),
        outputs: all('.run .output code').map(code => code.textContent.replace(/\n$/, '')),
        code: all('pre').map(block => block.textContent.replace(/\n$/, '')),
        prose: all('h2, h3, p, dt, dd, li, caption').filter(part => !part.querySelector('pre')).map(part => part.textContent).concat(folded),
        cells: all('td, th').map(cell => cell.textContent),
        // A picture is one element: an image in the EPUB, a drawing in the page.
        pictures: all('img, figure svg').map(picture => picture.getAttribute('alt') ?? picture.getAttribute('aria-label') ?? ''),
        links: all('a[href]:not(.header)').map(link => ({ text: link.textContent, to: link.getAttribute('href'), arrives: new URL(link.href).pathname + new URL(link.href).hash })),
        places: all('[id]').map(place => location.pathname + '#' + place.id),
        kinds: { tables: all('table').length, rows: all('tr').filter(row => row.textContent.trim() !== '').length, terms: all('dt').length, meanings: all('dd').length, strips: all('.strip').length, bold: all('pre b').length },
        folds: all('details').length,
        controls: all('button, input, script, nav').length,
        text: main.textContent,
        file: location.pathname,
    };
};

async function read(page, files) {
    const read = [];
    for (const file of files) {
        await page.goto(`file://${path.resolve(file)}`);
        read.push(await page.evaluate(parts));
    }
    return read;
}

const together = (read, name) => read.flatMap(page => page[name]);
const sum = (read, kind) => read.reduce((sum, page) => sum + page.kinds[kind], 0);
const leavesTheBook = link => /^[a-z]+:/.test(link.to);
const staysInTheBook = link => !leavesTheBook(link) && !link.to.startsWith('../');

// Everything, in the same order, to the letter.
function same(where, what, expected, found) {
    const at = expected.findIndex((one, at) => one !== found[at]);
    expect(at < 0 && expected.length === found.length,
        `${where}: ${what}: ${expected.length} expected, ${found.length} found; the first that differs is \`${expected[at]}\`, there \`${found[at]}\``);
    counts[`${where}, ${what}`] = expected.length;
}

function checkEpub(pages, chapters) {
    const where = 'the EPUB';
    for (const what of ['titles', 'commands', 'outputs', 'code', 'pictures']) {
        same(where, what, together(pages, what), together(chapters, what));
    }
    together(chapters, 'pictures').forEach((words, at) => expect(words.trim() !== '', `${where}: picture ${at + 1} has no alternative text`));
    const text = squeezed(together(chapters, 'text').join(''));
    [...together(pages, 'prose'), ...together(pages, 'cells')].forEach(part => expect(text.includes(squeezed(part)), `${where}: \`${part}\` is lost`));
    for (const kind of Object.keys(pages[0].kinds)) {
        expect(sum(pages, kind) === sum(chapters, kind), `${where}: ${sum(pages, kind)} ${kind} in the pages, ${sum(chapters, kind)} here`);
        counts[`${where}, ${kind}`] = sum(chapters, kind);
    }
    chapters.forEach(chapter => expect(chapter.folds === 0 && chapter.controls === 0, `${where}: ${chapter.file} has a fold, a button or a script`));

    const places = new Set([...together(chapters, 'places'), ...chapters.map(chapter => chapter.file)]);
    const inside = together(chapters, 'links').filter(link => !leavesTheBook(link));
    inside.forEach(link => expect(places.has(decodeURI(link.arrives)), `${where}: the link \`${link.text}\` to ${link.to} leads nowhere`));
    same(where, 'links inside', together(pages, 'links').filter(staysInTheBook).map(link => squeezed(link.text)), inside.map(link => squeezed(link.text)));
}

function checkPaper(pages) {
    const where = 'the PDF';
    const [, width, height] = poppler('pdfinfo', pdf).match(/Page size: +([\d.]+) x ([\d.]+)/).map(Number);
    expect(/Tagged: +yes/.test(poppler('pdfinfo', pdf)), `${where} is not tagged`);

    // Without the edge, where the page's number stands: a block may go on behind it.
    const EDGE = 45;
    const crop = ['-x', '0', '-y', '0', '-W', `${Math.ceil(width)}`, '-H', `${Math.floor(height - EDGE)}`];
    const [rows, columns] = [['-layout'], []].map(way => squeezed(poppler('pdftotext', ...way, ...crop, pdf, '-')));
    const lines = [...together(pages, 'code').flatMap(block => block.split('\n')), ...together(pages, 'prose'),
        ...together(pages, 'cells').flatMap(cell => cell.split(/\s+/))]; // in a row, the lines of the cells lie side by side
    lines.map(line => [line, squeezed(line)]).forEach(([line, text]) => expect(rows.includes(text) || columns.includes(text), `${where}: \`${line}\` is lost`));
    counts[`${where}, lines of code and pieces of prose`] = lines.length;

    const outline = poppler('pdftohtml', '-xml', '-i', '-q', '-stdout', pdf).split('<outline>').slice(1).join('')
        .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    together(pages, 'titles').forEach(title => expect(squeezed(outline).includes(`>${squeezed(title)}</item>`), `${where}: the outline lacks \`${title}\``));
    counts[`${where}, chapters in the outline`] = together(pages, 'titles').length;

    const words = fs.readFileSync(pdf, 'latin1').match(/\/Alt *(\((?!\))|<(?!>))/g) ?? [];
    expect(words.length === together(pages, 'pictures').length, `${where}: ${words.length} pictures have an alternative text, of ${together(pages, 'pictures').length}`);
    const elsewhere = poppler('pdfinfo', '-url', pdf).split('\n').filter(line => line.includes('file:'));
    expect(elsewhere.length === 0, `${where}: a link leads to a file of the machine that made it: ${elsewhere[0]}`);
}

const running = await chromium.launch({ executablePath: browser, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const page = await (await running.newContext({ javaScriptEnabled: false })).newPage();
page.setDefaultTimeout(0); // a busy machine takes its time
await page.goto(`file://${path.resolve(book, 'toc.html')}`);
const order = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href').split('#')[0]));
const pages = await read(page, [...new Set(order)].filter(name => name.endsWith('.html')).map(name => path.join(book, name)));
const texts = path.join(epub, 'EPUB/text');
const chapters = await read(page, fs.readdirSync(texts).filter(name => name.startsWith('ch')).sort().map(name => path.join(texts, name)));
await running.close();

checkEpub(pages, chapters);
checkPaper(pages);
for (const [what, count] of Object.entries(counts)) {
    console.log(`${what}: ${count}`);
}
faults.slice(0, 20).forEach(fault => console.log(`fault: ${fault}`));
console.log(faults.length === 0 ? 'nothing is lost' : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
