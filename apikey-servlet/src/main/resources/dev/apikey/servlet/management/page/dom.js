// SPDX-License-Identifier: Apache-2.0
// Elements are made here and nowhere else. Whatever text comes from, it stays text: nothing is ever parsed as markup.

const SVG = 'http://www.w3.org/2000/svg';
let lastId = 0;

/** An id that nothing else on the page has. */
export const newId = (word) => `${word}-${++lastId}`;

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element with attributes (`onclick` and the like are listeners) and children; strings become text. */
export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** The same in SVG. */
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** A sentence whose `{words}` are replaced: text by itself in its own direction, so that no name turns the sentence around. */
export function say(sentence, words = {}) {
  return sentence.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) {
      return part;
    }
    const word = words[part];
    return word instanceof Node ? word : h('bdi', {}, String(word));
  });
}

/** A name of a key, in its own direction and set off from the sentence around it. */
export const named = (key) => h('strong', { class: 'named' }, h('bdi', {}, key.name));

/** A masked key. */
export const masked = (key) => h('code', { class: 'masked', dir: 'ltr' }, key.key);

const ICONS = {
  clock: 'M8 4.5V8l2.3 1.8M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4Z',
  close: 'm4 4 8 8m0-8-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8z',
  done: 'm3 8.5 3.2 3.2L13 4.8',
  dots: 'M3.2 8h.01M8 8h.01m4.79 0h.01',
  eye: 'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8Zm6.2 1.9a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8Z',
  key: 'M8.4 7.6 14 2m-2.4 2.4 1.8 1.8M5.6 14a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2Z',
  plus: 'M8 3v10M3 8h10',
  search: 'm10.6 10.6 3.2 3.2M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Z',
  shield: 'M8 14.4c3.4-1.3 5.2-3.6 5.2-7.4V3.6L8 1.7 2.8 3.6V7c0 3.8 1.8 6.1 5.2 7.4Z',
  warning: 'M8 6v3.2m0 2.3v.01M7.1 2.3 1.6 12a1 1 0 0 0 .9 1.6h11a1 1 0 0 0 .9-1.6L8.9 2.3a1 1 0 0 0-1.8 0Z',
};

/** A small picture that says nothing which is not also said in words. */
export const icon = (name) =>
  svg('svg', { class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: ICONS[name] }));

/** Text for those who hear the page. */
export const spoken = (text) => h('span', { class: 'spoken' }, text);

export const button = (label, onclick, attributes = {}) =>
  h('button', { type: 'button', onclick, ...attributes }, label);
