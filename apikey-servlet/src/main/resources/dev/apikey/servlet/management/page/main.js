// SPDX-License-Identifier: Apache-2.0
// Begins: asks who is there and what he may do, then draws the list and keeps it drawn.

import { actionsOf } from './actions.js';
import { api } from './api.js';
import { openBulk, openBulkOfMatches } from './bulk.js';
import { openCreate } from './create.js';
import { openDetails } from './details.js';
import { openDialog } from './dialog.js';
import { button, h, icon } from './dom.js';
import { failureBox } from './failures.js';
import { severalKeys, tools } from './filters.js';
import { createList } from './list.js';
import { tryIt } from './secret.js';
import { noKeyYet, noMatch, pager, table } from './table.js';
import { texts } from './texts.js';

const SAID_MILLIS = 6_000;
const SLOW_MILLIS = 4_000;

const main = document.getElementById('page');
const said = h('div', { class: 'said-here', role: 'status', 'aria-live': 'polite' });
const place = h('section', { class: 'list', 'aria-label': texts.title });
const above = h('div');

const app = {
  example: new URL(document.body.dataset.example, location.href).href,
  authority: null,
  vocabulary: [],
  list: createList(() => draw(), () => toolbar.draw()),

  /** Says for a while what was done, and shows it. */
  done(content) {
    const toast = h('p', { class: 'toast' }, icon('done'), h('span', {}, ...[content].flat()));
    said.replaceChildren(toast);
    setTimeout(() => toast.remove(), SAID_MILLIS);
    app.refresh();
  },

  refresh: () => app.list.refresh(),

  /** Where the focus belongs after something was done to a key. */
  rowButton: (id) => place.querySelector(`tr[data-id="${CSS.escape(id)}"] .more`),

  async showKey(id) {
    const found = await api.read(id);
    if (found.ok) {
      openDetails(app, found.value);
    } else {
      const dialog = openDialog({
        title: texts.details.title, content: [failureBox(found)], footer: [button(texts.close, () => dialog.close())],
      });
    }
  },
};

const actions = actionsOf(app);
const create = () => openCreate(app);
let toolbar = null;

/** What in the list has the focus, so that the same thing has it when the list was drawn again. */
function focused() {
  const active = document.activeElement;
  if (!place.contains(active) && !above.contains(active)) {
    return null;
  }
  const row = active.closest('tr[data-id]');
  if (row) {
    const index = [...row.querySelectorAll('input, button, time')].indexOf(active);
    return () => place.querySelector(`tr[data-id="${CSS.escape(row.dataset.id)}"]`)?.querySelectorAll('input, button, time')[index];
  }
  if (active.dataset.sort) {
    return () => place.querySelector(`[data-sort="${active.dataset.sort}"]`);
  }
  const label = active.getAttribute('aria-label') ?? active.textContent;
  return () => [...place.querySelectorAll('button:enabled, input')].find((each) => (each.getAttribute('aria-label') ?? each.textContent) === label)
    ?? place.querySelector('table');
}

function content() {
  const { list } = app;
  if (list.failure) {
    return [failureBox(list.failure, { retry: app.refresh })];
  }
  if (list.keys?.length === 0 && !list.waiting) {
    return [list.isFiltered ? noMatch(() => list.clear()) : noKeyYet(create, tryIt('$API_KEY', app.example).replaceAll("'Authorization: Bearer $API_KEY'", '"Authorization: Bearer $API_KEY"'))];
  }
  return [
    table(list, { severalOwners: app.authority.severalOwners, actions }),
    list.keys && pager(list),
  ];
}

let slow = 0;

function draw() {
  const { list } = app;
  if (!toolbar) {
    return;
  }
  const restore = focused();
  const isEmpty = list.keys?.length === 0 && !list.isFiltered && !list.failure;
  toolbar.element.hidden = isEmpty;
  toolbar.draw();
  above.replaceChildren(severalKeys(list, {
    revokeSelected: () => openBulk(app, [...list.selected.values()]), revokeMatching: () => openBulkOfMatches(app),
  }) || '');
  place.replaceChildren(...content().filter(Boolean));
  place.classList.toggle('waiting-again', list.waiting && list.keys !== null);
  restore?.()?.focus();
  clearTimeout(slow);
  if (list.waiting) {
    slow = setTimeout(() => place.prepend(h('p', { class: 'slow', role: 'status' }, texts.stillWaiting)), SLOW_MILLIS);
  } else if (list.placeLost) {
    list.placeLost = false;
    said.replaceChildren(h('p', { class: 'toast' }, texts.placeLost));
  }
}

function head() {
  return h('header', { class: 'top' },
    h('div', {}, h('p', { class: 'section' }, texts.section), h('h1', { tabindex: '-1' }, texts.title), h('p', { class: 'lead' }, texts.lead)),
    button([icon('plus'), texts.create], create, { class: 'primary create', disabled: true }));
}

async function begin() {
  const top = head();
  const advice = h('p', { class: 'advice' }, icon('shield'), h('span', {}, texts.advice));
  main.replaceChildren(top, advice, place, said);
  place.replaceChildren(h('p', { class: 'slow', role: 'status' }, texts.loading));
  const [authority, permissions] = await Promise.all([api.authority(), api.permissions()]);
  const failure = [authority, permissions].find((answer) => !answer.ok);
  if (failure) {
    place.replaceChildren(failureBox(failure, { retry: begin }));
    return;
  }
  app.authority = authority.value;
  app.vocabulary = permissions.value;
  toolbar = tools(app.list, app.authority.severalOwners);
  main.replaceChildren(top, advice, toolbar.element, above, place, said);
  top.querySelector('.create').disabled = false;
  await app.refresh();
}

// A page that was frozen for "back" may be old.
addEventListener('pageshow', (event) => event.persisted && app.authority && app.refresh());
begin();
