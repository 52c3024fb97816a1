# region put
az keyvault secret set --vault-name acme --name ci-key --file acme-key --encoding utf-8 --output none
# end put
# region get
umask 077
az keyvault secret show --vault-name acme --name ci-key --query value --output tsv > acme-key.new && mv acme-key.new acme-key
# end get
