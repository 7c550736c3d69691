import { alibabaDefaults } from '../../manifests/providers/alibaba/settings.ts';
import { versions } from '../versions.ts';
import type { ManagedProvider } from './provider.ts';

const first = 'first';
const secret = alibabaDefaults.bootstrapSecret.replace('{cluster}', first);

/** Source: openshift-capi-alicloud, docs/CLUSTERCTL.md, CHANGELOG.md (v0.1.24), config/manager. */
export const alibaba: ManagedProvider = {
  name: 'alibabacloud',
  version: versions.alibaba,
  namespace: 'capa-system',
  url: `https://github.com/SammZhu/openshift-capi-alicloud/releases/${versions.alibaba}/infrastructure-components.yaml`,
  variables: [
    {
      name: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
      how: 'the access key of a RAM user; see docs/RAM-POLICY.md of the provider',
    },
    { name: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', how: 'its secret' },
  ],
  features: [],
  managerSecret: 'alibaba-creds',
  identity: (namespace) => ({
    about: [
      'The provider for Alibaba Cloud works with its own access key: there is no object to apply.',
      'It makes workers that join a control plane which is there already.',
    ],
    objects: [],
    secrets: [
      {
        namespace,
        name: secret,
        what: `What a machine runs first to join the control plane, under the key "value": a Secret for each cluster, here of "${first}"`,
        command: [`kubectl create secret generic ${secret} --namespace ${namespace} --from-file=value=join.sh`],
      },
    ],
  }),
  settings: () => [
    'image: m-bp1abcdefghijklmnop',
    'vSwitch: vsw-bp1abcdefghijklm',
    'securityGroup: sg-bp1abcdefghijklmn',
    'ramRole: clusters-node',
  ],
  firstCommand: `/create-cluster cn-hangzhou name=${first} workers=3 endpoint=10.0.0.10`,
};
