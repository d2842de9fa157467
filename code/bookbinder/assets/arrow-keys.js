// The arrow keys stay with the reader. mdBook turns the page on them, and so takes it away from a reader whose screen reader
// goes through the code letter by letter, or who scrolls a wide line (rust-lang/mdBook#1789); it has no option for that.
// The links to the neighboring pages are at the end of each page, and beside it.
'use strict';

document.addEventListener('keydown', event => {
    const isArrow = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    const isTyping = /^(?:input|select|textarea)$/i.test(event.target.nodeName);
    if (isArrow && !isTyping) {
        event.stopImmediatePropagation();
    }
}, true);

// So the help that opens on `?` must not promise them.
document.querySelectorAll('#mdbook-help-popup p').forEach(line => {
    if (line.textContent.includes('→')) {
        line.remove();
    }
});
