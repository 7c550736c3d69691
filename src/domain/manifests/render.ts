import type { Configuration } from '../access/configuration.ts';
import { checkMade } from '../access/limits.ts';
import { clusterFolder } from '../cluster/names.ts';
import {
  type ClusterSpec,
  type PlannedSpec,
  type RenderedCluster,
  type TemplateSpec,
  workersIn,
} from '../cluster/spec.ts';
import { type Finding, fault, type Outcome } from '../finding.ts';
import { isWithin, parentOf } from './builds/resolve-path.ts';
import type { UnreadFile } from './builds/source-tree.ts';
import { checkObjects, checkPaths, checkValues } from './check-rendered.ts';
import { olderContract } from './core/older-contract.ts';
import { checkEndpointFree } from './endpoint-free.ts';
import { refOf } from './manifest.ts';
import { topologyGate } from './packaging/clusterclass/clusterclass.ts';
import type { RepositoryFiles } from './packaging/packaging.ts';
import { packagings } from './packaging/registry.ts';
import { flavorOf, providers } from './registry.ts';
import { hasTopology, madeBy } from './templates/made.ts';
import { otherWorkers } from './templates/objects.ts';
import { renderTemplate } from './templates/render-template.ts';

const noFiles: RepositoryFiles = new Map();

/** Folders and files of the base branch that rendering a cluster needs to see. */
export function neededFiles(spec: PlannedSpec, configuration: Configuration): readonly string[] {
  if (spec.template !== undefined) return [parentOf(spec.template.path)];
  return packagings[spec.packaging].reads(spec, configuration);
}

/** Whether rendering a cluster looks at a path of these folders. */
export function isNeeded(path: string, spec: PlannedSpec, configuration: Configuration): boolean {
  const { template, packaging } = spec;
  // A link may stand for a whole folder.
  if (template !== undefined) return isWithin(path, template.path);
  const { looksInto } = packagings[packaging];
  const isAbove = (needed: string): boolean => isWithin(path, needed);
  return looksInto === undefined || looksInto(path, configuration) || neededFiles(spec, configuration).some(isAbove);
}

/** What keeps a cluster from being rendered: it needs to see something of the base branch that could not be read. */
export function checkRead(
  spec: PlannedSpec,
  configuration: Configuration,
  unread: readonly UnreadFile[],
): readonly Finding[] {
  const { template } = spec;
  const needed = unread.filter(({ path }) => isNeeded(path, spec, configuration));
  return needed.map(({ path, why }) => {
    const message =
      template === undefined
        ? `${path} is needed and was not read: ${why}.`
        : `The template "${template.path}" was not read: ${path === template.path ? 'it' : path} ${why.replace(/^it /, '')}.`;
    return fault(template === undefined ? 'manifest/not-checked' : 'template/unreadable', message, {
      cure: cureOf(why),
      place: { path },
    });
  });
}

function cureOf(why: string): string {
  if (why.includes('link')) return 'Commit the file itself in its place: no link is followed.';
  if (why.includes('submodule') || why.includes('repository')) return 'Commit its files to this repository.';
  if (why.includes('larger')) return 'Make it smaller: take out what clusters do not need.';
  return why.includes('text') ? 'Save it as text in UTF-8.' : 'Look whether it can be read, and try again.';
}

/** Folders of the base branch that rendering a cluster looks through, as far as they can be read: an address is in use there. */
export function searchedFiles(spec: PlannedSpec, { clusters }: Configuration): readonly string[] {
  return spec.endpoint === undefined ? [] : [clusters.folder];
}

/**
 * The files of a cluster, byte-identical for the same spec, configuration and repository. Not ok when a value could change
 * what a manifest means, or when the objects made are not those of the plan.
 */
