// SPDX-License-Identifier: Apache-2.0
// Revokes several keys: says how many and which, then does it in parts of as many as the API takes at once.

import { reasonField } from './actions.js';
import { api } from './api.js';
import { field, openDialog, openForm } from './dialog.js';
import { button, h, masked } from './dom.js';
import { failureBox } from './failures.js';
import { digits, fill, texts } from './texts.js';

const AT_ONCE = 200;
const NAMED = 20;
/** More than somebody could have ticked by mistake. */
const MANY = 10;

const listed = (keys, severalOwners) => h('ul', { class: 'listed', tabindex: '0' },
  ...keys.slice(0, NAMED).map((key) => h('li', {}, h('bdi', {}, key.name), ' ', masked(key),
    severalOwners && h('span', { class: 'quiet' }, ' · ', h('bdi', {}, key.owner)))),
  keys.length > NAMED && h('li', { class: 'quiet' }, texts.bulk.more(keys.length - NAMED)));

function confirmation(count) {
  const whole = field({
    label: fill(texts.bulk.confirm, { count }), control: h('input', { type: 'text', inputmode: 'numeric', autocomplete: 'off', class: 'confirm' }),
  });
  const isRight = () => whole.control.value.trim() === String(count);
  return {
    ...whole,
    check: () => {
      whole.show(isRight() ? null : fill(texts.bulk.confirmWrong, { count }));
      return isRight();
    },
  };
}

/** Asks, then revokes exactly these keys: what has come to match a filter since they were counted is left alone. */
export function openBulk(app, keys) {
  const why = reasonField();
  const sure = keys.length > MANY ? confirmation(keys.length) : null;
  const left = keys.map((key) => key.id);
  let revoked = 0;
  let gone = 0;
  openForm({
    title: texts.bulk.title(keys.length), submit: texts.bulk.submit(keys.length), danger: true, kind: 'wide',
    content: [h('p', {}, texts.bulk.text(keys.length)), listed(keys, app.authority.severalOwners), why.element, sure?.element],
    fields: { reason: why },
    check: () => sure?.check() ?? true,
    send: async (progress) => {
      while (left.length > 0) {
        const part = left.slice(0, AT_ONCE);
        const answer = await api.revokeSeveral(part, why.control.value.trim());
        if (!answer.ok) {
          app.refresh();
          return answer;
        }
        left.splice(0, part.length);
        revoked += answer.value.filter((each) => each.revoked).length;
        gone += answer.value.filter((each) => !each.revoked).length;
        progress(fill(texts.bulk.progress, { done: digits(revoked), all: digits(keys.length) }));
      }
      app.list.selected.clear();
      app.done([texts.bulk.done(revoked), gone > 0 ? `; ${texts.bulk.gone(gone)}` : '']);
      return null;
    },
  });
}

/** Counts what the filter describes first. */
export async function openBulkOfMatches(app) {
  const wait = openDialog({ title: texts.bulk.counting, content: [h('p', { role: 'status' }, texts.loading)] });
  const found = await app.list.everyMatch();
  if (!wait.element.isConnected) {
    return;
  }
  wait.close();
  if (found.ok && found.keys.length > 0) {
    openBulk(app, found.keys);
    return;
  }
  const dialog = openDialog({
    title: texts.revokeMatching,
    content: [found.ok ? h('p', {}, texts.bulk.none) : failureBox(found, {
      retry: () => {
        dialog.close();
        openBulkOfMatches(app);
      },
    })],
    footer: [button(texts.close, () => dialog.close())],
  });
}
