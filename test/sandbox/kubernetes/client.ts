import { afterEach } from '@jest/globals';
import {
  type SandboxKubernetes,
  type SandboxOptions,
  startSandboxKubernetes,
} from '../../../src/sandbox/kubernetes/main.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the server says
  readonly body: any;
}

const running: SandboxKubernetes[] = [];

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

/** A sandbox that is closed when the test ends. */
export const sandbox = async (options: SandboxOptions = {}): Promise<SandboxKubernetes> => {
  const started = await startSandboxKubernetes(options);
  running.push(started);
  return started;
};

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** Asks the API over HTTP; bodies are JSON unless they are text already. */
export const asking =
  (kubernetes: Pick<SandboxKubernetes, 'url'>, token?: string): Ask =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${kubernetes.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: json && text !== '' ? JSON.parse(text) : text };
  };

export const clusters = '/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusters';
export const configMaps = '/api/v1/namespaces/default/configmaps';

export const cluster = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  apiVersion: 'cluster.x-k8s.io/v1beta2',
  kind: 'Cluster',
  metadata: { name, namespace: 'default' },
  spec: { clusterNetwork: { pods: { cidrBlocks: ['192.168.0.0/16'] } } },
  ...more,
});

export const configMap = (name: string, data: Readonly<Record<string, string>> = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', ...metadata },
  data,
});

const applyType = { 'content-type': 'application/apply-patch+yaml' };

/** Server-side apply over HTTP. */
export const apply = (ask: Ask, path: string, body: unknown, manager: string, query = ''): Promise<Answer> =>
  ask('PATCH', `${path}?fieldManager=${manager}${query}`, body, applyType);
