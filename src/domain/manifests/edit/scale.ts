import type { FileContent } from '../../cluster/spec.ts';
import { type Finding, fault, type Outcome } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { readDocuments } from '../source/read-documents.ts';
import { editFile } from './edit-file.ts';
import { type Scalable, scalablesOf } from './scalables.ts';
import { bounded, type Changes, plainSize, resized, type ScaleWish, type Step } from './scale-pool.ts';

export interface Scaled {
  /** The files that differ. */
  readonly files: readonly FileContent[];
  readonly steps: readonly Step[];
}

/**
 * The files of a cluster with other sizes; every line that is not about a size stays as it is. `files` are those of the cluster's
 * folder. Not ok when the files do not say what is to change, or say it in a way that the bot does not understand.
 */
export function scaleCluster(name: string, files: readonly FileContent[], wish: ScaleWish): Outcome<Scaled> {
  if (Object.keys(wish).length === 0) {
    const cure = 'Give workers=, control-plane=, or min= and max= for an autoscaler.';
    return { ok: false, findings: [fault('command/argument-missing', 'It is not said what is to change.', { cure })] };
  }
  const read = files.filter(({ path }) => /\.ya?ml$/.test(path) && !/\/templates\//.test(path)).map(readDocuments);
  const unreadable = read.flatMap(({ findings }) => findings);
  if (unreadable.length > 0) return { ok: false, findings: unreadable };
  const scalables = scalablesOf(
    name,
    read.flatMap(({ documents }) => documents),
  );
  const outcomes = [
    ...(wish.controlPlane === undefined ? [] : [controlPlaneChanges(name, scalables, wish.controlPlane)]),
    ...(asksForWorkers(wish) ? [workerChanges(name, scalables, wish)] : []),
  ];
  const findings = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.findings));
  if (findings.length > 0) return { ok: false, findings };
  const changes = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value : []));
  const notes = outcomes.flatMap((outcome) => (outcome.ok ? outcome.notes : []));
  const edited = [...Map.groupBy(changes, ({ path }) => path)].map(([path, of]) => {
    const file = files.find((each) => each.path === path) ?? { path, content: '' };
    return editFile(
      file,
      of.map(({ edit }) => edit),
    );
  });
  const refused = edited.flatMap((outcome) => (outcome.ok ? [] : outcome.findings));
  if (refused.length > 0) return { ok: false, findings: refused };
  return {
    ok: true,
    value: {
      files: edited.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])),
      steps: changes.flatMap(({ step }) => step ?? []),
    },
    notes,
  };
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

function poolOf(name: string, pools: readonly Scalable[], asked: string | undefined): Scalable | Finding {
  const names = pools.flatMap(({ pool }) => pool ?? []);
  const found = pools.filter(({ pool }) => asked === undefined || pool === asked || `${name}-${pool}` === asked);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (pools.length === 0) {
    return fault('cluster/size-unknown', `The files of ${name} describe no pool of workers.`);
  }
  const listed = `Use one of ${names.join(', ')}.`;
  if (asked === undefined) {
    return fault('command/argument-missing', `${name} has ${pools.length} pools, so pool= has to say which.`, {
      cure: listed,
    });
  }
  const meant = didYouMean(asked, names);
  return fault('cluster/pool-unknown', `${name} has no pool "${asked}".`, {
    cure: meant === undefined ? listed : `Did you mean "${meant}"?`,
  });
}
