{{/* Machines of Cluster API's development provider, in memory or as containers. _cluster.tpl says what each of these is for. */}}

{{- define "dev.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/{{ .Values.clusterApiVersion }}
cluster: DevCluster
machines: DevMachineTemplate
{{- end }}

{{- define "dev.cluster" -}}
backend:
  {{ eq .Values.flavor "docker" | ternary "docker" "inMemory" }}: {}
{{- end }}

{{- define "dev.machines" -}}
backend:
  {{- if eq .root.Values.flavor "docker" }}
  docker:
    customImage: kindest/node:{{ .kubernetesVersion }}
  {{- else }}
  inMemory:
    vm: { provisioning: { startupDuration: 10s, startupJitter: "0.2" } }
    node: { provisioning: { startupDuration: 2s, startupJitter: "0.2" } }
    {{- if eq .role "control-plane" }}
    apiServer: { provisioning: { startupDuration: 2s, startupJitter: "0.2" } }
    etcd: { provisioning: { startupDuration: 2s, startupJitter: "0.2" } }
    {{- end }}
  {{- end }}
{{- end }}

{{- define "dev.node" -}}
criSocket: unix:///var/run/containerd/containerd.sock
# The disk is shared with the host: a full host must not evict pods.
kubeletExtraArgs:
  - name: eviction-hard
    value: nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%
{{- end }}

{{- define "dev.kubeadm" -}}
{{- if eq .role "control-plane" }}
clusterConfiguration:
  apiServer:
    certSANs: [localhost, 127.0.0.1, 0.0.0.0, host.docker.internal]
{{- end }}
{{- end }}
