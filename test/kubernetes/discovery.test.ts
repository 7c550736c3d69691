import { describe, expect, test } from '@jest/globals';
import { byPriority } from '../../src/kubernetes/discovery.ts';
import { until } from '../support/manual-time.ts';
import { cluster, clusters, connected, machine, machines } from './harness.ts';

const infrastructure = { group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2' };
const awsClusters = { ...infrastructure, kind: 'AWSCluster', plural: 'awsclusters' };

test('versions are ordered as Kubernetes orders them', () => {
  const versions = ['v1alpha1', 'foo', 'v1beta1', 'v2', 'v1', 'v1beta2', 'v10beta3', 'v2alpha1'];
  expect(versions.toSorted(byPriority)).toEqual([
    'v2',
    'v1',
    'v10beta3',
    'v1beta2',
    'v1beta1',
    'v2alpha1',
    'v1alpha1',
    'foo',
  ]);
});

describe('what is watched', () => {
  test('is what is served of the kinds that readiness reads: no templates, no identities, nothing that cannot be watched', async () => {
    const kind = (group: string, name: string, verbs?: readonly string[]) => ({
      group: `${group}.cluster.x-k8s.io`,
      version: 'v1beta1',
      kind: name,
      plural: `${name.toLowerCase()}s`,
      ...(verbs === undefined ? {} : { verbs }),
    });
    const { script, begin } = await connected([clusters]);
    script.served.push(
      kind('infrastructure', 'AWSMachine'),
      kind('infrastructure', 'AWSMachineTemplate'),
      kind('infrastructure', 'AWSManagedMachinePool'),
      kind('infrastructure', 'AWSClusterRoleIdentity'),
      kind('infrastructure', 'OldMachine', ['get', 'list']),
      kind('controlplane', 'KubeadmControlPlane'),
      kind('controlplane', 'KubeadmControlPlaneTemplate'),
      kind('bootstrap', 'KubeadmConfig'),
      kind('bootstrap', 'KubeadmConfigTemplate'),
      kind('addons', 'HelmReleaseProxy'),
      { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments' },
    );
    await begin();
    await until(() => script.watches().length === 6);
    const watched = script.watches().map(({ path }) => path.split('/').at(-1));
    expect(watched.toSorted()).toEqual([
      'awsmachines',
      'awsmanagedmachinepools',
      'clusters',
      'helmreleaseproxys',
      'kubeadmconfigs',
      'kubeadmcontrolplanes',
    ]);
  });

  test('is all that a provider has of its own, in groups of its own too: machines behind machines tell why', async () => {
    const { script, begin } = await connected([clusters]);
    const kind = (group: string, name: string) => ({
      group,
      version: 'v1beta1',
      kind: name,
      plural: `${name.toLowerCase()}s`,
    });
    script.served.push(
      kind('infrastructure.cluster.x-k8s.io', 'OpenStackServer'),
      kind('infrastructure.cluster.x-k8s.io', 'NobodyKnowsThisKind'),
      kind('infrastructure.cluster.x-k8s.io', 'HCloudRemediation'),
      kind('vmware.infrastructure.cluster.x-k8s.io', 'VSphereMachine'),
      kind('ipam.cluster.x-k8s.io', 'IPAddressClaim'),
      kind('evilinfrastructure.cluster.x-k8s.io', 'Machine'),
      kind('infrastructure.cluster.x-k8s.io.example.com', 'Machine'),
    );
    await begin();
    await until(() => script.watches().length === 4);
    const watched = script.watches().map(({ path }) => path.split('/').slice(2).join('/'));
    expect(watched.toSorted()).toEqual([
      'cluster.x-k8s.io/v1beta2/clusters',
      'infrastructure.cluster.x-k8s.io/v1beta1/nobodyknowsthiskinds',
      'infrastructure.cluster.x-k8s.io/v1beta1/openstackservers',
      'vmware.infrastructure.cluster.x-k8s.io/v1beta1/vspheremachines',
    ]);
  });

  test('grows when a CRD is installed later', async () => {
    const { script, begin, pass, isLive } = await connected([clusters]);
    await begin();
    script.served.push(awsClusters);
    script.put(awsClusters, machine('prod', 'prod'));
    script.put(clusters, cluster('prod'));
    await pass(130_000);
    await until(() => script.watches(awsClusters).length === 1 && isLive());
  });

  test('is blind without Cluster API itself, and sees it once it is installed', async () => {
    const { script, connection, because, pass, isLive } = await connected([awsClusters]);
    connection.start();
    await until(() => because().includes('Cluster API is not installed'));
    script.served.push(clusters);
    await pass(130_000);
    await until(isLive);
  });

  test('forgets a kind only when it stays missing; a server that restarts serves its kinds one by one', async () => {
    const { script, begin, pass, members, isLive, because, view } = await connected([clusters, machines]);
    script.put(clusters, cluster('prod'));
    script.put(machines, machine('prod-1', 'prod'));
    await begin();
    const missing = script.served.splice(script.served.indexOf(machines), 1);
    for (const open of script.watches(machines)) open.reset();
    await until(() => JSON.stringify(view.state()).includes('behind'));
    await pass(70_000);
    expect(members('prod')).toEqual(['prod-1']);
    expect(isLive()).toBe(false);
    expect(because()).toContain('machines');

    script.served.push(...missing);
    await pass(40_000);
    expect(isLive()).toBe(true);
    expect(members('prod')).toEqual(['prod-1']);

    script.served.splice(script.served.indexOf(machines), 1);
    for (const open of script.watches(machines)) open.reset();
    await until(() => JSON.stringify(view.state()).includes('behind'));
    await pass(300_000);
    expect(members('prod')).toEqual([]);
    expect(isLive()).toBe(true);
  });

  test('never shows a cluster without its machines while they move to another version', async () => {
    const older = { ...machines, version: 'v1beta1' };
    const { script, begin, pass, members, view } = await connected([clusters, older]);
    script.put(clusters, cluster('prod'));
    script.put(older, machine('prod-1', 'prod'));
    script.put(machines, machine('prod-1', 'prod'));
    await begin();
    const seen: unknown[] = [];
    view.onChange(() => {
      if (view.state().state === 'live') seen.push(members('prod'));
    });
    script.served.push(machines);
    await pass(130_000);
    await until(() => script.watches(older).length === 0 && script.watches(machines).length === 1);
    await until(() => seen.length > 0);
    expect(seen.every((names) => JSON.stringify(names) === '["prod-1"]')).toBe(true);
  });

  test('is not known while discovery fails, and that is said', async () => {
    const { script, connection, because, pass, isLive } = await connected([clusters]);
    const heal = script.intercept(({ path, response }) => {
      if (path !== '/apis/cluster.x-k8s.io/v1beta2') return false;
      script.reply(response, 503, 'service unavailable');
      return true;
    });
    connection.start();
    await until(() => because().includes('discovery of cluster.x-k8s.io/v1beta2: service unavailable'));
    heal();
    await pass(5_000);
    await until(isLive);
  });

  test('survives an API server that is not there at first', async () => {
    const { script, connection, because, pass, isLive } = await connected([clusters]);
    const heal = script.intercept(({ response }) => {
      response.destroy();
      return true;
    });
    connection.start();
    const settled = connection.whenLive(600_000);
    await until(() => because().includes('GET /apis'));
    heal();
    await pass(15_000);
    await until(isLive);
    expect(await settled).toMatchObject({ state: 'live' });
  });
});
