{{/* The spec of an AWSMachineTemplate. Given: root, machineType, profile. */}}
{{- define "cluster.machines" -}}
template:
  spec:
    instanceType: {{ .machineType }}
    iamInstanceProfile: {{ .profile }}.cluster-api-provider-aws.sigs.k8s.io
    # Empty: no SSH key. Left out, it would mean the key named "default".
    sshKeyName: {{ .root.Values.settings.sshKeyName | default "" | quote }}
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

{{/* How a machine registers as a node. The name is filled in by cloud-init on the machine. */}}
{{- define "cluster.nodeRegistration" -}}
nodeRegistration:
  name: {{ "{{ ds.meta_data.local_hostname }}" | quote }}
  kubeletExtraArgs:
    - name: cloud-provider
      value: external
{{- end }}

{{/* What of a MachineHealthCheck is the same for all machines. */}}
{{- define "cluster.healthChecks" -}}
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
{{- end }}
