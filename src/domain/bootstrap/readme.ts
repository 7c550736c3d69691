import { defaultConfiguration } from '../access/default-configuration.ts';
import type { FileContent } from '../cluster/spec.ts';
import { hasIdentityObjects } from './identities.ts';
import { kindCluster } from './kind.ts';
import type { BootstrapOptions } from './options.ts';
import type { Chosen } from './providers/registry.ts';
import { versions } from './versions.ts';

/** The pages of the tree: how the management cluster is made, and what the clusters folder is. */
export function readmeFiles(options: BootstrapOptions, chosen: Chosen): readonly FileContent[] {
  const sections = [
    intro(options),
    contents(options),
    before(options, chosen),
    run(options),
    repository(options),
    check(options),
    first(chosen),
    production(options),
    upgrade,
    undo(options, chosen),
  ];
  return [
    { path: 'management/README.md', content: `${sections.map((each) => each.trim()).join('\n\n')}\n` },
    { path: `${options.clustersFolder}/README.md`, content: clustersPage(options) },
  ];
}

const engineName = ({ engine }: BootstrapOptions): string => (engine === 'argocd' ? 'Argo CD' : 'Flux');

const intro = (options: BootstrapOptions): string => `
# The management cluster

It runs Cluster API, which makes the clusters, and ${engineName(options)}, which applies what stands in
[\`${options.clustersFolder}\`](../${options.clustersFolder}). All of this is text to read and to change; nothing here holds a secret.
`;

function contents({ engine, capi }: BootstrapOptions): string {
  const rows = [
    ['`init.sh`', 'makes the cluster, step by step; each step can be run again'],
    ['`kind.yaml`', 'a cluster in a container, to try things out on'],
    ['`namespaces.yaml`', 'namespaces that have to be there first'],
    capi === 'clusterctl'
      ? ['`clusterctl.yaml`', 'feature switches and the version of cert-manager, as clusterctl is told']
      : ['`capi-operator/`', 'Cluster API and its providers, as objects of the Cluster API operator'],
    ['`identities/`', 'who each provider is in its cloud, and the commands that make the Secrets'],
    engine === 'argocd'
      ? ['`argocd/`', 'Argo CD with a truthful health of clusters, a project, and what follows the clusters folder']
      : ['`flux/`', 'Flux, an account that may make clusters only, and what follows the clusters folder'],
    ['`clusterops/`', 'what the bot may do here'],
    ['`../.github/clusterops.yml`', 'the settings of the bot'],
    ['`../.github/ISSUE_TEMPLATE/cluster.yml`', 'the form with which people ask for a cluster'],
  ];
  return ['## What is here', '', '| file | is |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join(
    '\n',
  );
}

