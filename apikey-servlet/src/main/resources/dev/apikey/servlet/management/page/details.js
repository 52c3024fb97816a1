// SPDX-License-Identifier: Apache-2.0
// All that is known about a key: its facts, its use and its history.

import { api } from './api.js';
import { chart, DAYS } from './chart.js';
import { whenInFull } from './dates.js';
import { openDialog } from './dialog.js';
import { button, h, masked, say } from './dom.js';
import { failureBox } from './failures.js';
import { history } from './history.js';
import { marksOf, patternList } from './row.js';
import { texts } from './texts.js';

const other = (app, id, close) => button(id, () => {
  close();
  app.showKey(id);
}, { class: 'link' });

function facts(app, key, close) {
  const words = texts.details;
  const createdBy = key.createBy.displayName === key.owner ? [] : [' ', ...say(texts.createdBy, { name: key.createBy.displayName })];
  const lines = [
    [words.key, masked(key)],
    [words.state, texts.states[key.state], ...marksOf(key).filter(([mark]) => mark !== key.state).map(([mark, text]) => h('span', { class: `badge badge-${mark}` }, text))],
    [words.owner, h('bdi', {}, key.owner)],
    [words.created, whenInFull(key.createOn), ...createdBy],
    [words.lastUsed, key.lastUsed ? whenInFull(key.lastUsed) : texts.never],
    [words.expires, key.expiresAt ? whenInFull(key.expiresAt) : texts.noEnd],
    key.revokedAt && [words.revoked, whenInFull(key.revokedAt)],
    [words.permissions, patternList(key.permissions)],
    key.replaces && [words.replaces, other(app, key.replaces, close)],
    key.replacedBy && [words.replacedBy, other(app, key.replacedBy, close)],
    [words.id, h('code', {}, key.id)],
  ].filter(Boolean);
  return h('dl', { class: 'facts' }, ...lines.map(([term, ...value]) => h('div', {}, h('dt', {}, term), h('dd', {}, ...value))));
}

function use(id) {
  const place = h('div', {}, h('p', { role: 'status' }, texts.loading));
  const load = async () => {
    const answer = await api.usage(id, DAYS);
    place.replaceChildren(answer.ok ? chart(answer.value) : failureBox(answer, { retry: load }));
  };
  load();
  return place;
}

export function openDetails(app, key) {
  const close = () => dialog.close();
  const dialog = openDialog({
    title: h('bdi', {}, key.name), kind: 'drawer',
    content: [
      facts(app, key, close),
      h('section', {}, h('h3', {}, texts.details.use), use(key.id)),
      h('section', {}, h('h3', {}, texts.details.history), history(key.id)),
    ],
    footer: [button(texts.close, close)],
    closed: () => app.rowButton(key.id),
  });
}
