-- region rights
grant select                         on apikey_schema to acme;
grant select, insert, update, delete on apikey_keys   to acme;
grant select, insert, delete         on apikey_events to acme;
grant select, insert, update, delete on apikey_usage  to acme;
grant select, update                 on apikey_feed   to acme;
grant select, insert, update         on apikey_notices to acme;
grant select, insert, update, delete on apikey_nodes   to acme;
-- end rights
