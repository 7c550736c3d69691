#!/bin/sh
# Makes a management cluster: Cluster API with its providers, who they are, a GitOps engine, and what follows the clusters.
# Written by "clusterops bootstrap", to be read and changed. Every step can be run again: what is there already stays.
#
#   sh management/init.sh                       all steps, on a kind cluster of this machine
#   sh management/init.sh capi identities       only these, in this order
#   KUBE_CONTEXT=prod sh management/init.sh     on the cluster of that context
#
# Steps: cluster capi identities engine clusters bot check. README.md says what each does.
set -eu
cd "$(dirname "$0")"
context=${KUBE_CONTEXT:-kind-management}

say() { printf '%s\n' "$*"; }
stop() {
  printf '%s\n' "$*" >&2
  exit 1
}
k() { kubectl --context "$context" "$@"; }
apply() { k apply --server-side --field-manager clusterops-bootstrap -f "$1"; }

# again COMMAND…: until it succeeds, while it fails only for a webhook or a kind that is not served yet.
again() {
  left=60
  until answer=$("$@" 2>&1); do
    case $answer in
      *'failed calling webhook'* | *'no matches for kind'* | *'ensure CRDs are installed first'*) ;;
      *) stop "$answer" ;;
    esac
    left=$((left - 1))
    [ "$left" -gt 0 ] || stop "$answer"
    [ "$left" -lt 59 ] || say "Waits: $answer"
    sleep 5
  done
  say "$answer"
}

# available NAMESPACE: waits until every Deployment in it is.
available() { k wait deployment --all --namespace "$1" --for=condition=Available --timeout=15m; }

# variable NAME HOW: notes a variable that is not set.
needed=''
variable() {
  eval "[ -n \"\${$1:-}\" ]" || needed="$needed
  $1: $2"
}
variables_set() { [ -z "$needed" ] || stop "Set these in the environment first, and run this again:$needed"; }

# lacks NAMESPACE NAME: whether a Secret is not there.
lacks() { ! k get secret "$2" --namespace "$1" >/dev/null 2>&1; }

# secret NAMESPACE NAME VARIABLE…: makes a Secret of variables, unless it is there. They go through a pipe, so that no list of
# processes shows them.
secret() {
  where=$1
  name=$2
  shift 2
  if ! lacks "$where" "$name"; then
    say "The Secret $where/$name stays as it is."
    return
  fi
  for each in "$@"; do eval "printf '%s=%s\n' \"$each\" \"\${$each}\""; done |
    k create secret generic "$name" --namespace "$where" --from-env-file=/dev/stdin --dry-run=client --output yaml |
    k apply --server-side --field-manager clusterops-bootstrap -f -
}

missing=''
needs() {
  command -v "$1" >/dev/null 2>&1 || missing="$missing
  $1: $2"
}
needs kubectl 'https://kubernetes.io/docs/tasks/tools'
if [ -z "${KUBE_CONTEXT:-}" ]; then
  needs docker 'https://docs.docker.com/engine/install; kind runs on it'
  needs kind 'https://kind.sigs.k8s.io/docs/user/quick-start#installation, v0.33.0'
fi
[ -z "$missing" ] || stop "These programs are not on the PATH:$missing"

step_cluster() {
  if [ -n "${KUBE_CONTEXT:-}" ]; then
    say "Uses the cluster of the context $context."
  elif kind get clusters 2>/dev/null | grep -qx management; then
    say 'The kind cluster management is there.'
  else
    kind create cluster --config kind.yaml --wait 5m
  fi
  apply namespaces.yaml
}

