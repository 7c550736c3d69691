import { describe, expect, test } from '@jest/globals';
import { printTree } from '../../../src/domain/health/print-tree.ts';
import { judgeReadiness, type ReadinessState } from '../../../src/domain/health/readiness.ts';
import { describeTree } from '../../../src/domain/health/tree.ts';
import { ageless } from '../../support/recorded/ageless.ts';
import { type Contract, recordedObjects, recordedStages, recordedTree } from '../../support/recorded/recording.ts';
import { now } from './support/fixture.ts';
import { seen } from './support/seen.ts';

const contracts: readonly Contract[] = ['v1beta2', 'v1beta1'];

const asked = { controlPlane: { replicas: 1 }, pools: [{ name: 'md-0', replicas: 4 }], kubernetesVersion: 'v1.34.3' };
const created = { ...asked, controlPlane: { replicas: 3 }, pools: [{ name: 'md-0', replicas: 3 }] };
const upgraded = { ...asked, kubernetesVersion: 'v1.35.1' };

/** What Git held at each stage, and what may be said of the cluster then. */
const stages: Readonly<Record<string, { readonly wanted: typeof asked; readonly state: ReadinessState }>> = {
  'coming-up': { wanted: created, state: 'progressing' },
  ready: { wanted: created, state: 'ready' },
  scaled: { wanted: asked, state: 'ready' },
  'rolling-out': { wanted: upgraded, state: 'progressing' },
  upgraded: { wanted: upgraded, state: 'ready' },
  deleting: { wanted: upgraded, state: 'deleting' },
};

const objectsAt = (stage: string, contract: Contract) => {
  const objects = recordedObjects(stage, contract, now);
  return seen(objects, objects[0]?.metadata.namespace ?? '', 'life');
};

describe('what the real controllers said of a cluster', () => {
  test('was recorded at every stage of its life', () => {
    expect(recordedStages.toSorted()).toEqual(Object.keys(stages).toSorted());
  });

  describe.each(contracts)('in %s', (contract) => {
    test.each(Object.entries(stages))('when %s, is judged as it was', (stage, { wanted, state }) => {
      const objects = objectsAt(stage, contract);
      const judged = judgeReadiness({
        wanted: { ...wanted, name: 'life', namespace: objects.cluster.namespace },
        objects,
        sight: { state: 'live' },
        now,
        since: now,
      });
      expect(judged.state).toBe(state);
    });

    test.each(['ready', 'upgraded'])('when %s, is not ready for what Git does not hold yet', (stage) => {
      const objects = objectsAt(stage, contract);
      const wanted = { ...upgraded, kubernetesVersion: 'v1.36.0', name: 'life', namespace: objects.cluster.namespace };
      const { state } = judgeReadiness({ wanted, objects, sight: { state: 'live' }, now, since: now });
      expect(state).toBe('progressing');
    });
  });

  test.each(recordedStages)('is printed as clusterctl did when %s', (stage) => {
    expect(ageless(printTree(describeTree(objectsAt(stage, 'v1beta2')), now))).toBe(recordedTree(stage));
  });
});
