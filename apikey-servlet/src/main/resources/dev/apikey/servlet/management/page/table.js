// SPDX-License-Identifier: Apache-2.0
// The table of keys: its head with the order, its rows, and what stands in their place.

import { button, h, icon } from './dom.js';
import { placeholder, row } from './row.js';
import { digits, fill, texts } from './texts.js';

const SORTED = { name: 'name', createOn: '-createOn', lastUsed: '-lastUsed', expiresAt: 'expiresAt' };
const turned = (sort) => (sort.startsWith('-') ? sort.slice(1) : `-${sort}`);

function head(column, list) {
  const first = SORTED[column];
  if (!first) {
    return h('th', { role: 'columnheader', scope: 'col', class: `cell-${column}` },
      column === 'actions' ? h('span', { class: 'spoken' }, texts.columns.actions) : texts.columns[column]);
  }
  const { sort } = list.query;
  const current = sort.replace('-', '') === column;
  const direction = sort.startsWith('-') ? 'descending' : 'ascending';
  return h('th', { role: 'columnheader', scope: 'col', class: `cell-${column}`, 'aria-sort': current ? direction : null },
    button(texts.columns[column], () => list.change({ sort: current ? turned(sort) : first }), {
      class: `sort ${current ? direction : ''}`, 'data-sort': column,
    }));
}

function selectAll(list) {
  const able = list.keys.filter((key) => key.state !== 'revoked');
  const all = able.length > 0 && able.every((key) => list.selected.has(key.id));
  const box = h('input', {
    type: 'checkbox', 'aria-label': texts.selectPage, checked: all, disabled: able.length === 0,
    onchange: (event) => list.select(able, event.currentTarget.checked),
  });
  box.indeterminate = !all && able.some((key) => list.selected.has(key.id));
  return h('th', { role: 'columnheader', scope: 'col', class: 'cell-select' }, h('label', {}, box, h('span', { class: 'select-all', 'aria-hidden': 'true' }, texts.selectAll)));
}

/** The table as the list is now. */
export function table(list, { severalOwners, actions }) {
  const columns = ['name', ...(severalOwners ? ['owner'] : []), 'permissions', 'createOn', 'lastUsed', 'expiresAt', 'active', 'actions'];
  const rows = list.keys === null
    ? Array.from({ length: 4 }, () => placeholder(columns.length + 1))
    : list.keys.map((key) => row(key, { severalOwners, chosen: list.selected.has(key.id), actions }));
  return h('table', { role: 'table', class: 'keys', 'aria-label': texts.title, 'aria-busy': String(list.waiting) },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
      list.keys === null ? h('td', { role: 'cell', class: 'cell-select' }) : selectAll(list),
      ...columns.map((column) => head(column, list)))),
    h('tbody', { role: 'rowgroup' }, ...rows));
}

/** What is said to somebody who has no key yet. */
export const noKeyYet = (create, command) =>
  h('div', { class: 'empty' }, h('span', { class: 'picture' }, icon('key')), h('h2', {}, texts.emptyTitle), h('p', {}, texts.emptyText),
    h('pre', { tabindex: '0' }, h('code', {}, command)), button(texts.create, create, { class: 'primary' }));

/** What is said where a search or a filter leaves nothing. */
export const noMatch = (clear) =>
  h('div', { class: 'empty' }, h('h2', {}, texts.nothingTitle), h('p', {}, texts.nothingText), button(texts.clearFilters, clear));

/** Where one page of the list goes on to the next. */
export function pager(list) {
  const { number, first, hasNext } = list.place;
  if (number === 1 && !hasNext) {
    return h('p', { class: 'pager quiet' }, texts.shown(list.keys.length));
  }
  return h('nav', { class: 'pager', 'aria-label': texts.title },
    button(texts.previous, () => list.turn(-1), { disabled: number === 1 }),
    h('span', { class: 'quiet' }, fill(texts.listedFrom, { from: digits(first), to: digits(first + list.keys.length - 1) })),
    button(texts.next, () => list.turn(1), { disabled: !hasNext }));
}
