{{/*
kube-vip holds the address of the API server where no load balancer does: a static pod on each machine of the control plane. It finds the API
server of its own machine by the name "kubernetes" from a file of hosts, because a node has no address before a cloud controller runs.
*/}}
{{- define "kube-vip.files" -}}
# Holds the address of the API server, on one machine of the control plane at a time.
- path: /etc/kubernetes/manifests/kube-vip.yaml
  owner: root:root
  permissions: "0644"
  content: |
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-vip
      namespace: kube-system
    spec:
      hostNetwork: true
      containers:
        - name: kube-vip
          image: {{ .Values.derived.kubeVipImage }}
          imagePullPolicy: IfNotPresent
          args:
            - manager
          env:
            - name: cp_enable
              value: "true"
            - name: cp_namespace
              value: kube-system
            - name: address
              value: {{ .Values.endpoint }}
            - name: port
              value: "6443"
            - name: vip_arp
              value: "true"
            - name: vip_leaderelection
              value: "true"
            - name: vip_leaseduration
              value: "15"
            - name: vip_renewdeadline
              value: "10"
            - name: vip_retryperiod
              value: "2"
          securityContext:
            capabilities:
              add:
                - NET_ADMIN
                - NET_RAW
          volumeMounts:
            - name: kubeconfig
              mountPath: /etc/kubernetes/admin.conf
            - name: hosts
              mountPath: /etc/hosts
      volumes:
        - name: kubeconfig
          hostPath:
            path: /etc/kubernetes/admin.conf
            type: File
        - name: hosts
          hostPath:
            path: /etc/kube-vip.hosts
            type: File
- path: /etc/kube-vip.hosts
  owner: root:root
  permissions: "0644"
  content: |
    127.0.0.1 localhost kubernetes
{{- end }}

{{- define "kube-vip.command" -}}
# While the first machine initialises the cluster, only super-admin.conf is allowed to do anything.
- >-
  if [ -f /run/kubeadm/kubeadm.yaml ]; then
  sed -i 's#path: /etc/kubernetes/admin.conf#path: /etc/kubernetes/super-admin.conf#' /etc/kubernetes/manifests/kube-vip.yaml;
  fi
{{- end }}
