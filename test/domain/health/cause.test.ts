import { describe, expect, test } from '@jest/globals';
import { classifyCause } from '../../../src/domain/health/causes/classify.ts';
import type { ClusterObjects } from '../../../src/domain/health/objects.ts';
import { change, condition } from './support/change.ts';
import { fixture, now } from './support/fixture.ts';

const classify = (objects: ClusterObjects) => classifyCause(objects, now);
const saying = (kind: string, reason: string, message: string) =>
  change(fixture('ready'), kind, { conditions: [condition('Ready', 'False', reason, message, now - 60_000)] });

describe('classifyCause', () => {
  test.each([
    ['quota', 'VpcLimitExceeded', 'The maximum number of VPCs has been reached.'],
    [
      'quota',
      'InstanceProvisionFailed',
      'VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 32 allows',
    ],
    [
      'quota',
      'Failed',
      "googleapi: Error 403: Quota 'CPUS' exceeded. Limit: 24.0 in region europe-west1., quotaExceeded",
    ],
    ['quota', 'Failed', 'OperationNotAllowed: results in exceeding approved standardDSv3Family Cores quota'],
    ['quota', 'InstanceStateError', 'Quota exceeded for instances: Requested 1, but already used 10 of 10 instances'],
    ['credentials', 'Failed', 'UnauthorizedOperation: You are not authorized to perform this operation.'],
    ['credentials', 'Failed', 'AuthFailure: AWS was not able to validate the provided access credentials'],
    ['credentials', 'Failed', "googleapi: Error 403: Required 'compute.instances.create' permission for 'projects/p'"],
    ['credentials', 'Failed', 'AADSTS7000215: Invalid client secret provided'],
    [
      'credentials',
      'PrincipalCredentialRetrievalFailed',
      'awsclusterroleidentities.infrastructure.cluster.x-k8s.io "prod" not found',
    ],
    [
      'image',
      'InstanceProvisionFailed',
      'failed to find ami: found no AMIs with the name capa-ami-ubuntu-24.04-1.34.9',
    ],
    ['image', 'Failed', "InvalidAMIID.NotFound: The image id '[ami-0123]' does not exist"],
    ['image', 'Failed', "The resource 'projects/p/global/images/capi-1-34' was not found"],
    ['image', 'Failed', 'manifest for kindest/node:v1.34.99 not found: manifest unknown'],
    [
      'machine-type',
      'Failed',
      'Unsupported: Your requested instance type (m7g.large) is not supported in your requested Availability Zone',
    ],
    ['machine-type', 'Failed', 'The following supplied instance types do not exist: [m9.large]'],
    ['machine-type', 'Failed', "Invalid value for field 'resource.machineType': 'zones/z/machineTypes/n9'"],
    [
      'capacity',
      'Failed',
      'InsufficientInstanceCapacity: We currently do not have sufficient m5.large capacity in the Availability Zone you requested.',
    ],
    ['capacity', 'Failed', 'ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS'],
    ['capacity', 'InstanceStateError', 'No valid host was found. There are not enough hosts available.'],
    ['subnet', 'Failed', 'no subnets available in availability zone "eu-west-1a"'],
    ['subnet', 'SubnetsReconciliationFailed', "InvalidSubnet.Conflict: The CIDR '10.0.0.0/20' conflicts with another"],
    [
      'cni',
      'NotReady',
      '* NodeHealthy:\n  * Node.Ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    ],
    ['bootstrap', 'NodeStartupTimeout', 'Node failed to report startup in 20m0s'],
    ['bootstrap', 'BootstrapFailed', 'Repeating bootstrap'],
    [
      'version',
      'Failed',
      'K8sVersionNotSupported: Managed cluster is on version 1.29.2 which is only available for Long-Term Support',
    ],
    ['version', 'EKSControlPlaneReconciliationFailed', 'InvalidParameterException: unsupported Kubernetes version'],
    ['version', 'Failed', 'googleapi: Error 400: Master version "1.31.0" is unsupported.'],
    [
      'conflict',
      'EKSControlPlaneReconciliationFailed',
      'ResourceInUseException: Cluster already exists with name: prod',
    ],
    ['conflict', 'Failed', "server name 'prod-x' is already used (uniqueness_error)"],
    [
      'webhook',
      'TopologyReconcileFailed',
      'Internal error occurred: failed calling webhook "default.awscluster.infrastructure.cluster.x-k8s.io": connection refused',
    ],
    [
      'topology',
      'TopologyReconcileFailed',
      'error computing the desired state of the Cluster topology: failed to apply patches',
    ],
    [
      'remediation',
      'TooManyUnhealthy',
      'Remediation is not allowed, the number of not started or unhealthy machines exceeds maxUnhealthy',
    ],
    ['add-on', 'HelmInstallOrUpgradeFailed', 'chart "cilium" matching 1.99 not found in https://helm.cilium.io index'],
    [
      'unreachable',
      'LoadBalancerNotAvailable',
      'Failed to create load balancer: Cannot connect to the Docker daemon at tcp://127.0.0.1:2375. Is the docker daemon running?',
    ],
    [
      'unreachable',
      'Failed',
      'Post "https://vcenter.example.com/sdk": dial tcp 10.0.0.5:443: connect: connection refused',
    ],
    ['unreachable', 'Failed', 'dial tcp: lookup keystone.example.com on 10.96.0.10:53: no such host'],
    ['unreachable', 'Failed', 'x509: certificate signed by unknown authority'],
    ['connection', 'ProbeFailed', 'Remote connection probe failed, probe last succeeded at 2026-08-20T11:40:00Z'],
  ])('%s: %s: %s', (code, reason, message) => {
    expect(classify(saying('DevMachine', reason, message))).toMatchObject({ code });
  });

  test.each([
    ['WaitingForClusterInfrastructureReady', 'Waiting for cluster infrastructure to be ready'],
    ['NotReady', '* NodeHealthy: Waiting for Cluster control plane to be initialized'],
    ['WaitingForBootstrapData', 'Bootstrap data secret reference is not yet available'],
    ['NotReady', '* BootstrapConfigReady: KubeadmConfig status.initialization.dataSecretCreated is false'],
    ['NotReady', '* NodeHealthy: Waiting for a Node with spec.providerID aws:///eu-west-1a/i-0abc to exist'],
    ['ProbeFailed', 'Remote connection not established yet'],
    ['Failed', 'RequestLimitExceeded: Request limit exceeded.'],
    ['Failed', 'the server has received too many requests and has asked us to try again later'],
  ])('what passes by itself is not classified: %s: %s', (reason, message) => {
    expect(classify(saying('DevMachine', reason, message))).toMatchObject({ code: 'unclassified' });
  });

  test('an address that others than the infrastructure do not reach is another one', () => {
    const said = 'dial tcp 10.0.0.7:6443: connect: connection refused';
    expect(classify(saying('KubeadmControlPlane', 'InspectionFailed', said))).toMatchObject({ code: 'unclassified' });
  });

  test('nothing complains: no cause', () => {
    expect(classify(fixture('ready'))).toBeUndefined();
  });

  test('the object next to the infrastructure is named, not its owners that repeat it', () => {
    const objects = change(saying('DevMachine', 'Quota', 'quota exceeded'), 'Cluster', {
      conditions: [condition('Available', 'False', 'NotAvailable', '* WorkersAvailable: quota exceeded')],
    });
    expect(classify(objects)?.text).toMatch(/^DevMachine /);
  });

  test('the further from the infrastructure, the later an object is believed', () => {
    const said = condition('Ready', 'False', 'Odd', 'odd words');
    const core = 'cluster.x-k8s.io';
    const kinds: readonly (readonly [string, string])[] = [
      [core, 'Cluster'],
      ['addons.cluster.x-k8s.io', 'HelmReleaseProxy'],
      [core, 'MachinePool'],
      [core, 'MachineSet'],
      [core, 'MachineDeployment'],
      ['controlplane.cluster.x-k8s.io', 'KubeadmControlPlane'],
      [core, 'MachineHealthCheck'],
      [core, 'Machine'],
      ['infrastructure.cluster.x-k8s.io', 'DevMachine'],
    ];
    const ready = fixture('ready');
    const [some] = ready.members;
    if (some === undefined) throw new Error('no member');
    const order: string[] = [];
    let left = kinds;
    while (left.length > 0) {
      const at = (kind: string) => left.some(([, each]) => each === kind);
      const members = left
        .filter(([, kind]) => kind !== 'Cluster')
        .map(([group, kind]) => ({ ...some, group, kind, name: 'x', conditions: [said], legacyConditions: [] }));
      const cluster = at('Cluster') ? { ...ready.cluster, conditions: [said] } : ready.cluster;
      const kind = classify({ ...ready, cluster, members })?.text.split(' ')[0] ?? '';
      order.push(kind);
      left = left.filter(([, each]) => each !== kind);
    }
    expect(order).toEqual([
      ...['DevMachine', 'MachineHealthCheck', 'Machine', 'KubeadmControlPlane'],
      ...['MachinePool', 'MachineSet', 'MachineDeployment', 'Cluster', 'HelmReleaseProxy'],
    ]);
  });

  test('what the older contract calls information is no cause, unless its reason tells of a failure', () => {
    const informing = (reason: string) =>
      change(fixture('ready'), 'DevMachine', {
        conditions: [{ ...condition('Ready', 'False', reason, 'odd words'), severity: 'Info' }],
      });
    expect(classify(informing('Booting'))).toBeUndefined();
    expect(classify(informing('BootFailed'))?.text).toContain('BootFailed: odd words');
  });

  test('what is bad when it is true complains with words only', () => {
    const paused = (status: 'True' | 'False', message: string) =>
      change(fixture('ready'), 'DevMachine', { conditions: [condition('ScalingDown', status, 'Odd', message)] });
    expect(classify(paused('True', 'odd words'))?.text).toContain('Odd: odd words');
    expect(classify(paused('True', ''))).toBeUndefined();
    expect(classify(paused('False', 'odd words'))).toBeUndefined();
  });

  test('an object that waits for another is not the cause while another complains', () => {
    const waiting = change(saying('KubeadmConfig', 'WaitingForControlPlane', ''), 'DevCluster', {
      conditions: [condition('Ready', 'False', 'LoadBalancerFailed', 'no answer')],
    });
    expect(classify(waiting)?.text).toContain('LoadBalancerFailed: no answer');
  });

  test('what is being deleted is not asked', () => {
    const objects = change(saying('DevMachine', 'Quota', 'quota exceeded'), 'DevMachine', { deletingSince: now });
    expect(classify(objects)).toBeUndefined();
  });

  test('a hostile message of megabytes is judged at once', () => {
    const objects = saying('DevMachine', 'Failed', `invalid ${'image instance '.repeat(200_000)}`);
    expect(classify(objects)?.text.length).toBeLessThan(3_000);
  });
});
