{{/* Machines of EC2. _cluster.tpl says what each of these is for. */}}

{{- define "aws.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
cluster: AWSCluster
machines: AWSMachineTemplate
{{- end }}

{{- define "aws.cluster" -}}
region: {{ .Values.region }}
# Empty: no SSH key. Left out, it would mean the key named "default".
sshKeyName: {{ .Values.settings.sshKeyName | default "" | quote }}
{{ include "aws.identity" . }}
controlPlaneLoadBalancer:
  loadBalancerType: nlb
  healthCheckProtocol: HTTPS
{{- if ne .Values.cni "none" }}
network:
  cni:
    # The default rules open the ports of another CNI.
    cniIngressRules:
      {{- include "cluster.cniPorts" . | nindent 6 }}
{{- end }}
{{- end }}

{{- define "aws.machines" -}}
instanceType: {{ .machineType }}
{{- if .spot }}
spotMarketOptions: {}
{{- end }}
# The roles that "clusterawsadm bootstrap iam create-cloudformation-stack" makes.
iamInstanceProfile: {{ eq .role "control-plane" | ternary "control-plane" "nodes" }}.cluster-api-provider-aws.sigs.k8s.io
sshKeyName: {{ .settings.sshKeyName | default "" | quote }}
# Larger than the image, which leaves little room for container images.
rootVolume:
  size: 40
  type: gp3
  encrypted: true
# Session tokens only, with as many hops as answers need to reach the EBS driver in its pods.
instanceMetadataOptions:
  httpTokens: required
  httpPutResponseHopLimit: {{ eq .root.Values.cni "cilium" | ternary 3 2 }}
{{- end }}

{{- define "aws.node" -}}
# Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.
name: {{ "{{ ds.meta_data.local_hostname }}" | quote }}
{{ include "cluster.externalCloud" "kubeletExtraArgs" }}
{{- end }}

{{- define "aws.kubeadm" -}}
{{- if eq .role "control-plane" }}
clusterConfiguration:
  controllerManager:
    {{- include "cluster.externalCloud" "extraArgs" | nindent 4 }}
{{- end }}
{{- end }}

{{- define "aws.identity" -}}
# The AWS account by reference: no credential stands in Git.
identityRef:
  kind: {{ .Values.settings.identity.kind }}
  name: {{ .Values.settings.identity.name }}
{{- end }}
