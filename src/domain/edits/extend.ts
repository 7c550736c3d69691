import { environmentOf } from '../access/subject.ts';
import { checkLifetime } from '../cluster/check-lifetime.ts';
import { lifetime } from '../cluster/summary.ts';
import { formatDuration } from '../command/value.ts';
import { fault, type Outcome } from '../finding.ts';
import { ttlAnnotation } from '../manifests/manifest.ts';
import { valuesKey } from '../manifests/packaging/helm/values.ts';
import { at, integerAt, type LocatedMap, textAt } from '../manifests/source/located.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';
import type { ClusterEdit, Edited } from './edit.ts';
import { carriedOut, documentsOf } from './folder.ts';

/** Where the files of a cluster say how long it lives. */
interface Lifetime {
  readonly document: SourceDocument;
  readonly holder: LocatedMap;
  readonly key: string;
  readonly seconds: number;
  /** Annotations are text, values of a chart are numbers. */
  readonly written: (seconds: number) => string | number;
}

/** `/extend-cluster`: the lifetime that the files note, and what is given, on top of each other. */
export const extend: ClusterEdit = {
  kind: 'extend-cluster',
  verb: 'Extend',
  waitsUntilReady: false,
  effect: 'the cluster lives so long, counted from the merge that made it; nothing in it is touched',
  apply({ cluster: { name, environment: label }, files, arguments: given, configuration }): Outcome<Edited> {
    const read = documentsOf(files);
    if (!read.ok) return read;
    const [life] = read.value.flatMap((document) => lifetimeIn(name, document));
    if (life === undefined)
      return { ok: false, findings: [fault('expiry/none', `${name} has no lifetime in its files`)] };
    const seconds = life.seconds + Number(given['ttl']);
    const environment = environmentOf(name, configuration.environments, label);
    const beyond = checkLifetime(seconds, environment, configuration);
    if (beyond.length > 0) return { ok: false, findings: beyond };
    const { path } = life.document;
    const step = { what: 'lifetime', from: lifetime(life.seconds), to: lifetime(seconds) };
    const edit = { at: life.holder.at, put: { [life.key]: life.written(seconds) } };
    return carriedOut(files, [{ ok: true, value: [{ path, edit, step }], notes: [] }]);
  },
  /** No command makes a life shorter. */
  inverse: ({ arguments: given }) => `revert it; the cluster then lives ${formatDuration(Number(given['ttl']))} less`,
};

function lifetimeIn(name: string, document: SourceDocument): readonly Lifetime[] {
  const { root, kind, path } = document;
  const values = at(root, valuesKey);
  if (path.endsWith('/values.yaml') && values?.kind === 'map' && textAt(values, 'name') === name) {
    const seconds = integerAt(values, 'ttlSeconds');
    return seconds === undefined ? [] : [{ document, holder: values, key: 'ttlSeconds', seconds, written: Number }];
  }
  const keys =
    kind === 'Cluster' && document.name === name
      ? ['metadata', 'annotations']
      : kind === 'Kustomization' || path.endsWith('/kustomization.yaml')
        ? ['commonAnnotations']
        : undefined;
  const holder = keys === undefined ? undefined : at(root, ...keys);
  const text = textAt(holder, ttlAnnotation);
  if (holder?.kind !== 'map' || text === undefined || !/^\d{1,15}$/.test(text)) return [];
  return [{ document, holder, key: ttlAnnotation, seconds: Number(text), written: String }];
}
