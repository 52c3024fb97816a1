// SPDX-License-Identifier: Apache-2.0
// What one key looks like in the list.

import { now } from './api.js';
import { DAY, when } from './dates.js';
import { h, icon, masked, say, spoken } from './dom.js';
import { disclosure, menuButton } from './menu.js';
import { digits, fill, texts } from './texts.js';

const UNUSED_DAYS = 90;
const SOON_DAYS = 30;
const YOUNG_DAYS = 7;

/** What a set of patterns is called: everything, reading everything, or these. */
export function accessOf(permissions) {
  if (permissions.includes('*')) {
    return 'all';
  }
  return permissions.length === 1 && permissions[0] === '*:read' ? 'read' : 'restricted';
}

/** Patterns as a list to read. */
export const patternList = (permissions) =>
  h('ul', { class: 'patterns' }, ...permissions.map((pattern) => h('li', {}, h('code', {}, pattern))));

function permissions(key) {
  const access = accessOf(key.permissions);
  const label = texts.access[access];
  if (access !== 'restricted' && key.permissions.length === 1) {
    return h('span', { class: 'access' }, label);
  }
  return disclosure(`${label} · ${digits(key.permissions.length)}`, `${fill(texts.permissionsOf, key)}: ${label}, ${digits(key.permissions.length)}`,
    () => [patternList(key.permissions)]);
}

const since = (iso) => (now() - Date.parse(iso)) / DAY;

/** What an auditor wants to see at once. */
export function marksOf(key) {
  const marks = [];
  if (key.state !== 'active') {
    marks.push([key.state, texts.states[key.state]]);
  } else {
    if (key.replacedBy) {
      marks.push(['replaced', texts.marks.replaced]);
    } else if (key.expiresAt && -since(key.expiresAt) < SOON_DAYS) {
      marks.push(['expiring', texts.marks.expiring]);
    }
    if (!key.lastUsed && since(key.createOn) > YOUNG_DAYS) {
      marks.push(['never', texts.marks.never]);
    } else if (since(key.lastUsed ?? key.createOn) > UNUSED_DAYS) {
      marks.push(['unused', texts.marks.unused]);
    }
  }
  return marks;
}

const badges = (key) => marksOf(key).map(([mark, text]) => h('span', { class: `badge badge-${mark}` }, text));

function switchFor(key, toggle) {
  const possible = key.state === 'active' || key.state === 'disabled';
  if (!possible) {
    return h('span', { class: 'quiet' }, h('span', { 'aria-hidden': 'true' }, '–'), spoken(texts.states[key.state]));
  }
  return h('button', {
    type: 'button', role: 'switch', class: 'switch', 'aria-checked': String(key.state === 'active'),
    'aria-label': fill(texts.activeSwitch, key),
    onclick: (event) => toggle(key, event.currentTarget),
  }, h('span', { class: 'knob' }));
}

const cell = (column, ...content) =>
  h('td', { role: 'cell', class: `cell-${column}` },
    h('span', { class: 'cell-label', 'aria-hidden': 'true' }, texts.columns[column]), h('div', { class: 'cell-value' }, ...content));

/** Owner, and who made it if that was somebody else. */
function owner(key) {
  const byOther = key.createBy.displayName !== key.owner;
  return [h('div', {}, h('bdi', { class: 'owner' }, key.owner)),
    byOther && h('span', { class: 'quiet' }, ...say(texts.createdBy, { name: key.createBy.displayName }))];
}

/**
 * A row.
 *
 * `actions` has what can be done with a key: `select(key, chosen)`, `toggle(key)`, `items(key)` for the menu.
 */
export function row(key, { severalOwners, chosen, actions }) {
  const box = h('input', {
    type: 'checkbox', 'aria-label': fill(texts.selectKey, key), checked: chosen, disabled: key.state === 'revoked',
    onchange: (event) => actions.select(key, event.currentTarget.checked),
  });
  return h('tr', { role: 'row', 'data-id': key.id, 'data-state': key.state, class: chosen ? 'chosen' : '' },
    h('td', { role: 'cell', class: 'cell-select' }, box),
    h('th', { role: 'rowheader', scope: 'row', class: 'cell-name' },
      h('div', { class: 'name' }, key.expiresAt && key.state === 'active' && icon('clock'), h('bdi', {}, key.name)),
      h('div', { class: 'under' }, masked(key), ...badges(key))),
    severalOwners && cell('owner', ...owner(key)),
    cell('permissions', permissions(key)),
    cell('createOn', when(key.createOn)),
    cell('lastUsed', key.lastUsed ? when(key.lastUsed) : h('span', { class: 'quiet' }, texts.never)),
    cell('expiresAt', key.expiresAt ? when(key.expiresAt) : h('span', { class: 'quiet' }, texts.noEnd)),
    cell('active', switchFor(key, actions.toggle)),
    h('td', { role: 'cell', class: 'cell-actions' }, menuButton(fill(texts.menuOf, key), () => actions.items(key))));
}

/** The line that stands for a row while it is awaited. */
export const placeholder = (columns) =>
  h('tr', { role: 'row', class: 'placeholder' }, h('td', { role: 'cell', colspan: columns }, h('span'), spoken(texts.loading)));
