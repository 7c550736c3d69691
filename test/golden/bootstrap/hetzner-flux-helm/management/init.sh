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
needs clusterctl 'https://cluster-api.sigs.k8s.io/user/quick-start#install-clusterctl, v1.14.2'
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

# want OBJECT FLAG PROVIDER:VERSION: notes a provider that is not installed; fails when it is.
wanted=''
want() {
  if k get providers.clusterctl.cluster.x-k8s.io --all-namespaces --output name 2>/dev/null |
    grep -qx "provider.clusterctl.cluster.x-k8s.io/$1"; then
    say "$1 is installed."
    return 1
  fi
  wanted="$wanted $2 $3"
}

step_capi() {
  case $(clusterctl version --output short) in
    v1.14.*) ;;
    *) say "This was written for clusterctl v1.14, and yours is $(clusterctl version --output short)." ;;
  esac
  want cluster-api --core cluster-api:v1.14.2 || true
  want bootstrap-kubeadm --bootstrap kubeadm:v1.14.2 || true
  want control-plane-kubeadm --control-plane kubeadm:v1.14.2 || true
  want infrastructure-hetzner --infrastructure hetzner:v1.1.8 || true
  want addon-helm --addon helm:v0.6.4 || true
  [ -n "$wanted" ] || return 0
  variables_set
  # One word for each flag and provider:
  # shellcheck disable=SC2086
  clusterctl init --config clusterctl.yaml --kubeconfig-context "$context" --wait-providers --wait-provider-timeout 900 $wanted
}

step_identities() {
  say 'No provider here has an identity object.'
}

step_engine() {
  running=$(k get namespace flux-system --output 'jsonpath={.metadata.labels.app\.kubernetes\.io/version}' 2>/dev/null) || running=''
  case $running in
    '' | *v2.9.5) ;;
    *)
      [ "${REPLACE_ENGINE:-}" = yes ] || stop "Flux is here already, as $running, and not v2.9.5.
README.md says how to use it as it is. To replace it, set REPLACE_ENGINE=yes."
      ;;
  esac
  k apply --server-side --force-conflicts --kustomize flux
  available flux-system
}

# What follows the clusters folder of the repository.
step_clusters() {
  apply flux/access.yaml
  apply flux/clusters.yaml
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
  expect tenants hcloud identities/hetzner.yaml
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
