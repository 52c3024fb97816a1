// SPDX-License-Identifier: Apache-2.0
// How long a key lasts: presets up to what is allowed, a number of one's own, or without end where that is allowed.

import { now } from './api.js';
import { DAY, dayOf } from './dates.js';
import { h, say } from './dom.js';
import { field } from './dialog.js';
import { digits, fill, texts } from './texts.js';

const PRESETS = [7, 30, 90, 180, 365];
const USUAL = 90;

/**
 * A field for the days that a key lasts; `value()` is a number of them, or null for what `unset` says.
 *
 * `unset` is a text for "nothing asked", shown as the first choice; without it, that is "never" where `mayNeverExpire`.
 */
export function lifetimeField({ maxDays, mayNeverExpire, unset = null, label = texts.form.expires }) {
  const presets = [...new Set([...PRESETS.filter((days) => days < maxDays), maxDays])];
  const usual = presets.find((days) => days >= USUAL) ?? maxDays;
  const select = h('select', {},
    unset && h('option', { value: '', selected: true }, unset),
    ...presets.map((days) => h('option', { value: days, selected: !unset && days === usual }, texts.days(days))),
    h('option', { value: 'custom' }, texts.form.custom),
    !unset && mayNeverExpire && h('option', { value: '' }, texts.form.noExpiry));
  const days = h('input', {
    type: 'number', min: '1', max: String(maxDays), step: '1', inputmode: 'numeric', 'aria-label': texts.form.customDays, hidden: true,
  });
  const told = h('p', { class: 'hint told', 'aria-live': 'polite' });
  const whole = field({ label, control: select });
  const isCustom = () => select.value === 'custom';
  const asked = () => (isCustom() ? Number(days.value) : Number(select.value) || null);
  const isPossible = () => !isCustom() || (Number.isInteger(asked()) && asked() >= 1 && asked() <= maxDays);

  const draw = () => {
    days.hidden = !isCustom();
    const number = asked();
    if (!isPossible() || (number === null && unset)) {
      told.replaceChildren();
    } else if (number === null) {
      told.replaceChildren(texts.form.noExpiryHint);
    } else {
      told.replaceChildren(...say(texts.form.expiresOn, { date: dayOf(now() + number * DAY) }));
    }
  };
  const show = (message) => {
    whole.show(message);
    if (message && isCustom()) {
      select.removeAttribute('aria-invalid');
      days.setAttribute('aria-invalid', 'true');
      days.setAttribute('aria-describedby', select.getAttribute('aria-describedby'));
      days.focus();
    } else {
      days.removeAttribute('aria-invalid');
    }
  };
  select.addEventListener('input', () => {
    draw();
    if (isCustom()) {
      days.focus();
    }
  });
  days.addEventListener('input', () => {
    show(null);
    draw();
  });
  select.after(h('div', { class: 'custom-days' }, days), told);
  draw();
  return {
    element: whole.element, value: asked, show,
    check: () => {
      show(isPossible() ? null : fill(texts.form.daysWrong, { max: digits(maxDays) }));
      return isPossible();
    },
  };
}
