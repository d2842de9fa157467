// The book on paper and for e-readers, from the page that mdBook makes for the printer. tests/machines/offline starts it:
//
//     node offline.mjs BOOK INTO BROWSER MODULES
//
// INTO then has the PDF, and what pandoc makes the EPUB of: epub.html and its pictures.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { toFile } from './print.mjs';

const [book, into, browser, modules] = process.argv.slice(2);
const { chromium } = createRequire(path.join(path.resolve(modules), 'package.json'))('playwright-core');
const printer = `file://${path.resolve(book, 'print.html')}`;
const NAME = 'multiprocessing-in-rust';

// Scripts color the code and draw the buttons: paper wants the first, and an e-reader neither.
async function withPage(options, work) {
    const context = await running.newContext({ colorScheme: 'light', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(0); // a busy machine takes its time
    await page.addInitScript(() => { window.print = () => {}; }); // the page for the printer calls it by itself
    await page.route(/\/stepper[^/]*\.js$/, route => route.abort()); // nothing can be pressed: the table of a run stays
    await page.goto(printer);
    await work(page);
    await context.close();
}

// A link to a file of the project leads nowhere once the book has left the machine; where a repository is named, it leads there.
const withoutLocalLinks = () => {
    for (const link of document.querySelectorAll('main a[href]')) {
        const target = link.getAttribute('href');
        if (!target.startsWith('#') && !/^[a-z]+:/.test(target)) {
            link.replaceWith(...link.childNodes);
        }
    }
};

// A short block stays on one page; a long one would leave the page before it half empty.
const onSheets = () => {
    document.querySelectorAll('main details').forEach(fold => { fold.open = true; });
    for (const block of document.querySelectorAll('main :is(.run, .listing, details, pre, pre > code)')) {
        block.style.breakInside = block.offsetHeight > 400 ? 'auto' : 'avoid';
    }
};

const SHEETS = `
    .content :is(pre, pre > code, .run, .listing, .table-wrapper) { overflow: visible !important }
    .content tr { break-inside: avoid }
    .content :is(.source, .uses, .uses pre, summary, .command, .badge) { break-after: avoid }
    .content pre > code { orphans: 4; widows: 4 }
`;

async function paper(page) {
    await page.evaluate(withoutLocalLinks);
    await page.evaluate(onSheets);
    await page.addStyleTag({ content: SHEETS });
    await toFile(page, path.join(into, `${NAME}.pdf`), {
        scale: 0.82, // 100 characters of code fit the width
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: '<div style="font: 8px sans-serif; text-align: center; width: 100%"><span class="pageNumber"></span></div>',
        margin: { top: '18mm', bottom: '18mm', left: '16mm', right: '16mm' },
    });
}

// The parts of a page that pandoc does not know, as parts that it does. Gives back the pictures.
const plain = () => {
    const main = document.querySelector('main');
    const all = selector => [...main.querySelectorAll(selector)];
    const create = (name, properties = {}) => Object.assign(document.createElement(name), properties);
    const rgba = color => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)})`;
    };

    // A drawing takes its colors from the page. Alone in its file, it carries them with it.
    const alone = svg => {
        const copy = svg.cloneNode(true);
        const parts = [svg, ...svg.querySelectorAll('*')];
        [copy, ...copy.querySelectorAll('*')].forEach((part, at) => {
            const style = getComputedStyle(parts[at]);
            for (const name of ['fill', 'stroke']) {
                part.setAttribute(name, style[name] === 'none' ? 'none' : rgba(style[name]));
            }
            for (const name of ['stroke-width', 'stroke-dasharray']) {
                part.setAttribute(name, style.getPropertyValue(name).replaceAll('px', ''));
            }
            if (part.tagName === 'text') {
                part.setAttribute('font-size', style.fontSize);
                part.setAttribute('font-weight', style.fontWeight);
            }
            part.removeAttribute('class');
        });
        const { width, height } = svg.getBoundingClientRect();
        copy.setAttribute('width', Math.round(width));
        copy.setAttribute('height', Math.round(height));
        copy.setAttribute('font-family', 'sans-serif');
        return new XMLSerializer().serializeToString(copy);
    };

    main.style.width = '700px';
    const opened = all('details');
    opened.forEach(fold => { fold.open = true; }); // what is folded has no size
    const pictures = [];
    for (const picture of all('figure svg, figure img')) {
        const isDrawing = picture.tagName === 'svg';
        const name = `picture-${pictures.length + 1}.${isDrawing ? 'svg' : 'png'}`;
        pictures.push({ name, data: isDrawing ? alone(picture) : picture.src });
        picture.replaceWith(create('img', { src: name, alt: picture.getAttribute(isDrawing ? 'aria-label' : 'alt') ?? '' }));
    }
    // pandoc takes a figure's caption for the words of its picture, and finds none.
    for (const part of all('figcaption, figure')) {
        const box = create('div', { className: part.localName });
        box.append(...part.childNodes);
        part.replaceWith(box);
    }
    // A paragraph has no class there, and a box has.
    for (const part of all('p[class]')) {
        const box = create('div', { className: part.className });
        part.replaceWith(box);
        part.className = '';
        box.append(part);
    }
    for (const fold of opened) {
        const summary = fold.querySelector('summary');
        summary.replaceWith(Object.assign(create('p'), { innerHTML: `<strong>${summary.innerHTML}</strong>` }));
        const open = create('div', { className: `fold ${fold.className}` });
        open.append(...fold.childNodes);
        fold.replaceWith(open);
    }
    for (const link of all('a.header')) {
        link.replaceWith(...link.childNodes);
    }
    for (const wrapper of all('.table-wrapper')) {
        wrapper.replaceWith(...wrapper.childNodes);
    }
    for (const place of all('[id]:not(h1, h2, h3)')) {
        place.prepend(create('span', { id: place.id }));
        place.removeAttribute('id');
    }
    for (const block of all('pre')) {
        const code = block.querySelector('code');
        const box = create('div', { className: block.className || 'code' });
        block.replaceWith(box);
        box.append(block);
        block.className = block.className ? '' : code.className.replace('language-', '');
        code.className = '';
        code.prepend('\n'); // the first line's break is not read
        // Code has no parts for pandoc. bold.lua makes them of these two letters, which stand for nothing else.
        for (const typed of code.querySelectorAll('b')) {
            typed.replaceWith('\u{E000}', ...typed.childNodes, '\u{E001}');
        }
    }
    return { html: main.innerHTML, language: document.documentElement.lang, title: document.title, pictures };
};

async function reader(page) {
    await page.evaluate(withoutLocalLinks);
    const { html, language, title, pictures } = await page.evaluate(plain);
    for (const { name, data } of pictures) {
        const png = data.match(/^data:image\/png;base64,(.*)$/);
        fs.writeFileSync(path.join(into, name), png ? Buffer.from(png[1], 'base64') : data);
    }
    fs.writeFileSync(path.join(into, 'epub.html'),
        `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title></head><body>${html}</body></html>`);
}

const running = await chromium.launch({ executablePath: browser, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
await withPage({}, paper);
await withPage({ javaScriptEnabled: false }, reader);
await running.close();
