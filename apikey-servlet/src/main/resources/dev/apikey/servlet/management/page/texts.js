// SPDX-License-Identifier: Apache-2.0
// Every sentence of the page. {words} are filled in by dom.js, each in its own direction.

const many = (count, one, more) => (count === 1 ? `1 ${one}` : `${count.toLocaleString()} ${more}`);

export const texts = {
  keys: (count) => many(count, 'key', 'keys'),
  times: (count) => many(count, 'request', 'requests'),
  days: (count) => many(count, 'day', 'days'),

  section: 'Developer Tools',
  title: 'API keys',
  lead: 'A key lets a script or a server act for its owner, with the permissions that you choose. Its secret is shown once.',
  advice: 'Keep keys out of browsers, apps and repositories. Load them from the environment or from a secrets manager.',
  create: 'Create new secret key',
  cancel: 'Cancel',
  close: 'Close',
  retry: 'Try again',
  login: 'Log in again (new tab)',
  loading: 'Loading…',
  stillWaiting: 'Still waiting for the server…',

  columns: {
    name: 'Name', owner: 'Owner', permissions: 'Permissions', createOn: 'Created', lastUsed: 'Last used',
    expiresAt: 'Expires', active: 'Active', actions: 'Actions',
  },
  sorts: {
    '-createOn': 'Newest first', createOn: 'Oldest first', name: 'Name, A to Z', '-name': 'Name, Z to A',
    '-lastUsed': 'Last used first', lastUsed: 'Longest unused first', expiresAt: 'Expires first', '-expiresAt': 'Expires last',
  },
  sortBy: 'Sort',
  search: 'Search by name or last characters',
  ownerFilter: 'Owner',
  ownerHint: 'exactly as in the list',
  show: 'Show',
  needsAttention: 'Needs attention',
  filters: {
    all: 'All', active: 'Active', disabled: 'Disabled', revoked: 'Revoked',
    never: 'Never used', unused: 'Unused for 90 days', expiring: 'Expires within 30 days', expired: 'Expired',
  },
  states: { active: 'Active', disabled: 'Disabled', expired: 'Expired', revoked: 'Revoked' },
  marks: { never: 'Never used', unused: 'Unused for 90 days', expiring: 'Expires soon', replaced: 'Being replaced' },
  access: { all: 'All', read: 'Read only', restricted: 'Restricted' },
  createdBy: 'by {name}',
  never: 'Never',
  noEnd: 'Never',
  selectKey: (name) => `Select ${name}`,
  selectAll: 'Select all',
  selectPage: 'Select all keys on this page',
  activeSwitch: (name) => `${name} is accepted`,
  menuOf: (name) => `Actions for ${name}`,
  permissionsOf: (name) => `Permissions of ${name}`,
  selected: (count) => `${texts.keys(count)} selected`,
  clearSelection: 'Clear selection',
  revokeSelected: 'Revoke selected…',
  revokeMatching: 'Revoke all of these…',
  previous: 'Previous',
  next: 'Next',
  page: (number) => `Page ${number}`,
  shown: (count) => `${texts.keys(count)} shown`,
  listedFrom: (from, to) => `${from.toLocaleString()} to ${to.toLocaleString()}`,
  placeLost: 'The list has changed. It begins again.',

  emptyTitle: 'Create your first key',
  emptyText: 'Give it a name and only the permissions that it needs. Then send it with each request:',
  nothingTitle: 'No key matches',
  nothingText: 'Try another search or filter.',
  clearFilters: 'Clear search and filters',

  menu: {
    edit: 'Edit…', rotate: 'Rotate…', details: 'Use and history', disable: 'Disable…', enable: 'Enable', revoke: 'Revoke…',
    delete: 'Delete…',
  },

  form: {
    name: 'Name', nameHint: 'What uses the key, and where: “CI pipeline”, “Nightly backup”.',
    nameMissing: 'Give the key a name.', nameLong: 'A name has at most 64 characters.',
    owner: 'Owner', ownerHint: 'Whom the key acts for. Leave it empty for yourself ({name}).',
    access: 'Access',
    accessHints: {
      all: 'Everything in the application, but for managing keys', read: 'Reads everything, changes nothing',
      restricted: 'Only what you tick below',
    },
    mayNotGrant: 'You may not grant this',
    resource: 'Resource', others: 'Further patterns', allOf: (resource) => `All of ${resource}`,
    noneChosen: 'Tick at least one permission.',
    notShown: (count) => `${many(count, 'permission is', 'permissions are')} not shown: you may not grant ${count === 1 ? 'it' : 'them'}.`,
    nothingToGrant: 'There is nothing that you may grant. Ask whoever manages the application.',
    ours: { apikeys: 'makes, changes and ends keys', default: 'whatever has no permission of its own' },
    expires: 'Expires', customDays: 'Another number of days', custom: 'Another number…', daysLabel: 'Days',
    noExpiry: 'Never', noExpiryHint: 'A key that never expires is forgotten sooner than it is revoked.',
    expiresOn: 'On {date}.', daysWrong: (max) => `A whole number of days from 1 to ${max}.`,
    submit: 'Create key', save: 'Save', reason: 'Reason', reasonHint: 'Optional. It stays in the history.',
  },

  createTitle: 'Create new secret key',
  createLost: 'No answer came. The key may have been made all the same: look into the list before you try again, and revoke a key whose secret you never saw.',
  cannotCreate: 'You cannot make a key that lasts a day or longer.',

  secret: {
    title: 'Save your key', titleRotated: 'Save the new key',
    warning: 'This is the only time that the secret of {name} is shown. Copy it now and keep it in a secrets manager.',
    label: 'Secret key', reveal: 'Reveal', hide: 'Hide', copy: 'Copy', copied: 'Copied', copyCommand: 'Copy command',
    try: 'Try it', done: 'Done',
    cannotCopy: 'The browser did not let us copy. The key is selected: copy it by keyboard.',
    notCopied: 'You have not copied the key. Once this is closed, nobody can show it again.',
    stay: 'Go back', leave: 'Close without copying', copiedSaid: 'Copied to the clipboard',
  },

  edit: {
    title: 'Edit key', saved: 'Saved: {name}',
    conflict: 'Somebody else changed this key while you were editing. Nothing was saved.',
    theirs: 'It is now {name}, with {permissions}.', useTheirs: 'Take what is there now', keepMine: 'Save mine instead',
    hint: 'Takes effect at once for whatever uses {key}.',
  },
  rotate: {
    title: 'Rotate key', submit: 'Rotate', overlap: 'The old key keeps working for',
    hours: { 0: 'no time at all', 1: '1 hour', 24: '24 hours', 72: '3 days', 168: '7 days' },
    explain: '{name} gets a new secret, with the same owner and permissions.',
    stops: 'Requests with {key} are refused from {date} on.', stopsNow: 'Requests with {key} are refused at once.',
    lifetime: 'The new key expires', same: 'After the same time as before', done: 'Rotated: {name}',
    already: 'This key was rotated before. If its successor’s secret was lost, rotate the successor.', showSuccessor: 'Show the successor',
  },
  disable: {
    title: 'Disable key', submit: 'Disable',
    text: '{name} stops working: requests with {key} are refused until you enable it again.', done: 'Disabled: {name}',
  },
  enable: { done: 'Enabled: {name}' },
  revoke: {
    title: 'Revoke key', submit: 'Revoke for good',
    text: '{name} stops working for good: requests with {key} are refused from now on, and nobody can undo it.',
    successor: 'Its successor keeps working.', done: 'Revoked: {name}',
  },
  remove: {
    title: 'Delete key', submit: 'Delete',
    live: '{name} stops working for good: requests with {key} are refused from now on. Its record is erased; its history stays.',
    ended: 'The record of {name} ({key}) is erased. It does not work any more as it is; its history stays.', done: 'Deleted: {name}',
  },
  bulk: {
    title: (count) => `Revoke ${texts.keys(count)}`, submit: (count) => `Revoke ${texts.keys(count)} for good`,
    text: (count) => `${count === 1 ? 'This key stops' : 'These keys stop'} working for good. Nobody can undo it.`,
    more: (count) => `and ${texts.keys(count)} more`, counting: 'Counting…', none: 'There is no key to revoke among these.',
    confirm: (count) => `Type ${count} to confirm`, confirmWrong: (count) => `Type the number ${count}.`,
    progress: (done, all) => `${done.toLocaleString()} of ${all.toLocaleString()} revoked`,
    done: (count) => `${texts.keys(count)} revoked`, gone: (count) => `${texts.keys(count)} were not there any more`,
  },

  details: {
    title: 'Use and history', key: 'Key', id: 'Id', owner: 'Owner', created: 'Created', lastUsed: 'Last used', expires: 'Expires',
    state: 'State', permissions: 'Permissions', revoked: 'Revoked', use: 'Requests per day', history: 'History',
    replaces: 'Replaces', replacedBy: 'Replaced by', more: 'Earlier events', noUse: 'No request in the last 30 days.',
    summary: '{requests} in the last 30 days, most of them on {day} ({most}). Days in UTC.',
    asTable: 'As a table', day: 'Day', requests: 'Requests',
  },
  events: {
    issued: 'Created', updated: 'Changed', disabled: 'Disabled', enabled: 'Enabled', rotated: 'Rotated', revoked: 'Revoked',
    deleted: 'Deleted',
  },
  event: {
    by: 'by {name}', byKey: 'by {name}, with a key', reason: 'Reason: {reason}', renamed: 'Name: {before} → {after}',
    granted: 'Permissions: {before} → {after}', ends: 'Ends {date}',
  },

  failures: {
    session: 'Your session has ended. Log in again, then try once more.',
    network: 'The server cannot be reached. Check your connection, then try again.',
    timeout: 'The server did not answer in time. Try again.',
    nonsense: 'The server gave an answer that this page does not understand ({status}). Try again, or tell whoever runs the application.',
    unavailable: 'The server is busy and cannot answer now. Try again in {seconds}.',
    seconds: (count) => many(count, 'second', 'seconds'),
    kept: 'What you typed is still here.',
    gone: 'This key is not there any more. Somebody may have deleted it.',
  },
};
