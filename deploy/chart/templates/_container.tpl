{{- define "clusterops.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}

{{/* The settings of the bot: every variable that stands here is one of .env.example. */}}
{{- define "clusterops.environment" -}}
{{- $github := .Values.github }}
{{- $cluster := .Values.managementCluster }}
- name: APP_ID
  valueFrom: {{- include "clusterops.fromSecret" (list $github.existingSecret $github.keys.appId) | nindent 4 }}
- name: PRIVATE_KEY_PATH
  value: /etc/clusterops/github/private-key.pem
- name: WEBHOOK_SECRET
  valueFrom: {{- include "clusterops.fromSecret" (list $github.existingSecret $github.keys.webhookSecret) | nindent 4 }}
{{- with $github.keys.previousWebhookSecret }}
- name: WEBHOOK_SECRET_PREVIOUS
  valueFrom: {{- include "clusterops.fromSecret" (list $github.existingSecret .) | nindent 4 }}
{{- end }}
{{- with $github.keys.markerSecret }}
- name: MARKER_SECRET
  valueFrom: {{- include "clusterops.fromSecret" (list $github.existingSecret .) | nindent 4 }}
{{- end }}
{{- with $github.keys.previousMarkerSecret }}
- name: MARKER_SECRET_PREVIOUS
  valueFrom: {{- include "clusterops.fromSecret" (list $github.existingSecret .) | nindent 4 }}
{{- end }}
- name: SERVED_REPOSITORIES
  value: {{ join "," .Values.servedRepositories | quote }}
{{- with $github.apiUrl }}
- name: GITHUB_API_URL
  value: {{ . | quote }}
{{- end }}
{{- with $github.graphqlUrl }}
- name: GITHUB_GRAPHQL_URL
  value: {{ . | quote }}
{{- end }}
- name: GITHUB_RATE_LIMITS
  value: {{ $github.rateLimits }}
- name: PORT
  value: "3000"
- name: METRICS_PORT
  value: {{ ternary "9090" "off" .Values.metrics.enabled | quote }}
{{- if eq .Values.database.kind "postgres" }}
- name: DATABASE_URL
  valueFrom: {{- include "clusterops.fromSecret" (list .Values.database.postgres.existingSecret .Values.database.postgres.key) | nindent 4 }}
{{- else }}
- name: DATA_DIR
  value: /data
{{- end }}
{{- if include "clusterops.hasKubeconfig" . }}
- name: KUBECONFIG
  value: /etc/clusterops/cluster/kubeconfig
{{- end }}
{{- if .Values.managementClusters }}
- name: MANAGEMENT_CLUSTERS_FILE
  value: /etc/clusterops/management-clusters/clusters.yaml
{{- else }}
- name: MANAGEMENT_CLUSTER
  value: {{ $cluster.source }}
{{- if and (eq $cluster.source "kubeconfig") $cluster.kubeconfig.context }}
- name: KUBE_CONTEXT
  value: {{ $cluster.kubeconfig.context | quote }}
{{- end }}
- name: CLUSTER_NAMESPACES
  value: {{ join "," $cluster.namespaces | quote }}
{{- with $cluster.argocdDestinations }}
- name: ARGOCD_DESTINATIONS
  value: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{- with $cluster.argocdNamespaces }}
- name: ARGOCD_NAMESPACES
  value: {{ join "," . | quote }}
{{- end }}
{{- with $cluster.fluxNamespaces }}
- name: FLUX_NAMESPACES
  value: {{ join "," . | quote }}
{{- end }}
{{- with include "clusterops.dryRunAs" . }}
- name: DRY_RUN_AS
  value: {{ . | quote }}
{{- end }}
- name: COMMAND_PREFIX
  value: {{ .Values.commandPrefix | quote }}
{{- with .Values.docsUrl }}
- name: DOCS_URL
  value: {{ . | quote }}
{{- end }}
{{- with .Values.builders.kustomizePath }}
- name: KUSTOMIZE_PATH
  value: {{ . | quote }}
{{- end }}
{{- with .Values.builders.helmPath }}
- name: HELM_PATH
  value: {{ . | quote }}
{{- end }}
- name: LOG_LEVEL
  value: {{ .Values.log.level }}
- name: SHUTDOWN_GRACE_SECONDS
  value: {{ .Values.tuning.shutdownGraceSeconds | quote }}
{{- include "clusterops.tuned" (list "CONCURRENCY" .Values.tuning.concurrency) }}
{{- include "clusterops.tuned" (list "COALESCE_MS" .Values.tuning.coalesceMs) }}
{{- include "clusterops.tuned" (list "RECONCILE_SECONDS" .Values.tuning.reconcileSeconds) }}
{{- include "clusterops.tuned" (list "LIFETIME_LOOK_SECONDS" .Values.tuning.lifetimeLookSeconds) }}
{{- include "clusterops.tuned" (list "ORPHAN_LOOK_SECONDS" .Values.tuning.orphanLookSeconds) }}
{{- include "clusterops.tuned" (list "CLEANUP_RECHECK_MS" .Values.tuning.cleanupRecheckMs) }}
{{- include "clusterops.tuned" (list "DELETIONS_PER_HOUR" .Values.tuning.deletionsPerHour) }}
{{- include "clusterops.tuned" (list "DELETION_STUCK_SECONDS" .Values.tuning.deletionStuckSeconds) }}
{{- include "clusterops.tuned" (list "WEBHOOK_MAX_BYTES" .Values.tuning.webhookMaxBytes) }}
{{- end }}

{{- define "clusterops.fromSecret" -}}
secretKeyRef:
  name: {{ index . 0 }}
  key: {{ index . 1 }}
{{- end }}

{{/* Numbers come as floats, which print large ones with an exponent. */}}
{{- define "clusterops.tuned" -}}
{{- if not (kindIs "invalid" (index . 1)) }}
- name: {{ index . 0 }}
  value: {{ index . 1 | int64 | quote }}
{{- end }}
{{- end }}
