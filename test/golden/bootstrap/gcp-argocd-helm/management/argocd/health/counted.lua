-- Healthy when all machines are ready: these kinds have no Available, or one that does not count machines.
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
local wanted = spec.replicas or status.replicas or 1
local ready = status.readyReplicas or 0
hs.message = ready .. " of " .. wanted .. " machines are ready"
if ready >= wanted and (status.replicas or 0) == wanted then
  hs.status = "Healthy"
end
return hs
