import { maxAnnotation, minAnnotation } from '../cluster/autoscaler.ts';
import { type Finding, fault } from '../finding.ts';
import { at, textAt } from '../manifests/source/located.ts';
import type { Entries } from '../manifests/source/splice.ts';
import type { Change, Changes } from './edit.ts';
import { type MappingEdit, notEditable } from './edit-file.ts';
import { boundsOfNobody } from './pools/wished-pool.ts';
import type { Scalable } from './scalables.ts';

/** What a scale command asks for; what is absent stays. */
export interface ScaleWish {
  readonly workers?: number;
  /** Absent: the only pool. */
  readonly pool?: string;
  /** Bounds of the autoscaler. */
  readonly min?: number;
  readonly max?: number;
  readonly controlPlane?: number;
}

/** A number of machines, where neither an autoscaler nor the bounds of the service decide otherwise. */
export function plainSize(pool: Scalable, workers: number | undefined): Changes {
  const title = `pool ${pool.pool ?? ''}`;
  if (workers === undefined) {
    return {
      ok: false,
      findings: [
        fault('command/argument-missing', `What is to change of ${title} is not said.`, {
          cure: 'Give workers=, or min= and max= for the autoscaler.',
        }),
      ],
    };
  }
  if (annotationOf(pool, minAnnotation) !== undefined) {
    const message = `An autoscaler decides how many machines ${title} has.`;
    const cure = 'Give min= and max= instead of workers=.';
    return { ok: false, findings: [fault('cluster/size-bounded', message, { cure, place: placeOf(pool) })] };
  }
  const selfScaled = scaledByService(pool);
  if (selfScaled !== undefined) return { ok: false, findings: [selfScaled] };
  const { min = 0, max = Number.POSITIVE_INFINITY } = pool.bounds ?? {};
  if (workers > max || workers < min) {
    const message = `${title} may have ${min} to ${max} machines, and ${workers} are asked for.`;
    const cure = 'Give min= or max= as well.';
    return { ok: false, findings: [fault('cluster/size-bounded', message, { cure, place: placeOf(pool) })] };
  }
  return resized(pool, title, workers);
}

/** Bounds for an autoscaler; the number itself then is no longer Git's, so that the engine does not work against it. */
export function bounded(pool: Scalable, wish: ScaleWish): Changes {
  const title = `pool ${pool.pool ?? ''}`;
  const { path } = pool.document;
  if (pool.bounds?.unkept === true) return { ok: false, findings: [{ ...boundsOfNobody, place: placeOf(pool) }] };
  const known = {
    min: pool.bounds?.min ?? Number(annotationOf(pool, minAnnotation) ?? Number.NaN),
    max: pool.bounds?.max ?? Number(annotationOf(pool, maxAnnotation) ?? Number.NaN),
  };
  const min = wish.min ?? known.min;
  const max = wish.max ?? known.max;
  if (Number.isNaN(min) || Number.isNaN(max)) {
    const message = `${title} has no ${Number.isNaN(min) ? 'lower' : 'upper'} bound yet.`;
    return { ok: false, findings: [fault('command/argument-missing', message, { cure: 'Give both min= and max=.' })] };
  }
  if (min > max || (wish.workers !== undefined && (wish.workers < min || wish.workers > max))) {
    const message = `The bounds ${min} to ${max} of ${title} hold no number${wish.workers === undefined ? '' : `, or not ${wish.workers}`}.`;
    return { ok: false, findings: [fault('command/argument-invalid', message, { cure: 'Give min= at most max=.' })] };
  }
  const step = {
    what: `bounds of ${title}`,
    from: Number.isNaN(known.min) ? 'none' : `${known.min} to ${known.max}`,
    to: `${min} to ${max}`,
  };
  if (pool.bounds !== undefined) {
    const edit = { at: pool.bounds.holder.at, put: { minSize: min, maxSize: max } };
    const size = wish.workers === undefined ? [] : sizeChange(pool, title, wish.workers);
    return {
      ok: true,
      value: [...(step.from === step.to ? [] : [{ path: pool.bounds.path, edit, step }]), ...size],
      notes: [],
    };
  }
  if (pool.metadata === undefined) {
    return { ok: false, findings: [notEditable(path, 'it has no place for the bounds of an autoscaler')] };
  }
  if (wish.workers !== undefined) {
    const message = `An autoscaler is to decide how many machines ${title} has, so workers= changes nothing.`;
    return { ok: false, findings: [fault('command/argument-invalid', message, { cure: 'Leave workers= out.' })] };
  }
  const put = nested([...pool.metadata.keys, 'annotations'], {
    [minAnnotation]: String(min),
    [maxAnnotation]: String(max),
  });
  const sameMapping = pool.metadata.holder === pool.holder;
  // Also one that is no number here, as in quotes: beside the autoscaler's the engine would put it back.
  const remove = at(pool.holder, 'replicas') === undefined ? [] : ['replicas'];
  const edits: readonly MappingEdit[] = sameMapping
    ? [{ at: pool.holder.at, put, remove }]
    : [
        { at: pool.metadata.holder.at, put },
        { at: pool.holder.at, remove },
      ];
  return { ok: true, value: edits.map((edit, index) => ({ path, edit, ...(index === 0 ? { step } : {}) })), notes: [] };
}

/** Of a pool whose number the service says: one in Git would change nothing, and Ready would wait for it in vain. Undefined of others. */
export const scaledByService = ({ pool = '', selfScaled: place }: Scalable): Finding | undefined =>
  place &&
  fault('cluster/size-bounded', `GKE's own autoscaler decides how many machines pool ${pool} has.`, {
    place,
    cure: 'Set scaling.enableAutoscaling to false first.',
  });

export function resized(scalable: Scalable, title: string, wanted: number): Changes {
  if (scalable.replicas === undefined) {
    const { path, place } = scalable.document;
    return {
      ok: false,
      findings: [
        notEditable(path, `it does not say how many machines the ${title} has`, place(scalable.holder.at).line),
      ],
    };
  }
  return { ok: true, value: sizeChange(scalable, title, wanted), notes: [] };
}

function sizeChange({ document, holder, replicas }: Scalable, what: string, wanted: number): readonly Change[] {
  if (replicas === undefined || replicas === wanted) return [];
  const step = { what, from: String(replicas), to: String(wanted) };
  return [{ path: document.path, edit: { at: holder.at, put: { replicas: wanted } }, step }];
}

/** An annotation of a pool. */
export function annotationOf({ metadata }: Scalable, annotation: string): string | undefined {
  return metadata === undefined ? undefined : textAt(at(metadata.holder, ...metadata.keys, 'annotations'), annotation);
}

function placeOf({ document, holder }: Scalable): Finding['place'] & object {
  return document.place(holder.at);
}

function nested(keys: readonly string[], value: Readonly<Record<string, string>>): Entries {
  return keys.reduceRight<Entries>((inner, key) => ({ [key]: inner }), value);
}
