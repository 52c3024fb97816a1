// SPDX-License-Identifier: Apache-2.0
// What happened to a key: who changed what, when and why.

import { api } from './api.js';
import { dayOf, when } from './dates.js';
import { button, h, say } from './dom.js';
import { failureBox } from './failures.js';
import { texts } from './texts.js';

const code = (patterns) => h('code', {}, patterns.join(', '));

/** What is different, in words. A first event has only an `after`. */
function differences({ before, after }) {
  const lines = [];
  if (before && after && before.name !== after.name) {
    lines.push(say(texts.event.renamed, { before: before.name, after: after.name }));
  }
  if (before && after && before.permissions.join() !== after.permissions.join()) {
    lines.push(say(texts.event.granted, { before: code(before.permissions), after: code(after.permissions) }));
  }
  if (after?.expiresAt && before?.expiresAt !== after.expiresAt) {
    lines.push(say(texts.event.ends, { date: dayOf(Date.parse(after.expiresAt)) }));
  }
  return lines;
}

const entry = (event) => h('li', { class: `event event-${event.kind}` },
  h('p', {}, h('strong', {}, texts.events[event.kind] ?? event.kind), ' ',
    ...say(event.actor.keyId ? texts.event.byKey : texts.event.by, { name: event.actor.displayName }), ' · ', when(event.at)),
  event.reason && h('p', { class: 'quiet' }, ...say(texts.event.reason, { reason: event.reason })),
  ...differences(event).map((line) => h('p', { class: 'quiet' }, ...line)));

/** The history of a key, the latest first, more of it on request. */
export function history(id) {
  const events = h('ol', { class: 'events' });
  const rest = h('div', {}, h('p', { role: 'status' }, texts.loading));
  const load = async (cursor) => {
    const answer = await api.history(id, cursor);
    if (!answer.ok) {
      rest.replaceChildren(failureBox(answer, { retry: () => load(cursor) }));
      return;
    }
    const added = answer.value.map(entry);
    events.append(...added);
    rest.replaceChildren(...(answer.next ? [button(texts.details.more, () => load(answer.next))] : []));
    if (cursor) {
      added[0]?.querySelector('time').focus();
    }
  };
  load(null);
  return h('div', {}, events, rest);
}
