# region put
vault kv put -mount=secret acme/ci token=@acme-key
# end put
# region get
umask 077
vault kv get -mount=secret -field=token acme/ci > acme-key.new && mv acme-key.new acme-key
# end get
