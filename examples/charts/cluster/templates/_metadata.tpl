{{/*
Metadata of an object. Given: root, name, role, and labels where they are other than Cluster API's own.

The annotations keep Argo CD and Flux from breaking Cluster API's order of deletion: the Cluster goes only after a person's approval,
and what Cluster API deletes by itself is never pruned.
*/}}
{{- define "cluster.metadata" -}}
{{- $values := .root.Values -}}
name: {{ .name }}
namespace: {{ $values.namespace }}
labels:
  {{- .labels | default (dict "cluster.x-k8s.io/cluster-name" $values.name) | toYaml | nindent 2 }}
annotations:
  {{- if eq .role "cluster" }}
  argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
  {{- else if ne .role "workers" }}
  argocd.argoproj.io/sync-options: Prune=false,Delete=false
  {{- end }}
  {{- if eq .role "template" }}
  argocd.argoproj.io/compare-options: IgnoreExtraneous
  {{- end }}
  {{- if ne .role "workers" }}
  kustomize.toolkit.fluxcd.io/prune: disabled
  {{- end }}
  clusterops.dev/repository-id: {{ $values.owner.repositoryId | quote }}
  clusterops.dev/request: {{ $values.owner.request | quote }}
  clusterops.dev/delivery: {{ $values.owner.delivery }}
  {{- if and (eq .role "cluster") $values.ttlSeconds }}
  clusterops.dev/ttl-seconds: {{ $values.ttlSeconds | int64 | quote }}
  {{- end }}
{{- end }}

{{/*
A name that ends in a digest of the content: templates are immutable, so that a changed one needs a new name. Given: stem, content.
*/}}
{{- define "cluster.contentName" -}}
{{ .stem }}-{{ .content | toRawJson | sha256sum | trunc 8 }}
{{- end }}
