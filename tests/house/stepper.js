// Plays the steppers of the bound pages in PAGES, and writes what it finds into #report: a line `order: ...` for each schedule
// that the rules allow and its end, a line `seen: ...` for each play, a line `fault: ...` for what a reader would stumble over.
'use strict';

const lines = [];

function load(url) {
    return new Promise(resolve => {
        const frame = document.createElement('iframe');
        frame.style.cssText = 'width: 390px; height: 900px; border: 0';
        frame.onload = () => resolve(frame);
        frame.src = url;
        document.body.append(frame);
    });
}

function walk(rules, name, choice) {
    const from = (state, order) => {
        if (rules.hasEnded(state)) {
            lines.push(`order: ${name} ${choice} ${order} ${rules.result(state)}`);
        }
        for (const move of rules.moves.filter(move => rules.can(state, move))) {
            from(rules.after(state, move), order + move);
        }
    };
    from(rules.start(choice), '');
}

const said = box => box.querySelector('[role="status"]').textContent;
const pressed = (frame, key) => {
    const target = frame.contentDocument.querySelector('.stepper button');
    target.dispatchEvent(new frame.contentWindow.KeyboardEvent('keydown', { key, bubbles: true }));
};

// The same schedule by buttons, by keys and by the address leads to the same sentence.
async function play(url, name, { schedule, says, safe }) {
    const where = `${url.split('/').pop()}, ${name}`;
    const expect = (how, holds, found) => lines.push(holds ? `seen: ${where} ${how}` : `fault: ${where} ${how}: ${found}`);

    let frame = await load(url);
    let box = frame.contentDocument.querySelector('.stepper');
    const rules = frame.contentWindow.stepperRules[name];
    [false, true].forEach(choice => walk(rules, name, choice));
    const button = move => box.querySelectorAll('.controls button')[rules.moves.indexOf(move)];
    for (const move of schedule) {
        button(move).click();
    }
    expect('by its buttons', said(box).startsWith(says), said(box));
    expect('in the address', frame.contentWindow.location.hash === `#schedule=${schedule}`, frame.contentWindow.location.hash);
    pressed(frame, 'u');
    expect('with one step undone', said(box) === `So far: ${schedule.slice(0, -1)}.`, said(box));
    pressed(frame, schedule.at(-1).toLowerCase());
    expect('by a key', said(box).startsWith(says), said(box));

    box.querySelector('input').click();
    for (const move of safe) {
        button(move).click();
    }
    expect('with the choice made', said(box).endsWith(`The order was ${safe}.`) && !said(box).startsWith(says), said(box));
    frame.remove();

    frame = await load(`${url}#schedule=${schedule}`);
    box = frame.contentDocument.querySelector('.stepper');
    expect('by its link', said(box).startsWith(says), said(box));
    frame.remove();
}

(async () => {
    try {
        for (const [url, name, game] of GAMES) {
            await play(url, name, game);
        }
    } catch (error) {
        lines.push(`fault: the script: ${error.stack}`);
    }
    document.getElementById('report').textContent = `begin report\n${lines.join('\n')}\nend report`;
})();
