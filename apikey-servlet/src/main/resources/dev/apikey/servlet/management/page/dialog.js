// SPDX-License-Identifier: Apache-2.0
// Modal dialogs and the fields in them. The browser keeps focus inside; afterwards it goes back to where it came from.

import { button, h, icon, newId } from './dom.js';
import { failureBox } from './failures.js';
import { texts } from './texts.js';

const SLOW_MILLIS = 4_000;

/** Something to fill in, with its label, its hint, and room for what is wrong with it. */
export function field({ label, hint, control, group = false }) {
  const ids = { label: newId('label'), hint: newId('hint'), error: newId('error') };
  const error = h('p', { class: 'error', id: ids.error, hidden: true });
  control.setAttribute('aria-describedby', hint ? `${ids.hint} ${ids.error}` : ids.error);
  if (group) {
    control.setAttribute('aria-labelledby', ids.label);
  } else {
    control.id ||= newId('control');
  }
  const title = group ? h('span', { class: 'label', id: ids.label }, label) : h('label', { for: control.id }, label);
  const element = h('div', { class: 'field' }, title, control, hint && h('p', { class: 'hint', id: ids.hint }, hint), error);
  const show = (message) => {
    error.replaceChildren(...(message ? [icon('warning'), message] : []));
    error.hidden = !message;
    const target = group ? control.querySelector('input') ?? control : control;
    if (message) {
      target.setAttribute('aria-invalid', 'true');
      target.setAttribute('aria-describedby', `${hint ? `${ids.hint} ` : ''}${ids.error}`);
      target.focus();
    } else {
      target.removeAttribute('aria-invalid');
    }
  };
  control.addEventListener('input', () => show(null));
  return { element, control, show };
}

const whereFocusWas = () => {
  const opener = document.activeElement;
  return () => (opener?.isConnected && opener.offsetParent !== null ? opener : document.querySelector('h1')).focus();
};

/**
 * Opens a dialog and answers `{close, element}`.
 *
 * `mayClose` is asked when a person wants to close it; `closed` is told when it is. The one that opened it gets the focus back, unless
 * `closed` answers an element that shall have it instead.
 */
export function openDialog({ title, content, footer = [], kind = '', mayClose = () => true, closed = () => null }) {
  const titleId = newId('title');
  const focusBack = whereFocusWas();
  const close = () => {
    if (!element.isConnected) {
      return;
    }
    element.close();
    element.remove();
    const next = closed();
    if (next) {
      next.focus();
    } else {
      focusBack();
    }
  };
  const ask = () => mayClose() && close();
  const element = h('dialog', {
    class: `dialog ${kind}`, 'aria-labelledby': titleId, closedby: 'none',
    oncancel: (event) => event.preventDefault(),
    onkeydown: (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[popover]:popover-open')) {
        event.preventDefault();
        ask();
      }
    },
  },
  h('header', {}, h('h2', { id: titleId, tabindex: '-1' }, title),
    h('button', { type: 'button', class: 'plain close', 'aria-label': texts.close, onclick: ask }, icon('close'))),
  h('div', { class: 'content' }, ...content), footer.length > 0 && h('footer', {}, ...footer));
  document.body.append(element);
  element.showModal();
  (element.querySelector('[autofocus]') ?? element.querySelector('h2')).focus();
  return { close, ask, element };
}

/**
 * Opens a dialog that sends something.
 *
 * `send` answers null when it is done, or a failure. `fields` says by which member of the API each field is refused; a failure about one is
 * shown beside it, any other above the buttons. While an answer is awaited, nothing is sent twice and the dialog stays open.
 */
export function openForm({ title, content, submit, danger = false, fields = {}, check = () => true, send, kind, closed, explain }) {
  let busy = false;
  const status = h('p', { class: 'progress', role: 'status' });
  const trouble = h('div', { class: 'trouble' });
  const submitButton = h('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, submit);

  const show = (failure) => {
    const beside = failure.member && fields[failure.member];
    if (beside) {
      beside.show(failure.detail);
    } else {
      const box = explain?.(failure, { retry, show: (node) => trouble.replaceChildren(node) });
      trouble.replaceChildren(box || failureBox(failure, { retry, typed: true }));
    }
  };
  const work = async () => {
    if (busy || !check()) {
      return;
    }
    busy = true;
    trouble.replaceChildren();
    submitButton.setAttribute('aria-disabled', 'true');
    form.classList.add('busy');
    const slow = setTimeout(() => { status.textContent = texts.stillWaiting; }, SLOW_MILLIS);
    const failure = await send((text) => { status.textContent = text; });
    clearTimeout(slow);
    status.textContent = '';
    busy = false;
    submitButton.removeAttribute('aria-disabled');
    form.classList.remove('busy');
    if (failure) {
      show(failure);
    } else {
      dialog.close();
    }
  };
  const retry = () => work();
  const form = h('form', {
    novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      work();
    },
  }, ...content, trouble, status,
  h('footer', {}, button(texts.cancel, () => dialog.ask()), submitButton));
  const dialog = openDialog({ title, content: [form], kind, mayClose: () => !busy, closed });
  return { ...dialog, submitButton };
}
