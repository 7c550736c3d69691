import type { FileContent } from '../cluster/spec.ts';
import { capiStep, checkStep, clusterStep, engineSteps, identitiesStep } from './init-steps.ts';
import { kindCluster } from './kind.ts';
import type { BootstrapOptions } from './options.ts';
import type { Chosen } from './providers/registry.ts';
import { versions } from './versions.ts';

/**
 * `management/init.sh`: a POSIX script that makes the management cluster, step by step. Each step can be run again and leaves
 * what is there already; none waits for a time, and no secret appears in an argument or a file.
 */
export function initFile(options: BootstrapOptions, chosen: Chosen): FileContent {
  const sections = [
    head,
    vocabulary,
    tools(options),
    clusterStep(),
    capiStep(options, chosen),
    identitiesStep(options, chosen),
    ...engineSteps(options),
    bot,
    checkStep(options, chosen),
    main,
  ];
  return { path: 'management/init.sh', content: `${sections.map((each) => each.trim()).join('\n\n')}\n` };
}

const head = `
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
context=\${KUBE_CONTEXT:-kind-${kindCluster}}
`;

const vocabulary = `
say() { printf '%s\\n' "$*"; }
stop() {
  printf '%s\\n' "$*" >&2
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
  eval "[ -n \\"\\\${$1:-}\\" ]" || needed="$needed
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
  for each in "$@"; do eval "printf '%s=%s\\n' \\"$each\\" \\"\\\${$each}\\""; done |
    k create secret generic "$name" --namespace "$where" --from-env-file=/dev/stdin --dry-run=client --output yaml |
    k apply --server-side --field-manager clusterops-bootstrap -f -
}
`;

function tools({ capi }: BootstrapOptions): string {
  const clusterctl = `needs clusterctl 'https://cluster-api.sigs.k8s.io/user/quick-start#install-clusterctl, ${versions.clusterApi}'`;
  return `
missing=''
needs() {
  command -v "$1" >/dev/null 2>&1 || missing="$missing
  $1: $2"
}
needs kubectl 'https://kubernetes.io/docs/tasks/tools'
${capi === 'clusterctl' ? `${clusterctl}\n` : ''}if [ -z "\${KUBE_CONTEXT:-}" ]; then
  needs docker 'https://docs.docker.com/engine/install; kind runs on it'
  needs kind 'https://kind.sigs.k8s.io/docs/user/quick-start#installation, ${versions.kind}'
fi
[ -z "$missing" ] || stop "These programs are not on the PATH:$missing"
`;
}

const bot = `
# What ClusterOps may do here. No rule reads Secrets.
step_bot() { apply clusterops/rbac.yaml; }
`;

const main = `
[ "$#" -gt 0 ] || set -- cluster capi identities engine clusters bot check
for step in "$@"; do
  case $step in
    cluster | capi | identities | engine | clusters | bot | check) ;;
    *) stop "There is no step \\"$step\\". The steps are: cluster capi identities engine clusters bot check." ;;
  esac
done
for step in "$@"; do
  say "== $step"
  "step_$step"
done
`;
