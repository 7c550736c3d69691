import { initArgument, providerObject } from './clusterctl.ts';
import { type Component, components } from './components.ts';
import { hasIdentityObjects, identityPath } from './identities.ts';
import { kindCluster } from './kind.ts';
import { operatorObject, operatorPath, variablesSecret } from './operator.ts';
import type { BootstrapOptions } from './options.ts';
import type { ManagedProvider, Variable } from './providers/provider.ts';
import type { Chosen } from './providers/registry.ts';
import { versions } from './versions.ts';

export function clusterStep(): string {
  return `
step_cluster() {
  if [ -n "\${KUBE_CONTEXT:-}" ]; then
    say "Uses the cluster of the context $context."
  elif kind get clusters 2>/dev/null | grep -qx ${kindCluster}; then
    say 'The kind cluster ${kindCluster} is there.'
  else
    kind create cluster --config kind.yaml --wait 5m
  fi
  apply namespaces.yaml
}
`;
}

export function capiStep({ capi }: BootstrapOptions, chosen: Chosen): string {
  const providers = chosen.map(([, provider]) => provider);
  return capi === 'clusterctl' ? clusterctlStep(providers) : operatorStep(providers);
}

function clusterctlStep(providers: readonly ManagedProvider[]): string {
  const own = managerSecrets(providers);
  const minor = versions.clusterApi.replace(/\.\d+$/, '');
  const wants = components(providers).map((component) => {
    const want = `want ${providerObject(component)} ${initArgument(component)}`;
    const tell = notes(component.variables);
    return tell.length === 0 ? `  ${want}` : [`  if ${want}; then`, ...indented(tell, 4), '  fi'].join('\n');
  });
  return `
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
    ${minor}.*) ;;
    *) say "This was written for clusterctl ${minor}, and yours is $(clusterctl version --output short)." ;;
  esac
${wants.map((each) => (each.startsWith('  want') ? `${each} || true` : each)).join('\n')}
  [ -n "$wanted" ] || return 0
${block(own.flatMap((each) => lackingNotes(...each)))}  variables_set
${block(own.map((each) => makeSecret(...each)))}${before(providers)}  # One word for each flag and provider:
  # shellcheck disable=SC2086
  clusterctl init --config clusterctl.yaml --kubeconfig-context "$context" --wait-providers --wait-provider-timeout 900 $wanted
}
`;
}

function operatorStep(providers: readonly ManagedProvider[]): string {
  const all = components(providers);
  const told = all.filter((each) => each.variables.length > 0);
  const secrets = [
    ...told.map((each) => [each.namespace, variablesSecret(each), each.variables] as const),
    ...managerSecrets(providers),
  ];
  const made =
    secrets.length === 0
      ? []
      : [
          ...secrets.flatMap((each) => lackingNotes(...each)),
          'variables_set',
          ...secrets.map((each) => makeSecret(...each)),
        ];
  const [core, ...others] = all;
  const ready = (component: Component): string =>
    `k wait ${operatorObject(component)} --namespace ${component.namespace} --for=condition=Ready --timeout=15m`;
  return `
step_capi() {
${block(made)}  if k get deployment cert-manager --namespace cert-manager >/dev/null 2>&1; then
    say 'cert-manager is installed.'
  else
    k apply --server-side -f https://github.com/cert-manager/cert-manager/releases/download/${versions.certManager}/cert-manager.yaml
  fi
  available cert-manager
  again k apply --server-side -f https://github.com/kubernetes-sigs/cluster-api-operator/releases/download/${versions.operator}/operator-components.yaml
  available capi-operator-system
${before(providers)}  # The operator installs the others once the core is ready.
${core === undefined ? '' : `  again apply ${operatorPath(core)}\n  ${ready(core)}\n`}${others.map((each) => `  again apply ${operatorPath(each)}`).join('\n')}
${others.map((each) => `  ${ready(each)}`).join('\n')}
}
`;
}

const notes = (variables: readonly Variable[]): readonly string[] =>
  variables.map(({ name, how }) => `variable ${name} ${quoted(how)}`);

/** Secrets that managers read by themselves. */
const managerSecrets = (providers: readonly ManagedProvider[]) =>
  providers.flatMap(({ managerSecret, namespace, variables }) =>
    managerSecret === undefined ? [] : [[namespace, managerSecret, variables] as const],
  );

/** Notes the variables of a Secret that is still to be made. */
const lackingNotes = (namespace: string, name: string, variables: readonly Variable[]): readonly string[] => [
  `if lacks ${namespace} ${name}; then`,
  ...indented(notes(variables), 2),
  'fi',
];

