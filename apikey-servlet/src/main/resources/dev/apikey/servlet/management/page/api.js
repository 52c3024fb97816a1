// SPDX-License-Identifier: Apache-2.0
// The management API. Each call answers a value, whatever happens: `{ok: true, value, next, etag}`, or `{ok: false, kind, …}` where kind is
// `session`, `network`, `timeout`, `unavailable`, `refused` or `nonsense`.

const PATIENCE_MILLIS = 30_000;
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

async function read(response) {
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
  const isObject = answer !== null && typeof answer === 'object';
  if (response.ok) {
    return isObject && 'response' in answer
      ? { ok: true, value: answer.response, next: answer.next ?? null, etag: response.headers.get('ETag') }
      : failed('nonsense', { status: response.status });
  }
  return refusal(response, isObject ? answer : {});
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

async function call(method, path, { query = {}, body, etag } = {}) {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '' && value !== null));
  const full = parameters.size > 0 ? `${path}?${parameters}` : path;
  try {
    const response = await send(method, full, body, etag);
    return response.type === 'opaqueredirect' ? failed('session') : await read(response);
  } catch (error) {
    return failed(error?.name === 'TimeoutError' ? 'timeout' : 'network');
  }
}

export const api = {
  authority: () => call('GET', '/authority'),
  permissions: () => call('GET', '/permissions'),
  list: (query) => call('GET', '', { query }),
  count: (query) => call('GET', '/count', { query }),
  read: (id) => call('GET', `/${id}`),
  create: (body) => call('POST', '', { body }),
  update: (id, body, etag) => call('PUT', `/${id}`, { body, etag }),
  rotate: (id, body) => call('POST', `/${id}/rotate`, { body }),
  revoke: (id, reason) => call('POST', `/${id}/revoke`, { body: reason ? { reason } : {} }),
  revokeSeveral: (ids, reason) => call('POST', '/revoke', { body: reason ? { ids, reason } : { ids } }),
  remove: (id) => call('DELETE', `/${id}`),
  history: (id, cursor) => call('GET', `/${id}/history`, { query: { limit: 20, cursor } }),
  usage: (id, days) => call('GET', `/${id}/usage`, { query: { days } }),
};
