// What scrolls sideways can be reached by the keyboard: wide code, wide tables, wide pictures. A listing that fits its frame
// is no stop on the way from link to link. What fits changes with the window, and when an answer is unfolded.
'use strict';

{
    const observer = new ResizeObserver(entries => {
        for (const { target } of entries) {
            if (target.scrollWidth > target.clientWidth + 1) {
                target.tabIndex = 0;
            } else {
                target.removeAttribute('tabindex');
            }
        }
    });
    const boxes = document.querySelectorAll('main :is(pre > code, .table-wrapper, figure)');
    boxes.forEach(box => observer.observe(box));
}
