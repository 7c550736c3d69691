import { createHash } from 'node:crypto';
import { at, timestamp } from '../../kubernetes/object.ts';
import type { CachedGit } from '../git.ts';
import { loadChart } from './chart.ts';
import { ChartError } from './chart-template.ts';
import { type FluxWorld, isSuspended, requestOf, sourceGroup, writeStatus } from './terms.ts';

const manager = 'source-controller';

/** What is packed is what stands in a folder at a revision: `./clusters/one` of `main@sha1:…`. */
export const folderOf = (chart: unknown): string => String(chart ?? '').replace(/^\.?\/+|\/+$/g, '');

/** Plays source-controller for one HelmChart of a GitRepository: packs the chart at the source's artifact. */
export async function playHelmChart(world: FluxWorld, git: CachedGit, namespace: string, name: string): Promise<void> {
  const { store } = world;
  const object = store.get({ group: sourceGroup, kind: 'HelmChart', namespace, name });
  if (object === undefined || isSuspended(object) || object.metadata.deletionTimestamp !== undefined) return;
  const { sourceRef, chart: folder, reconcileStrategy } = object['spec'] as Readonly<Record<string, unknown>>;
  const source = store.get({
    group: sourceGroup,
    kind: 'GitRepository',
    namespace,
    name: String(at(sourceRef, 'name')),
  });
  const request = requestOf(object);
  const handled = request === undefined ? {} : { lastHandledReconcileAt: request };
  const failed = (type: string, reason: string, message: string): void =>
    writeStatus(world, object, manager, {
      ...handled,
      observedGeneration: object.metadata.generation,
      conditions: [
        { type: 'Ready', status: 'False', reason, message },
        { type, status: 'True', reason, message },
        // What cannot get well by itself is stalled until the source or the spec changes.
        ...(type === 'BuildFailed' ? [{ type: 'Stalled', status: 'True' as const, reason, message }] : []),
      ],
    });
  const revision = at(source, 'status', 'artifact', 'revision');
  if (source === undefined || typeof revision !== 'string') {
    failed(
      'FetchFailed',
      'SourceUnavailable',
      `failed to get source: GitRepository '${at(sourceRef, 'name')}' has no artifact`,
    );
    return;
  }
  const commit = revision.split(':').at(-1) ?? '';
  try {
    const files = await git.readTree(String(at(source, 'spec', 'url')), commit, '');
    const chart = loadChart(files, folderOf(folder));
    const version = reconcileStrategy === 'Revision' ? `${chart.version}+${commit.slice(0, 12)}` : chart.version;
    const path = `helmchart/${namespace}/${name}/${chart.name}-${version}.tgz`;
    const message = `packaged '${chart.name}' chart with version '${version}'`;
    const known = at(object, 'status', 'artifact');
    writeStatus(world, object, manager, {
      ...handled,
      observedGeneration: object.metadata.generation,
      observedChartName: chart.name,
      observedSourceArtifactRevision: revision,
      artifact:
        at(known, 'revision') === version
          ? known
          : {
              digest: `sha256:${createHash('sha256').update(path).digest('hex')}`,
              lastUpdateTime: timestamp(world.now()),
              path,
              revision: version,
              size: 1024,
              url: `http://source-controller.${namespace}.svc.cluster.local./${path}`,
            },
      conditions: [
        { type: 'Ready', status: 'True', reason: 'ChartPackageSucceeded', message },
        { type: 'ArtifactInStorage', status: 'True', reason: 'ChartPackageSucceeded', message },
      ],
    });
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    failed(
      'BuildFailed',
      error.message.startsWith('dependency') ? 'DependencyBuildError' : 'InvalidChartReference',
      error.message,
    );
  }
}
