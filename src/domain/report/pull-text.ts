import type { ChangeRequest, RequestedSpec } from '../cluster/request.ts';
import { type RenderedCluster, workersIn } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';
import { wordsOf } from '../gitops/engine.ts';
import { bodyLimit, clip, fitBody } from '../text/budget.ts';
import { clustersTable, nameClusters } from './clusters-table.ts';
import { findingsList } from './findings.ts';
import { longestTitle, markerReserve } from './limits.ts';
import { block, enumerate, list, mono, prose, table } from './markdown.ts';

/** What a change says of itself. */
export interface ChangeWords {
  /** The commit's headline, of at most 72 characters, and its body. Mentions nobody. */
  readonly message: { readonly headline: string; readonly body: string };
  /** Plain text, at most 200 characters. */
  readonly title: string;
  /** Leaves room for signed markers. */
  readonly body: string;
}

/** The words of a request that creates clusters. */
export function creationWords(
  request: ChangeRequest,
  rendered: readonly RenderedCluster[],
  notes: readonly Finding[],
): ChangeWords {
  return { message: commitMessage(request), title: pullTitle(request), body: pullBody(request, rendered, notes) };
}

/** Title of a request's pull request: plain text, at most 200 characters. */
export function pullTitle(request: ChangeRequest): string {
  const regions = [...new Set(request.clusters.map(({ spec }) => spec.region))];
  const where = regions.length > 3 ? '' : ` in ${enumerate(regions)}`;
  return clip(`Create ${nameClusters(request.clusters)}${where}`, longestTitle);
}

/** The commit's headline of at most 72 characters and its body. Mentions nobody. */
export function commitMessage(request: ChangeRequest): { readonly headline: string; readonly body: string } {
  const lines = request.clusters.map(({ spec, folder }) => {
    const workers = workersIn(spec.pools);
    return `- ${folder}: ${spec.provider} ${spec.region}, Kubernetes ${spec.kubernetesVersion}, ${controlPlaneWords(spec)}, ${workers} workers`;
  });
  return {
    headline: clip(`Create ${nameClusters(request.clusters)}`, 72),
    body: [...lines, '', `Asked for in issue ${request.issue} by ${request.asker.login}.`].join('\n'),
  };
}

/** What the pull request makes, what it costs, what happens then and how to undo it; leaves room for signed markers. */
export function pullBody(
  request: ChangeRequest,
  rendered: readonly RenderedCluster[],
  notes: readonly Finding[] = [],
): string {
  const prerequisites = [...new Set(rendered.flatMap((each) => each.prerequisites))];
  return fitBody(
    [
      {
        text: `Asked for by ${prose(request.asker.login)} in #${request.issue}:\n\n${block(request.commands.join('\n'))}`,
      },
      { text: `### What it makes\n\n${clustersTable(request.clusters.map(({ spec }) => spec))}` },
      { text: details(request), rank: 1, note: 'further settings' },
      { text: notes.length === 0 ? '' : `### What to know\n\n${findingsList(notes)}` },
      { text: `### What it costs in machines\n\n${machinesTable(rendered)}` },
      {
        text:
          prerequisites.length === 0
            ? ''
            : `### What must exist beforehand\n\n${list(prerequisites.map((each) => prose(each)))}`,
      },
      { text: `### What happens\n\n${list(happens(request))}` },
      { text: `### How to undo it\n\n${list(undo(request))}` },
      { text: `### Commands that work here\n\n${commands(request)}`, rank: 2, note: 'the commands' },
    ],
    bodyLimit - markerReserve,
  );
}

/** What the table has no room for; said once when it is the same for all. */
function details({ clusters }: ChangeRequest): string {
  const alike = Map.groupBy(clusters, ({ spec }) => {
    const life =
      spec.ttlSeconds === undefined
        ? ''
        : `; lifetime ${days(spec.ttlSeconds)} from the merge: before its end comes a warning, and then a pull request that deletes it`;
    return `Namespace ${mono(spec.namespace)}, packaging ${mono(spec.packaging)}, CNI ${spec.template === undefined ? mono(spec.cni ?? '') : 'as the template has it'}, Cluster API ${mono(spec.capi ?? '')}${life}.`;
  });
  if (alike.size === 1) return [...alike.keys()].join('');
  return list([...alike].map(([facts, of]) => `${enumerate(of.map(({ spec }) => mono(spec.name)))}: ${facts}`));
}

