import type { ObjectRef } from '../domain/cluster/spec.ts';
import { AppError } from '../errors.ts';
import type { ClusterActs, LiveObject } from '../ports/cluster.ts';
import { at, text, texts } from './decode/json.ts';
import { decodeLive } from './decode/live.ts';
import { resourcePath, type ServedKind } from './discovery.ts';
import { faultOf, isForbidden, isMissing, type Refusal } from './faults.ts';
import { refOf, spoken } from './refs.ts';
import type { Resources } from './resources.ts';
import type { Answer, Transport } from './transport.ts';

/** The name under which server-side apply records our fields. */
export const fieldManager = 'clusterops';

/** Acts through the API server itself; nothing here is answered from the watched picture. */
export function clusterActs(transport: Transport, resources: Resources): ClusterActs {
  const notServed = (ref: ObjectRef): string => `the API server has no kind ${ref.kind} in ${ref.group}/${ref.version}`;

  const pathOf = (kind: ServedKind, ref: ObjectRef): string => resourcePath(kind, ref.namespace, ref.name);

  async function anyVersion(ref: ObjectRef): Promise<ServedKind> {
    const kind = await resources.any(ref.group, ref.version, ref.kind);
    if (kind === undefined) throw new AppError('kubernetes/refused', `${spoken(ref)}: ${notServed(ref)}`);
    return kind;
  }

  async function apply(manifest: Readonly<Record<string, unknown>>, ref: ObjectRef): Promise<Answer | 'not served'> {
    const kind = await resources.exact(ref.group, ref.version, ref.kind);
    if (kind === undefined) return 'not served';
    return transport.call({
      method: 'PATCH',
      path: pathOf(kind, ref),
      query: { fieldManager, force: 'true', fieldValidation: 'Strict' },
      // JSON is YAML, so the API server takes it under the only content type that apply has everywhere.
      contentType: 'application/apply-patch+yaml',
      body: manifest,
    });
  }

  function readAnswer(answer: Answer, ref: ObjectRef): Awaited<ReturnType<ClusterActs['read']>> {
    if (answer.ok) {
      const object: LiveObject | undefined = decodeLive(answer.body);
      return object === undefined
        ? { state: 'unknown', because: 'the answer is not an object' }
        : { state: 'present', object };
    }
    if (isMissing(answer.refusal, ref.name)) return { state: 'gone' };
    return {
      ...{ state: 'unknown', because: answer.refusal.message },
      ...(isForbidden(answer.refusal) ? { forbidden: true } : {}),
    };
  }

  return {
    async read(ref) {
      try {
        const kind = await resources.any(ref.group, ref.version, ref.kind);
        if (kind === undefined) return { state: 'unknown', because: notServed(ref) };
        return readAnswer(await transport.call({ path: pathOf(kind, ref) }), ref);
      } catch (error) {
        // Whatever went wrong, it says nothing about the object.
        return { state: 'unknown', because: error instanceof AppError ? error.detail : String(error) };
      }
    },
    async topologyClass(namespace, name) {
      const ref = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'ClusterClass', namespace, name };
      try {
        const kind = await resources.any(ref.group, ref.version, ref.kind);
        const answer = kind === undefined ? undefined : await transport.call({ path: pathOf(kind, ref) });
        if (answer?.ok !== true) return undefined;
        const variables = at(answer.body, 'spec', 'variables');
        return {
          versions: texts(at(answer.body, 'spec', 'kubernetesVersions')),
          variables: texts(Array.isArray(variables) ? variables.map((each) => at(each, 'name')) : []),
        };
      } catch {
        // What the class would allow is then not known; the refusal says so.
        return undefined;
      }
    },
    async put(manifest) {
      const ref = refOf(manifest);
      const answer = await apply(manifest, ref);
      if (answer === 'not served') throw new AppError('kubernetes/refused', `${spoken(ref)}: ${notServed(ref)}`);
      if (!answer.ok) throw faultOf(answer.refusal, `apply of ${spoken(ref)}`);
      const uid = text(at(answer.body, 'metadata', 'uid'));
      if (uid === undefined) throw new AppError('kubernetes/unavailable', `apply of ${spoken(ref)}: no UID came back`);
      return { uid };
    },
    async patch(ref, patch) {
      const kind = await anyVersion(ref);
      const answer = await transport.call({
        method: 'PATCH',
        path: pathOf(kind, ref),
        query: { fieldManager, fieldValidation: 'Strict' },
        contentType: 'application/merge-patch+json',
        body: patch,
      });
      if (answer.ok) return 'patched';
      if (isMissing(answer.refusal, ref.name)) return 'gone';
      throw faultOf(answer.refusal, `patch of ${spoken(ref)}`);
    },
    async remove(ref, uid) {
      const kind = await anyVersion(ref);
      const answer = await transport.call({
        method: 'DELETE',
        path: pathOf(kind, ref),
        body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', preconditions: { uid } },
      });
      if (answer.ok) return 'removing';
      if (isMissing(answer.refusal, ref.name)) return 'gone';
      if (isOtherObject(answer.refusal)) return 'another object';
      throw faultOf(answer.refusal, `removal of ${spoken(ref)}`);
    },
  };
}

/** The API server's words when the UID in the preconditions is not that of the object. */
function isOtherObject(refusal: Refusal): boolean {
  return refusal.status === 409 && /uid/i.test(refusal.message) && /precondition/i.test(refusal.message);
}
