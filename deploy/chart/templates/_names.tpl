{{- define "clusterops.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "clusterops.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "clusterops.name" .) }}
{{- end }}

{{- define "clusterops.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "clusterops.labels" -}}
{{ include "clusterops.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{/* Whether a management cluster is reached by the kubeconfig. Of several, those that are named beside the bot's own are. */}}
{{- define "clusterops.hasKubeconfig" -}}
{{- $cluster := .Values.managementCluster }}
{{- if or (eq $cluster.source "kubeconfig") (and .Values.managementClusters $cluster.kubeconfig.existingSecret) }}true{{ end }}
{{- end }}

{{/* The kubeconfigs that some of several management clusters have of their own, as Secret/key, each once; empty: none has. */}}
{{- define "clusterops.kubeconfigs" -}}
{{- $all := list }}
{{- range .Values.managementClusters }}
{{- with .kubeconfig }}{{ $all = append $all (printf "%s/%s" .existingSecret (.key | default "kubeconfig")) }}{{ end }}
{{- end }}
{{- $all | uniq | sortAlpha | join " " }}
{{- end }}

{{/* Whether the rights in the cluster that the bot runs in are made here. */}}
{{- define "clusterops.hasRoles" -}}
{{- if and .Values.rbac.create (eq .Values.managementCluster.source "in-cluster") }}true{{ end }}
{{- end }}

{{/* Whether the identity of the dry run is made here. */}}
{{- define "clusterops.hasRehearsal" -}}
{{- if and (include "clusterops.hasRoles" .) .Values.dryRun.enabled (not .Values.dryRun.as) }}true{{ end }}
{{- end }}

{{- define "clusterops.rehearser" -}}
{{ include "clusterops.name" . }}-dry-run
{{- end }}

{{/* Whom the dry run is asked as; empty: nobody. */}}
{{- define "clusterops.dryRunAs" -}}
{{- if and .Values.dryRun.enabled (ne .Values.managementCluster.source "none") }}
{{- .Values.dryRun.as | default (printf "system:serviceaccount:%s:%s" .Release.Namespace (include "clusterops.rehearser" .)) }}
{{- end }}
{{- end }}

{{/*
Bindings of a ClusterRole: one in each namespace, or one for all where none is named.
role, subject and namespaces; root is the chart's own context.
*/}}
{{- define "clusterops.bindings" -}}
{{- $everywhere := or (empty .namespaces) (has "*" .namespaces) }}
{{- range $namespace := ternary (list "") .namespaces $everywhere }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ ternary "ClusterRoleBinding" "RoleBinding" $everywhere }}
metadata:
  name: {{ $.role }}
  {{- if not $everywhere }}
  namespace: {{ $namespace }}
  {{- end }}
  labels: {{- include "clusterops.selector" $.root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {{ $.role }}
subjects:
  - kind: ServiceAccount
    name: {{ $.subject }}
    namespace: {{ $.root.Release.Namespace }}
{{- end }}
{{- end }}
