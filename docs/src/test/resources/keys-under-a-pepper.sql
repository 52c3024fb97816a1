-- region keys-under-a-pepper
select id, owner, name, hint, last_used_at
from apikey_keys_readable
where hash_kind = 'hmac-sha256 k=d76eab4bbf12' and state in ('active', 'disabled')
order by owner, name;
-- end keys-under-a-pepper
