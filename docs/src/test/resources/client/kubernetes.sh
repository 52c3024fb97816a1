# region put
kubectl create secret generic acme-key --from-file=acme-key --dry-run=client --output=yaml | kubectl apply -f -
# end put