function days(seconds: number): string {
  const hours = Math.round(seconds / 3600);
  return hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`;
}

/** Machines by type, for both roles and in all: what a person multiplies with a price. */
function machinesTable(rendered: readonly RenderedCluster[]): string {
  const all = rendered.flatMap((each) => each.machines);
  const types = [...new Set(all.map(({ type }) => type))].sort();
  const sum = (type: string | undefined, role?: string): number =>
    all
      .filter((each) => (type === undefined || each.type === type) && (role === undefined || each.role === role))
      .reduce((total, each) => total + each.count, 0);
  const row = (name: string, type: string | undefined): readonly string[] => [
    name,
    String(sum(type, 'control plane')),
    String(sum(type, 'worker')),
    `**${sum(type)}**`,
  ];
  const rows = types.map((type) => row(type === 'in-memory' ? `${mono(type)} (no cost)` : mono(type), type));
  return table(
    ['Machine type', 'Control plane', 'Workers', 'Together'],
    types.length > 1 ? [...rows, row('**All**', undefined)] : rows,
  );
}

function happens({ delivery, clusters, engine: { kind } }: ChangeRequest): readonly string[] {
  const { engine } = wordsOf(kind === 'auto' ? undefined : kind);
  const it = clusters.length === 1 ? 'the cluster' : 'the clusters';
  if (delivery === 'preview') {
    return [
      `**Now:** ${engine} shows ${it} from this branch, at the commit that ClusterOps made. Nothing that is pushed later is shown.`,
      `**When it is merged:** ${it} stay${clusters.length === 1 ? 's' : ''} as ${clusters.length === 1 ? 'it is' : 'they are'}; what follows the base branch takes over.`,
      `**When it is closed without merging:** ${it} and everything that belongs to ${clusters.length === 1 ? 'it' : 'them'} are deleted, and ClusterOps / Cleanup proves it for each object.`,
    ];
  }
  return [
    '**Now:** nothing. Only files are proposed; ClusterOps / Sync and ClusterOps / Ready stay neutral.',
    `**When it is merged:** ${engine} creates ${it}; ClusterOps / Sync and ClusterOps / Ready follow on the merge commit. The branch is removed.`,
    '**When it is closed without merging:** the branch is removed; there is nothing else to remove.',
  ];
}

function undo({ clusters, delivery }: ChangeRequest): readonly string[] {
  const [first, ...others] = clusters;
  const name = others.length === 0 ? (first?.spec.name ?? 'NAME') : 'NAME';
  return [
    `Before the merge: close this pull request, or comment \`/cancel\`.${delivery === 'preview' ? ' What was made is removed.' : ''}`,
    `After the merge: comment ${mono(`/delete-cluster ${name}`)}${others.length === 0 ? '' : ' for each of them'}. It proposes the deletion, which goes ahead once it is confirmed and merged; Cluster API removes workers, control plane and infrastructure, in this order.`,
  ];
}

function commands({ clusters }: ChangeRequest): string {
  const name = clusters[0]?.spec.name ?? 'NAME';
  return table(
    ['Comment', 'Does'],
    [
      [mono(`/cluster-status ${name}`), 'shows the objects of the cluster and their state'],
      ['`/refresh`', 'asks the engine to look at Git again'],
      ['`/retry`', 'runs the step that failed again'],
      ['`/cancel`', 'closes this pull request and cleans up'],
      ['`/help`', 'lists all commands'],
    ],
  );
}

function controlPlaneWords({ controlPlane }: RequestedSpec): string {
  return controlPlane.replicas === 0 ? 'managed control plane' : `${controlPlane.replicas} control plane`;
}
