// SPDX-License-Identifier: Apache-2.0
// The dialog that gives a key a new secret while the old one goes on for some time.

import { api, now } from './api.js';
import { exactly } from './dates.js';
import { field, openForm } from './dialog.js';
import { button, h, masked, named, say } from './dom.js';
import { failureBox, isOutdated } from './failures.js';
import { lifetimeField } from './lifetime.js';
import { openSecret } from './secret.js';
import { texts } from './texts.js';

const HOUR = 3_600_000;
const HOURS = [0, 1, 24, 72, 168];
const USUAL = 24;

export function openRotate(app, key) {
  const hours = field({
    label: texts.rotate.overlap,
    control: h('select', {}, ...HOURS.map((value) =>
      h('option', { value, selected: value === USUAL }, texts.rotate.hours[value]))),
  });
  const consequence = h('p', { class: 'consequence', 'aria-live': 'polite' });
  const lifetime = lifetimeField({
    maxDays: app.authority.maxDays, mayNeverExpire: false, unset: key.expiresAt ? texts.rotate.same : texts.form.noExpiry,
    label: texts.rotate.lifetime,
  });
  const draw = () => {
    const overlap = Number(hours.control.value) * HOUR;
    const end = Math.min(now() + overlap, key.expiresAt ? Date.parse(key.expiresAt) : Infinity);
    consequence.replaceChildren(...say(overlap === 0 ? texts.rotate.stopsNow : texts.rotate.stops, { key: masked(key), date: exactly(end) }));
  };
  hours.control.addEventListener('input', draw);
  draw();
  let issued = null;

  openForm({
    title: texts.rotate.title, submit: texts.rotate.submit,
    content: [h('p', {}, ...say(texts.rotate.explain, { name: named(key) })), hours.element, consequence, lifetime.element],
    fields: { overlapHours: hours, expiresInDays: lifetime },
    check: () => lifetime.check(),
    send: async () => {
      const body = { overlapHours: Number(hours.control.value) };
      if (lifetime.value() !== null) {
        body.expiresInDays = lifetime.value();
      }
      const answer = await api.rotate(key.id, body);
      issued = answer.ok ? answer.value : null;
      if (!answer.ok && isOutdated(answer)) {
        app.refresh();
      }
      return answer.ok ? null : answer;
    },
    explain: (failure, { retry }) => failure.replacedBy && h('div', {},
      failureBox({ ...failure, detail: texts.rotate.already }, {
        retry, more: [button(texts.rotate.showSuccessor, () => app.showKey(failure.replacedBy))],
      })),
    closed: () => {
      const successor = issued;
      issued = null;
      return successor ? openSecret(app, successor, { title: texts.secret.titleRotated }) : app.rowButton(key.id);
    },
  });
}
