import type { Log } from '../ports/log.ts';
import { serve, type Web } from './server.ts';

/** Starts `GET /metrics` on a port of its own. */
export const startMetrics = (options: {
  readonly port: number;
  readonly host?: string;
  readonly log: Log;
  readonly expose: () => Promise<{ readonly type: string; readonly text: string }>;
}): Promise<Web> =>
  serve(
    {
      'GET /metrics': async () => {
        const { type, text } = await options.expose();
        return { status: 200, text, headers: { 'content-type': type } };
      },
    },
    options,
  );
