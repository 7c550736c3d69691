import type { Rehearsed, WhyUnknown } from '../domain/manifests/rehearsal/rehearsed.ts';
import { AppError } from '../errors.ts';
import type { ObjectToRehearse, Rehearse } from '../ports/cluster.ts';
import { complaintsOf } from './complaints.ts';
import { at, text } from './decode/json.ts';
import { resourcePath } from './discovery.ts';
import { isForbidden, isPassing, type Refusal, wordsOf } from './faults.ts';
import { refOf } from './refs.ts';
import type { Resources } from './resources.ts';
import type { Timers } from './timers.ts';
import type { Transport } from './transport.ts';

/** Apart from the manager of what is really applied, so that a rehearsal owns no field of anything. */
const fieldManager = 'clusterops-plan';
const atOnce = 8;
const longest = 20_000;

const unknown = (why: WhyUnknown, said: string): Rehearsed => ({ state: 'unknown', why, said });

/**
 * Server-side apply with `dryRun=All` and strict field validation, several at a time and all within 20 seconds; what had no
 * answer by then is `unanswered`. `transport` has to act as the identity of the dry run.
 */
export function rehearsal(transport: Transport, resources: Resources, timers: Timers): Rehearse {
  async function ask({ manifest, namespace }: ObjectToRehearse, signal: AbortSignal): Promise<Rehearsed> {
    const ref = refOf(manifest);
    const kind = await resources.exact(ref.group, ref.version, ref.kind);
    if (kind === undefined) return unknown('kind', `the API server has no kind ${ref.kind} in ${manifest.apiVersion}`);
    const home = kind.namespaced ? (ref.namespace ?? namespace) : undefined;
    const answer = await transport.call({
      method: 'PATCH',
      path: resourcePath(kind, home, ref.name),
      query: { fieldManager, force: 'true', fieldValidation: 'Strict', dryRun: 'All' },
      contentType: 'application/apply-patch+yaml',
      body: home === undefined ? manifest : inNamespace(manifest, home),
      signal,
    });
    if (answer.ok) return { state: 'accepted' };
    return judge(answer.refusal);
  }

  return async (objects) => {
    const deadline = new AbortController();
    const late = unknown('unanswered', `the API server did not answer within ${longest / 1000} s`);
    const outcomes = new Map<number, Rehearsed>();
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < objects.length && !deadline.signal.aborted) {
        const index = next++;
        const object = objects[index];
        if (object === undefined) return;
        const outcome = await ask(object, deadline.signal).catch((error: unknown) =>
          unknown('unanswered', withoutPath(error)),
        );
        if (!deadline.signal.aborted) outcomes.set(index, outcome);
      }
    };
    let cancel = () => {};
    const over = new Promise<void>((resolve) => {
      cancel = timers.after(longest, () => {
        deadline.abort();
        resolve();
      });
    });
    await Promise.race([over, Promise.all(Array.from({ length: Math.min(atOnce, objects.length) }, worker))]);
    cancel();
    return objects.map((_, index) => outcomes.get(index) ?? late);
  };
}

/** Said without the object, so that what is the same for several is the same. */
function judge(refusal: Refusal): Rehearsed {
  if (isForbidden(refusal)) return unknown('forbidden', withoutResource(refusal.message));
  if (refusal.status === 404) {
    return unknown(/^namespaces? "/.test(refusal.message) ? 'namespace' : 'kind', refusal.message);
  }
  // An admission webhook that has side effects, or that cannot be reached, says nothing of the object.
  const isWebhooks = /does not support dry run|failed calling webhook/.test(refusal.message);
  if (isWebhooks || isPassing(refusal)) return unknown('unanswered', refusal.message);
  return { state: 'refused', complaints: complaintsOf(refusal) };
}

/** Who lacks the right, and where; the objects that it is about are named beside it. */
function withoutResource(message: string): string {
  const who = /User ".*/s.exec(message)?.[0] ?? message;
  return who.replace(/(cannot (?:patch|create)) resource "[^"]*"(?: in API group "[^"]*")?/, '$1 such objects');
}

function withoutPath(error: unknown): string {
  if (!(error instanceof AppError)) return wordsOf(error);
  return error.cause === undefined ? error.detail : wordsOf(error.cause);
}

function inNamespace(manifest: ObjectToRehearse['manifest'], namespace: string): Readonly<Record<string, unknown>> {
  if (text(at(manifest, 'metadata', 'namespace')) !== undefined) return manifest;
  return { ...manifest, metadata: { ...(manifest.metadata as object), namespace } };
}
