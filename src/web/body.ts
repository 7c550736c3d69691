import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly state: 'read'; readonly raw: Buffer }
  | { readonly state: 'too large' }
  /** The client went away in the middle. */
  | { readonly state: 'broken' };

/** Bytes of bodies that may be in hand at once, over all connections. */
export interface BodyBudget {
  taken: number;
  readonly most: number;
}

/** Reads a body of at most `most` bytes, counted as it arrives, whatever Content-Length says. */
export const readBody = (request: IncomingMessage, most: number, budget: BodyBudget): Promise<Body> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (body: Body): void => {
      budget.taken -= size;
      size = 0;
      request.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close');
      resolve(body);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      budget.taken += chunk.length;
      if (size > most) finish({ state: 'too large' });
      else chunks.push(chunk);
    });
    request.once('end', () => {
      const [only] = chunks;
      finish({ state: 'read', raw: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size) });
    });
    request.once('close', () => finish({ state: 'broken' }));
    request.on('error', () => {});
  });
