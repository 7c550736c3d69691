import { asTree, at, type KubeObject, timestamp, withAt } from '../../kubernetes/object.ts';
import { healthField, withConditions, writeStatus } from './application-status.ts';
import type { ApplicationWorld, Occasion } from './application-world.ts';
import { autoSync, type Seen } from './auto-sync.ts';
import { type ConditionNote, compareState, resourceStatuses } from './compare.ts';
import { cascade } from './deletion.ts';
import { desiredState, destinationOf, projectOf } from './desired-state.ts';
import { operate, waitsForRetry } from './operate.ts';
import { specErrors } from './project.ts';
import { annotations, group, sourceOf } from './terms.ts';

const withoutRefresh = (object: KubeObject): KubeObject =>
  object.metadata.annotations?.[annotations.refresh] === undefined
    ? object
    : withAt(object, ['metadata', 'annotations', annotations.refresh], undefined);

/** Compares and writes what was found; undefined when there is nothing to act on. */
const refresh = async (
  world: ApplicationWorld,
  application: KubeObject,
  occasion: Occasion,
): Promise<Seen | undefined> => {
  const project = projectOf(world, application);
  const source = asTree(at(application, 'spec', 'source'));
  const destination = asTree(at(application, 'spec', 'destination'));
  const comparedTo = { source, destination };
  const unknown = (notes: readonly ConditionNote[], health: string): void => {
    writeStatus(
      world,
      application,
      {
        conditions: withConditions(application, notes, world.now()),
        sync: { status: 'Unknown', comparedTo },
        health: healthField(application, health, world.now()),
        reconciledAt: timestamp(world.now()),
        controllerNamespace: application.metadata.namespace,
        summary: {},
      },
      withoutRefresh,
    );
  };
  const wrong = specErrors(application, project);
  if (wrong.length > 0 || project === undefined) {
    unknown(
      wrong.map((message) => ({ type: 'InvalidSpecError', message })),
      'Unknown',
    );
    return undefined;
  }
  const desired = await desiredState(world, application, sourceOf(application).targetRevision, occasion.force);
  if ('type' in desired) {
    // What lives is still judged, so the health of an Application that cannot be compared is that of its objects.
    const lives = compareState(world.store, world.tracking, application, destinationOf(application), []);
    unknown([desired], lives.resources.length === 0 ? 'Healthy' : lives.health);
    return undefined;
  }
  const comparison = compareState(
    world.store,
    world.tracking,
    application,
    destinationOf(application),
    desired.manifests,
  );
  const kept = keptConditions(application, desired.revision);
  const written = writeStatus(
    world,
    application,
    {
      conditions: withConditions(application, [...comparison.conditions, ...kept], world.now()),
      sync: { status: comparison.sync, revision: desired.revision, comparedTo },
      health: healthField(application, comparison.health, world.now()),
      resources: resourceStatuses(comparison.resources),
      resourceHealthSource: 'appTree',
      reconciledAt: timestamp(world.now()),
      controllerNamespace: application.metadata.namespace,
      sourceType: 'Directory',
      summary: {},
    },
    withoutRefresh,
  );
  return written === undefined ? undefined : { application: written, desired, comparison, project };
};

/** The SyncError of an automatic sync stays until its commit is no longer the wanted one; autoSync decides anew. */
const keptConditions = (application: KubeObject, revision: string): readonly ConditionNote[] =>
  ((at(application, 'status', 'conditions') ?? []) as readonly ConditionNote[])
    .filter((condition) => condition.type === 'SyncError' && condition.message.includes(revision))
    .map(({ type, message }) => ({ type, message }));

/** Looks at one Application: deletion, a running or asked-for sync, comparison, automatic sync. */
export const playApplication = async (
  world: ApplicationWorld,
  namespace: string,
  name: string,
  occasion: Occasion,
): Promise<void> => {
  const get = (): KubeObject | undefined => world.store.get({ group, kind: 'Application', namespace, name });
  const application = get();
  if (application === undefined) return;
  if (application.metadata.deletionTimestamp !== undefined) {
    cascade(world, application);
    return;
  }
  const asked = application.metadata.annotations?.[annotations.refresh] !== undefined;
  if (application['operation'] !== undefined && !waitsForRetry(world, application)) await operate(world, application);
  const current = get();
  if (current === undefined || current.metadata.deletionTimestamp !== undefined) return;
  const seen = await refresh(world, current, { force: occasion.force || asked });
  if (seen !== undefined) autoSync(world, seen);
};
