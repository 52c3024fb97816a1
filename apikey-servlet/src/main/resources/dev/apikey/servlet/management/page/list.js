// SPDX-License-Identifier: Apache-2.0
// Which keys are shown: search, filter, order, page and selection. Draws nothing.

import { api } from './api.js';

const PAGE = 50;

/**
 * What each filter asks of the API. Audits are about keys that still work, but for those that have expired; a key that was made within a week
 * is not blamed for not having been used yet.
 */
export const FILTERS = {
  all: {}, active: { state: 'active' }, disabled: { state: 'disabled' }, revoked: { state: 'revoked' },
  never: { state: 'active', neverUsed: true, unusedDays: 7 }, unused: { state: 'active', unusedDays: 90 },
  expiring: { state: 'active', expiresWithinDays: 30 }, expired: { state: 'expired' },
};
export const AUDITS = ['never', 'unused', 'expiring', 'expired'];

const UNFILTERED = { search: '', owner: '', filter: 'all' };

/** `changed` is told when the list is another, `counted` when only the numbers beside the filters are. */
export function createList(changed, counted) {
  let latest = 0;
  // The cursor of each page up to this one: the API only knows the way forward.
  let cursors = [null];
  let next = null;

  const list = {
    query: { ...UNFILTERED, sort: '-createOn' },
    keys: null,
    selected: new Map(),
    counts: {},
    failure: null,
    waiting: false,
    placeLost: false,

    get isFiltered() {
      return list.query.search !== '' || list.query.owner !== '' || list.query.filter !== 'all';
    },

    get place() {
      return { number: cursors.length, first: (cursors.length - 1) * PAGE + 1, hasNext: next !== null };
    },

    /** What the API is asked, without order and page. */
    filters(filter = list.query.filter) {
      return { ...FILTERS[filter], search: list.query.search, owner: list.query.owner };
    },

    async load() {
      const turn = ++latest;
      list.waiting = true;
      changed();
      const cursor = cursors[cursors.length - 1];
      const answer = await api.list({ ...list.filters(), sort: list.query.sort, limit: PAGE, cursor });
      if (turn !== latest) {
        return;
      }
      if (!answer.ok && answer.member === 'cursor') {
        cursors = [null];
        list.placeLost = true;
        await list.load();
        return;
      }
      list.waiting = false;
      list.failure = answer.ok ? null : answer;
      if (answer.ok) {
        list.keys = answer.value;
        next = answer.next;
        list.keys.filter((key) => list.selected.has(key.id)).forEach((key) => list.selected.set(key.id, key));
      }
      changed();
    },

    /** How many keys need attention, told when it is known: the list does not wait for it. */
    async count() {
      const scope = { search: '', owner: '' };
      await Promise.all(AUDITS.map(async (audit) => {
        const answer = await api.count({ ...FILTERS[audit], ...scope });
        if (answer.ok) {
          list.counts[audit] = answer.value;
          counted();
        }
      }));
    },

    async refresh() {
      await Promise.all([list.load(), list.count()]);
    },

    async change(part) {
      list.query = { ...list.query, ...part };
      cursors = [null];
      list.selected.clear();
      await list.load();
    },

    clear: () => list.change(UNFILTERED),

    async turn(by) {
      cursors = by > 0 ? [...cursors, next] : cursors.slice(0, -1);
      await list.load();
    },

    select(keys, chosen) {
      keys.forEach((key) => (chosen ? list.selected.set(key.id, key) : list.selected.delete(key.id)));
      changed();
    },

    /** Every key that the filter describes and that is not revoked, page after page; or the failure that ended it. */
    async everyMatch() {
      const keys = [];
      for (let cursor = null, more = true; more;) {
        const answer = await api.list({ ...list.filters(), sort: 'createOn', limit: 200, cursor });
        if (!answer.ok) {
          return answer;
        }
        keys.push(...answer.value.filter((key) => key.state !== 'revoked'));
        cursor = answer.next;
        more = cursor !== null;
      }
      return { ok: true, keys };
    },
  };
  return list;
}
