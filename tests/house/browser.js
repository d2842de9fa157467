// Looks at every page of the book in frames of two widths and in all themes, and writes what it finds into #report:
// a line `seen: ...` for each look, a line `fault: ...` for each thing that a reader would stumble over.
'use strict';

const WIDTHS = [390, 1400];

// What the book's own style sheet colors; the rest is mdBook's.
const OURS = 'p, .badge, .source a, .uses > summary, .strip td, summary, figcaption, .run .command code, .run .output code';
const LEAST_CONTRAST = 4.5; // WCAG 2.2, level AA, text of normal size

function name(element) {
    const text = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
    return `<${element.localName} class="${element.className}"> "${text}"`;
}

// Wide code and wide tables may scroll in a frame of their own; nothing may stick out of the page.
function scrollsInside(element, main) {
    for (let box = element.parentElement; box && box !== main.parentElement; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== 'visible') {
            return true;
        }
    }
    return false;
}

function checkWidth(where, page, width) {
    const main = page.querySelector('main');
    for (const element of [main, ...main.querySelectorAll('*')]) {
        const box = element.getBoundingClientRect();
        if (box.width > 0 && (box.right > width + 0.5 || box.left < -0.5) && !scrollsInside(element, main)) {
            fault(where, `${name(element)} sticks out: from ${box.left} to ${box.right}`);
        }
    }
}

const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

// Paints colors over each other, as the browser would, and reads what comes out.
function paint(colors) {
    canvas.fillStyle = 'white';
    canvas.fillRect(0, 0, 1, 1);
    for (const color of colors) {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
    }
    return canvas.getImageData(0, 0, 1, 1).data;
}

function luminance([red, green, blue]) {
    const linear = [red, green, blue].map(value => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(element) {
    const grounds = [];
    for (let box = element; box; box = box.parentElement) {
        grounds.unshift(getComputedStyle(box).backgroundColor);
    }
    const back = luminance(paint(grounds));
    const front = luminance(paint([...grounds, getComputedStyle(element).color]));
    return (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
}

function checkContrast(where, page) {
    const faded = [...page.querySelectorAll('main')].flatMap(main => [...main.querySelectorAll(OURS)]);
    for (const element of faded.filter(element => element.textContent.trim())) {
        const found = contrast(element);
        if (found < LEAST_CONTRAST) {
            fault(where, `${name(element)} is hard to read: contrast ${found.toFixed(1)}`);
        }
    }
}

// A script that does not load leaves no trace but this.
function checkScripts(where, page) {
    for (const code of page.querySelectorAll('main pre > code.language-rust')) {
        if (!code.querySelector('[class^="hljs-"]')) {
            fault(where, `${name(code)} is not highlighted`);
        }
    }
    for (const command of page.querySelectorAll('.run pre.command')) {
        if (!command.querySelector('button.clip-button')) {
            fault(where, `${name(command)} has no button to copy it`);
        }
    }
}

// mdBook turns the page by setting the location, which starts to unload this one at once.
function checkArrows(where, frame) {
    const page = frame.contentWindow;
    let turned = false;
    page.addEventListener('beforeunload', () => { turned = true; });
    for (const key of ['ArrowLeft', 'ArrowRight']) {
        page.document.body.dispatchEvent(new page.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
    return new Promise(resolve => setTimeout(() => {
        if (turned) {
            fault(where, 'an arrow key turns the page under a reader who moves through the code');
        }
        resolve();
    }, 200));
}

async function look(url, width) {
    const frame = await load(url, width);
    const page = frame.contentDocument;
    const where = `${url.split('/').pop()} at ${width} px`;
    checkScripts(where, page);
    for (const theme of THEMES) {
        page.documentElement.classList.remove(...THEMES);
        page.documentElement.classList.add(theme);
        page.querySelectorAll('details').forEach(details => { details.open = true; });
        checkWidth(`${where}, ${theme}`, page, width);
        checkContrast(`${where}, ${theme}`, page);
        lines.push(`seen: ${where}, ${theme}`);
    }
    await checkArrows(where, frame);
    frame.remove();
}

report(async () => {
    for (const url of PAGES) {
        for (const width of WIDTHS) {
            await look(url, width);
        }
    }
});
