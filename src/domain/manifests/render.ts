import type { Configuration } from '../access/configuration.ts';
import { clusterFolder } from '../cluster/names.ts';
import type { ClusterSpec, RenderedCluster } from '../cluster/spec.ts';
import type { Finding, Outcome } from '../finding.ts';
import { checkRendered, checkValues } from './check-rendered.ts';
import { refOf } from './manifest.ts';
import { plainFiles } from './packaging/plain.ts';
import { providers } from './registry.ts';

/**
 * The files of a cluster, byte-identical for the same spec and configuration. Not ok when a value could change what a
 * manifest means, or when the objects made are not those of the plan.
 */
export function renderCluster(spec: ClusterSpec, configuration: Configuration): Outcome<RenderedCluster> {
  const unsafe = checkValues(spec, configuration);
  if (unsafe.length > 0) return { ok: false, findings: unsafe };
  if (spec.packaging !== 'plain' || spec.capi !== 'v1beta2') return { ok: false, findings: [notBuilt(spec)] };
  const provider = providers[spec.provider];
  const folder = clusterFolder(configuration.clusters.folder, spec.name);
  const parts = provider.parts(spec, configuration);
  const objects = parts.map((part) => refOf(part.manifest));
  const files = plainFiles(folder, parts);
  const findings = checkRendered(spec, folder, provider.expects(spec), objects, files);
  if (findings.length > 0) return { ok: false, findings };
  return {
    ok: true,
    value: {
      folder,
      files,
      objects,
      machines: [
        { role: 'control plane', type: spec.controlPlane.machineType, count: spec.controlPlane.replicas },
        ...spec.pools.map((pool) => ({ role: 'worker' as const, type: pool.machineType, count: pool.replicas })),
      ],
      prerequisites: provider.prerequisites(spec, configuration),
    },
    notes: [],
  };
}

function notBuilt(spec: ClusterSpec): Finding {
  return {
    code: 'cluster/provider-unavailable',
    severity: 'error',
    message: `The packaging "${spec.packaging}" with Cluster API ${spec.capi} is not built yet.`,
    cure: 'Use packaging=plain with Cluster API v1beta2.',
  };
}
