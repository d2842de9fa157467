// The rules of the steppers: what each of two processes, A and B, can do next, and what the memory holds after it. A move is
// one letter. tests/house/stepper.rs holds every schedule that they allow, and its end, against an enumeration in Rust.
'use strict';

globalThis.stepperRules = (() => {
    const other = { A: 'B', B: 'A' };
    const both = make => ({ A: make('A'), B: make('B') });
    const shown = value => value ?? 'empty';

    // `number += 1`, once by each process.
    const lostUpdate = {
        choice: 'with the lock',
        moves: ['A', 'B'],
        opening: 'The number is 0. Which process takes the first step?',
        code: locked => both(() => [...(locked ? ['lock'] : []), 'load', 'add 1', 'store', ...(locked ? ['unlock'] : [])]),
        start: locked => ({ choice: locked, done: { A: 0, B: 0 }, number: 0, owner: null, register: { A: null, B: null } }),
        can: (state, move) => !(state.step(move) === 'lock' && state.owner !== null),
        waits: 'for the lock',
        act(state, move) {
            switch (state.step(move)) {
                case 'lock': state.owner = move; break;
                case 'load': state.register[move] = state.number; break;
                case 'add 1': state.register[move] += 1; break;
                case 'store': state.number = state.register[move]; break;
                case 'unlock': state.owner = null; break;
            }
        },
        hasEnded: state => ['A', 'B'].every(who => state.step(who) === undefined),
        rows: state => [
            ['The number, in shared memory', state.number],
            ...['A', 'B'].map(who => [`The register of ${who}`, shown(state.register[who])]),
            ...(state.choice ? [['The lock', state.owner ? `${state.owner} has it` : 'free']] : []),
        ],
        result: state => String(state.number),
        verdict: state => state.number === 2
            ? 'Both updates are there: the second load came after the first store.'
            : 'An update is lost: both processes loaded 0, and the second store wrote over the first.',
    };

    // Each process raises its flag and looks at the other one; a store waits in its core's buffer until it arrives.
    const storeBuffer = {
        choice: 'with a fence between the two',
        moves: ['A', 'B', 'X', 'Y'],
        opening: 'Both flags are 0. Which core takes the first step?',
        code: fenced => both(who => [`flag ${who} = 1`, ...(fenced ? ['fence'] : []), `look at flag ${other[who]}`]),
        start: fenced => ({ choice: fenced, done: { A: 0, B: 0 }, flag: { A: 0, B: 0 }, buffer: { A: null, B: null }, saw: { A: null, B: null } }),
        can: (state, move) => move in other
            ? !(state.step(move) === 'fence' && state.buffer[move] !== null)
            : state.buffer[storeBuffer.from[move]] !== null,
        waits: 'at the fence, for its store to arrive',
        from: { X: 'A', Y: 'B' },
        act(state, move) {
            const from = storeBuffer.from[move];
            if (from) {
                [state.flag[from], state.buffer[from]] = [1, null];
            } else if (state.done[move] === 0) {
                state.buffer[move] = 1;
            } else if (state.step(move) !== 'fence') {
                state.saw[move] = state.flag[other[move]];
            }
        },
        hasEnded: state => ['A', 'B'].every(who => state.step(who) === undefined),
        rows: state => [
            ...['A', 'B'].map(who => [`Flag ${who}, in shared memory`, state.flag[who]]),
            ...['A', 'B'].map(who => [`The store buffer of ${who}`, state.buffer[who] === null ? 'empty' : `flag ${who} = 1`]),
            ...['A', 'B'].map(who => [`What ${who} saw`, state.saw[who] ?? 'nothing yet']),
        ],
        result: state => `${state.saw.A}${state.saw.B}`,
        verdict: state => state.saw.A + state.saw.B === 0
            ? 'Both looked too early: each store was still in its buffer when the other core looked.'
            : `${state.saw.A && state.saw.B ? 'Each process' : `Process ${state.saw.A ? 'A' : 'B'}`} saw the flag of the other: that store had arrived before the look.`,
    };

    // The next step in the code of a process; nothing when it has ended, or where the move is not a process's.
    const game = rules => {
        const complete = state => Object.defineProperty(state, 'step', { value: who => rules.code(state.choice)[who]?.[state.done[who]] });
        return {
            ...rules,
            start: choice => complete(rules.start(choice)),
            can: (state, move) => !rules.hasEnded(state) && !(move in state.done && state.step(move) === undefined) && rules.can(state, move),
            after(state, move) {
                const after = complete(structuredClone({ ...state }));
                rules.act(after, move);
                if (move in after.done) {
                    after.done[move] += 1;
                }
                return after;
            },
        };
    };

    return { 'lost-update': game(lostUpdate), 'store-buffer': game(storeBuffer) };
})();
