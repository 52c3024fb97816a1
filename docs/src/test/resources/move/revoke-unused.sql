-- region revoke-unused
update api_key set revoked = true where last_used_on is null and created_at < timestamp '2026-12-01 00:00:00'
-- end revoke-unused
