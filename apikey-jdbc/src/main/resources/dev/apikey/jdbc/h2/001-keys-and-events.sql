-- apikey schema, version 1, for H2 2.x.
--
-- Apply it once: let the library do it (KeySchema.apply), or copy it into your own migrations under your own number.
-- Instants are milliseconds since 1970-01-01T00:00:00Z, so that no time zone can move them.

create table apikey_schema (
    version integer not null primary key
);

create table apikey_keys (
    id             varchar(36)   not null primary key, -- the UUID that the token carries in base32
    owner          varchar(510)  not null,             -- the host's id of whoever the key acts for
    name           varchar(128)  not null,
    permissions    varchar(6500) not null,             -- patterns, separated by a space
    hash           varchar(255)  not null,             -- PHC string of the secret
    created_at     bigint        not null,
    created_by     varchar(510)  not null,
    created_by_name varchar(510) not null,
    expires_at     bigint,
    disabled_at    bigint,
    revoked_at     bigint,
    revoked_reason varchar(400),
    version        bigint        not null,             -- one more with every change
    hint           varchar(40)   not null              -- what people see instead of the token
);

create table apikey_events (
    sequence   bigint       not null primary key,      -- 1, 2, 3 … in the order of commits, without gaps
    key_id     varchar(36)  not null,                  -- no foreign key: history outlives its key
    kind       varchar(20)  not null,
    actor      varchar(510) not null,
    actor_name varchar(510) not null,
    reason     varchar(400),
    at         bigint       not null
);

-- One row. Whoever changes a key locks it last, so that events are numbered in the order in which they commit.
create table apikey_feed (
    id            integer not null primary key,
    last_sequence bigint  not null
);

insert into apikey_feed (id, last_sequence) values (1, 0);

insert into apikey_schema (version) values (1);
