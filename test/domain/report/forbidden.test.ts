import { describe, expect, test } from '@jest/globals';
import { judgeSync } from '../../../src/domain/gitops/sync.ts';
import { judgeReadiness } from '../../../src/domain/health/readiness.ts';
import type { Sight } from '../../../src/domain/health/sight.ts';
import { faultReports } from '../../../src/domain/report/fault-reports.ts';
import { readyReport } from '../../../src/domain/report/ready-report.ts';
import type { StageReport } from '../../../src/domain/report/stage.ts';
import { syncReport } from '../../../src/domain/report/sync-report.ts';
import { AppError } from '../../../src/errors.ts';
import { request } from './support/request.ts';

const cluster = request({}).clusters[0] as never;
const of = { stage: 'merged', delivery: 'merge', docs: undefined } as const;
const resources = [
  ['clusters', 'cluster.x-k8s.io'],
  ['applications', 'argoproj.io'],
  ['kustomizations', 'kustomize.toolkit.fluxcd.io'],
  ['awsclusters', 'infrastructure.cluster.x-k8s.io'],
  ['configmaps', ''],
] as const;

/** What is said of a picture that cannot be taken. */
function seen(because: string): readonly StageReport[] {
  const sight: Sight = { state: 'blind', because };
  const wanted = { name: 'shop', namespace: 'default' };
  const readiness = judgeReadiness({ wanted, objects: undefined, sight, now: 0, since: 0 });
  const sync = judgeSync({
    gitops: { engines: [], applications: [], kustomizations: [] } as never,
    wanted: {} as never,
    containment: new Map(),
    ...{ sight, now: 0, since: 0 },
  });
  return [
    readyReport({ ...of, clusters: [{ cluster, readiness, objects: undefined }], sight, now: 0 }),
    syncReport({ ...of, engine: undefined, clusters: [{ cluster, sync }], sight }),
  ];
}

describe.each(resources)('of %s', (resource, group) => {
  test.each(['get', 'list', 'watch', 'create', 'patch', 'delete'])('a right to %s that is missing is said', (verb) => {
    const said = `User "bot" cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "default"`;
    const { cure } = new AppError('kubernetes/forbidden', said);
    const reports =
      verb === 'list' || verb === 'watch'
        ? seen(`${resource}.${group}: ${resource} is forbidden: ${said}`)
        : faultReports(['Sync', 'Ready', 'Cleanup'], { kind: 'forbidden', said, cure });
    for (const { state, summary } of reports) {
      expect(state).toBe('action_required');
      expect(summary).toContain(`cannot ${verb} resource "${resource}"`);
      expect(summary).toContain(`**To do:** ${cure}`);
    }
  });
});

test('what passes by itself asks nobody for anything', () => {
  expect(seen('Machines: the API server does not answer').map(({ state }) => state)).toEqual([
    'in_progress',
    'in_progress',
  ]);
});
