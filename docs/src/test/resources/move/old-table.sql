-- region old-table
create table api_key (
    id           bigint generated always as identity primary key,
    user_id      varchar(255) not null,
    token_sha256 char(64) unique,
    scopes       varchar(1000) not null, -- read, write
    revoked      boolean default false not null,
    created_at   timestamp default current_timestamp not null
);
-- end old-table
