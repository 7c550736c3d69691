{{/*
What all providers share. Another provider is another file: it defines these, and values.schema.json allows it.

  <provider>.kinds     version of its objects, and the word that their kinds begin with
  <provider>.cluster   the spec of its cluster object
  <provider>.machines  the spec of a machine. Given: root, role ("control-plane" or "worker"), machineType
  <provider>.node      how a machine registers as a node
  <provider>.kubeadm   what else kubeadm is told. Given: root, role, template (the name of the machine template)

A file whose provider you do not use can be deleted.
*/}}
{{- define "cluster.kinds" -}}
{{ include (printf "%s.kinds" .Values.provider) . }}
{{- end }}

{{/* The spec of a machine template. Given: root, role, machineType. */}}
{{- define "cluster.machines" -}}
template:
  spec:
    {{- include (printf "%s.machines" .root.Values.provider) . | nindent 4 }}
{{- end }}

{{/* The name of a machine template. Given: root, stem, machines (its spec). */}}
{{- define "cluster.machinesName" -}}
{{- $kind := printf "%sMachineTemplate" (include "cluster.kinds" .root | fromYaml).prefix }}
{{- include "cluster.contentName" (dict "stem" .stem "content" (dict "kind" $kind "content" (fromYaml .machines))) }}
{{- end }}

{{/* What kubeadm is told. Given: root, role, template. */}}
{{- define "cluster.kubeadm" -}}
{{- $node := include (printf "%s.node" .root.Values.provider) .root }}
{{- if eq .role "control-plane" -}}
initConfiguration:
  nodeRegistration:
    {{- $node | nindent 4 }}
{{ end -}}
joinConfiguration:
  nodeRegistration:
    {{- $node | nindent 4 }}
{{ include (printf "%s.kubeadm" .root.Values.provider) . | trim }}
{{- end }}

{{/* The cloud's own controller does what Kubernetes once did itself. Given: the field of the arguments. */}}
{{- define "cluster.externalCloud" -}}
{{ . }}:
  - name: cloud-provider
    value: external
{{- end }}

{{/* Replaces machines whose node is broken. Given: root, name, selector, share. */}}
{{- define "cluster.healthCheck" -}}
{{- /* Those of the development provider break on purpose only. */}}
{{- if ne .root.Values.provider "dev" }}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachineHealthCheck
metadata:
  {{- include "cluster.metadata" (dict "root" .root "name" .name "role" "workers") | nindent 2 }}
spec:
  clusterName: {{ .root.Values.name }}
  selector:
    matchLabels:
      {{- toYaml .selector | nindent 6 }}
  checks:
    # Time for a machine to boot and join.
    nodeStartupTimeoutSeconds: 1200
    unhealthyNodeConditions:
      - type: Ready
        status: Unknown
        timeoutSeconds: 300
      # Longer, because a node stays NotReady until the CNI add-on is installed.
      - type: Ready
        status: "False"
        timeoutSeconds: 600
  remediation:
    triggerIf:
      unhealthyLessThanOrEqualTo: {{ .share }}
{{- end }}
{{- end }}
