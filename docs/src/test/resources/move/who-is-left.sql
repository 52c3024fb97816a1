-- region who-is-left
select o.user_id,
       count(*) as old_keys,
       sum(o.uses) as uses,
       max(o.last_used_on) as last_used_on,
       (select count(*) from apikey_keys_readable n where n.owner = o.user_id and n.state = 'active') as new_keys
from api_key o
where not o.revoked and o.last_used_on >= date '2026-12-01'
group by o.user_id
order by uses desc
-- end who-is-left
