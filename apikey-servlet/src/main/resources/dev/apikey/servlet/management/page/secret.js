// SPDX-License-Identifier: Apache-2.0
// Shows the secret of a new key, this once. It lives in a variable of this call, and in the document only while it is revealed.
// Closing the dialog, leaving the page and freezing the page for "back" all wipe it.

import { openDialog } from './dialog.js';
import { button, h, icon, named, newId, say } from './dom.js';
import { texts } from './texts.js';

const shellQuoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** A line for a shell that tries a key. */
export const tryIt = (token, place) => `curl -H ${shellQuoted(`Authorization: Bearer ${token}`)} ${shellQuoted(place)}`;

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

export function openSecret(app, issued, { title = texts.secret.title } = {}) {
  let token = issued.key;
  let taken = false;
  let revealed = false;
  const hidden = `${token.slice(0, token.length - 77)}_${'•'.repeat(20)}${token.slice(-4)}`;
  const masked = { ...issued, key: `${token.slice(0, token.length - 77)}_***${token.slice(-4)}` };
  issued.key = masked.key;

  const labelId = newId('secret');
  const shown = h('code', { class: 'secret', dir: 'ltr' });
  const command = h('code', { dir: 'ltr' });
  const said = h('p', { class: 'said', role: 'status' });
  const question = h('div', { class: 'trouble' });
  const reveal = button('', () => draw(!revealed), { class: 'reveal', 'aria-pressed': 'false' });

  const draw = (open) => {
    revealed = open;
    shown.textContent = open ? token : hidden;
    command.textContent = tryIt(open ? token : hidden, app.example);
    reveal.replaceChildren(icon('eye'), open ? texts.secret.hide : texts.secret.reveal);
    reveal.setAttribute('aria-pressed', String(open));
  };
  const copy = async (text, copied) => {
    if (await toClipboard(text)) {
      taken = true;
      question.replaceChildren();
      said.replaceChildren(icon('done'), texts.secret.copiedSaid);
    } else {
      draw(true);
      select(copied);
      said.replaceChildren(texts.secret.cannotCopy);
    }
  };
  const ask = () => {
    if (!taken) {
      question.replaceChildren(h('div', { class: 'failure', role: 'alert' }, icon('warning'), h('div', {}, h('p', {}, texts.secret.notCopied),
        h('p', { class: 'actions' }, button(texts.secret.stay, () => {
          question.replaceChildren();
          copyButton.focus();
        }), button(texts.secret.leave, () => dialog.close(), { class: 'danger-outline leave' })))));
      question.querySelector('button').focus();
    }
    return taken;
  };
  const warnBeforeUnload = (event) => {
    if (!taken) {
      event.preventDefault();
    }
  };
  const wipe = () => {
    token = '';
    shown.textContent = '';
    command.textContent = '';
    removeEventListener('beforeunload', warnBeforeUnload);
    removeEventListener('pagehide', closeNow);
  };
  const closeNow = () => dialog.close();
  const copyButton = button([icon('copy'), texts.secret.copy], () => copy(token, shown), { class: 'primary copy', autofocus: true });

  draw(false);
  addEventListener('beforeunload', warnBeforeUnload);
  addEventListener('pagehide', closeNow);
  const dialog = openDialog({
    title, kind: 'wide', mayClose: ask,
    content: [
      h('p', {}, ...say(texts.secret.warning, { name: named(issued) })),
      h('div', { class: 'field' }, h('span', { class: 'label', id: labelId }, texts.secret.label),
        h('div', { class: 'secret-line', role: 'group', 'aria-labelledby': labelId }, shown, h('div', { class: 'secret-actions' }, reveal, copyButton))),
      h('div', { class: 'field' }, h('span', { class: 'label' }, texts.secret.try), h('pre', { tabindex: '0', role: 'group', 'aria-label': texts.secret.try }, command),
        button([icon('copy'), texts.secret.copyCommand], () => copy(tryIt(token, app.example), command), { class: 'copy-command' })),
      h('p', { class: 'advice' }, icon('shield'), h('span', {}, texts.advice)), said, question,
    ],
    footer: [button(texts.secret.done, () => dialog.ask(), { class: 'done' })],
    closed: () => {
      wipe();
      app.refresh(masked.id);
      return null;
    },
  });
  // Whoever reveals the secret and takes it by hand has it, too.
  dialog.element.addEventListener('copy', () => { taken ||= revealed && getSelection().toString().includes(token); });
  return dialog.element.querySelector('.copy');
}
