// SPDX-License-Identifier: Apache-2.0
// What stands above the list: search, owner, order, filters, and what can be done with the selected keys.

import { button, h, icon, newId } from './dom.js';
import { AUDITS } from './list.js';
import { digits, texts } from './texts.js';

const TYPING_MILLIS = 250;
const STATES = ['all', 'active', 'disabled', 'revoked'];
const SORTS = ['-createOn', 'createOn', 'name', '-name', '-lastUsed', 'lastUsed', 'expiresAt', '-expiresAt'];

/** Calls after the last of several events in quick succession. */
function afterTyping(call) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, TYPING_MILLIS);
  };
}

function searchBox(label, placeholder, member, list, maxlength) {
  const id = newId('search');
  const input = h('input', { type: 'search', id, placeholder, maxlength, autocomplete: 'off', spellcheck: 'false', 'data-member': member });
  input.addEventListener('input', afterTyping(() => {
    if (input.value.trim() !== list.query[member]) {
      list.change({ [member]: input.value.trim() });
    }
  }));
  return h('div', { class: `search search-${member}` }, h('label', { for: id, class: 'spoken' }, label), icon('search'), input);
}

function order(list) {
  const id = newId('order');
  const options = SORTS.map((value) => h('option', { value }, texts.sorts[value]));
  return h('div', { class: 'order' }, h('label', { for: id }, texts.sortBy),
    h('select', { id, onchange: (event) => list.change({ sort: event.currentTarget.value }) }, ...options));
}

/** The tools that stay as they are, so that nobody loses the focus or what he types when the list is drawn again. */
export function tools(list, severalOwners) {
  const chip = (filter) => button([texts.filters[filter], h('span', { class: 'count' })],
    () => list.change({ filter: list.query.filter === filter ? 'all' : filter }), { class: 'chip', 'data-filter': filter });
  const states = h('div', { class: 'chips', role: 'group', 'aria-label': texts.show }, ...STATES.map(chip));
  const auditsId = newId('audits');
  const audits = h('div', { class: 'chips audits', role: 'group', 'aria-labelledby': auditsId },
    h('span', { class: 'chips-label', id: auditsId }, texts.needsAttention), ...AUDITS.map(chip));
  const element = h('div', { class: 'tools' },
    h('div', { class: 'searches' }, searchBox(texts.search, texts.search, 'search', list, 64),
      severalOwners && searchBox(`${texts.ownerFilter} (${texts.ownerHint})`, texts.ownerFilter, 'owner', list, 255), order(list)),
    h('div', { class: 'filters' }, states, audits));

  const draw = () => {
    element.querySelectorAll('.chip').forEach((each) => {
      const { filter } = each.dataset;
      each.setAttribute('aria-pressed', String(list.query.filter === filter));
      const count = list.counts[filter];
      each.querySelector('.count').textContent = count === undefined ? '' : ` ${digits(count)}`;
      each.classList.toggle('none', count === 0);
    });
    element.querySelector('.order select').value = list.query.sort;
    element.querySelectorAll('input[data-member]').forEach((input) => {
      if (input !== document.activeElement) {
        input.value = list.query[input.dataset.member];
      }
    });
  };
  return { element, draw };
}

/** What can be done with several keys at once. */
export function severalKeys(list, { revokeSelected, revokeMatching }) {
  const count = list.selected.size;
  const audit = AUDITS.includes(list.query.filter) && list.keys?.length > 0;
  if (count > 0) {
    return h('div', { class: 'several', role: 'group', 'aria-label': texts.selected(count) }, h('span', {}, texts.selected(count)),
      button(texts.clearSelection, () => list.select([...list.selected.values()], false), { class: 'plain' }),
      button(texts.revokeSelected, revokeSelected, { class: 'danger-outline' }));
  }
  return audit && h('div', { class: 'several' }, h('span', {}, texts.filters[list.query.filter]),
    button(texts.revokeMatching, revokeMatching, { class: 'danger-outline' }));
}
