import { kubeVipImage } from '../addons/versions.ts';
import type { Json, JsonObject } from '../manifest.ts';
import { yamlText } from '../yaml-text.ts';

const path = '/etc/kubernetes/manifests/kube-vip.yaml';

/** Fields of a KubeadmConfigSpec. */
interface KubeVip {
  readonly files: readonly Json[];
  readonly preKubeadmCommands: readonly string[];
  readonly postKubeadmCommands: readonly string[];
}

/**
 * What kubeadm is told so that kube-vip holds the address of the API server: a static pod on each machine of the control plane.
 * Until the first machine is up only super-admin.conf is allowed to do anything (kubeadm of Kubernetes 1.29 and later;
 * kube-vip #684), so the first machine, and no other, uses it while kubeadm runs.
 */
export function kubeVip(endpoint: string): KubeVip {
  const swap = (from: string, to: string): string =>
    `if [ -f /run/kubeadm/kubeadm.yaml ]; then sed -i 's#path: /etc/kubernetes/${from}.conf#path: /etc/kubernetes/${to}.conf#' ${path}; fi`;
  return {
    files: [{ path, owner: 'root:root', permissions: '0644', content: yamlText(pod(endpoint)) }],
    preKubeadmCommands: [swap('admin', 'super-admin')],
    postKubeadmCommands: [swap('super-admin', 'admin')],
  };
}

function pod(endpoint: string): JsonObject {
  const variable = (name: string, value: string): JsonObject => ({ name, value });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'kube-vip', namespace: 'kube-system' },
    spec: {
      hostNetwork: true,
      hostAliases: [{ ip: '127.0.0.1', hostnames: ['kubernetes'] }],
      containers: [
        {
          name: 'kube-vip',
          image: kubeVipImage,
          imagePullPolicy: 'IfNotPresent',
          args: ['manager'],
          env: [
            variable('cp_enable', 'true'),
            variable('address', endpoint),
            variable('port', '6443'),
            variable('vip_arp', 'true'),
            variable('vip_leaderelection', 'true'),
            variable('vip_leaseduration', '15'),
            variable('vip_renewdeadline', '10'),
            variable('vip_retryperiod', '2'),
          ],
          securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
          volumeMounts: [{ name: 'kubeconfig', mountPath: '/etc/kubernetes/admin.conf' }],
        },
      ],
      volumes: [{ name: 'kubeconfig', hostPath: { path: '/etc/kubernetes/admin.conf', type: 'FileOrCreate' } }],
    },
  };
}
