// SPDX-License-Identifier: Apache-2.0
// How often a key was used on each of the last days: a picture, a sentence that says the same, and a table.

import { now } from './api.js';
import { DAY, shortDay } from './dates.js';
import { h, newId, say, svg } from './dom.js';
import { digits, texts } from './texts.js';

export const DAYS = 30;
const WIDTH = 600;
const HEIGHT = 120;
const GAP = 3;

/** Each of the last days in UTC, the earliest first, also those without use. */
function everyDay(uses) {
  const counts = new Map(uses.map((use) => [use.day, use.count]));
  return Array.from({ length: DAYS }, (_, index) => {
    const day = new Date(now() - (DAYS - 1 - index) * DAY).toISOString().slice(0, 10);
    return { day, count: counts.get(day) ?? 0 };
  });
}

function bars(days, most) {
  const step = WIDTH / DAYS;
  return days.map(({ day, count }, index) => {
    const height = count === 0 ? 2 : Math.max(4, (count / most) * HEIGHT);
    return svg('rect', {
      class: count === 0 ? 'bar bar-none' : 'bar', x: index * step + GAP / 2, y: HEIGHT - height, width: step - GAP, height, rx: 2,
    }, svg('title', {}, `${shortDay(day)}: ${texts.times(count)}`));
  });
}

export function chart(uses) {
  const days = everyDay(uses);
  const most = Math.max(...days.map((each) => each.count));
  if (most === 0) {
    return h('p', { class: 'quiet' }, texts.details.noUse);
  }
  const total = days.reduce((sum, each) => sum + each.count, 0);
  const top = days.find((each) => each.count === most);
  const summary = newId('summary');
  return h('div', { class: 'chart' },
    h('div', { class: 'plot' }, h('span', { class: 'most', 'aria-hidden': 'true' }, digits(most)),
      svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-labelledby': summary }, ...bars(days, most))),
    h('p', { class: 'axis', 'aria-hidden': 'true' }, h('span', {}, shortDay(days[0].day)), h('span', {}, shortDay(days[DAYS - 1].day))),
    h('p', { id: summary, class: 'hint' }, ...say(texts.details.summary, {
      requests: texts.times(total), day: shortDay(top.day), most: texts.times(most),
    })),
    h('details', {}, h('summary', {}, texts.details.asTable), h('table', { class: 'plain-table' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, texts.details.day), h('th', { scope: 'col' }, texts.details.requests))),
      h('tbody', {}, ...days.filter((each) => each.count > 0).map((each) =>
        h('tr', {}, h('th', { scope: 'row' }, shortDay(each.day)), h('td', {}, digits(each.count))))))));
}
