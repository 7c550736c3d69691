import { z } from 'zod';
import { type Finding, fault, type Place } from '../domain/finding.ts';
import { patternsMeet, repositoryPatternForm } from '../domain/repository-pattern.ts';
import { decodeFile } from './decode-file.ts';
import { flag, label, list, pattern, section } from './shapes.ts';

const engineNamespaces = () =>
  list(pattern(/^(?:\*|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)$/, 'a namespace, or *'), 'namespaces', 0, 100);
const words = (what: string) => pattern(/^\S(?:.{0,1022}\S)?$/, what);

const assignment = section({
  match: list(pattern(repositoryPatternForm, 'owner/name, owner/* or *'), 'repositories', 1, 1000),
  namespaces: list(label(), 'namespaces', 0, 1000).default([]),
});

const schema = section({
  managementClusters: z.record(
    label(),
    section({
      inCluster: flag().default(false),
      kubeconfig: words('the path of a kubeconfig').exactOptional(),
      context: words('the name of a context').exactOptional(),
      argocdNamespaces: engineNamespaces().exactOptional(),
      argocdDestinations: list(words('a name or an address of the cluster'), 'names or addresses', 0, 100).default([]),
      fluxNamespaces: engineNamespaces().exactOptional(),
      dryRunAs: pattern(
        /^(?!system:(?:masters|admin)$)\S{1,1024}$/,
        'a user whom a policy holds to dry runs',
      ).exactOptional(),
      repositories: list(assignment, 'entries with match and namespaces', 1, 1000),
    }),
    { error: 'a mapping of names, which are DNS labels, to management clusters' },
  ),
});

type Written = z.infer<typeof schema>['managementClusters'][string];

/** A management cluster as the settings file has it. */
export interface WrittenCluster extends Written {
  readonly name: string;
  readonly place: Place;
}

/**
 * Reads the file that gives repositories their management clusters; `served` are the patterns of the repositories that are
 * served at all. Everything that is wrong is told at once.
 */
export function decodeManagementClusters(
  text: string,
  path: string,
  served: readonly string[],
):
  | { readonly ok: true; readonly clusters: readonly WrittenCluster[] }
  | { readonly ok: false; readonly findings: readonly Finding[] } {
  const read = decodeFile(text, path, schema);
  if (!read.ok) return read;
  const { placeOfKey, placeOfValue } = read.file;
  const clusters = Object.entries(read.data.managementClusters).map(([name, each]) => ({
    ...each,
    name,
    place: placeOfKey(['managementClusters', name]),
  }));
  const patterns = clusters.flatMap(({ name, repositories }) =>
    repositories.flatMap(({ match }, entry) =>
      match.map((each, index) => ({
        cluster: name,
        pattern: each,
        place: placeOfValue(['managementClusters', name, 'repositories', entry, 'match', index]),
      })),
    ),
  );
  const findings = [
    ...(clusters.length > 0
      ? []
      : [fault('settings/invalid', 'The file names no management cluster.', { place: { path, line: 1 } })]),
    ...clusters.flatMap(aloneInCluster),
    ...patterns.flatMap((each, index) => repeated(each, patterns.slice(0, index))),
    ...patterns.flatMap((each) => unserved(each, served)),
    ...clusters.flatMap(({ name, repositories }) =>
      repositories.flatMap((each, index) =>
        shared(
          name,
          each,
          repositories.slice(0, index),
          placeOfKey(['managementClusters', name, 'repositories', index, 'namespaces']),
        ),
      ),
    ),
  ];
  return findings.length > 0 ? { ok: false, findings } : { ok: true, clusters };
}

/** The pod's own service account is no context of a kubeconfig. */
function aloneInCluster({ name, inCluster, kubeconfig, context, place }: WrittenCluster): readonly Finding[] {
  if (!inCluster || (kubeconfig === undefined && context === undefined)) return [];
  const cure = 'Remove inCluster, or kubeconfig and context.';
  return [
    fault('settings/invalid', `${name} is the cluster that the bot runs in and a context of a kubeconfig.`, {
      place,
      cure,
    }),
  ];
}

interface WrittenPattern {
  readonly cluster: string;
  readonly pattern: string;
  readonly place: Place;
}

function repeated({ pattern, place }: WrittenPattern, before: readonly WrittenPattern[]): readonly Finding[] {
  const first = before.find((each) => each.pattern.toLowerCase() === pattern.toLowerCase());
  if (first === undefined) return [];
  const message = `"${pattern}" has its management cluster already: ${first.cluster}, on line ${first.place.line}.`;
  return [fault('settings/repository-twice', message, { place })];
}

function unserved({ pattern, place }: WrittenPattern, served: readonly string[]): readonly Finding[] {
  // Without any, that is what is told.
  if (served.length === 0 || served.some((each) => patternsMeet(each, pattern))) return [];
  const message = `"${pattern}" matches none of the repositories that are served: ${served.join(', ')}.`;
  return [fault('settings/pattern-unused', message, { place })];
}

type Entry = Written['repositories'][number];

function shared(cluster: string, entry: Entry, before: readonly Entry[], place: Place): readonly Finding[] {
  for (const other of before) {
    const both = entry.namespaces.filter((each) => other.namespaces.includes(each));
    const anywhere = entry.namespaces.length === 0 || other.namespaces.length === 0;
    if (both.length === 0 && !anywhere) continue;
    const where = anywhere ? 'any namespace' : `the namespace ${both.join(', ')}`;
    const message = `${entry.match.join(', ')} and ${other.match.join(', ')} could both have clusters in ${where} of ${cluster}.`;
    return [fault('settings/namespace-shared', message, { place })];
  }
  return [];
}
