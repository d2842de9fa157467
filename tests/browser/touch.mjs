// The steppers under a finger, on a phone.

import path from 'node:path';

// A finger wants more room than a mouse (WCAG 2.2, 2.5.8), in pixels.
const LEAST = 24;

export async function touch({ page, book, pages, seen, fault }) {
    for (const name of pages) {
        await page.goto(`file://${path.join(book, name)}`);
        const steppers = await page.locator('.stepper').count();
        for (let at = 0; at < steppers; at += 1) {
            await play({ page, stepper: page.locator('.stepper').nth(at), where: `${name}, by touch`, fault });
            seen(`${name}, a stepper by touch`);
        }
    }
}

// Taps through one schedule, the first process that can go first, then takes a step back.
async function play({ page, stepper, where, fault }) {
    const said = () => stepper.locator('[role="status"]').textContent();
    const open = stepper.locator('.controls button[aria-disabled="false"]');
    const moves = await stepper.evaluate(box => globalThis.stepperRules[box.dataset.rules].moves.length);
    let schedule = '';
    for (let taps = 0; taps < 20 && !(await said()).includes('The order was '); taps += 1) {
        const all = await stepper.locator('.controls button').evaluateAll(buttons => buttons.map(button => button.getAttribute('aria-disabled')));
        const next = all.slice(0, moves).indexOf('false');
        await stepper.locator('.controls button').nth(next).tap();
        schedule = new URL(page.url()).hash.replace('#schedule=', '');
        if (schedule.length !== taps + 1) {
            fault(where, `after ${taps + 1} taps the schedule is \`${schedule}\``);
            return;
        }
    }
    if (!(await said()).endsWith(`The order was ${schedule}.`)) {
        fault(where, `after \`${schedule}\` it says: ${await said()}`);
    }
    const small = await open.evaluateAll((buttons, least) => buttons.map(button => button.getBoundingClientRect())
        .filter(box => box.height < least || box.width < least).length, LEAST);
    if (small > 0) {
        fault(where, `${small} buttons are smaller than ${LEAST} pixels`);
    }
    await stepper.locator('.controls button').nth(moves).tap();
    if (await said() !== `So far: ${schedule.slice(0, -1)}.`) {
        fault(where, `a tap on Undo says: ${await said()}`);
    }
    await stepper.locator('.controls label').tap();
    if (!await stepper.locator('.controls input').isChecked()) {
        fault(where, 'a tap on the label does not make the choice');
    }
    const scale = await page.evaluate(() => globalThis.visualViewport.scale);
    if (scale !== 1) {
        fault(where, `the taps have zoomed the page to ${scale}`);
    }
}