const makeSecret = (namespace: string, name: string, variables: readonly Variable[]): string =>
  `secret ${namespace} ${name} ${variables.map((each) => each.name).join(' ')}`;

/** What has to be there before a provider's own manifests. */
function before(providers: readonly ManagedProvider[]): string {
  const lines = providers.flatMap(({ before: first }) =>
    first === undefined
      ? []
      : [
          `# ${first.what}`,
          `k apply --server-side -f ${first.url}`,
          ...first.crds.map((crd) => `k wait crd/${crd} --for=condition=Established --timeout=2m`),
          ...first.crds.map((crd) => `k label crd ${crd} clusterctl.cluster.x-k8s.io/move= --overwrite`),
        ],
  );
  return block(lines);
}

export function identitiesStep({ namespace }: BootstrapOptions, chosen: Chosen): string {
  const applied = chosen
    .filter(([, provider]) => hasIdentityObjects(provider, namespace))
    .map(([id]) => `again apply ${identityPath(id)}`);
  const body = applied.length === 0 ? ["say 'No provider here has an identity object.'"] : applied;
  return ['step_identities() {', ...indented(body, 2), '}'].join('\n');
}

export function engineSteps({ engine, packaging }: BootstrapOptions): readonly string[] {
  const classes =
    packaging === 'clusterclass' && engine === 'argocd' ? ['again apply argocd/cluster-classes.yaml'] : [];
  return engine === 'argocd'
    ? [argocdStep, follow([healthCommand, 'apply argocd/project.yaml', ...classes, 'apply argocd/clusters.yaml'])]
    : [fluxStep, follow(['apply flux/access.yaml', 'apply flux/clusters.yaml'])];
}

/** Stops before it replaces an engine that somebody else has installed. */
const unlessOthers = (name: string, version: string, question: string): string => `
  running=$(${question} 2>/dev/null) || running=''
  case $running in
    '' | *${version}) ;;
    *)
      [ "\${REPLACE_ENGINE:-}" = yes ] || stop "${name} is here already, as $running, and not ${version}.
README.md says how to use it as it is. To replace it, set REPLACE_ENGINE=yes."
      ;;
  esac`;

const healthCommand = 'k apply --server-side --field-manager clusterops-bootstrap --kustomize argocd/health';
const argocdImage =
  "k get deployment argocd-server --namespace argocd --output 'jsonpath={.spec.template.spec.containers[0].image}'";
const fluxLabel = "k get namespace flux-system --output 'jsonpath={.metadata.labels.app\\.kubernetes\\.io/version}'";

const argocdStep = `
step_engine() {${unlessOthers('Argo CD', versions.argocd, argocdImage)}
  # Some of its CRDs are too large for a client-side apply.
  k apply --server-side --force-conflicts --kustomize argocd
  available argocd
  k rollout status statefulset/argocd-application-controller --namespace argocd --timeout=15m
}
`;

const fluxStep = `
step_engine() {${unlessOthers('Flux', versions.flux, fluxLabel)}
  k apply --server-side --force-conflicts --kustomize flux
  available flux-system
}
`;

const follow = (commands: readonly string[]): string =>
  ['# What follows the clusters folder of the repository.', 'step_clusters() {', ...indented(commands, 2), '}'].join(
    '\n',
  );

export function checkStep({ namespace }: BootstrapOptions, chosen: Chosen): string {
  const secrets = chosen.flatMap(([id, provider]) =>
    (provider.identity?.(namespace).secrets ?? []).map((each) =>
      ['  expect', each.namespace, each.name, identityPath(id), quoted(each.onlyFor ?? '')]
        .join(' ')
        .replace(/ ''$/, ''),
    ),
  );
  const next = `say 'Next: README.md, "Check".'`;
  if (secrets.length === 0) return ['step_check() {', `  ${next}`, '}'].join('\n');
  return `
# expect NAMESPACE NAME FILE [FOR]: notes a Secret that is not there. Its command stands in the file.
absent=''
expect() {
  ! lacks "$1" "$2" || absent="$absent
  $1/$2\${4:+, for $4}: $3"
}

step_check() {
${secrets.join('\n')}
  [ -z "$absent" ] || say "Secrets that are still to be made, each with the file that has its command:$absent"
  ${next}
}
`;
}

const block = (lines: readonly string[]): string =>
  indented(lines, 2)
    .map((line) => `${line}\n`)
    .join('');

const indented = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((line) => `${' '.repeat(by)}${line}`);

/** In single quotes for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
