import { expect, test } from '@jest/globals';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import type { ClusterObjects } from '../../src/domain/health/objects.ts';
import type { WatchState } from '../../src/ports/cluster.ts';
import { createReadCommands } from '../../src/workflows/read-commands.ts';
import { fixture } from '../domain/health/support/fixture.ts';

const now = Date.UTC(2026, 7, 20, 12);
const manifest = (folder: string, name: string, namespace = '') => ({
  path: `clusters/${folder}/cluster.yaml`,
  content: `apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata:\n  name: ${name}\n${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec: {}\n`,
});

/** The answer to `/cluster-status prod`, and which clusters were looked at. */
async function status(
  files: readonly ReturnType<typeof manifest>[],
  seen: Readonly<Record<string, ClusterObjects>> = {},
  state: WatchState = { state: 'live' },
) {
  const asked: string[] = [];
  const view = {
    state: () => state,
    cluster: (namespace: string, name: string) => {
      asked.push(`${namespace}/${name}`);
      return seen[`${namespace}/${name}`];
    },
  };
  const commands = createReadCommands({
    tree: { files: async () => ({ files, unread: [] }) },
    managementClusters: { of: () => ({ view, namespaces: [] }) },
    clock: { now: () => now },
    signer: { read: () => ({ payloads: [], foreign: 0 }) },
    pulls: {},
    commandPrefix: 'clusterops',
    docs: undefined,
  } as never);
  const { body } = await commands['cluster-status'](
    {
      command: { name: 'cluster-status', arguments: { name: 'prod' } },
      decision: { configuration: defaultConfiguration },
    } as never,
    {
      job: { repository: { id: 1, owner: 'acme', name: 'platform', installationId: 1 } },
      facts: { baseSha: 'a'.repeat(40), lockIssues: [], openPulls: [], ownComments: [] },
    } as never,
  );
  return { body: body ?? '', asked };
}

test('where the files name no namespace, that of the configuration is looked into', async () => {
  const { asked } = await status([manifest('prod', 'prod')], { 'default/prod': fixture('ready') });
  expect(asked).toEqual(['default/prod']);
});

test('a name that others have in other namespaces is answered for one, and the others are named', async () => {
  const files = [manifest('another', 'prod', 'team-a'), manifest('prod', 'prod', 'team-b')];
  const { body, asked } = await status(files, { 'team-a/prod': fixture('coming-up'), 'team-b/prod': fixture('ready') });
  expect(asked).toEqual(['team-b/prod', 'team-a/prod']);
  expect(body).toContain(
    'This is the one in the namespace `team-b`. Others have the same name: in `team-a` (🔄 coming up)',
  );
});

test('a picture that is not current says of which time it is', async () => {
  const behind: WatchState = { state: 'live', behind: 'machines.cluster.x-k8s.io', asOf: now - 42_000 };
  const { body } = await status([manifest('prod', 'prod')], { 'default/prod': fixture('ready') }, behind);
  expect(body).toMatch(/as it was at 11:59:18 UTC, 42s ago: since then machines\.cluster\.x-k8s\.io/);
});
