-- region count
alter table api_key add column uses bigint default 0 not null;
alter table api_key add column last_used_on date;
-- end count
