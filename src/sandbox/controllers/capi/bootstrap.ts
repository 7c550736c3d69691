import { at, type KubeObject } from '../../kubernetes/object.ts';
import { isTrue } from './conditions.ts';
import { contractOf } from './contract.ts';
import { report } from './infrastructure.ts';
import { pace } from './pace.ts';
import {
  clusterLabel,
  groupOf,
  isDeleting,
  ownedBy,
  ownerReference,
  referenceAt,
  referenced,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const manager = 'kubeadm-bootstrap';

const dataSecret = (world: World, config: KubeObject, cluster: KubeObject): string => {
  const { name, namespace } = config.metadata;
  if (world.store.get({ group: '', kind: 'Secret', namespace, name }) === undefined) {
    world.store.create(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'cluster.x-k8s.io/secret',
        metadata: {
          name,
          ...(namespace === undefined ? {} : { namespace }),
          labels: { [clusterLabel]: cluster.metadata.name },
          ownerReferences: [ownerReference(config, true)],
        },
        data: {
          format: Buffer.from('cloud-config').toString('base64'),
          value: Buffer.from('#cloud-config\n').toString('base64'),
        },
      },
      manager,
    );
  }
  return name;
};

/** Plays the bootstrap provider: the first control plane machine gets its data at once, all others when it is up. */
export const playBootstrap = (world: World, cluster: KubeObject, machine: KubeObject): void => {
  const config = referenced(world, machine.metadata.namespace, referenceAt(machine, 'spec', 'bootstrap', 'configRef'));
  if (config === undefined || isDeleting(config) || !ownedBy(config, machine)) return;
  if (textAt(config, 'status', 'dataSecretName') !== undefined) return;
  const infrastructure = at(cluster, 'status', 'initialization', 'infrastructureProvisioned') === true;
  const controlPlane = machine.metadata.labels?.['cluster.x-k8s.io/control-plane'] !== undefined;
  const initialised = isTrue(cluster, 'ControlPlaneInitialized');
  const waits = !infrastructure
    ? 'Waiting for Cluster status.initialization.infrastructureProvisioned to be true'
    : !initialised && !controlPlane
      ? 'Waiting for Cluster control plane to be initialized'
      : undefined;
  const newer = contractOf(groupOf(config), config.kind) === 'v1beta2';
  if (waits !== undefined || !world.due(config, 'bootstrap', pace.bootstrapData)) {
    const message = waits ?? '';
    if (newer) {
      setStatus(
        world,
        config,
        { observedGeneration: config.metadata.generation },
        [
          {
            type: 'Ready',
            status: 'False',
            reason: 'NotReady',
            message: message === '' ? '' : `* DataSecretAvailable: ${message}`,
          },
          { type: 'DataSecretAvailable', status: 'False', reason: 'NotAvailable', message },
        ],
        manager,
      );
    } else {
      report(world, config, { status: 'False', reason: 'WaitingForControlPlaneAvailable', message, severity: 'Info' });
    }
    return;
  }
  const dataSecretName = dataSecret(world, config, cluster);
  if (!newer) {
    report(world, config, { status: 'True', reason: 'Ready', message: '' }, { dataSecretName });
    return;
  }
  setStatus(
    world,
    config,
    { dataSecretName, initialization: { dataSecretCreated: true }, observedGeneration: config.metadata.generation },
    [
      { type: 'Ready', status: 'True', reason: 'Ready' },
      { type: 'DataSecretAvailable', status: 'True', reason: 'Available' },
      { type: 'CertificatesAvailable', status: 'True', reason: 'Available' },
      { type: 'Paused', status: 'False', reason: 'NotPaused' },
    ],
    manager,
  );
};
