-- apikey schema, version 1, for H2 2.x.
--
-- Apply it once: let the library do it (KeySchema.apply), or copy it into your own migrations under your own number. H2 commits
-- after every statement: what was cut short can be applied again.
--
-- Instants are milliseconds since 1970-01-01T00:00:00Z, so that no time zone can move them; apikey_keys_readable shows them as
-- timestamps. Ids, owners and hashes must compare byte for byte: leave the collation and IGNORECASE of H2 as they come.
-- Change keys through the library: a change by hand is missing in the history, and other nodes do not hear of it.

create table if not exists apikey_schema (
    version integer not null primary key
);

create table if not exists apikey_keys (
    id              varchar(36)   not null primary key, -- the UUID that the token carries in base32
    owner           varchar(510)  not null,             -- the host's id of whoever the key acts for
    name            varchar(128)  not null,
    search_text     varchar(140)  not null,             -- name in lower case, a space, last four of the token: searched and ordered by
    permissions     varchar(6500) not null,             -- patterns, separated by a space; empty = none
    hash            varchar(255)  not null,             -- PHC string of the secret
    hash_kind       varchar(100)  not null,             -- its algorithm and parameters
    created_at      bigint        not null,
    created_by      varchar(510)  not null,             -- the actor's id, and its name as it was then
    created_by_name varchar(510)  not null,
    created_by_key  varchar(36),                        -- the key by which the actor asked; null = in person
    expires_at      bigint        not null,             -- 9223372036854775807 = never: sorts last, and needs no null in an index
    disabled_at     bigint,                             -- null = it is not
    revoked_at      bigint,                             -- null = it is not; final
    revoked_reason  varchar(400),
    last_used_at    bigint        default 0 not null,   -- 0 = never: sorts first. Written in batches, some seconds behind
    version         bigint        not null,             -- one more with every change; use is no change
    replaces        varchar(36),                        -- the key that was rotated into this one
    replaced_by     varchar(36),                        -- the key that this one was rotated into
    hint            varchar(40)   not null              -- what people see instead of the token
);

-- What an owner sees, and what is counted when he gets one more. Within one owner there is little to sort in any other order.
create index if not exists apikey_keys_by_owner on apikey_keys (owner, created_at, id);
-- What those see who manage everybody's keys, page by page in each order; the audits of unused and expiring keys read them, too.
-- The first has the text, too: who searches for one among the newest does not go to each row.
create index if not exists apikey_keys_by_creation on apikey_keys (created_at, id, search_text);
create index if not exists apikey_keys_by_text on apikey_keys (search_text, id);
create index if not exists apikey_keys_by_use on apikey_keys (last_used_at, id);
create index if not exists apikey_keys_by_expiry on apikey_keys (expires_at, id);
-- After an incident, the keys that one actor made are revoked in a hurry.
create index if not exists apikey_keys_by_creator on apikey_keys (created_by, created_at, id);

create table if not exists apikey_events (
    sequence           bigint       not null primary key, -- 1, 2, 3 … in the order of commits, without gaps
    key_id             varchar(36)  not null,             -- no foreign key: history outlives its key
    owner              varchar(510) not null,
    kind               varchar(20)  not null,             -- ISSUED, UPDATED, DISABLED, ENABLED, ROTATED, REVOKED, DELETED
    actor              varchar(510) not null,
    actor_name         varchar(510) not null,
    actor_key          varchar(36),                       -- the key by which the actor asked; null = in person
    reason             varchar(400),
    at                 bigint       not null,
    before_name        varchar(128),                      -- what the key was; name null = it was not there
    before_permissions varchar(6500),
    before_expires_at  bigint,                            -- null = never
    after_name         varchar(128),                      -- what it became; name null = it is not there any more
    after_permissions  varchar(6500),
    after_expires_at   bigint,
    related_key        varchar(36)                        -- the other key of a rotation
);

-- The history of one key, the latest first.
create index if not exists apikey_events_by_key on apikey_events (key_id, sequence);

-- How often a key was used on a day. Goes with its key.
create table if not exists apikey_usage (
    key_id  varchar(36) not null,
    used_on integer     not null,                         -- the day in UTC as a number: 20261124
    uses    bigint      not null,
    primary key (key_id, used_on)
);

-- The oldest are purged by day.
create index if not exists apikey_usage_by_day on apikey_usage (used_on, key_id);

-- One row. Whoever changes a key locks it last, so that events are numbered in the order in which they commit.
create table if not exists apikey_feed (
    id            integer not null primary key,
    last_sequence bigint  not null
);

insert into apikey_feed (id, last_sequence)
select 1, 0 where not exists (select id from apikey_feed where id = 1);

-- Up to where, in the order of their expiry, keys have been told to expire soon. The node that moves it tells.
create table if not exists apikey_notices (
    ahead      bigint      not null primary key, -- milliseconds before the expiry; 0 = at the expiry
    expires_at bigint      not null,
    key_id     varchar(36) not null
);

-- A row for each node, which writes it every ten seconds. For operators; the library decides nothing by it.
create table if not exists apikey_nodes (
    id               varchar(36)  not null primary key, -- drawn anew at each start
    name             varchar(510) not null,             -- what the host calls the node
    library          varchar(40)  not null,             -- the version of the library that it runs
    started_at       bigint       not null,
    seen_at          bigint       not null,             -- when it wrote this, by its own clock
    applied_sequence bigint       not null,             -- the last event that holds on it
    behind_millis    bigint       not null              -- how long before seen_at it had last read the feed to its end
);

-- For people: the keys with their state now and their instants in UTC, without hashes. The library does not read it.
create or replace view apikey_keys_readable as
select id, owner, name, hint, permissions,
       case
           when revoked_at is not null then 'revoked'
           when expires_at <= extract(epoch from current_timestamp) * 1000 then 'expired'
           when disabled_at is not null then 'disabled'
           else 'active'
       end as state,
       dateadd(millisecond, created_at, timestamp with time zone '1970-01-01 00:00:00+00:00') as created_at,
       created_by, created_by_name, created_by_key,
       dateadd(millisecond, nullif(expires_at, 9223372036854775807), timestamp with time zone '1970-01-01 00:00:00+00:00')
           as expires_at,
       dateadd(millisecond, disabled_at, timestamp with time zone '1970-01-01 00:00:00+00:00') as disabled_at,
       dateadd(millisecond, revoked_at, timestamp with time zone '1970-01-01 00:00:00+00:00') as revoked_at,
       revoked_reason,
       dateadd(millisecond, nullif(last_used_at, 0), timestamp with time zone '1970-01-01 00:00:00+00:00') as last_used_at,
       version, replaces, replaced_by, hash_kind
from apikey_keys;

-- For operators: the nodes that run or did so within the last day, and how far each is behind the last change.
create or replace view apikey_nodes_readable as
select n.id, n.name, n.library,
       dateadd(millisecond, n.started_at, timestamp with time zone '1970-01-01 00:00:00+00:00') as started_at,
       dateadd(millisecond, n.seen_at, timestamp with time zone '1970-01-01 00:00:00+00:00') as seen_at,
       n.applied_sequence,
       f.last_sequence - n.applied_sequence as events_behind,
       n.behind_millis
from apikey_nodes n cross join apikey_feed f;

insert into apikey_schema (version) values (1);
