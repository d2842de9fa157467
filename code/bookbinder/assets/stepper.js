// The stepper: the reader is the scheduler. It takes the place of the table in `<div class="stepper">`, which stands there
// where no script runs. The schedule is in the address, so that a lost update can be linked.
'use strict';

for (const box of document.querySelectorAll('.stepper')) {
    const rules = globalThis.stepperRules;
    let [schedule, locked] = ['', false];

    const element = (name, text, attributes = {}) => {
        const made = Object.assign(document.createElement(name), { textContent: text });
        Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
        return made;
    };
    const button = (text, act) => {
        const made = element('button', text, { type: 'button' });
        made.addEventListener('click', act);
        return made;
    };

    const table = element('table', '');
    const said = element('p', '', { role: 'status' });
    const steps = { A: button('', () => take('A')), B: button('', () => take('B')) };
    const undo = button('Undo (U)', () => set(schedule.slice(0, -1)));
    const again = button('From the start', () => set(''));
    const lock = element('input', '', { type: 'checkbox' });
    const label = element('label', '');
    label.append(lock, ' with the lock');
    lock.addEventListener('change', () => { locked = lock.checked; set(''); });
    const buttons = element('p', '', { class: 'buttons-of-stepper' });
    buttons.append(steps.A, steps.B, undo, again, label);

    const states = () => {
        const all = [rules.start(locked)];
        for (const who of schedule) {
            all.push(rules.step(all.at(-1), who));
        }
        return all;
    };

    function take(who) {
        if (rules.canStep(states().at(-1), who)) {
            set(schedule + who);
        }
    }

    function set(chosen) {
        schedule = chosen;
        const fragment = `#schedule=${schedule}${locked ? '&lock' : ''}`;
        history.replaceState(history.state, '', fragment);
        draw();
    }

    const shown = value => value ?? 'empty';

    function draw() {
        const [state, before] = [states().at(-1), states().at(-2)];
        table.replaceChildren(element('caption', 'What the memory and the registers hold'));
        const rows = [['The number, in shared memory', state.number], ...['A', 'B'].map(who => [`The register of ${who}`, shown(state.registers[who])])];
        if (locked) {
            rows.push(['The lock', state.owner ? `${state.owner} has it` : 'free']);
        }
        for (const [name, value] of rows) {
            const row = element('tr', '');
            row.append(element('th', name, { scope: 'row' }), element('td', String(value)));
            table.append(row);
        }
        for (const who of ['A', 'B']) {
            const step = rules.next(state, who);
            const waits = step !== undefined && !rules.canStep(state, who);
            steps[who].textContent = step === undefined ? `${who} has ended` : waits ? `${who} waits for the lock` : `${who}: ${step} (${who})`;
            steps[who].setAttribute('aria-disabled', String(!rules.canStep(state, who)));
        }
        undo.setAttribute('aria-disabled', String(schedule === ''));
        said.textContent = sentence(state, before);
    }

    function sentence(state, before) {
        if (!before) {
            return 'The number is 0. Which process takes the first step?';
        }
        if (!rules.hasEnded(state)) {
            const who = schedule.at(-1);
            return `${who} did its ${rules.next(before, who)}. So far: ${schedule}.`;
        }
        if (state.number === 2) {
            return `2: both additions are there. The second load came after the first store. The order was ${schedule}.`;
        }
        return `1: an update is lost. Both processes loaded 0, and the second store wrote over the first. The order was ${schedule}.`;
    }

    box.addEventListener('keydown', event => {
        const act = { a: () => take('A'), b: () => take('B'), u: () => set(schedule.slice(0, -1)) }[event.key.toLowerCase()];
        if (act && !event.ctrlKey && !event.altKey && !event.metaKey) {
            event.stopPropagation();
            act();
        }
    });

    // A schedule that came with the address counts as far as it follows the rules.
    const asked = /^#schedule=([AB]*)(&lock)?$/.exec(location.hash);
    if (asked) {
        locked = lock.checked = asked[2] !== undefined;
        for (const who of asked[1]) {
            schedule += rules.canStep(states().at(-1), who) ? who : '';
        }
    }
    draw();
    box.replaceChildren(buttons, said, table);
    if (asked) {
        box.scrollIntoView();
    }
}
