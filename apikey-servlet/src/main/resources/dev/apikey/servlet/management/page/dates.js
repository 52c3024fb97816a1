// SPDX-License-Identifier: Apache-2.0
// Times in the page's language: how long ago, and exactly on hover and focus.

import { now } from './api.js';
import { h } from './dom.js';
import { language } from './texts.js';

export const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Each unit, and from where on it is used: a lifetime of 90 days is one of days, which is how it was chosen. */
const UNITS = [
  ['year', 365 * DAY, 730 * DAY], ['month', 30 * DAY, 99.5 * DAY], ['day', DAY, 23.5 * HOUR], ['hour', HOUR, 59.5 * MINUTE], ['minute', MINUTE, MINUTE / 2],
];

const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const exact = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'long' });
const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' });
const short = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Such as "3 days ago" or "in 90 days", to the nearest one: a moment after 24 hours were chosen, they are not 23. */
export function ago(millis) {
  const distance = millis - now();
  const [unit, length] = UNITS.find(([, , least]) => Math.abs(distance) >= least) ?? ['second', Infinity];
  return relative.format(Math.round(distance / length), unit);
}

export const exactly = (millis) => exact.format(millis);

export const dayOf = (millis) => date.format(millis);

/** A day in UTC, such as the API's 2026-11-24. */
export const shortDay = (day) => short.format(Date.parse(day));

/** A time for lists: how long ago, with the exact one on hover and focus. */
export function when(iso) {
  const millis = Date.parse(iso);
  return h('time', { class: 'when', datetime: iso, lang: language, dir: 'auto', tabindex: '0' },
    ago(millis), h('span', { class: 'exact' }, exactly(millis)));
}

/** A time where there is room for all of it. */
export function whenInFull(iso) {
  const millis = Date.parse(iso);
  return h('time', { datetime: iso, lang: language, dir: 'auto' }, `${exactly(millis)} (${ago(millis)})`);
}
