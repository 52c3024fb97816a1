// SPDX-License-Identifier: Apache-2.0
// What a person is told when something did not work, and what he can do about it.

import { button, h, icon, say } from './dom.js';
import { fill, texts } from './texts.js';

/** Where no login is named, opening the page again leads to the host's, or says what to do. */
const loginPlace = document.body.dataset.login || location.pathname;

/** The sentence about a failed call. */
export function reason(failure) {
  switch (failure.kind) {
    case 'unavailable':
      return failure.detail ?? fill(texts.failures.unavailable, { seconds: texts.failures.seconds(failure.seconds) });
    case 'nonsense':
      return fill(texts.failures.nonsense, { status: failure.status });
    case 'refused':
      return failure.status === 404 ? texts.failures.gone : failure.detail;
    default:
      return texts.failures[failure.kind];
  }
}

/** Whether trying the same again can help. */
export const isPassing = (failure) => failure.kind !== 'refused';

/** Whether the key is another, by now, than the list shows. */
export const isOutdated = (failure) => [404, 409, 412].includes(failure.status);

/** A box that says what happened, with whatever can be done about it. */
export function failureBox(failure, { retry, more = [], typed = false } = {}) {
  const actions = [...more];
  if (failure.kind === 'session') {
    actions.push(h('a', { class: 'button', href: loginPlace, target: '_blank', rel: 'noopener' }, texts.login));
  }
  if (retry && isPassing(failure)) {
    actions.push(button(texts.retry, retry, { class: 'retry' }));
  }
  return h('div', { class: 'failure', role: 'alert' }, icon('warning'),
    h('div', {}, h('p', {}, ...say(reason(failure)), typed && isPassing(failure) && ` ${texts.failures.kept}`), actions.length > 0 && h('p', { class: 'actions' }, ...actions)));
}
