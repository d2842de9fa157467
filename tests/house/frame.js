// What a script needs that looks into the pages of the book: it writes down what it finds, a line for each thing.
'use strict';

const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

const lines = [];
const fault = (where, what) => lines.push(`fault: ${where}: ${what}`);

function load(url, width) {
    return new Promise(resolve => {
        const frame = document.createElement('iframe');
        frame.style.cssText = `width: ${width}px; height: 900px; border: 0`;
        frame.onload = () => resolve(frame);
        frame.src = url;
        document.body.append(frame);
    });
}

// Does the work, and then writes the lines into #report.
async function report(work) {
    try {
        await work();
    } catch (error) {
        fault('the measuring script', error);
    }
    document.getElementById('report').textContent = `begin report\n${lines.join('\n')}\nend report`;
}
