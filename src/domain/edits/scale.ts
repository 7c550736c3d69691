import { checkControlPlane } from '../cluster/counts.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { Outcome } from '../finding.ts';
import { flavorOf } from '../manifests/registry.ts';
import { mono } from '../report/markdown.ts';
import type { ClusterEdit, EditAsked, Edited } from './edit.ts';
import { documentsOf } from './folder.ts';
import { type RetypeWish, retype } from './machine-type/retype.ts';
import { standingSpec } from './pools/standing-spec.ts';
import { boundsOfNobody } from './pools/wished-pool.ts';
import { scaleFiles } from './scale-files.ts';
import type { ScaleWish } from './scale-pool.ts';

/** `/scale-cluster`: other sizes, and other machine types. */
export const scale: ClusterEdit = {
  kind: 'scale-cluster',
  verb: 'Scale',
  waitsUntilReady: false,
  effect:
    'the engine applies the new sizes; machines of another type come one after the other in place of those that there are, which Cluster API drains and deletes',
  apply(asked) {
    const { cluster, files, arguments: given } = asked;
    const wish = wishOf(given);
    const types = typesOf(given);
    const beyond = wish.controlPlane === undefined ? [] : checkControlPlane(wish.controlPlane);
    if (beyond.length > 0) return { ok: false, findings: beyond };
    if ((wish.min !== undefined || wish.max !== undefined) && keepsNoBounds(asked))
      return { ok: false, findings: [boundsOfNobody] };
    const { pool: _pool, ...sizes } = wish;
    const isSized = Object.keys(sizes).length > 0;
    let made: Outcome<Edited> = { ok: true, value: { files: [], steps: [] }, notes: [] };
    // A pool that is named beside a machine type is only that type's.
    if (isSized || types.length === 0)
      made = scaleFiles(cluster.name, files, asksForWorkers(wish) || types.length === 0 ? wish : sizes);
    for (const type of types) made = followed(made, files, (left) => retype({ ...asked, files: left }, type));
    return made;
  },
  /** A bound that was not there before cannot be taken away by a command. */
  inverse({ cluster, arguments: given }, { steps }: Edited) {
    const before = (what: string): string | undefined => steps.find((step) => step.what.startsWith(what))?.from;
    const [min, max] = before('bounds of ')?.split(' to ') ?? [];
    const bounds = max === undefined ? [] : [`min=${min}`, `max=${max}`];
    const sizes = [
      ['workers', before('pool ')],
      ['control-plane', before('control plane')],
      ['machine-type', before('machine type of pool ')],
      ['control-plane-machine-type', before('machine type of control plane')],
    ].flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
    const pool = typeof given['pool'] === 'string' ? [`pool=${given['pool']}`] : [];
    return mono(['/scale-cluster', cluster.name, ...pool, ...sizes, ...bounds].join(' '));
  },
};

/** Whatever the packaging: its files need not show the provider's own objects. */
function keepsNoBounds(asked: EditAsked): boolean {
  const documents = documentsOf(asked.files);
  const spec = documents.ok ? standingSpec(asked, documents.value) : documents;
  return spec.ok && flavorOf(spec.value.provider, spec.value.flavor)?.pools.bounds === 'none';
}

const asksForWorkers = ({ workers, min, max }: ScaleWish): boolean =>
  [workers, min, max].some((each) => each !== undefined);

function typesOf(given: EditAsked['arguments']): readonly RetypeWish[] {
  const { pool, 'machine-type': worker, 'control-plane-machine-type': controlPlane } = given;
  const meant = typeof pool === 'string' ? { pool } : {};
  return [
    ...(typeof controlPlane === 'string' ? [{ role: 'control plane' as const, type: controlPlane }] : []),
    ...(typeof worker === 'string' ? [{ role: 'worker' as const, type: worker, ...meant }] : []),
  ];
}

/** One edit on what another leaves. */
function followed(
  before: Outcome<Edited>,
  files: readonly FileContent[],
  next: (files: readonly FileContent[]) => Outcome<Edited>,
): Outcome<Edited> {
  if (!before.ok) return before;
  const changed = new Map(before.value.files.map((file) => [file.path, file]));
  const after = next(files.map((file) => changed.get(file.path) ?? file));
  if (!after.ok) return after;
  for (const file of after.value.files) changed.set(file.path, file);
  return {
    ok: true,
    value: {
      files: [...changed.values()],
      steps: [...before.value.steps, ...after.value.steps],
      leavesTemplates: before.value.leavesTemplates === true || after.value.leavesTemplates === true,
    },
    notes: [...before.notes, ...after.notes],
  };
}

function wishOf(given: EditAsked['arguments']): ScaleWish {
  const number = (key: string): number | undefined => (typeof given[key] === 'number' ? given[key] : undefined);
  const pool = given['pool'];
  const wish = {
    workers: number('workers'),
    min: number('min'),
    max: number('max'),
    controlPlane: number('control-plane'),
    pool: typeof pool === 'string' ? pool : undefined,
  };
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}
