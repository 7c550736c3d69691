import type { FileContent, Packaging } from '../../../../src/domain/cluster/spec.ts';
import { withNeeds } from '../../manifests/golden-cases/needs.ts';
import { rendered } from '../../manifests/support/clusters.ts';

const { gcp, azure } = withNeeds.providers;
const id = '00000000-0000-0000-0000-000000000000';

/** A configuration with which every provider can be asked for clusters. */
export const everyProvider = {
  ...withNeeds,
  providers: {
    ...withNeeds.providers,
    gcp: { ...gcp, project: 'acme', image: 'projects/acme/global/images/family/capi' },
    azure: {
      ...azure,
      subscriptionId: id,
      machineIdentity: `/subscriptions/${id}/resourceGroups/a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/b`,
      identity: { ...azure.identity, tenantId: id, clientId: id },
    },
  },
};

export type Typed = Parameters<typeof rendered>[0];

/** The folder of the cluster `shop`, as `/create-cluster` makes it. */
export function fresh(
  packaging: Packaging,
  typed: Typed = {},
  change: Parameters<typeof rendered>[1] = {},
): readonly FileContent[] {
  const { cluster } = rendered({ region: ['eu-west-1'], name: 'shop', packaging, ...typed }, change);
  return cluster.files.filter(({ path }) => path.startsWith(`${cluster.folder}/`));
}

/** The same after people worked on it: notes, other quotes, other line ends, keys of their own, an anchor. */
export function handEdited(packaging: Packaging, typed: Typed = {}): readonly FileContent[] {
  return fresh(packaging, typed).map(({ path, content }) => ({
    path,
    content: `# Kept by the shop team.\n${content}`
      .replace(/^( *)(- )?replicas: (\d)$/gm, '$1$2replicas:   $3   # agreed with finance')
      .replace(/^( *)name: (.*)$/gm, "$1name: '$2'  # ours")
      .replace(/^( *)namespace: default$/gm, '$1namespace: "default"')
      .replace(/^$/gm, '')
      .replaceAll('\n', '\r\n'),
  }));
}

/** Lines that differ, as a diff shows them. */
export function diff(before: readonly FileContent[], after: readonly FileContent[]): readonly string[] {
  return after.flatMap(({ path, content }) => {
    const old = before.find((file) => file.path === path)?.content.split('\n') ?? [];
    const made = content.split('\n');
    if (old.length === made.length) {
      return made.flatMap((line, index) => (line === old[index] ? [] : [`-${old[index]?.trim()}`, `+${line.trim()}`]));
    }
    const first = made.findIndex((line, index) => line !== old[index]);
    let same = 0;
    while (same < old.length - first && old.at(-1 - same) === made.at(-1 - same)) same += 1;
    const middle = (lines: readonly string[], sign: string): readonly string[] =>
      lines.slice(first, lines.length - same).map((line) => `${sign}${line.trim()}`);
    return [...middle(old, '-'), ...middle(made, '+')];
  });
}

/** Lines that go and that come, wherever they stand. */
export function lineChanges(before: readonly FileContent[], after: readonly FileContent[]) {
  const linesOf = (files: readonly FileContent[]): readonly string[] =>
    files.flatMap(({ path, content }) => content.split('\n').map((line) => `${path}\0${line}`));
  const [old, made] = [linesOf(before), linesOf(after)];
  const bare = (lines: readonly string[]): readonly string[] => lines.map((line) => line.split('\0')[1]?.trim() ?? '');
  return { gone: bare(without(old, made)), come: bare(without(made, old)) };
}

/** Lines of one side that the other has not, each as often as it is there. */
function without(left: readonly string[], right: readonly string[]): readonly string[] {
  const rest = new Map<string, number>();
  for (const line of right) rest.set(line, (rest.get(line) ?? 0) + 1);
  return left.filter((line) => {
    const count = rest.get(line) ?? 0;
    rest.set(line, count - 1);
    return count <= 0;
  });
}
