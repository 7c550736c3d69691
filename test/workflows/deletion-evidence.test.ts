import { expect, test } from '@jest/globals';
import type { Policy } from '../../src/domain/access/policy.ts';
import { deletionEvidence } from '../../src/workflows/deletion-evidence.ts';
import { mergeSha } from '../domain/report/support/request.ts';
import { cluster, folder, type MergedWorld, mergedAt, mergedDeletion, request } from './support/merged-deletion.ts';

const evidence = (of: Partial<MergedWorld>) => {
  const { needs, record } = mergedDeletion(of);
  return deletionEvidence(needs, record, request);
};

const inProduction = '  labels:\n    clusterops.dev/environment: production\n';
const production = { environments: ['production'] };
const approvals: Partial<Policy> = { approvals: [{ name: 'two', when: production, approvals: 1 }] };
const until = (end: number): Partial<Policy> => {
  const [from = '', to = ''] = [mergedAt - 3_600_000, end].map((at) => new Date(at).toISOString().slice(11, 16));
  return { rules: [{ name: 'freeze', effect: 'deny', when: { times: [{ from, to, zone: 'UTC' }] } }] };
};

test.each<[string, Partial<MergedWorld>]>([
  ['its folder left Git, and nothing is asked', {}],
  ['the approval was there when it was merged', { policy: approvals, approvedAt: mergedAt - 1 }],
  ['the rule asks for approvals elsewhere', { policy: approvals }],
  ['the freeze was over when it was merged', { policy: until(mergedAt - 60_000) }],
  ['somebody else confirmed it, as should be', { settings: { secondPerson: true } }],
  ['who asked confirmed it, and nobody else need to', { confirmedBy: 1 }],
  ['who asked has locked it', { locked: true, lockOwner: 1 }],
  ['who confirmed has locked it', { locked: true, lockOwner: 2 }],
  ['GitHub writes the name of the repository otherwise', { pull: { repository: 'Org/FLEET' } }],
  ['its base branch got another name since', { pull: { baseRef: 'trunk' }, defaultBranch: 'trunk' }],
  ['another branch is the default by now', { defaultBranch: 'trunk' }],
  ['another stands in its folder', { onBase: [cluster('clusters/other', 'other')] }],
])('a confirmed and merged cluster may go when %s', async (_name, of) => {
  const stood = of.approvedAt === undefined ? undefined : cluster(folder, 'shop', inProduction);
  expect(await evidence({ ...(stood === undefined ? {} : { stood }), ...of })).toMatchObject({ state: 'confirmed' });
});

test.each<[string, Partial<MergedWorld>, unknown]>([
  [
    'an approval that its label asks for was missing',
    { policy: approvals, stood: cluster(folder, 'shop', inProduction) },
    { why: 'not allowed' },
  ],
  [
    'the approval was given after the merge',
    { policy: approvals, stood: cluster(folder, 'shop', inProduction), approvedAt: mergedAt + 1 },
    { why: 'not allowed' },
  ],
  ['a freeze held at the merge, though it is over', { policy: until(mergedAt + 3_600_000) }, { why: 'not allowed' }],
  ['it is protected', { settings: { protected: ['sh*'] } }, { why: 'not allowed' }],
  [
    'who asked confirmed it, and somebody else should',
    { settings: { secondPerson: true }, confirmedBy: 1 },
    { why: 'not allowed' },
  ],
  [
    'the same pull request changes the rules',
    { changed: [`${folder}/cluster.yaml`, '.github/clusterops.yml'] },
    { why: 'not allowed' },
  ],
  ['somebody has locked it', { locked: true }, { why: 'locked', locks: [expect.stringContaining('keeper')] }],
  ['it went into another branch', { pull: { baseRef: 'release' } }, { why: 'another branch', branch: 'release' }],
  ['a later commit was merged than was confirmed', { pull: { headSha: mergeSha } }, { why: 'unconfirmed' }],
  ['its pull request was closed unmerged', { pull: { state: 'closed' } }, { why: 'unconfirmed' }],
  [
    'more was changed than can be looked through',
    { changed: Array.from({ length: 3_000 }, (_, at) => `${folder}/${at}.yaml`) },
    { why: 'not allowed' },
  ],
  ['its folder is back', { onBase: [cluster(folder)] }, { why: 'on base', folders: [folder] }],
  [
    'another folder has it',
    { onBase: [cluster('clusters/moved')] },
    { why: 'on base', folders: ['clusters/moved/cluster.yaml'] },
  ],
])('a confirmed and merged cluster stays when %s', async (_name, of, not) => {
  expect(await evidence(of)).toMatchObject({ state: 'refused', not });
});
