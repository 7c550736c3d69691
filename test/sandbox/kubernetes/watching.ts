import { request } from 'node:http';
import type { SandboxKubernetes } from '../../../src/sandbox/kubernetes/main.ts';

export interface Seen {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the server says
  readonly object: any;
}

export interface Watching {
  readonly events: readonly Seen[];
  /** How the stream ended; undefined while it is open. */
  readonly ended: () => 'end' | 'cut' | undefined;
  /** Resolves when so many events came, or the stream ended. */
  arrived(count: number): Promise<readonly Seen[]>;
  closed(): Promise<'end' | 'cut'>;
  stop(): void;
}

/** Opens a watch over HTTP; resolves when the server accepted it. */
export const watching = (
  kubernetes: Pick<SandboxKubernetes, 'url'>,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Watching> =>
  new Promise((resolve, reject) => {
    const events: Seen[] = [];
    const waiting = new Set<() => void>();
    let ended: 'end' | 'cut' | undefined;
    const wake = (): void => {
      for (const each of [...waiting]) each();
    };
    const until = (done: () => boolean): Promise<void> =>
      new Promise((settle) => {
        const look = (): void => {
          if (!done()) return;
          waiting.delete(look);
          settle();
        };
        waiting.add(look);
        look();
      });
    const asked = request(`${kubernetes.url}${path}`, { headers, agent: false }, (response) => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) events.push(JSON.parse(line) as Seen);
        wake();
      });
      response.on('end', () => {
        ended ??= 'end';
        wake();
      });
      response.on('error', () => {
        ended = 'cut';
        wake();
      });
      resolve({
        events,
        ended: () => ended,
        arrived: async (count) => {
          await until(() => events.length >= count || ended !== undefined);
          return events;
        },
        closed: async () => {
          await until(() => ended !== undefined);
          return ended ?? 'cut';
        },
        stop: () => asked.destroy(),
      });
    });
    asked.on('error', (error) => {
      ended = 'cut';
      wake();
      reject(error);
    });
    asked.end();
  });