step_capi() {
  if lacks capa-system aws-variables; then
    variable AWS_B64ENCODED_CREDENTIALS 'clusterawsadm bootstrap credentials encode-as-profile, after clusterawsadm bootstrap iam create-cloudformation-stack'
  fi
  if lacks capg-system gcp-variables; then
    variable GCP_B64ENCODED_CREDENTIALS 'base64 < key-of-the-service-account.json | tr -d "\n"'
  fi
  if lacks capv-system vsphere-variables; then
    variable VSPHERE_USERNAME 'the account of vCenter for the provider, e.g. clusters@vsphere.local'
    variable VSPHERE_PASSWORD 'its password'
  fi
  if lacks capmox-system proxmox-variables; then
    variable PROXMOX_URL 'the address of the API, e.g. https://pve.example.com:8006'
    variable PROXMOX_TOKEN 'the id of the token, e.g. capmox@pve!capi'
    variable PROXMOX_SECRET 'the secret of the token'
  fi
  variables_set
  secret capa-system aws-variables AWS_B64ENCODED_CREDENTIALS
  secret capg-system gcp-variables GCP_B64ENCODED_CREDENTIALS
  secret capv-system vsphere-variables VSPHERE_USERNAME VSPHERE_PASSWORD
  secret capmox-system proxmox-variables PROXMOX_URL PROXMOX_TOKEN PROXMOX_SECRET
  if k get deployment cert-manager --namespace cert-manager >/dev/null 2>&1; then
    say 'cert-manager is installed.'
  else
    k apply --server-side -f https://github.com/cert-manager/cert-manager/releases/download/v1.21.1/cert-manager.yaml
  fi
  available cert-manager
  again k apply --server-side -f https://github.com/kubernetes-sigs/cluster-api-operator/releases/download/v0.29.0/operator-components.yaml
  available capi-operator-system
  # OpenStack Resource Controller
  k apply --server-side -f https://github.com/k-orc/openstack-resource-controller/releases/download/v2.4.0/install.yaml
  k wait crd/images.openstack.k-orc.cloud --for=condition=Established --timeout=2m
  k wait crd/servers.openstack.k-orc.cloud --for=condition=Established --timeout=2m
  k label crd images.openstack.k-orc.cloud clusterctl.cluster.x-k8s.io/move= --overwrite
  k label crd servers.openstack.k-orc.cloud clusterctl.cluster.x-k8s.io/move= --overwrite
  # The operator installs the others once the core is ready.
  again apply capi-operator/core-cluster-api.yaml
  k wait coreprovider/cluster-api --namespace capi-system --for=condition=Ready --timeout=15m
  again apply capi-operator/bootstrap-kubeadm.yaml
  again apply capi-operator/control-plane-kubeadm.yaml
  again apply capi-operator/ipam-in-cluster.yaml
  again apply capi-operator/infrastructure-aws.yaml
  again apply capi-operator/infrastructure-gcp.yaml
  again apply capi-operator/infrastructure-azure.yaml
  again apply capi-operator/infrastructure-hetzner.yaml
  again apply capi-operator/infrastructure-openstack.yaml
  again apply capi-operator/infrastructure-vsphere.yaml
  again apply capi-operator/infrastructure-proxmox.yaml
  again apply capi-operator/infrastructure-docker.yaml
  again apply capi-operator/addon-helm.yaml
  k wait bootstrapprovider/kubeadm --namespace capi-kubeadm-bootstrap-system --for=condition=Ready --timeout=15m
  k wait controlplaneprovider/kubeadm --namespace capi-kubeadm-control-plane-system --for=condition=Ready --timeout=15m
  k wait ipamprovider/in-cluster --namespace capi-ipam-in-cluster-system --for=condition=Ready --timeout=15m
  k wait infrastructureprovider/aws --namespace capa-system --for=condition=Ready --timeout=15m
  k wait infrastructureprovider/gcp --namespace capg-system --for=condition=Ready --timeout=15m
  k wait infrastructureprovider/azure --namespace capz-system --for=condition=Ready --timeout=15m
  k wait infrastructureprovider/hetzner --namespace caph-system --for=condition=Ready --timeout=15m
  k wait infrastructureprovider/openstack --namespace capo-system --for=condition=Ready --timeout=15m
  k wait infrastructureprovider/vsphere --namespace capv-system --for=condition=Ready --timeout=15m
  k wait infrastructureprovider/proxmox --namespace capmox-system --for=condition=Ready --timeout=15m
  k wait infrastructureprovider/docker --namespace capd-system --for=condition=Ready --timeout=15m
  k wait addonprovider/helm --namespace caaph-system --for=condition=Ready --timeout=15m
}

step_identities() {
  again apply identities/aws.yaml
  again apply identities/vsphere.yaml
}

step_engine() {
  running=$(k get deployment argocd-server --namespace argocd --output 'jsonpath={.spec.template.spec.containers[0].image}' 2>/dev/null) || running=''
  case $running in
    '' | *v3.5.8) ;;
    *)
      [ "${REPLACE_ENGINE:-}" = yes ] || stop "Argo CD is here already, as $running, and not v3.5.8.
README.md says how to use it as it is. To replace it, set REPLACE_ENGINE=yes."
      ;;
  esac
  # Some of its CRDs are too large for a client-side apply.
  k apply --server-side --force-conflicts --kustomize argocd
  available argocd
  k rollout status statefulset/argocd-application-controller --namespace argocd --timeout=15m
}

# What follows the clusters folder of the repository.
step_clusters() {
  k apply --server-side --field-manager clusterops-bootstrap --kustomize argocd/health
  apply argocd/project.yaml
  again apply argocd/cluster-classes.yaml
  apply argocd/clusters.yaml
}

# What ClusterOps may do here. No rule reads Secrets.
step_bot() { apply clusterops/rbac.yaml; }

# expect NAMESPACE NAME FILE [FOR]: notes a Secret that is not there. Its command stands in the file.
absent=''
expect() {
  ! lacks "$1" "$2" || absent="$absent
  $1/$2${4:+, for $4}: $3"
}

step_check() {
  expect tenants azure-client-secret identities/azure.yaml 'identity.type: ServicePrincipal'
  expect tenants aso-credentials identities/azure.yaml 'flavor=aks'
  expect tenants hcloud identities/hetzner.yaml
  expect tenants openstack-cloud-config identities/openstack.yaml
  expect tenants openstack-cloud-controller-config identities/openstack.yaml
  expect capv-system vsphere-credentials identities/vsphere.yaml
  expect tenants vsphere-cloud-controller identities/vsphere.yaml
  [ -z "$absent" ] || say "Secrets that are still to be made, each with the file that has its command:$absent"
  say 'Next: README.md, "Check".'
}

[ "$#" -gt 0 ] || set -- cluster capi identities engine clusters bot check
for step in "$@"; do
  case $step in
    cluster | capi | identities | engine | clusters | bot | check) ;;
    *) stop "There is no step \"$step\". The steps are: cluster capi identities engine clusters bot check." ;;
  esac
done
for step in "$@"; do
  say "== $step"
  "step_$step"
done
