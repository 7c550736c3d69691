import { rendered } from '../domain/manifests/support/clusters.ts';

const stem = 'stem-of-a-cluster';

/**
 * A small chart of clusters on AWS, of what `packaging=plain` makes: name, version, replicas, pools and owner are values. The sandbox
 * renders it; the example chart, which asks for more of Helm, is for the real one.
 */
export function plainChart(): Readonly<Record<string, string>> {
  const { cluster } = rendered({ region: ['eu-west-1'], name: stem, workers: 9, 'control-plane': 7 });
  const templates = cluster.files.map(({ path, content }) => {
    const name = path.split('/').at(-1) ?? '';
    const of = name === 'workers.yaml' ? '$.Values' : '.Values';
    const text = content
      // What cloud-init reads is not for Helm.
      .replaceAll('{{', '{{ "{{" }}')
      .replaceAll(stem, `{{ ${of}.name }}`)
      .replace(/(repository-id:) .*/g, `$1 {{ ${of}.owner.repositoryId | quote }}`)
      .replace(/(clusterops.dev\/request:) .*/g, `$1 {{ ${of}.owner.request | quote }}`)
      .replace(/(clusterops.dev\/delivery:) .*/g, `$1 {{ ${of}.owner.delivery }}`)
      .replace(/^( +version:) v1\.\d+\.\d+$/gm, `$1 {{ ${of}.kubernetesVersion }}`)
      .replaceAll('replicas: 7', `replicas: {{ ${of}.controlPlane.replicas }}`)
      .replaceAll('replicas: 9', 'replicas: {{ .replicas }}')
      .replaceAll('md-0', '{{ .name }}');
    const whole = name === 'workers.yaml' ? `{{ range .Values.pools }}---\n${text}{{ end }}` : text;
    return [`charts/cluster/templates/${name}`, whole] as const;
  });
  return {
    'charts/cluster/Chart.yaml': 'apiVersion: v2\nname: cluster\nversion: 0.1.0\n',
    'charts/cluster/values.yaml': '{}\n',
    ...Object.fromEntries(templates),
  };
}
