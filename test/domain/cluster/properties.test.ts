import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { branchName, isSafePath } from '../../../src/domain/cluster/names.ts';
import { planClusters } from '../../../src/domain/cluster/plan.ts';
import { renderCluster } from '../../../src/domain/manifests/render.ts';
import { configuration, input } from '../manifests/support/clusters.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.string({
    unit: fc.constantFrom('a', 'b', '1', '-', '.', '/', '\\', '~', ' ', '\n', 'Z', '$', '{', '}', '\u0000', '\u202e'),
    maxLength: 50,
  }),
);
const region = fc.oneof(nasty, fc.constantFrom('eu-west-1', 'us-east-1', 'local', 'dev-1', 'dev-2'));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const number = fc.oneof(fc.integer({ min: -2, max: 60 }), fc.double());

const command = fc
  .record({
    region: fc.array(region, { maxLength: 3 }),
    name: optional(fc.oneof(nasty, fc.constantFrom('shop', 'a-b-c'))),
    provider: optional(fc.oneof(nasty, fc.constantFrom('aws', 'dev', '__proto__', 'toString'))),
    flavor: optional(fc.oneof(nasty, fc.constantFrom('kubeadm', 'in-memory', 'docker'))),
    version: optional(fc.oneof(nasty, fc.constantFrom('1.34.3', '1.36.1', 'v1.31.0'))),
    workers: optional(number),
    'control-plane': optional(number),
    'machine-type': optional(fc.oneof(nasty, fc.constantFrom('m6i.large', 'm9g.large'))),
    'control-plane-machine-type': optional(fc.oneof(nasty, fc.constantFrom('m6i.large'))),
    packaging: optional(fc.oneof(nasty, fc.constant('plain'))),
    cni: optional(fc.oneof(nasty, fc.constantFrom('cilium', 'calico', 'none'))),
    ttl: optional(fc.integer({ min: 1, max: 1e9 })),
  })
  .map(
    (typed) =>
      Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined)) as Parameters<
        typeof input
      >[0],
  );

test('no command crashes the plan, and what is planned renders inside the clusters folder', () => {
  let rendered = 0;
  fc.assert(
    fc.property(command, (typed) => {
      const plan = planClusters(input(typed));
      if (!plan.ok) {
        expect(plan.findings.length).toBeGreaterThan(0);
        for (const finding of plan.findings) expect(finding.cure).not.toBe('');
        return;
      }
      const names = plan.value.map((spec) => spec.name);
      expect(new Set(names).size).toBe(names.length);
      expect(branchName('create-cluster', names, 'k3fab2cdef')).toMatch(/^clusterops\/[a-z0-9-]+$/);
      for (const spec of plan.value) {
        const outcome = renderCluster(spec, configuration);
        expect(outcome.ok).toBe(true);
        if (!outcome.ok) continue;
        rendered += 1;
        expect(outcome.value.folder).toBe(`clusters/${spec.name}`);
        for (const { path } of outcome.value.files) expect(isSafePath(path, `clusters/${spec.name}`)).toBe(true);
      }
    }),
    {
      numRuns: 800,
      examples: [[{ region: ['eu-west-1'], workers: 1 }], [{ region: ['local', 'dev-1'], name: 'shop' }]],
    },
  );
  expect(rendered).toBeGreaterThan(0);
});
