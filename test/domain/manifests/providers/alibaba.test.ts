import { describe, expect, test } from '@jest/globals';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import { withNeeds } from '../golden-cases/needs.ts';
import { planned } from '../support/clusters.ts';
import { findings, machines, objects, withSettings } from '../support/planning.ts';

const hangzhou = { region: ['cn-hangzhou'], endpoint: 'api.example.com' };
const frankfurt = { region: ['eu-central-1'], provider: 'alibaba', endpoint: '10.8.0.10' };
const template = 'AlibabaCloudMachineTemplate';

test('every request says that the provider is experimental', () => {
  const [spec] = planned(hangzhou, { configuration: withNeeds });
  if (spec === undefined) throw new Error('nothing was planned');
  expect(renderCluster(spec, withNeeds)).toMatchObject({
    ok: true,
    notes: [{ code: 'cluster/experimental', severity: 'warning', message: expect.stringContaining('unofficial') }],
  });
});

test('machines of two clusters join by a Secret of their own, each to its control plane', () => {
  const secrets = [
    { name: 'one', endpoint: '10.0.0.1' },
    { name: 'two', endpoint: '10.0.0.2' },
  ].map((each) => objects({ ...hangzhou, ...each }, 'MachineDeployment')[0]?.spec.template);
  expect(secrets).toMatchObject([
    { spec: { bootstrap: { dataSecretName: 'one-worker-user-data' } } },
    { spec: { bootstrap: { dataSecretName: 'two-worker-user-data' } } },
  ]);
});

describe('regions', () => {
  test('have images and networks of their own', () => {
    expect(machines(frankfurt, template)).toMatchObject([
      {
        regionID: 'eu-central-1',
        zoneID: 'eu-central-1a',
        imageID: 'm-gw8abcdefghijklmnop',
        vSwitchID: 'vsw-gw8abcdefghijklm',
        securityGroupIDs: ['sg-gw8abcdefghijklmn'],
        ramRoleName: 'clusters-node',
      },
    ]);
    const [machine] = machines(hangzhou, template);
    expect(machine).toMatchObject({ regionID: 'cn-hangzhou', vSwitchID: 'vsw-bp1abcdefghijklm' });
    expect(machine).not.toHaveProperty('zoneID');
  });

  test('are pointed out as ambiguous once one of them is set up', () => {
    const perRegion = { 'eu-central-1': { vSwitch: 'vsw-gw8abcdefghijklm' } };
    const ambiguous = { region: ['eu-central-1'] };
    const codes = (settings: Parameters<typeof withSettings<'alibaba'>>[1]) =>
      findings(ambiguous, withSettings('alibaba', settings)).map(({ code }) => code);
    expect(codes({ vSwitch: undefined, perRegion })).toEqual(['cluster/region-ambiguous']);
    expect(codes({ vSwitch: undefined, perRegion: undefined })).toEqual([]);
  });
});

test('machines are reached for their user data once, and need tokens from then on', () => {
  expect(machines(hangzhou, template)[0]).toMatchObject({
    metadataOptions: { httpTokens: 'optional', httpTokensAfterBoot: 'required' },
    systemDisk: { encrypted: true },
  });
});

test('what it needs is asked for by its key', () => {
  const bare = withSettings('alibaba', {
    image: undefined,
    vSwitch: undefined,
    securityGroup: undefined,
    ramRole: undefined,
  });
  const keys = findings(hangzhou, bare).map(({ message }) => /providers\.[\w.]+/.exec(message)?.[0]);
  expect(keys).toEqual(['image', 'vSwitch', 'securityGroup', 'ramRole'].map((key) => `providers.alibaba.${key}`));
});

describe('machine types', () => {
  const found = (type: string) =>
    findings({ ...hangzhou, 'machine-type': type }).filter(({ code }) => code === 'cluster/machine-type-invalid');

  test.each(['ecs.g7.xlarge', 'ecs.u1-c1m2.large', 'ecs.hfg8i.2xlarge', 'ecs.g9i.metal', 'ecs.gn7i-c8g1.2xlarge'])(
    '%s is one',
    (type) => {
      expect(found(type)).toEqual([]);
    },
  );

  test.each([
    ['g7.xlarge', 'error', 'ecs.g7.xlarge'],
    ['ecs.g7.xlage', 'error', 'ecs.g7.xlarge'],
    ['ecs.hfg9.xlarge', 'warning', 'ecs.hfg'],
    ['ecs.q4z.xlarge', 'warning', 'Check the spelling'],
    ['m5.large', 'error', 'ecs.'],
    ['4cpu-16gb-60gb', 'error', 'ecs.g7.xlarge'],
  ])('%s: %s', (type, severity, cure) => {
    expect(found(type)).toMatchObject([{ severity, cure: expect.stringContaining(cure) }]);
  });
});
