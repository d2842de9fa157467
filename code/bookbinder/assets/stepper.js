// The steppers: the reader is the scheduler. One takes the place of what stands in `<div class="stepper" data-rules="...">`,
// which is all that a reader without scripts has. The schedule is in the address, so that a lost update can be linked.
'use strict';

(() => {
    const element = (name, text, attributes = {}) => {
        const made = Object.assign(document.createElement(name), { textContent: text });
        Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
        return made;
    };

    for (const box of document.querySelectorAll('.stepper')) {
        const rules = globalThis.stepperRules[box.dataset.rules];
        let [schedule, choice] = ['', false];

        const button = act => {
            const made = element('button', '', { type: 'button' });
            made.addEventListener('click', act);
            return made;
        };
        const programs = element('div', '', { class: 'programs' });
        const buttons = Object.fromEntries(rules.moves.map(move => [move, button(() => take(move))]));
        const undo = button(takeBack);
        const again = button(() => set(''));
        const check = element('input', '', { type: 'checkbox' });
        check.addEventListener('change', () => { choice = check.checked; set(''); });
        const label = element('label', '');
        label.append(check, ` ${rules.choice}`);
        const controls = element('p', '', { class: 'controls' });
        controls.append(...Object.values(buttons), undo, again, label);
        const said = element('p', '', { role: 'status' });
        const table = element('table', '');

        const states = () => [...schedule].reduce((all, move) => [...all, rules.after(all.at(-1), move)], [rules.start(choice)]);
        const can = move => rules.can(states().at(-1), move);

        function take(move) {
            if (can(move)) {
                set(schedule + move);
            }
        }

        function takeBack() {
            set(schedule.slice(0, -1));
        }

        function set(chosen) {
            schedule = chosen;
            history.replaceState(history.state, '', `#schedule=${schedule}${choice ? '&with' : ''}`);
            draw();
        }

        function draw() {
            const state = states().at(-1);
            programs.replaceChildren(...['A', 'B'].map(who => program(state, who)));
            for (const [move, made] of Object.entries(buttons)) {
                made.textContent = caption(state, move);
                made.setAttribute('aria-disabled', String(!rules.can(state, move)));
            }
            undo.textContent = 'Undo (U)';
            again.textContent = 'From the start';
            undo.setAttribute('aria-disabled', String(schedule === ''));
            said.textContent = sentence(state);
            table.replaceChildren(element('caption', 'What is where'), ...rules.rows(state).map(([name, value]) => {
                const row = element('tr', '');
                row.append(element('th', name, { scope: 'row' }), element('td', String(value)));
                return row;
            }));
        }

        // The code of a process, with the step that comes next.
        function program(state, who) {
            const steps = rules.code(choice)[who].map((step, at) => {
                const made = element('li', step);
                if (at < state.done[who]) {
                    made.className = 'done';
                } else if (at === state.done[who]) {
                    made.setAttribute('aria-current', 'step');
                }
                return made;
            });
            const list = element('ol', '', { 'aria-label': `The steps of process ${who}` });
            list.append(...steps);
            const made = element('div', '');
            made.append(element('strong', `Process ${who}`), list);
            return made;
        }

        function caption(state, move) {
            if (!(move in state.done)) {
                return `The store of ${rules.from[move]} arrives (${move})`;
            }
            const step = state.step(move);
            if (step === undefined) {
                return `${move} has ended`;
            }
            return rules.can(state, move) ? `${move}: ${step} (${move})` : `${move} waits ${rules.waits}`;
        }

        function sentence(state) {
            if (schedule === '') {
                return rules.opening;
            }
            return rules.hasEnded(state) ? `${rules.verdict(state)} The order was ${schedule}.` : `So far: ${schedule}.`;
        }

        box.addEventListener('keydown', event => {
            const key = event.key.toUpperCase();
            const isOurs = (key === 'U' || rules.moves.includes(key)) && !event.ctrlKey && !event.altKey && !event.metaKey;
            if (isOurs) {
                event.stopPropagation();
                key === 'U' ? takeBack() : take(key);
            }
        });

        // A schedule that came with the address counts as far as it follows the rules.
        const asked = /^#schedule=([A-Z]*)(&with)?$/.exec(location.hash);
        if (asked) {
            choice = check.checked = asked[2] !== undefined;
            for (const move of asked[1]) {
                schedule += rules.moves.includes(move) && can(move) ? move : '';
            }
        }
        draw();
        box.replaceChildren(programs, controls, said, table);
        if (asked) {
            box.scrollIntoView();
        }
    }
})();
