// SPDX-License-Identifier: Apache-2.0
// What a key may do: everything, reading everything, or what is ticked in a table of resources and actions.

import { h, icon, newId, say } from './dom.js';
import { accessOf } from './row.js';
import { fill, texts } from './texts.js';

const isPattern = (permission) => permission.includes('*');

/** Whether a pattern opens a permission, by the same rule as the library: managing keys is never covered by a wildcard resource. */
export function covers(pattern, permission) {
  const [resource, action] = permission.split(':');
  const [byResource, byAction] = pattern === '*' ? ['*', '*'] : pattern.split(':');
  return (byResource === resource || (byResource === '*' && resource !== 'apikeys')) && (byAction === action || byAction === '*');
}

const mayGrant = (ceiling, permission) => ceiling.some((pattern) => covers(pattern, permission));

function tick(box, chosen, changed) {
  box.checked = chosen;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  changed();
}

/** A table with a box for each permission, and one for each row. What patterns beside it cover is ticked there, and is no choice. */
function matrix(permissions, chosen) {
  const resources = [...new Set(permissions.map((permission) => permission.split(':')[0]))];
  const actions = [...new Set(permissions.map((permission) => permission.split(':')[1]))];
  const boxes = new Map(permissions.map((permission) => [permission, h('input', {
    type: 'checkbox', value: permission, 'aria-label': permission.replace(':', ' '), checked: chosen.includes(permission),
  })]));
  const draws = [];
  const rows = resources.map((resource) => {
    const own = actions.map((action) => boxes.get(`${resource}:${action}`));
    const mine = own.filter(Boolean);
    const all = h('input', { type: 'checkbox', class: 'all', 'aria-label': fill(texts.form.allOf, { resource }) });
    const draw = () => {
      all.checked = mine.every((box) => box.checked);
      all.indeterminate = !all.checked && mine.some((box) => box.checked);
      all.disabled = mine.every((box) => box.disabled);
    };
    draws.push(draw);
    all.addEventListener('change', () => {
      const { checked } = all;
      mine.filter((box) => !box.disabled).forEach((box) => tick(box, checked, draw));
    });
    mine.forEach((box) => box.addEventListener('change', draw));
    draw();
    return h('tr', {},
      h('th', { scope: 'row' }, h('label', {}, all, h('span', {}, h('code', {}, resource),
        Object.hasOwn(texts.form.ours, resource) && h('span', { class: 'hint' }, texts.form.ours[resource])))),
      ...own.map((box) => h('td', {}, box ? h('label', { class: 'box' }, box) : '')));
  });
  const element = h('div', { class: 'matrix', tabindex: '0', role: 'group', 'aria-label': texts.access.restricted },
    h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, texts.form.resource),
      ...actions.map((action) => h('th', { scope: 'col' }, h('code', {}, action))))), h('tbody', {}, ...rows)));
  let covered = new Set();
  const cover = (patterns) => {
    const before = covered;
    covered = new Set(permissions.filter((permission) => patterns.some((pattern) => covers(pattern, permission))));
    if ([...before].join() === [...covered].join()) {
      return;
    }
    boxes.forEach((box, permission) => {
      box.disabled = covered.has(permission);
      if (box.disabled || before.has(permission)) {
        box.checked = box.disabled;
      }
    });
    draws.forEach((draw) => draw());
  };
  const ticked = () => [...boxes].filter(([permission, box]) => box.checked && !covered.has(permission)).map(([permission]) => permission);
  return { element, cover, value: ticked };
}

/** Patterns and permissions that the table has no box for: kept unless they are unticked. */
function others(patterns) {
  const boxes = patterns.map((pattern) => h('input', { type: 'checkbox', value: pattern, checked: true }));
  const element = patterns.length > 0 && h('fieldset', { class: 'others' }, h('legend', {}, texts.form.others),
    ...boxes.map((box) => h('label', {}, box, h('code', {}, box.value))));
  return { element, value: () => boxes.filter((box) => box.checked).map((box) => box.value) };
}

function choice(group, value, possible, chosen) {
  const hint = newId('hint');
  const input = h('input', {
    type: 'radio', name: group, value, checked: chosen, disabled: !possible, 'aria-describedby': hint,
  });
  return h('label', { class: 'choice' }, input, h('span', { class: 'choice-title' }, texts.access[value]),
    h('span', { class: 'hint', id: hint }, possible ? texts.form.accessHints[value] : texts.form.mayNotGrant));
}

/**
 * A field for the permissions of a key.
 *
 * `vocabulary` is what can be granted, in the host's order; `ceiling` the most that this person may grant; `value` what the key has.
 */
export function accessField({ vocabulary, ceiling, value = [] }) {
  const able = vocabulary.filter((permission) => mayGrant(ceiling, permission));
  const kinds = { all: ceiling.includes('*'), restricted: able.length > 0 || value.length > 0, read: ceiling.includes('*') || ceiling.includes('*:read') };
  const rest = value.filter((permission) => isPattern(permission) || !able.includes(permission));
  const start = value.length === 0 || value.length > 1 ? 'restricted' : accessOf(value);
  const group = newId('access');
  const table = matrix(able, value);
  const further = others(start === 'restricted' ? rest : []);
  const hidden = vocabulary.length - able.length;
  const restricted = h('div', { class: 'restricted' },
    able.length > 0 ? table.element : h('p', { class: 'hint' }, texts.form.nothingToGrant), further.element,
    hidden > 0 && h('p', { class: 'hint' }, texts.form.notShown(hidden)));
  const error = h('p', { class: 'error', id: newId('error'), hidden: true });
  const choices = ['all', 'restricted', 'read'].map((kind) => choice(group, kind, kinds[kind] || kind === start, kind === start));
  const element = h('fieldset', { class: 'field access-field', 'aria-describedby': error.id },
    h('legend', { class: 'label' }, texts.form.access), h('div', { class: 'choices' }, ...choices), restricted, error);

  const chosen = () => element.querySelector(`input[name="${group}"]:checked`).value;
  const draw = () => {
    restricted.hidden = chosen() !== 'restricted';
    table.cover(further.value());
  };
  const show = (message) => {
    error.replaceChildren(...(message ? [icon('warning'), ...say(message)] : []));
    error.hidden = !message;
    if (message) {
      const target = chosen() === 'restricted' && able.length > 0 ? restricted : element;
      target.querySelector('input:not(:disabled)').focus();
    }
  };
  const permissions = () => ({ all: () => ['*'], read: () => ['*:read'], restricted: () => [...table.value(), ...further.value()] })[chosen()]();
  element.addEventListener('input', () => {
    show(null);
    draw();
  });
  draw();
  return {
    element, show, value: permissions,
    check: () => {
      const any = permissions().length > 0;
      show(any ? null : texts.form.noneChosen);
      return any;
    },
  };
}

