// SPDX-License-Identifier: Apache-2.0
// Every sentence of the page, in its language: `form.name` of the message file is `texts.form.name`. What is counted is a function of a number.

import { messages } from './messages.js';

const page = document.documentElement.lang;

/** The page's language as this person writes it: whoever reads English in Britain has British dates. */
export const language = navigator.languages.find((each) => each === page || each.startsWith(`${page}-`)) ?? page;

const plurals = new Intl.PluralRules(page);
const numbers = new Intl.NumberFormat(language);

export const digits = (number) => numbers.format(number);

/** A sentence with its `{words}` filled in, as text for attributes and for other sentences; `say` in dom.js is for what is shown. */
export const fill = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (_, word) => words[word]);

const counted = (forms) => (count) => fill(forms[plurals.select(count)] ?? forms.other, { count: digits(count) });

function tree(flat) {
  const root = {};
  for (const [name, text] of Object.entries(flat)) {
    const path = name.split('.');
    const last = path.pop();
    let place = root;
    for (const step of path) {
      place = place[step] ??= {};
    }
    place[last] = text;
  }
  return root;
}

const withCounts = (node) => (typeof node === 'string' ? node
  : 'other' in node ? counted(node)
    : Object.fromEntries(Object.entries(node).map(([name, child]) => [name, withCounts(child)])));

export const texts = withCounts(tree(messages));
