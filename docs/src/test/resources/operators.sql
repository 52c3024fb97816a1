-- region nodes
select name, library, seen_at, events_behind, behind_millis from apikey_nodes_readable order by seen_at;
-- end nodes
