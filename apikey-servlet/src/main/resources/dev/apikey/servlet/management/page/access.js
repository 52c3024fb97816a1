// SPDX-License-Identifier: Apache-2.0
// What a key may do: everything, reading everything, or what is ticked in a table of resources and actions.

import { h, icon, newId, say } from './dom.js';
import { accessOf } from './row.js';
import { texts } from './texts.js';

const OURS = ['apikeys', 'default'];
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

/** A table with a box for each permission, and one for each row. */
function matrix(permissions, chosen) {
  const resources = [...new Set(permissions.map((permission) => permission.split(':')[0]))];
  const actions = [...new Set(permissions.map((permission) => permission.split(':')[1]))];
  const boxes = new Map(permissions.map((permission) => [permission, h('input', {
    type: 'checkbox', value: permission, 'aria-label': permission.replace(':', ' '), checked: chosen.includes(permission),
  })]));
  const rows = resources.map((resource) => {
    const own = actions.map((action) => boxes.get(`${resource}:${action}`));
    const mine = own.filter(Boolean);
    const all = h('input', { type: 'checkbox', class: 'all', 'aria-label': texts.form.allOf(resource) });
    const draw = () => {
      all.checked = mine.every((box) => box.checked);
      all.indeterminate = !all.checked && mine.some((box) => box.checked);
    };
    all.addEventListener('change', () => {
      const { checked } = all;
      mine.forEach((box) => tick(box, checked, draw));
    });
    mine.forEach((box) => box.addEventListener('change', draw));
    draw();
    return h('tr', { class: OURS.includes(resource) ? 'ours' : '' },
      h('th', { scope: 'row' }, h('label', {}, all, h('code', {}, resource))),
      ...own.map((box) => h('td', {}, box ? h('label', { class: 'box' }, box) : '')));
  });
  const element = h('div', { class: 'matrix', tabindex: '0', role: 'group', 'aria-label': texts.access.restricted },
    h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, texts.form.resource),
      ...actions.map((action) => h('th', { scope: 'col' }, h('code', {}, action))))), h('tbody', {}, ...rows)));
  return { element, value: () => [...boxes].filter(([, box]) => box.checked).map(([permission]) => permission) };
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
  const notes = [
    hidden > 0 && texts.form.notShown(hidden),
    able.some((permission) => permission.startsWith('apikeys:')) && texts.form.caution,
    able.some((permission) => permission.startsWith('default:')) && texts.form.elsewhere,
  ].filter(Boolean);
  const restricted = h('div', { class: 'restricted' },
    able.length > 0 ? table.element : h('p', { class: 'hint' }, texts.form.nothingToGrant), further.element,
    ...notes.map((note) => h('p', { class: 'hint' }, note)));
  const error = h('p', { class: 'error', id: newId('error'), hidden: true });
  const choices = ['all', 'restricted', 'read'].map((kind) => choice(group, kind, kinds[kind] || kind === start, kind === start));
  const element = h('fieldset', { class: 'field access-field', 'aria-describedby': error.id },
    h('legend', { class: 'label' }, texts.form.access), h('div', { class: 'choices' }, ...choices), restricted, error);

  const chosen = () => element.querySelector(`input[name="${group}"]:checked`).value;
  const draw = () => { restricted.hidden = chosen() !== 'restricted'; };
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