export function renderCluster(
  spec: PlannedSpec,
  configuration: Configuration,
  repository: RepositoryFiles = noFiles,
): Outcome<RenderedCluster> {
  const taken = checkEndpointFree(spec, configuration, repository);
  if (taken.length > 0) return { ok: false, findings: taken };
  if (spec.template !== undefined) return fromTemplate(spec, configuration, repository);
  const unsafe = checkValues(spec, configuration);
  if (unsafe.length > 0) return { ok: false, findings: unsafe };
  const flavor = flavorOf(spec.provider, spec.flavor);
  const packaging = packagings[spec.packaging];
  if (flavor === undefined) return { ok: false, findings: [unknownFlavor(spec)] };
  const folder = clusterFolder(configuration.clusters.folder, spec.name);
  const made = flavor.parts(spec, configuration);
  const parts = spec.capi === 'v1beta1' ? olderContract(made) : made;
  const unexpected = checkObjects(
    spec,
    flavor.expects(spec, configuration),
    parts.map((part) => refOf(part.manifest)),
  );
  if (unexpected.length > 0) return { ok: false, findings: unexpected };
  const packed = packaging.pack({ spec, configuration, folder, parts, repository });
  if (!packed.ok) return packed;
  const { files, objects, notes } = packed.value;
  const outside = checkPaths(files, [folder, ...packaging.writes(spec, configuration)]);
  if (outside.length > 0) return { ok: false, findings: outside };
  const { replicas, machineType } = spec.controlPlane;
  return {
    ok: true,
    value: {
      folder,
      files,
      objects,
      machines: [
        ...(flavor.managedControlPlane ? [] : [{ role: 'control plane' as const, type: machineType, count: replicas }]),
        ...spec.pools.map((pool) => ({ role: 'worker' as const, type: pool.machineType, count: pool.replicas })),
      ],
      prerequisites: [
        ...flavor.prerequisites(spec, configuration),
        ...(packaging.prerequisites?.(spec, configuration) ?? []),
      ],
    },
    notes: [...experimental(spec), ...notes],
  };
}

function fromTemplate(
  spec: TemplateSpec,
  configuration: Configuration,
  repository: RepositoryFiles,
): Outcome<RenderedCluster> {
  const { template } = spec;
  const folder = clusterFolder(configuration.clusters.folder, spec.name);
  const rendered = renderTemplate(spec, repository.get(template.path), folder);
  if (!rendered.ok) return rendered;
  const made = madeBy(rendered.value, spec, configuration.clusters.folder);
  const { controlPlane, pools, mostWorkers } = made;
  const [asked, workers] = [workersIn(spec.pools), workersIn(pools)];
  const counted = { workers: mostWorkers, controlPlane: controlPlane.replicas };
  const beyond = checkMade(counted, configuration.limits, template.path);
  if (beyond.length > 0) return { ok: false, findings: beyond };
  return {
    ok: true,
    value: {
      folder,
      files: [rendered.value.file],
      objects: rendered.value.objects,
      machines: [
        { role: 'control plane', type: controlPlane.machineType || asTemplate, count: controlPlane.replicas },
        { role: 'worker', type: pools[0]?.machineType || asTemplate, count: workers },
      ],
      made,
      prerequisites: [
        `What the template ${template.path} refers to exists in the management cluster and in the cloud.`,
        ...(hasTopology(rendered.value) ? [topologyGate] : []),
      ],
    },
    notes: workers === asked ? rendered.notes : [...rendered.notes, otherWorkers(template.path, workers, asked)],
  };
}

const asTemplate = 'as the template says';

function experimental({ provider }: ClusterSpec): readonly Finding[] {
  const { title, experimental: because } = providers[provider];
  if (because === undefined) return [];
  const message = `The provider ${title} is experimental: ${because}`;
  return [{ ...fault('cluster/experimental', message), severity: 'warning' }];
}

function unknownFlavor({ provider, flavor }: ClusterSpec): Finding {
  const message = `The provider ${provider} has no flavour "${flavor}".`;
  return fault('cluster/provider-unavailable', message, { cure: 'Ask for the cluster again.' });
}
