import { kubeVipImage } from '../addons/versions.ts';
import type { Json, JsonObject } from '../manifest.ts';
import { yamlText } from '../yaml-text.ts';
import type { KubeadmNeeds } from './kubeadm.ts';

const path = '/etc/kubernetes/manifests/kube-vip.yaml';
const hosts = '/etc/kube-vip.hosts';

/**
 * What kubeadm is told so that, beside it, kube-vip holds the address of the API server: as a static pod on each machine
 * of the control plane, as Cluster API Provider vSphere has it. Without an address nothing changes.
 *
 * The pod finds the API server of its own machine by the name `kubernetes`, from a file of hosts: host aliases are not
 * written while a node has no address, and it has none before a cloud controller runs (kube-vip #692). While the first
 * machine initialises the cluster, only super-admin.conf is allowed to do anything (kube-vip #684); no other has that file.
 */
export function withKubeVip(needs: KubeadmNeeds, endpoint: string | undefined): KubeadmNeeds {
  if (endpoint === undefined) return needs;
  const { preKubeadmCommands = [], ...further } = needs.further ?? {};
  const before = isList(preKubeadmCommands) ? preKubeadmCommands : [];
  return {
    ...needs,
    further: {
      ...further,
      files: [
        { path, owner: 'root:root', permissions: '0644', content: yamlText(pod(endpoint)) },
        { path: hosts, owner: 'root:root', permissions: '0644', content: '127.0.0.1 localhost kubernetes\n' },
      ],
      preKubeadmCommands: [...before, firstMachineOnly],
    },
    comments: {
      ...needs.comments,
      'files/0': 'Holds the address of the API server, on one machine of the control plane at a time.',
      'files/1': 'By the name "kubernetes" it finds the API server of its own machine.',
      [`preKubeadmCommands/${before.length}`]:
        'While the first machine initialises the cluster, only super-admin.conf is allowed to do anything.',
    },
  };
}

const firstMachineOnly = `if [ -f /run/kubeadm/kubeadm.yaml ]; then sed -i 's#path: /etc/kubernetes/admin.conf#path: /etc/kubernetes/super-admin.conf#' ${path}; fi`;

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function pod(endpoint: string): JsonObject {
  const variable = (name: string, value: string): JsonObject => ({ name, value });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'kube-vip', namespace: 'kube-system' },
    spec: {
      hostNetwork: true,
      containers: [
        {
          name: 'kube-vip',
          image: kubeVipImage,
          imagePullPolicy: 'IfNotPresent',
          args: ['manager'],
          env: [
            variable('cp_enable', 'true'),
            variable('cp_namespace', 'kube-system'),
            variable('address', endpoint),
            variable('port', '6443'),
            variable('vip_arp', 'true'),
            variable('vip_leaderelection', 'true'),
            variable('vip_leaseduration', '15'),
            variable('vip_renewdeadline', '10'),
            variable('vip_retryperiod', '2'),
          ],
          securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
          volumeMounts: [
            { name: 'kubeconfig', mountPath: '/etc/kubernetes/admin.conf' },
            { name: 'hosts', mountPath: '/etc/hosts' },
          ],
        },
      ],
      volumes: [
        { name: 'kubeconfig', hostPath: { path: '/etc/kubernetes/admin.conf', type: 'File' } },
        { name: 'hosts', hostPath: { path: hosts, type: 'File' } },
      ],
    },
  };
}
