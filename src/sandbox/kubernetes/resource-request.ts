import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deletion } from './deletion.ts';
import type { FaultAct } from './faults.ts';
import type { Registry } from './registry.ts';
import type { ResourcePath } from './request.ts';
import type { Storage } from './storage.ts';
import type { Writes } from './write-types.ts';

export interface Reply {
  readonly status: number;
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ResourceRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: ResourcePath;
  readonly verb: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly faults: readonly FaultAct[];
  readonly done: (status: number) => void;
}

/** Answers a request for a resource; undefined when it took the response over itself, as watches do. */
export type Resources = (request: ResourceRequest) => Reply | undefined;

export interface ResourceNeeds {
  readonly storage: Storage;
  readonly registry: Registry;
  readonly writes: Writes;
  readonly deletion: Deletion;
  readonly now: () => number;
  readonly bookmarkEvery: number;
}
