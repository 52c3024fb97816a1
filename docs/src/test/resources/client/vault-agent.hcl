# region template
template {
  contents    = "{{ with secret \"secret/data/acme/ci\" }}{{ .Data.data.token }}{{ end }}"
  destination = "/run/secrets/acme-key"
  perms       = "0400"

  error_on_missing_key = true
}
# end template
