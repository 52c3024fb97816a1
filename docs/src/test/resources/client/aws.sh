# region put
aws secretsmanager create-secret --name acme/ci --secret-string file://acme-key     # the first time
aws secretsmanager put-secret-value --secret-id acme/ci --secret-string file://acme-key # after each rotation
# end put
# region get
umask 077
aws secretsmanager get-secret-value --secret-id acme/ci --query SecretString --output text > acme-key.new && mv acme-key.new acme-key
# end get
