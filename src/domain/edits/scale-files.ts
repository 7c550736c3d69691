import type { FileContent } from '../cluster/spec.ts';
import { fault, type Outcome } from '../finding.ts';
import type { Changes, Edited } from './edit.ts';
import { carriedOut, documentsOf } from './folder.ts';
import { poolOf } from './pool.ts';
import { type Scalable, scalablesOf } from './scalables.ts';
import { bounded, plainSize, resized, type ScaleWish } from './scale-pool.ts';

/**
 * The files of a cluster with other sizes; every line that is not about a size stays as it is. `files` are those of the cluster's
 * folder. Not ok when the files do not say what is to change, or say it in a way that the bot does not understand.
 */
export function scaleFiles(name: string, files: readonly FileContent[], wish: ScaleWish): Outcome<Edited> {
  if (Object.keys(wish).length === 0) {
    const cure = 'Give workers=, control-plane=, or min= and max= for an autoscaler.';
    return { ok: false, findings: [fault('command/argument-missing', 'It is not said what is to change.', { cure })] };
  }
  const documents = documentsOf(files);
  if (!documents.ok) return documents;
  const scalables = scalablesOf(name, documents.value);
  return carriedOut(files, [
    ...(wish.controlPlane === undefined ? [] : [controlPlaneChanges(name, scalables, wish.controlPlane)]),
    ...(asksForWorkers(wish) ? [workerChanges(name, scalables, wish)] : []),
  ]);
}

function asksForWorkers({ workers, pool, min, max }: ScaleWish): boolean {
  return [workers, pool, min, max].some((each) => each !== undefined);
}

function controlPlaneChanges(name: string, scalables: readonly Scalable[], wanted: number): Changes {
  const found = scalables.filter(({ role }) => role === 'control plane');
  const [controlPlane] = found;
  if (controlPlane === undefined || found.length > 1) {
    const message = `The files of ${name} say no number of control plane machines that could be changed.`;
    const cure =
      "Leave control-plane= out: the provider's service runs the control plane, or another file says its size.";
    return { ok: false, findings: [fault('cluster/size-unknown', message, { cure })] };
  }
  return resized(controlPlane, 'control plane', wanted);
}

function workerChanges(name: string, scalables: readonly Scalable[], wish: ScaleWish): Changes {
  const pools = scalables.filter(({ role }) => role === 'worker');
  const pool = poolOf(name, pools, wish.pool);
  if ('code' in pool) return { ok: false, findings: [pool] };
  if (wish.min === undefined && wish.max === undefined) return plainSize(pool, wish.workers);
  return bounded(pool, wish);
}
