import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, type World } from '../support/world.ts';

/** A kustomize that prints the one object that the builds of this story have, as it finds it. */
const folder = mkdtempSync(join(tmpdir(), 'clusterops-kustomize-'));
const kustomize = join(folder, 'kustomize');
const script = '#!/bin/sh\nif [ "$1" = version ]; then echo v5.8.1; exit; fi\nexec /bin/cat shared/base/object.yaml\n';

let world: World;
const people = () => proposingOf(world);
const overlay = 'namespace: default\nresources:\n  - ../../shared/base\n';
const base = { 'shared/base/kustomization.yaml': 'resources: [object.yaml]\n' };
const object = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\n  namespace: default\n${data}\n`;

beforeAll(async () => {
  writeFileSync(kustomize, script, { mode: 0o755 });
  world = await createWorld({ environment: { KUSTOMIZE_PATH: kustomize, HELM_PATH: 'off' } });
  await world.start();
}, 60_000);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

test('Plan builds a folder from the base that it refers to, and checks what comes out', async () => {
  const files = {
    'clusters/one/kustomization.yaml': overlay,
    ...base,
    'shared/base/object.yaml': object('data: {a: b}'),
  };
  const { pull } = await people().propose('right', files);
  expect(await people().plan(pull.head.sha)).toMatchObject({ conclusion: 'success' });

  const wrong = { ...files, 'shared/base/object.yaml': object('labels: {a: b}').replace('name:', 'nmae:') };
  const run = await people().plan(await people().commit('right', wrong));
  expect(run.conclusion).toBe('failure');
  expect(run.annotations.map((each) => [each.path, each.startLine, each.title])).toContainEqual([
    'shared/base/object.yaml',
    4,
    'manifest/field-unknown',
  ]);
});

test('a change of the base alone is checked on the clusters that are built from it', async () => {
  await people().commit('main', {
    'clusters/user/kustomization.yaml': overlay,
    ...base,
    'shared/base/object.yaml': object('data: {a: b}'),
  });
  const right = await people().propose('base-right', { 'shared/base/object.yaml': object('data: {a: c}') });
  expect(await people().plan(right.pull.head.sha)).toMatchObject({
    conclusion: 'success',
    summary: expect.stringContaining('clusters/user/kustomization.yaml'),
  });
  const gone = await people().propose('base-gone', {
    'shared/base/object.yaml': undefined,
    'shared/base/kustomization.yaml': undefined,
  });
  const run = await people().plan(gone.pull.head.sha);
  expect(run.conclusion).toBe('failure');
  expect(run.summary).toContain('manifest/reference-broken');
});

test('what would be fetched is refused unseen, and what has no program is not checked', async () => {
  const remote = 'resources:\n  - https://github.com/acme/bases//aws\n';
  const chart = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';
  const { pull } = await people().propose('hostile', {
    'clusters/remote/kustomization.yaml': remote,
    'clusters/chart/Chart.yaml': chart,
  });
  const run = await people().plan(pull.head.sha);
  expect(run.conclusion).toBe('neutral');
  expect(run.annotations.map((each) => [each.path, each.startLine, each.title])).toEqual([
    ['clusters/chart/Chart.yaml', 1, 'manifest/not-checked'],
    ['clusters/remote/kustomization.yaml', 2, 'manifest/not-checked'],
  ]);
  expect(run.annotations[0]?.message).toContain('HELM_PATH is off');
});

test('Plan of our own request builds as well', async () => {
  const { issue } = await givingOf(world).give('/create-cluster eu-west-1 name=ours packaging=kustomize');
  const { pull } = givingOf(world).pullOf(issue.number);
  const run = await people().plan(pull.head.sha);
  // Our stand-in does not find what it prints in a request of ours.
  expect(run.summary).toContain('manifest/build-failed');
  expect(readingOf(world).checks(pull.head.sha)).toMatchObject({ Plan: 'failure' });
});
