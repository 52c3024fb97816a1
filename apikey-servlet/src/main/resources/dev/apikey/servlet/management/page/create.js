// SPDX-License-Identifier: Apache-2.0
// The dialog that makes a key.

import { accessField } from './access.js';
import { api } from './api.js';
import { field, openForm } from './dialog.js';
import { h, say } from './dom.js';
import { failureBox } from './failures.js';
import { lifetimeField } from './lifetime.js';
import { openSecret } from './secret.js';
import { texts } from './texts.js';

const MAX_NAME = 64;

/** A field for the name of a key. */
export function nameField(value = '') {
  const name = field({
    label: texts.form.name, hint: texts.form.nameHint,
    control: h('input', { type: 'text', name: 'name', value, autocomplete: 'off', autofocus: true, required: true, dir: 'auto' }),
  });
  const check = () => {
    const text = name.control.value.trim();
    const wrong = text === '' ? texts.form.nameMissing : [...text].length > MAX_NAME ? texts.form.nameLong : null;
    name.show(wrong);
    return wrong === null;
  };
  return { ...name, check, value: () => name.control.value.trim() };
}

function ownerField(actor) {
  const owner = field({
    label: texts.form.owner, hint: say(texts.form.ownerHint, { name: actor.displayName }),
    control: h('input', { type: 'text', name: 'owner', autocomplete: 'off', maxlength: '255', spellcheck: 'false', dir: 'auto' }),
  });
  return { ...owner, value: () => owner.control.value.trim() };
}

/** The field that is wrong and stands first is where the focus goes, so the last one is looked at first. */
export const checkAll = (fields) => fields.toReversed().map((each) => each.check()).every(Boolean);

export function openCreate(app) {
  const { authority, vocabulary } = app;
  const name = nameField();
  const owner = authority.severalOwners ? ownerField(authority.actor) : null;
  const access = accessField({ vocabulary, ceiling: authority.permissions });
  const lifetime = lifetimeField(authority);
  const possible = authority.maxDays > 0 || authority.mayNeverExpire;
  let issued = null;

  openForm({
    title: texts.createTitle, submit: texts.form.submit, kind: 'wide',
    content: [possible ? null : h('p', { class: 'failure' }, texts.cannotCreate), name.element, owner?.element, access.element, lifetime.element],
    fields: { name, owner, permissions: access, expiresInDays: lifetime },
    check: () => checkAll([name, access, lifetime]),
    send: async () => {
      const body = { name: name.value(), permissions: access.value() };
      if (owner?.value()) {
        body.owner = owner.value();
      }
      if (lifetime.value() !== null) {
        body.expiresInDays = lifetime.value();
      }
      const answer = await api.create(body);
      issued = answer.ok ? answer.value : null;
      return answer.ok ? null : answer;
    },
    // Asking again could make a second key: whoever got no answer is told to look first.
    explain: (failure, { retry }) => {
      const isLost = ['network', 'timeout', 'nonsense'].includes(failure.kind);
      if (isLost) {
        app.refresh();
      }
      return isLost && h('div', {}, failureBox(failure, { retry, typed: true }), h('p', { class: 'hint' }, texts.createLost));
    },
    closed: () => {
      const key = issued;
      issued = null;
      return key ? openSecret(app, key) : null;
    },
  });
}
