// SPDX-License-Identifier: Apache-2.0
// The management API. Each call answers a value, whatever happens: `{ok: true, value, next, etag}`, or `{ok: false, kind, …}` where kind is
// `session`, `network`, `timeout`, `unavailable`, `refused` or `nonsense`, which is whatever is not what the call is meant to answer.

const PATIENCE_MILLIS = 30_000;
/** The longest prefix, `_***` and four characters: whatever is no longer is no key to show. */
const MASKED_AT_MOST = 32;
const root = document.body.dataset.api;

let skewMillis = 0;

/** The time by the server's clock: what "in 3 days" is counted from, and what keys are judged by. */
export const now = () => Date.now() + skewMillis;

const failed = (kind, more = {}) => ({ ok: false, kind, ...more });

function headers(body, etag) {
  const fields = { Accept: 'application/json' };
  if (body !== undefined) {
    fields['Content-Type'] = 'application/json';
  }
  if (etag) {
    fields['If-Match'] = etag;
  }
  return fields;
}

async function send(method, path, body, etag) {
  // A redirect is a login page that the host put in front: it is not followed.
  return fetch(root + path, {
    method,
    headers: headers(body, etag),
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  });
}

async function read(response, expected) {
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isNaN(date) && Math.abs(date - Date.now()) > 60_000) {
    skewMillis = date - Date.now();
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    answer = null;
  }
  if (response.ok) {
    return isObject(answer) && 'response' in answer && expected(answer.response)
      ? { ok: true, value: answer.response, next: answer.next ?? null, etag: response.headers.get('ETag') }
      : failed('nonsense', { status: response.status });
  }
  return refusal(response, isObject(answer) ? answer : {});
}

function refusal(response, problem) {
  const { status } = response;
  if (status === 401) {
    return failed('session', { status });
  }
  if (status === 503 || status === 429) {
    const seconds = Number(response.headers.get('Retry-After')) || 5;
    return failed('unavailable', { status, seconds, detail: status === 429 ? problem.detail : undefined });
  }
  return typeof problem.detail === 'string'
    ? failed('refused', { status, detail: problem.detail, member: problem.member, replacedBy: problem.replacedBy })
    : failed('nonsense', { status });
}

async function call(method, path, expected, { query = {}, body, etag } = {}) {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '' && value !== null));
  const full = parameters.size > 0 ? `${path}?${parameters}` : path;
  try {
    const response = await send(method, full, body, etag);
    return response.type === 'opaqueredirect' ? failed('session') : await read(response, expected);
  } catch (error) {
    return failed(error?.name === 'TimeoutError' ? 'timeout' : 'network');
  }
}

const isText = (value) => typeof value === 'string';
const isObject = (value) => value !== null && typeof value === 'object';
const isListOf = (isOne) => (value) => Array.isArray(value) && value.every(isOne);
const isTime = (value) => isText(value) && !Number.isNaN(Date.parse(value));
const isMissingOr = (isOne) => (value) => value === undefined || isOne(value);
const isActor = (value) => isObject(value) && isText(value.displayName);
const isFacts = (value) => isObject(value) && isText(value.name) && isListOf(isText)(value.permissions) && isMissingOr(isTime)(value.expiresAt);
const isKey = (value) => isFacts(value) && [value.id, value.key, value.owner, value.state].every(isText) && isActor(value.createBy)
  && isTime(value.createOn) && [value.lastUsed, value.revokedAt].every(isMissingOr(isTime));
const isIssued = (value) => isKey(value) && value.key.length > MASKED_AT_MOST;
const isAuthority = (value) => isObject(value) && isActor(value.actor) && isListOf(isText)(value.permissions) && Number.isInteger(value.maxDays);
const isEvent = (value) => isObject(value) && isText(value.kind) && isTime(value.at) && isActor(value.actor)
  && [value.before, value.after].every(isMissingOr(isFacts));
const isUse = (value) => isObject(value) && isTime(value.day) && Number.isInteger(value.count);
const isOutcome = (value) => isObject(value) && isText(value.id) && typeof value.revoked === 'boolean';
const isDone = (value) => value === true;

export const api = {
  authority: () => call('GET', '/authority', isAuthority),
  permissions: () => call('GET', '/permissions', isListOf(isText)),
  list: (query) => call('GET', '', isListOf(isKey), { query }),
  count: (query) => call('GET', '/count', Number.isInteger, { query }),
  read: (id) => call('GET', `/${id}`, isKey),
  create: (body) => call('POST', '', isIssued, { body }),
  update: (id, body, etag) => call('PUT', `/${id}`, isDone, { body, etag }),
  rotate: (id, body) => call('POST', `/${id}/rotate`, isIssued, { body }),
  revoke: (id, reason) => call('POST', `/${id}/revoke`, isDone, { body: reason ? { reason } : {} }),
  revokeSeveral: (ids, reason) => call('POST', '/revoke', isListOf(isOutcome), { body: reason ? { ids, reason } : { ids } }),
  remove: (id) => call('DELETE', `/${id}`, isDone),
  history: (id, cursor) => call('GET', `/${id}/history`, isListOf(isEvent), { query: { limit: 20, cursor } }),
  usage: (id, days) => call('GET', `/${id}/usage`, isListOf(isUse), { query: { days } }),
};
