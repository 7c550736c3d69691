import type { FileContent } from '../../cluster/spec.ts';
import {
  carriedVersion,
  isBehind,
  type TopologyClass,
  type UpgradeStep,
  upgradeStep,
} from '../../cluster/upgrade-path.ts';
import { type Finding, fault, type Outcome } from '../../finding.ts';
import { readDocuments, type SourceDocument } from '../../manifests/source/read-documents.ts';
import type { Change, Edited } from '../edit.ts';
import { notEditable } from '../edit-file.ts';
import { documentsOf } from '../folder.ts';
import { type Move, movedTo, rolledOut } from '../roll-out.ts';
import { caughtUp, chartValues, heldBack } from './chart-pools.ts';
import { imageForVersion } from './machine-image.ts';
import { type KnownMinors, minorsOf } from './maker.ts';
import { imagesOfBases, mentionsOf } from './mentions.ts';
import { pinnedImage, settingsForVersion, settingsName } from './settings.ts';
import { topologyClass } from './topology-class.ts';
import { inheriting, type Versioned, versionedCluster } from './versioned.ts';

export interface UpgradeWish {
  readonly cluster: string;
  /** As the command gives it, e.g. `v1.35.2`. */
  readonly target: string;
  readonly provider?: string;
  /** Files of the folders that the cluster is built from beside its own. */
  readonly bases?: readonly FileContent[];
  /** Classes that stand beside the cluster's folder, in the repository or the management cluster. */
  readonly classes?: readonly TopologyClass[];
}

export interface Upgraded extends Edited {
  readonly step: UpgradeStep;
  /** Workers are left for a pull request of their own. */
  readonly continues: boolean;
}

/**
 * The files of a cluster with the next step to another version; every line that is not about it stays as it is. `files` are those of
 * the cluster's folder.
 */
export function upgradeFiles(files: readonly FileContent[], wish: UpgradeWish): Outcome<Upgraded> {
  const documents = documentsOf(files);
  if (!documents.ok) return documents;
  const cluster = versionedCluster(wish.cluster, documents.value);
  const [controlPlane] = cluster.all;
  if (controlPlane?.role !== 'control plane') {
    const message = `The files of ${wish.cluster} do not say which version its control plane runs.`;
    return { ok: false, findings: [fault('manifest/not-editable', message)] };
  }
  const silent = cluster.all.filter(({ version }) => version === undefined).map(withoutVersion);
  if (silent.length > 0) return { ok: false, findings: silent };

  const maker: KnownMinors = minorsOf(documents.value, wish.provider);
  const pools = cluster.all.filter(({ role }) => role === 'worker');
  const current = controlPlane.version ?? '';
  const asked =
    cluster.together === 'topology'
      ? topologyClass(controlPlane.holder, documents.value, wish.classes ?? [])
      : undefined;
  const step = upgradeStep({
    cluster: wish.cluster,
    target: wish.target,
    versions: {
      controlPlane: current,
      pools: pools.map(({ title, version = '' }) => ({ name: title.slice(5), version })),
    },
    ...maker,
    ...(asked === undefined ? {} : { topologyClass: asked }),
  });
  if (!step.ok) return step;
  if (step.value === 'nothing') {
    return { ok: true, value: { files: [], steps: [], step: 'nothing', continues: false }, notes: [] };
  }
  const to = carriedVersion(wish.target);
  const behind = pools.filter(({ version }) => to !== undefined && isBehind(version ?? '', to));
  const chart = chartValues(cluster, documents.value, wish.bases ?? []);
  const named = step.value === 'control plane' && settingsName(cluster, current, wish.target);
  const held = step.value === 'control plane' ? heldBack(chart, current, wish.target) : undefined;
  // What names an image for all machines moves them together; Cluster API's preflight checks then hold the workers back.
  const shared = named && held === undefined;
  const moving = step.value === 'workers' ? behind : shared ? [controlPlane, ...behind] : [controlPlane];
  const following = step.value === 'control plane' ? inheriting(cluster) : [];
  const pinned = pinnedImage(cluster, held === undefined ? [...moving, ...following] : moving, wish.target);
  if (pinned !== undefined) return { ok: false, findings: [pinned] };
  const moves = moving.map((each) =>
    each.role === 'worker' && chart !== undefined
      ? only(caughtUp(each, sameForm(each, wish.target), chart))
      : moved(files, held === undefined || following.length === 0 ? each : { ...each, title: each.role }, wish.target),
  );
  const carried = rolledOut(files, documents.value, [...moves, ...(held ?? []).map(only)]);
  if (!carried.ok) return carried;
  const settled = named ? settingsForVersion(wish.cluster, carried.value.files, current, wish.target) : undefined;
  if (settled?.ok === false) return settled;
  const changed = settled?.value ?? carried.value.files;
  const read = { own: withChanges(files, changed) ?? documents.value, bases: objectsOf(wish.bases ?? []) };
  const together = (held === undefined && following.length > 0) || (shared && behind.length > 0);
  const waiting = held === undefined ? behind : [...behind, ...following];
  return {
    ok: true,
    value: {
      ...carried.value,
      files: changed,
      step: step.value,
      // Those of an earlier step may be there still.
      leavesTemplates: true,
      continues: step.value === 'control plane' && !shared && waiting.length > 0,
    },
    notes: [
      ...carried.notes,
      ...(settled?.notes ?? []),
      ...(together ? [oneVersion] : []),
      ...imagesOfBases(read, moving[0]?.version ?? current, wish.target),
      ...(step.value === 'control plane' ? mentionsOf(read, current, wish.target) : []),
    ],
  };
}

