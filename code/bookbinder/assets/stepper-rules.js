// The rules of the stepper: two processes, A and B, each `load, add, store`, in the order that the reader chooses. With the
// lock, each takes it first and gives it back last. tests/house/stepper.rs holds them against an enumeration in Rust.
'use strict';

globalThis.stepperRules = {
    PLAIN: ['load', 'add', 'store'],
    LOCKED: ['lock', 'load', 'add', 'store', 'unlock'],

    start(locked) {
        return { locked, number: 0, owner: null, registers: { A: null, B: null }, done: { A: 0, B: 0 } };
    },

    // The next step of a process; nothing when it has ended.
    next(state, who) {
        return (state.locked ? this.LOCKED : this.PLAIN)[state.done[who]];
    },

    // Whether it can be taken: the lock may be another's.
    canStep(state, who) {
        const step = this.next(state, who);
        return step !== undefined && !(step === 'lock' && state.owner !== null);
    },

    // The state after it.
    step(state, who) {
        const after = { ...state, registers: { ...state.registers }, done: { ...state.done } };
        switch (this.next(state, who)) {
            case 'lock': after.owner = who; break;
            case 'load': after.registers[who] = state.number; break;
            case 'add': after.registers[who] += 1; break;
            case 'store': after.number = state.registers[who]; break;
            case 'unlock': after.owner = null; break;
        }
        after.done[who] += 1;
        return after;
    },

    hasEnded(state) {
        return this.next(state, 'A') === undefined && this.next(state, 'B') === undefined;
    },
};
