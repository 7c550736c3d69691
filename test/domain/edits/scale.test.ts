import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import { scale } from '../../../src/domain/edits/scale.ts';
import { scaleFiles } from '../../../src/domain/edits/scale-files.ts';
import type { ScaleWish } from '../../../src/domain/edits/scale-pool.ts';
import { rendered } from '../manifests/support/clusters.ts';
import { diff, everyProvider, fresh, handEdited } from './support/folders.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];

function scaled(files: readonly FileContent[], wish: ScaleWish) {
  const outcome = scaleFiles('shop', files, wish);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return { lines: diff(files, outcome.value.files), steps: outcome.value.steps };
}

function refused(files: readonly FileContent[], wish: ScaleWish) {
  const outcome = scaleFiles('shop', files, wish);
  return outcome.ok ? 'scaled' : outcome.findings.map(({ code, message, cure }) => ({ code, message, cure }));
}

describe.each(packagings)('the size of a cluster packaged as %s', (packaging) => {
  test('the control plane, too', () => {
    const files = handEdited(packaging);
    expect(scaled(files, { controlPlane: 1, workers: 7 }).steps).toEqual([
      { what: 'control plane', from: '3', to: '1' },
      { what: 'pool md-0', from: '3', to: '7' },
    ]);
  });

  test('what is so already changes nothing', () => {
    expect(scaled(fresh(packaging), { workers: 3, controlPlane: 3 })).toEqual({ lines: [], steps: [] });
  });

  test('another pool is none of its pools', () => {
    expect(refused(fresh(packaging), { workers: 5, pool: 'md-1' })).toEqual([
      { code: 'cluster/pool-unknown', message: 'shop has no pool "md-1".', cure: 'Did you mean "md-0"?' },
    ]);
  });
});

describe('bounds for an autoscaler', () => {
  const gke = { region: ['europe-west1'], provider: 'gcp', flavor: 'gke', workers: 3 };
  const max = 'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size: "9"';

  test('are said in place of a number', () => {
    expect(scaled(fresh('plain'), { min: 1, max: 9 }).steps).toEqual([
      { what: 'bounds of pool md-0', from: 'none', to: '1 to 9' },
    ]);
  });

  test.each(packagings)('take the number away however it is written: %s', (packaging) => {
    const files = fresh(packaging).map(({ path, content }) => ({
      path,
      content: content.replace(/replicas: 3$/gm, 'replicas: "3"'),
    }));
    expect(scaled(files, { min: 1, max: 9 }).lines).toContainEqual(expect.stringMatching(/^-.*replicas: "3"$/));
  });

  test("one bound changes alone, once there are two; the number is the autoscaler's", () => {
    const outcome = scaleFiles('shop', fresh('plain'), { min: 1, max: 9 });
    if (!outcome.ok) throw new Error('refused');
    const bounded = fresh('plain').map((file) => outcome.value.files.find(({ path }) => path === file.path) ?? file);
    expect(scaled(bounded, { max: 12 }).lines).toEqual([`-${max}`, `+${max.replace('9', '12')}`]);
    expect(refused(bounded, { workers: 4 })).toMatchObject([{ code: 'cluster/size-bounded' }]);
    expect(refused(bounded, { min: 20 })).toMatchObject([{ code: 'command/argument-invalid' }]);
  });

  test('of a node group are its own, and hold its number', () => {
    const { cluster } = rendered({ region: ['eu-west-1'], name: 'shop', flavor: 'eks' });
    expect(refused(cluster.files, { workers: 40 })).toMatchObject([
      { code: 'cluster/size-bounded', message: 'pool md-0 may have 0 to 10 machines, and 40 are asked for.' },
    ]);
    expect(scaled(cluster.files, { workers: 40, max: 50 }).lines).toEqual([
      '-replicas: 3',
      '+replicas: 40',
      '-maxSize: 10',
      '+maxSize: 50',
    ]);
    expect(refused(cluster.files, { controlPlane: 3 })).toMatchObject([{ code: 'cluster/size-unknown' }]);
  });

  test.each(packagings)('of GKE are kept by nobody: %s', (packaging) => {
    const files = fresh(packaging, gke, { configuration: everyProvider });
    const [cluster] = clusterRows(files, 'clusters');
    if (cluster === undefined) throw new Error('no cluster');
    const outcome = scale.apply({
      ...{ cluster, files, folder: 'clusters/shop', configuration: everyProvider },
      arguments: { name: 'shop', min: 3, max: 9 },
    });
    expect(outcome.ok ? 'scaled' : outcome.findings).toMatchObject([
      { code: 'cluster/pool-unsupported', cure: expect.stringContaining('workers=') },
    ]);
  });

  test('of GKE are kept by nobody, whoever wrote the files', () => {
    const files = fresh('plain', gke, { configuration: everyProvider });
    expect(refused(files, { min: 3, max: 9 })).toMatchObject([{ code: 'cluster/pool-unsupported' }]);
  });

  test.each([
    ['that is on', 'enableAutoscaling: true\n    minCount: 3\n    maxCount: 9'],
    ['that is on where nothing turns it off', 'locationPolicy: any'],
  ])('a number in Git means nothing beside an autoscaler of GKE %s', (_, scaling) => {
    const files = fresh('plain', gke, { configuration: everyProvider }).map(({ path, content }) => ({
      path,
      content: content.replace('enableAutoscaling: false', scaling),
    }));
    expect(refused(files, { workers: 9 })).toMatchObject([
      { code: 'cluster/size-bounded', message: "GKE's own autoscaler decides how many machines pool md-0 has." },
    ]);
  });

  test('need both', () => {
    expect(refused(fresh('plain'), { max: 9 })).toMatchObject([{ code: 'command/argument-missing' }]);
  });
});

describe('what is not understood is not touched', () => {
  const edited = (from: string | RegExp, to: string): readonly FileContent[] =>
    fresh('plain').map(({ path, content }) => ({
      path,
      content: path.endsWith('workers.yaml') ? content.replace(from, to) : content,
    }));

  test('a size that another place says', () => {
    const files = edited('  replicas: 3', '  x-size: &size 3\n  replicas: *size');
    expect(scaled(files, { workers: 5 }).lines).toEqual(['-replicas: *size', '+replicas: 5']);
  });

  test('a size that nothing says', () => {
    expect(refused(edited('  replicas: 3\n', ''), { workers: 5 })).toMatchObject([{ code: 'manifest/not-editable' }]);
  });

  test('a file with an error', () => {
    expect(refused(edited('  replicas: 3', '  replicas: 3\n  replicas: 4'), { workers: 5 })).toMatchObject([
      { code: 'manifest/duplicate-key' },
    ]);
  });

  test('two pools, when none is named', () => {
    const files = fresh('plain').flatMap((file) =>
      file.path.endsWith('workers.yaml')
        ? [file, { path: 'clusters/shop/batch.yaml', content: file.content.replaceAll('md-0', 'batch') }]
        : [file],
    );
    expect(refused(files, { workers: 5 })).toMatchObject([
      { code: 'command/argument-missing', cure: 'Use one of md-0, batch.' },
    ]);
  });
});