/** What a folder says once some of its files are others. */
function withChanges(
  files: readonly FileContent[],
  changed: readonly FileContent[],
): readonly SourceDocument[] | undefined {
  const after = new Map([...files, ...changed].map((file) => [file.path, file]));
  const read = documentsOf([...after.values()]);
  return read.ok ? read.value : undefined;
}

/** The objects of files that are not changed: what is no YAML there is Plan's to tell. */
function objectsOf(files: readonly FileContent[]): readonly SourceDocument[] {
  const manifests = files.filter(({ path }) => /\.ya?ml$/.test(path) && !/\/templates\//.test(path));
  return manifests.flatMap((file) => readDocuments(file).documents).filter(({ kind }) => kind !== undefined);
}

const oneVersion: Finding = {
  ...fault('cluster/upgrade-needs', 'The chart gives the control plane and the workers one version.', {
    cure: 'Leave the preflight checks of Cluster API on: they keep new workers from starting before the control plane runs the new version. A chart of the repository whose schema has `pools[].kubernetesVersion`, as the example chart has it, brings the workers later.',
  }),
  severity: 'notice',
};

const only = (change: Change): Outcome<Move> => ({ ok: true, value: { changes: [change], templates: [] }, notes: [] });

/** The target with a `v` in front or without, as the files have it. */
const sameForm = ({ version = '' }: Versioned, target: string): string =>
  version.startsWith('v') ? target : target.replace(/^v/, '');

function moved(files: readonly FileContent[], versioned: Versioned, target: string): Outcome<Move> {
  const { document, holder, key, title, version = '', machines } = versioned;
  const to = sameForm(versioned, target);
  const step = { what: title, from: version, to };
  const own: Change = { path: document.path, edit: { at: holder.at, put: { [key]: to } }, step };
  const template = machines?.template;
  const file = files.find(({ path }) => path === template?.path);
  if (machines === undefined || template === undefined || file === undefined) {
    return { ok: true, value: { changes: [own], templates: [] }, notes: [] };
  }
  const image = imageForVersion(file, template, version, target);
  if (!image.ok) return image;
  if (image.value.template === undefined)
    return { ok: true, value: { changes: [own], templates: [] }, notes: image.value.notes };
  const move = movedTo(image.value.template, machines, document, files);
  if (!move.ok) return move;
  const { changes, templates } = move.value;
  return { ok: true, value: { changes: [own, ...changes], templates }, notes: image.value.notes };
}

function withoutVersion({ title, document, holder }: Versioned): Finding {
  return notEditable(document.path, `it does not say which version the ${title} runs`, document.place(holder.at).line);
}