function before({ namespace, capi }: BootstrapOptions, chosen: Chosen): string {
  const variables = chosen.flatMap(([, provider]) => provider.variables);
  const secrets = chosen.flatMap(([id, provider]) =>
    (provider.identity?.(namespace).secrets ?? []).map((each) => ({ id, ...each })),
  );
  const toFill = chosen.filter(([, provider]) => provider.settings(namespace).length > 0).map(([id]) => id);
  const programs = [
    'kubectl',
    ...(capi === 'clusterctl' ? [`clusterctl ${versions.clusterApi.replace(/\.\d+$/, '')}`] : []),
    `and, for a cluster on this machine, Docker and kind ${versions.kind}`,
  ];
  const steps = [
    `Install ${programs.join(', ')}.`,
    ...(toFill.length > 0
      ? [`Fill in the settings of ${toFill.join(', ')} in \`.github/clusterops.yml\`: they stand there as comments.`]
      : []),
    'Commit, and push to the branch that is followed.',
    ...(variables.length > 0
      ? [
          'Set in the environment; nothing of it is written to a file:',
          ...variables.map(({ name, how }) => `   - \`${name}\`: ${how}`),
        ]
      : []),
    'Set `GITHUB_TOKEN` (any token, no rights) if many people share your address: releases are looked up on GitHub.',
  ];
  let number = 0;
  const lines = steps.map((step) => {
    if (step.startsWith(' ')) return step;
    number += 1;
    return `${number}. ${step}`;
  });
  const later = secrets.map(
    ({ id, namespace: where, name, onlyFor }) =>
      `- \`${where}/${name}\`${onlyFor === undefined ? '' : ` (for \`${onlyFor}\`)`}: [identities/${id}.yaml](identities/${id}.yaml)`,
  );
  return [
    '## 1. Before',
    '',
    ...lines,
    ...(later.length > 0
      ? [
          '',
          'These Secrets are made by hand, once the namespaces are there; `init.sh check` names those that are missing:',
          '',
          ...later,
        ]
      : []),
  ].join('\n');
}

const run = ({ engine, namespace, capi }: BootstrapOptions): string => `
## 2. Run

\`\`\`sh
sh management/init.sh
\`\`\`

| step | does |
| --- | --- |
| \`cluster\` | makes the kind cluster \`${kindCluster}\`, unless \`KUBE_CONTEXT\` names another; makes the namespaces |
| \`capi\` | ${capi === 'clusterctl' ? '`clusterctl init` with what is not installed yet' : 'cert-manager, the Cluster API operator, and the providers'}, and waits until it runs |
| \`identities\` | who the providers are, for the namespace \`${namespace}\` only |
| \`engine\` | ${engine === 'argocd' ? `Argo CD ${versions.argocd}` : `Flux ${versions.flux}`}; stops where another version runs already |
| \`clusters\` | what follows the clusters folder |
| \`bot\` | the roles of ClusterOps |
| \`check\` | names the Secrets that are missing |

A step that stopped says why; run the script again, or only from that step on: \`sh management/init.sh engine clusters bot check\`.
`;

function repository({ engine, repoUrl }: BootstrapOptions): string {
  const https = repoUrl.startsWith('https://');
  if (engine === 'argocd') {
    const credential = https
      ? `argocd repo add ${repoUrl} --github-app-id <id> --github-app-installation-id <id> --github-app-private-key-path key.pem`
      : `argocd repo add ${repoUrl} --ssh-private-key-path key`;
    return `
## 3. Let Argo CD read the repository

A public repository needs nothing. For a private one, as a person who may log in to Argo CD:

\`\`\`sh
${credential}
\`\`\`
`;
  }
  return `
## 3. Let Flux read the repository

${https ? 'A public repository needs nothing. For a private one, make the Secret and take the `#` away from `secretRef` and `provider` in `flux/clusters.yaml`; for previews, set `flux.secret: clusters-repository` and `flux.provider: github` in `.github/clusterops.yml`:' : 'Make the Secret, and add the public key that it prints to the deploy keys of the repository:'}

\`\`\`sh
${
  https
    ? 'flux create secret githubapp clusters-repository --app-id=<id> --app-installation-id=<id> --app-private-key=key.pem'
    : `flux create secret git clusters-repository --url=${repoUrl.replace(/^git@([^:]+):/, 'ssh://git@$1/')}`
}
\`\`\`
`;
}

function check({ engine }: BootstrapOptions): string {
  const what =
    engine === 'argocd'
      ? ['kubectl get applicationset,appproject clusters --namespace argocd']
      : ['kubectl get gitrepository,kustomization clusters --namespace flux-system'];
  return [
    '## 4. Check',
    '',
    'Install ClusterOps as its docs/install.md says, with this as its management cluster. Then:',
    '',
    '```sh',
    'kubectl get providers.clusterctl.cluster.x-k8s.io --all-namespaces',
    ...what,
    'clusterops doctor   # beside the .env of the bot: the App, its permissions, this cluster, its rights',
    '```',
  ].join('\n');
}

const first = (chosen: Chosen): string =>
  [
    '## 5. The first cluster',
    '',
    'Comment on an issue of the repository, first to see the files only:',
    '',
    '```',
    ...chosen.map(([, provider]) => `${provider.firstCommand} dry-run`),
    '```',
    '',
    'Without `dry-run` a pull request follows. Merge it, and the checks `Sync` and `Ready` follow the cluster until it is there.',
  ].join('\n');

function production(options: BootstrapOptions): string {
  const halt =
    options.engine === 'argocd'
      ? 'kubectl scale statefulset argocd-application-controller --namespace argocd --replicas=0'
      : 'kubectl scale deployment kustomize-controller --namespace flux-system --replicas=0';
  const engine = engineName(options);
  return `
## In production

A kind cluster is gone with its machine, and with it the only thing that knows your clusters. Use a cluster that outlives it:

\`\`\`sh
KUBE_CONTEXT=prod sh management/init.sh
\`\`\`

An installed ${engine} stays as it is when the step \`engine\` is left out: \`sh management/init.sh cluster capi identities clusters bot check\`.

Or begin with kind and move. Make a cluster by the first command, and then, with no pull request open:

1. On the new cluster: \`KUBE_CONTEXT=<its context> sh management/init.sh cluster capi identities\`, and its Secrets.
2. On kind, so that nothing is applied there any more: \`${halt}\`.
3. \`clusterctl move --namespace ${options.namespace} --to-kubeconfig <its kubeconfig>\`
4. On the new cluster: the steps \`engine clusters bot check\`. Give the bot its kubeconfig.

Back up the namespace \`${options.namespace}\` (Velero, or \`clusterctl move --to-directory\`): the Secrets of the clusters stand only there.
`;
}

const upgrade = `
## Upgrades

The versions stand in ${'`init.sh`'} and the files beside it. Raise Cluster API one minor version at a time with ${'`clusterctl upgrade plan`'};
${'`init.sh`'} never upgrades what is installed.
`;

function undo(options: BootstrapOptions, chosen: Chosen): string {
  const { engine, namespace } = options;
  const follower =
    engine === 'argocd'
      ? 'kubectl delete applicationset,appproject clusters --namespace argocd'
      : 'kubectl delete kustomization,gitrepository clusters --namespace flux-system';
  return [
    '## Undo',
    '',
    `Clusters first, for only this cluster can delete their machines: delete each by a pull request, wait until \`kubectl get clusters --namespace ${namespace}\``,
    'shows none. Then either the whole thing,',
    '',
    '```sh',
    `kind delete cluster --name ${kindCluster}`,
    '```',
    '',
    'or, on a cluster that stays, in the reverse order of `init.sh`:',
    '',
    '```sh',
    'kubectl delete --filename management/clusterops/rbac.yaml',
    follower,
    `kubectl delete --kustomize management/${engine}`,
    ...(chosen.some(([, provider]) => hasIdentityObjects(provider, namespace))
      ? ['kubectl delete --filename management/identities --ignore-not-found']
      : []),
    options.capi === 'clusterctl'
      ? 'clusterctl delete --all --include-crd --include-namespace'
      : 'kubectl delete --filename management/capi-operator',
    '```',
  ].join('\n');
}

const clustersPage = ({ clustersFolder, packaging, engine }: BootstrapOptions): string => {
  const { bases } = defaultConfiguration.kustomize;
  const form = {
    plain: 'Each holds plain manifests.',
    kustomize: `Each is an overlay of a base in \`${bases}/\`, which the first cluster of its kind brings along.`,
    helm: `Each holds the values of the chart in \`${defaultConfiguration.helm.chart}/\`.`,
    clusterclass: `Each holds one Cluster, made of a ClusterClass in \`${defaultConfiguration.clusterClass.folder}/\`.`,
  }[packaging];
  const watch =
    engine === 'argocd'
      ? `Argo CD makes an Application of every folder here, whatever it holds. One whose folder is gone deletes nothing, workers
included, before the deletion of its Cluster is confirmed.`
      : `Flux applies every YAML file below here. What is left out of Git it deletes, but for clusters, control planes,
infrastructure and add-ons: a folder that is gone or renamed by hand loses its workers at once.`;
  return `# Clusters

One folder for each cluster, made by \`/create-cluster\` in an issue and a merged pull request. ${form}

${watch} So put nothing else into \`${clustersFolder}\`, and leave its folders where they are.
`;
};
