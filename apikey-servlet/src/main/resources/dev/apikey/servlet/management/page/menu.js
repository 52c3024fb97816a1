// SPDX-License-Identifier: Apache-2.0
// Things that open beside a button: a menu, and a list to read. Both close by Escape and by a click elsewhere.

import { h, icon, newId } from './dom.js';

const GAP = 4;

function place(popover, opener) {
  const from = opener.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const below = from.bottom + GAP;
  const fitsBelow = below + height < innerHeight;
  const rightToLeft = getComputedStyle(opener).direction === 'rtl';
  const wanted = rightToLeft ? from.left : from.right - width;
  popover.style.top = `${Math.max(GAP, fitsBelow ? below : from.top - height - GAP)}px`;
  popover.style.left = `${Math.min(Math.max(GAP, wanted), innerWidth - width - GAP)}px`;
}

function open(popover, opener, whenClosed = () => {}) {
  // In the page's landmark, so that nobody who goes from one to the next misses it.
  document.querySelector('main').append(popover);
  const close = () => popover.isConnected && popover.hidePopover();
  const follow = () => place(popover, opener);
  popover.addEventListener('toggle', (event) => {
    if (event.newState === 'closed') {
      removeEventListener('scroll', follow, true);
      removeEventListener('resize', close);
      opener.setAttribute('aria-expanded', 'false');
      popover.remove();
      whenClosed();
    }
  });
  popover.showPopover();
  place(popover, opener);
  opener.setAttribute('aria-expanded', 'true');
  addEventListener('scroll', follow, { capture: true, passive: true });
  addEventListener('resize', close);
  return close;
}

/** Opens a menu of `{label, choose, danger}` beside a button, as the ARIA practices have it: arrows, Home, End, first letters, Tab leaves. */
export function openMenu(opener, label, items) {
  const menu = h('div', { popover: 'auto', role: 'menu', class: 'menu', 'aria-label': label });
  const entries = items.map((item) => h('button', {
    type: 'button', role: 'menuitem', tabindex: '-1', class: item.danger ? 'danger-text' : '',
    onclick: () => {
      close();
      opener.focus();
      item.choose();
    },
  }, item.label));
  menu.append(...entries);
  const move = (index) => entries[(index + entries.length) % entries.length].focus();
  menu.addEventListener('keydown', (event) => {
    const at = entries.indexOf(document.activeElement);
    const byLetter = entries.findIndex((entry, index) =>
      index > at && entry.textContent.toLowerCase().startsWith(event.key.toLowerCase()));
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key] ?? (byLetter >= 0 ? byLetter : null);
    if (event.key === 'Tab') {
      close();
      opener.focus();
    } else if (target !== null && event.key !== ' ' && event.key !== 'Enter') {
      event.preventDefault();
      move(target);
    }
  });
  const close = open(menu, opener);
  move(0);
}

/** A button that opens a menu. */
export const menuButton = (label, items) => h('button', {
  type: 'button', class: 'plain more', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-label': label,
  onclick: (event) => openMenu(event.currentTarget, label, items()),
}, icon('dots'));

/** A button that opens something to read. */
export function disclosure(text, label, content) {
  const id = newId('about');
  return h('button', {
    type: 'button', class: 'disclosure', 'aria-expanded': 'false', 'aria-label': label, 'aria-haspopup': 'dialog',
    onclick: (event) => {
      const opener = event.currentTarget;
      const popover = h('div', { popover: 'auto', class: 'popover', id, role: 'dialog', 'aria-label': label, tabindex: '-1' }, ...content());
      open(popover, opener, () => opener.isConnected && document.activeElement === document.body && opener.focus());
      popover.focus();
    },
  }, text);
}
