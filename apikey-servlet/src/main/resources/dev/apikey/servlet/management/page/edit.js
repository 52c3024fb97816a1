// SPDX-License-Identifier: Apache-2.0
// The dialog that changes the name and the permissions of a key, in the version that the person has seen.

import { accessField } from './access.js';
import { api } from './api.js';
import { checkAll, nameField } from './create.js';
import { openForm } from './dialog.js';
import { button, h, icon, masked, named, say } from './dom.js';
import { failureBox, isOutdated } from './failures.js';
import { texts } from './texts.js';

const same = (one, other) => [...one].sort().join(' ') === [...other].sort().join(' ');

/** Opens it for a key as it was just read, with its version; `typed` is what somebody wants it to be, if he was interrupted. */
export function openEdit(app, { key, etag }, typed = {}) {
  const name = nameField(typed.name ?? key.name);
  const access = accessField({
    vocabulary: app.vocabulary, ceiling: app.authority.permissions, value: typed.permissions ?? key.permissions,
  });
  let version = etag;

  const changes = () => {
    const body = {};
    if (name.value() !== key.name) {
      body.name = name.value();
    }
    if (!same(access.value(), key.permissions)) {
      body.permissions = access.value();
    }
    return body;
  };
  const conflict = async ({ retry, show }) => {
    const fresh = await api.read(key.id);
    if (!fresh.ok) {
      show(failureBox(fresh, { retry: () => conflict({ retry, show }) }));
      return;
    }
    const theirs = { key: fresh.value, etag: fresh.etag };
    show(h('div', { class: 'failure conflict', role: 'alert' }, icon('warning'), h('div', {}, h('p', {}, texts.edit.conflict),
      h('p', {}, ...say(texts.edit.theirs, { name: named(fresh.value), permissions: h('code', {}, fresh.value.permissions.join(', ')) })),
      h('p', { class: 'actions' },
        button(texts.edit.useTheirs, () => {
          dialog.close();
          openEdit(app, theirs);
        }),
        button(texts.edit.keepMine, () => {
          version = theirs.etag;
          retry();
        })))));
  };

  const dialog = openForm({
    title: texts.edit.title, submit: texts.form.save, kind: 'wide',
    content: [h('p', { class: 'hint' }, ...say(texts.edit.hint, { key: masked(key) })), name.element, access.element],
    fields: { name, permissions: access },
    check: () => checkAll([name, access]),
    send: async () => {
      const body = changes();
      if (Object.keys(body).length === 0) {
        return null;
      }
      const answer = await api.update(key.id, body, version);
      if (answer.ok) {
        app.done(say(texts.edit.saved, { name: name.value() }), key.id);
      } else if (isOutdated(answer)) {
        app.refresh();
      }
      return answer.ok ? null : answer;
    },
    explain: (failure, help) => {
      if (failure.status !== 412) {
        return null;
      }
      conflict(help);
      return h('p', { class: 'hint' }, texts.loading);
    },
    closed: () => app.rowButton(key.id),
  });
}
