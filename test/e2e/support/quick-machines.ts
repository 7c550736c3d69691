import type { ApiServer } from './api-server.ts';
import { listOf } from './installed.ts';

const parts = ['vm', 'node', 'apiServer', 'etcd'];
const added = parts.map(
  (part) => `(has(object.spec.backend.inMemory.${part}) ? [
    JSONPatch{op: "add", path: "/spec/backend/inMemory/${part}/provisioning/startupDuration", value: "1s"}
  ] : [])`,
);

/** Has machines in memory boot in a second, whatever their template says: the boots of a whole story would take minutes. */
export function bootMachinesQuickly({ kubectl }: ApiServer): void {
  const name = 'quick-machines';
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['infrastructure.cluster.x-k8s.io'],
            apiVersions: ['*'],
            resources: ['devmachines'],
            operations: ['CREATE'],
          },
        ],
      },
      matchConditions: [{ name: 'in-memory', expression: 'has(object.spec.backend.inMemory)' }],
      reinvocationPolicy: 'Never',
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: added.join(' + ') } }],
    },
  };
  const binding = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name },
  };
  kubectl(['apply', '--server-side', '-f', '-'], listOf([policy, binding]));
}
