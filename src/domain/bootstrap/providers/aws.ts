import { versions } from '../versions.ts';
import type { ManagedProvider } from './provider.ts';

/** Source: Cluster API Provider AWS v2.11, config/manager, feature/feature.go, webhooks, docs/book "Multi-tenancy". */
export const aws: ManagedProvider = {
  name: 'aws',
  version: versions.aws,
  namespace: 'capa-system',
  variables: [
    {
      name: 'AWS_B64ENCODED_CREDENTIALS',
      how: 'clusterawsadm bootstrap credentials encode-as-profile, after clusterawsadm bootstrap iam create-cloudformation-stack',
    },
  ],
  features: [
    {
      gate: 'AutoControllerIdentityCreator',
      variable: 'AUTO_CONTROLLER_IDENTITY_CREATOR',
      value: false,
      why: 'The provider would make an identity that every namespace may use, and it cannot be changed afterwards.',
    },
    { gate: 'MachinePool', variable: 'EXP_MACHINE_POOL', value: true, why: 'Node groups of EKS are MachinePools.' },
  ],
  identity: (namespace) => ({
    about: [
      'Who Cluster API Provider AWS is for the clusters of one namespace: the provider itself, with the credentials that',
      'it was installed with. The spec cannot be changed afterwards: delete the object and make it anew.',
      '',
      'For another account, add an AWSClusterRoleIdentity with the same allowedNamespaces and',
      '  sourceIdentityRef: {kind: AWSClusterControllerIdentity, name: default}',
      'and name it in .github/clusterops.yml below providers.aws.identity.',
    ],
    objects: [
      {
        manifest: {
          apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
          kind: 'AWSClusterControllerIdentity',
          metadata: { name: 'default' },
          spec: { allowedNamespaces: { list: [namespace] } },
        },
        comments: { 'metadata/name': 'The only name that the provider takes.' },
      },
    ],
    secrets: [],
  }),
  settings: () => [],
  firstCommand: '/create-cluster eu-west-1 workers=3',
};
