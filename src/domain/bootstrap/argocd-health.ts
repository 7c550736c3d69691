/**
 * Health of Cluster API's objects for Argo CD, in Lua. Argo CD's own scripts go by phase and `Ready`: to them a v1beta2 Cluster
 * is healthy as soon as its infrastructure is there, and control planes and MachineSets have no health at all. Like the Ready
 * check, these go by `Available`, the counters and the generation; they tell no time, so what never comes up stays Progressing.
 */
const common = `
local hs = {status = "Progressing", message = "Waiting for its controller"}
local spec, status = obj.spec or {}, obj.status or {}
if obj.metadata.deletionTimestamp ~= nil then
  hs.message = "Being deleted"
  return hs
end
local annotations = obj.metadata.annotations or {}
if spec.paused == true or annotations["cluster.x-k8s.io/paused"] ~= nil then
  return {status = "Suspended", message = "Paused"}
end
if status.observedGeneration ~= nil and status.observedGeneration < obj.metadata.generation then
  hs.message = "Waiting for its controller to see the change"
  return hs
end
`;

/** A condition in its newest form; one of the older contract may have a severity. */
const byCondition = `
local conditions = status.conditions or {}
if status.v1beta2 ~= nil and status.v1beta2.conditions ~= nil then
  conditions = status.v1beta2.conditions
end
local function condition(kind)
  for _, each in ipairs(conditions) do
    if each.type == kind then
      return each
    end
  end
end
local available = condition("Available") or condition("Ready")
if available == nil then
  return hs
end
hs.message = available.message or available.reason or available.status
if available.status ~= "True" then
  if available.severity == "Error" then
    hs.status = "Degraded"
  end
  return hs
end
local rolling = condition("RollingOut")
if rolling ~= nil and rolling.status == "True" then
  hs.message = rolling.message or "Rolling out"
  return hs
end
return {status = "Healthy", message = available.message or ""}
`;

const byCounter = `
local wanted = spec.replicas or status.replicas or 1
local ready = status.readyReplicas or 0
hs.message = ready .. " of " .. wanted .. " machines are ready"
if ready >= wanted and (status.replicas or 0) == wanted then
  hs.status = "Healthy"
end
return hs
`;

const script = (...parts: readonly string[]): string => `${parts.map((part) => part.trim()).join('\n')}\n`;

interface HealthScript {
  readonly file: string;
  /** Group and kind, as keys of the ConfigMap argocd-cm name them. */
  readonly kinds: readonly string[];
  readonly text: string;
}

export const healthScripts: readonly HealthScript[] = [
  {
    file: 'available.lua',
    kinds: [
      'cluster.x-k8s.io_Cluster',
      'cluster.x-k8s.io_Machine',
      'cluster.x-k8s.io_MachineDeployment',
      'controlplane.cluster.x-k8s.io_KubeadmControlPlane',
      'addons.cluster.x-k8s.io_HelmChartProxy',
    ],
    text: script(
      '-- Healthy when Available (older objects: Ready), seen by its controller, and no roll-out is under way.',
      common,
      byCondition,
    ),
  },
  {
    file: 'counted.lua',
    kinds: ['cluster.x-k8s.io_MachineSet', 'cluster.x-k8s.io_MachinePool'],
    text: script(
      '-- Healthy when all machines are ready: these kinds have no Available, or one that does not count machines.',
      common,
      byCounter,
    ),
  },
];
