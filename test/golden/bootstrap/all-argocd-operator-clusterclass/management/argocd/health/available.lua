-- Healthy when Available (older objects: Ready), seen by its controller, and no roll-out is under way.
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
