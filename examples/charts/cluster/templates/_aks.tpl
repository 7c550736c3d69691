{{/* Control planes of AKS, with agent pools, through Azure Service Operator. _cluster.tpl says what each of these is for. */}}

{{- define "aks.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
cluster: AzureASOManagedCluster
controlPlane:
  apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
  kind: AzureASOManagedControlPlane
  name: {{ .Values.name }}
pool: AzureASOManagedMachinePool
{{- end }}

{{- define "aks.cluster" -}}
resources:
  # A group of its own: it is deleted with the cluster.
  - apiVersion: resources.azure.com/v1api20200601
    kind: ResourceGroup
    metadata:
      {{- include "aks.metadata" (dict "root" . "name" .Values.name) | nindent 6 }}
    spec:
      location: {{ .Values.region }}
{{- end }}

{{- define "aks.controlPlane" -}}
{{- /* The tenth address of the services, as kubeadm chooses it too. */}}
{{- $first := splitList "/" .Values.network.services | first | splitList "." }}
{{- $dns := append (initial $first) (add 10 (last $first | atoi) | toString) | join "." -}}
version: {{ .Values.kubernetesVersion }}
resources:
  - apiVersion: containerservice.azure.com/v1api20240901
    kind: ManagedCluster
    metadata:
      {{- include "aks.metadata" (dict "root" . "name" .Values.name) | nindent 6 }}
    spec:
      owner:
        name: {{ .Values.name }}
      location: {{ .Values.region }}
      dnsPrefix: {{ .Values.name }}
      # The group of machines and disks, which AKS makes; no cluster can have its name.
      nodeResourceGroup: {{ .Values.name }}_nodes
      # Free has no agreed availability of the API server.
      sku:
        name: Base
        tier: Standard
      # An identity that Azure makes and renews: no credential stands anywhere.
      identity:
        type: SystemAssigned
      servicePrincipalProfile:
        clientId: msi
      # AKS brings its own pod network: pods take no addresses of the virtual network's.
      networkProfile:
        networkPlugin: azure
        networkPluginMode: overlay
        networkDataplane: cilium
        podCidr: {{ .Values.network.pods }}
        serviceCidr: {{ .Values.network.services }}
        dnsServiceIP: {{ $dns }}
      # AKS keeps the images of the nodes fresh; the version of Kubernetes stands here only.
      autoUpgradeProfile:
        upgradeChannel: none
        nodeOSUpgradeChannel: NodeImage
      # This and the next: service accounts can act as identities of Azure.
      oidcIssuerProfile:
        enabled: true
      securityProfile:
        workloadIdentity:
          enabled: true
{{- end }}

{{- define "aks.pool" -}}
resources:
  - apiVersion: containerservice.azure.com/v1api20240901
    kind: ManagedClustersAgentPool
    metadata:
      {{- include "aks.metadata" (dict "root" .root "name" (printf "%s-%s" .root.Values.name .pool.name)) | nindent 6 }}
    spec:
      owner:
        name: {{ .root.Values.name }}
      # AKS sees at most twelve letters and digits.
      azureName: {{ regexReplaceAll "[^a-z0-9]" .pool.name "" | trunc 12 }}
      # A cluster needs a pool for AKS's own pods, and the first is it.
      mode: {{ .first | ternary "System" "User" }}
      type: VirtualMachineScaleSets
      # AKS cannot change size or zones of a pool: another pool replaces this one.
      vmSize: {{ .pool.machineType }}
      osDiskSizeGB: 128
      {{- with .pool.zones | default .root.Values.derived.zones }}
      # So that the pool outlives a zone; AKS spreads over none unless told.
      availabilityZones:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .pool.labels }}
      nodeLabels:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .pool.taints }}
      nodeTaints:
        {{- range . }}
        - {{ include "cluster.taint" . }}
        {{- end }}
      {{- end }}
      {{- if .pool.spot }}
      # Deleted when Azure needs them.
      scaleSetPriority: Spot
      scaleSetEvictionPolicy: Delete
      spotMaxPrice: -1
      {{- end }}
{{- end }}

{{/* Metadata of an object of Azure Service Operator: who makes it in Azure. Given: root, name. */}}
{{- define "aks.metadata" -}}
name: {{ .name }}
annotations:
  # A Secret of the namespace, by name: no credential stands in Git.
  serviceoperator.azure.com/credential-from: {{ .root.Values.settings.asoCredentials }}
{{- end }}
