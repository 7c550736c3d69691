import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Configuration } from '../../src/domain/access/configuration.ts';
import type { PlanInput } from '../../src/domain/cluster/plan.ts';
import type { ClusterSpec, FileContent } from '../../src/domain/cluster/spec.ts';
import { upgradeFiles } from '../../src/domain/edits/upgrade/upgrade-files.ts';
import { flavorOf } from '../../src/domain/manifests/registry.ts';
import { renderCluster } from '../../src/domain/manifests/render.ts';
import { goldenCases } from '../domain/manifests/golden-cases/all.ts';
import type { GoldenCase } from '../domain/manifests/golden-cases/golden-case.ts';
import { configuration, exampleChart, planned, rendered } from '../domain/manifests/support/clusters.ts';
import { fullPool } from '../domain/manifests/support/full-pool.ts';
import { output } from './support/programs.ts';

interface KubeObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}
const byName = (text: string): Readonly<Record<string, KubeObject>> =>
  Object.fromEntries(
    parseAllDocuments(text)
      .map((document) => document.toJS() as KubeObject)
      .map((object) => [`${object.kind} ${object.metadata.name}`, object]),
  );

const scratch = mkdtempSync(join(tmpdir(), 'clusterops-packaging-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function written(name: string, files: readonly FileContent[]): string {
  for (const { path, content } of files) {
    const file = join(scratch, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return join(scratch, name);
}

function filesOf(spec: ClusterSpec, settings: Configuration): readonly FileContent[] {
  const outcome = renderCluster(spec, settings, exampleChart);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return outcome.value.files;
}

const plainCases = goldenCases.filter(({ typed }) => (typed.packaging ?? 'plain') === 'plain');

interface ChartCase {
  readonly name: string;
  readonly spec: ClusterSpec;
  readonly settings: Configuration;
}

/** Machine types of which the templates depend, by provider: disks, images and processors of other kinds. */
const otherTypes: Readonly<Record<string, readonly [string, string]>> = {
  aws: ['g5.xlarge', 'm8g.2xlarge'],
  gcp: ['h3-standard-88', 'c4-standard-8'],
  azure: ['Standard_DS2_v2', 'Standard_D4_v4'],
  hetzner: ['cax31', 'ccx23'],
  openstack: ['m1.small', 'c2.large'],
  vsphere: ['8cpu-32gb-100gb', '2cpu-4gb-20gb'],
  proxmox: ['8cpu-32gb-100gb', '2cpu-4gb-20gb'],
  alibaba: ['ecs.c8y.2xlarge', 'ecs.g7.xlarge'],
  packet: ['m3.large.x86', 'c3.small.x86'],
  dev: ['in-memory', 'in-memory'],
};

/** A golden case; and as it is with one control plane machine or five, several pools or none, and each pod network. */
function chartVariants({ name, typed, change = {} }: GoldenCase): readonly ChartCase[] {
  const settings = change.configuration ?? configuration;
  const [spec] = planned(typed, change);
  if (spec === undefined) throw new Error(`${name}: nothing was planned`);
  const flavor = flavorOf(spec.provider, spec.flavor);
  const [one, two] = otherTypes[spec.provider] ?? ['', ''];
  const pools = [
    ...spec.pools,
    { name: 'large', replicas: 0, machineType: one },
    fullPool(spec, 'full', two),
    { name: 'other-pool-of-12', replicas: 17, machineType: two },
  ];
  const replanned = (more: PlanInput['arguments']): ClusterSpec => {
    const [other] = planned({ ...typed, ...more }, change);
    if (other === undefined) throw new Error(`${name}: nothing was planned`);
    return other;
  };
  // No ConfigMap holds its manifests.
  const canBeInstalled = (cni: string) => cni !== 'calico' || settings.addons.installer !== 'cluster-resource-set';
  const single = flavor?.managedControlPlane === true ? {} : { 'control-plane': 1 };
  return [
    { name, spec, settings },
    ...(flavor?.cnis ?? []).filter(canBeInstalled).map((cni) => ({
      name: `${name}, ${cni}, several pools`,
      settings,
      spec: { ...replanned({ cni }), pools },
    })),
    {
      name: `${name}, one control plane machine, no pool`,
      settings,
      spec: { ...replanned(single), pools: [] },
    },
  ];
}

/** Each of them in the one contract; and in the other, so that each flavour is seen in both, with several pools. */
const chartCases = plainCases.flatMap((each) => {
  const capi = each.change?.capi === 'v1beta1' ? 'v1beta2' : 'v1beta1';
  const other = { ...each, name: `${each.name}, ${capi}`, change: { ...each.change, capi } } as const;
  return [...chartVariants(each), ...chartVariants(other).slice(1, 2)];
});

/** One of each flavour with several pools, and those whose machine images are named otherwise. */
const trainCases = chartCases.filter(
  ({ name, spec: { pools, capi } }) =>
    capi === 'v1beta2' && pools.length > 1 && /(?<!, v1beta2), (cilium|managed), several pools$/.test(name),
);

/** The folder after the next step of an upgrade; undefined where it is refused. */
function upgraded(files: readonly FileContent[], spec: ClusterSpec): readonly FileContent[] | undefined {
  const [, newest = 0] = flavorOf(spec.provider, spec.flavor)?.minors ?? [];
  const target = newest >= 35 ? 'v1.35.2' : 'v1.34.9';
  const bases = [...exampleChart].map(([path, content]) => ({ path, content }));
  const outcome = upgradeFiles(files, { cluster: spec.name, target, provider: spec.provider, bases });
  if (!outcome.ok) return undefined;
  const after = new Map(outcome.value.files.map((file) => [file.path, file]));
  return files.map((file) => after.get(file.path) ?? file);
}

/** Without templates that only stand there until the last machine of them is replaced. */
function inUse(objects: ReturnType<typeof byName>): ReturnType<typeof byName> {
  const all = Object.values(objects);
  const refersTo = ({ kind, metadata: { name } }: KubeObject) =>
    all.some((each) =>
      JSON.stringify(each)
        .replace(/"namespace":"[^"]*",?/g, '')
        .includes(`"kind":"${kind}","name":"${name}"`),
    );
  return Object.fromEntries(
    Object.entries(objects).filter(([, each]) => !each.kind.endsWith('Template') || refersTo(each)),
  );
}

function helmTemplate(name: string, folder: string, files: readonly FileContent[]): string {
  const chart = [...exampleChart].map(([path, content]) => ({ path, content }));
  const path = join(written(name, [...files, ...chart]), folder);
  output('helm', ['dependency', 'build', path]);
  return output('helm', ['template', 'release', path]);
}

describe('the real tools make the objects of the plain packaging', () => {
  test.each(plainCases)('kustomize build: $name', ({ name, typed, change }) => {
    const plain = rendered(typed, change).cluster.files.map(({ content }) => content);
    const { cluster } = rendered({ ...typed, packaging: 'kustomize' }, change);
    const root = written(`kustomize-${name}`, cluster.files);
    const built = output('kustomize', ['build', join(root, cluster.folder)]);
    expect(byName(built)).toEqual(byName(plain.join('---\n')));
  });

  test.each(chartCases)('helm template: $name', ({ name, spec, settings }) => {
    const plain = filesOf({ ...spec, packaging: 'plain' }, settings).map(({ content }) => content);
    const files = filesOf({ ...spec, packaging: 'helm' }, settings);
    const made = helmTemplate(`helm-${name}`, join(settings.clusters.folder, spec.name), files);
    expect(byName(made)).toEqual(byName(plain.join('---\n')));
  });

  test.each(trainCases)('helm template, through an upgrade: $name', ({ name, spec, settings }) => {
    const folder = join(settings.clusters.folder, spec.name);
    let plain: readonly FileContent[] | undefined = filesOf({ ...spec, packaging: 'plain' }, settings);
    let chart: readonly FileContent[] | undefined = filesOf({ ...spec, packaging: 'helm' }, settings);
    for (const step of ['control plane', 'workers']) {
      [plain, chart] = [upgraded(plain, spec), upgraded(chart, spec)];
      expect([step, chart === undefined]).toEqual([step, plain === undefined]);
      if (plain === undefined || chart === undefined) return;
      const made = byName(helmTemplate(`train-${step}-${name}`, folder, chart));
      expect(made).toEqual(inUse(byName(plain.map(({ content }) => content).join('---\n'))));
    }
  });
});
