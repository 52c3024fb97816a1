// SPDX-License-Identifier: Apache-2.0
// What can be done with one key. Whatever stops something from working says what, and asks first.

import { api } from './api.js';
import { openDetails } from './details.js';
import { field, openDialog, openForm } from './dialog.js';
import { button, h, masked, named, say } from './dom.js';
import { openEdit } from './edit.js';
import { failureBox, isOutdated } from './failures.js';
import { openRotate } from './rotate.js';
import { texts } from './texts.js';

/** A field for the reason of something final. */
export const reasonField = () => field({
  label: texts.form.reason, hint: texts.form.reasonHint,
  control: h('input', { type: 'text', name: 'reason', maxlength: '200', autocomplete: 'off', dir: 'auto' }),
});

function confirm(app, key, { title, submit, danger = true, content, fields, send, done }) {
  openForm({
    title, submit, danger, content, fields,
    send: async () => {
      const answer = await send();
      if (answer.ok) {
        app.done(say(done, { name: key.name }), key.id);
      } else if (isOutdated(answer)) {
        app.refresh();
      }
      return answer.ok ? null : answer;
    },
    closed: () => app.rowButton(key.id),
  });
}

/** Says in a dialog of its own why something that was asked for with one click did not work. */
function tell(failure, title, retry) {
  const dialog = openDialog({
    title, content: [failureBox(failure, {
      retry: () => {
        dialog.close();
        retry();
      },
    })],
    footer: [button(texts.close, () => dialog.close())],
  });
}

export function actionsOf(app) {
  const words = (key) => ({ name: named(key), key: masked(key) });

  const disable = (key) => confirm(app, key, {
    title: texts.disable.title, submit: texts.disable.submit, content: [h('p', {}, ...say(texts.disable.text, words(key)))],
    send: () => api.update(key.id, { isActive: false }), done: texts.disable.done,
  });

  const enable = async (key) => {
    const answer = await api.update(key.id, { isActive: true });
    if (answer.ok) {
      app.done(say(texts.enable.done, { name: key.name }), key.id);
    } else {
      tell(answer, texts.menu.enable, () => enable(key));
      app.refresh();
    }
  };

  const revoke = (key) => {
    const why = reasonField();
    confirm(app, key, {
      title: texts.revoke.title, submit: texts.revoke.submit, fields: { reason: why },
      content: [h('p', {}, ...say(texts.revoke.text, words(key))), key.replacedBy && h('p', {}, texts.revoke.successor), why.element],
      send: () => api.revoke(key.id, why.control.value.trim()), done: texts.revoke.done,
    });
  };

  const remove = (key) => {
    const sentence = key.state === 'active' ? texts.remove.live : texts.remove.ended;
    confirm(app, key, {
      title: texts.remove.title, submit: texts.remove.submit, content: [h('p', {}, ...say(sentence, words(key)))],
      send: () => api.remove(key.id), done: texts.remove.done,
    });
  };

  const edit = async (key) => {
    const fresh = await api.read(key.id);
    if (fresh.ok) {
      openEdit(app, { key: fresh.value, etag: fresh.etag });
    } else {
      tell(fresh, texts.edit.title, () => edit(key));
      app.refresh();
    }
  };

  const menu = (key) => {
    const isLive = key.state === 'active' || key.state === 'disabled';
    return [
      isLive && { label: texts.menu.edit, choose: () => edit(key) },
      key.state === 'active' && { label: texts.menu.rotate, choose: () => openRotate(app, key) },
      { label: texts.menu.details, choose: () => openDetails(app, key) },
      key.state === 'active' && { label: texts.menu.disable, choose: () => disable(key) },
      key.state === 'disabled' && { label: texts.menu.enable, choose: () => enable(key) },
      key.state !== 'revoked' && { label: texts.menu.revoke, danger: true, choose: () => revoke(key) },
      { label: texts.menu.delete, danger: true, choose: () => remove(key) },
    ].filter(Boolean);
  };

  return {
    items: menu,
    select: (key, chosen) => app.list.select([key], chosen),
    toggle: (key) => (key.state === 'active' ? disable(key) : enable(key)),
  };
}
