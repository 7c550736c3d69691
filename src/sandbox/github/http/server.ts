import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runGit } from '../git/process.ts';
import type { World } from '../world.ts';
import type { createApi } from './api.ts';
import { send } from './body.ts';
import { isGitPath, serveGit } from './git-http.ts';

/** Answers what is neither API nor git: the pages that people look at. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

const apiBase = '/api/v3';

export interface HttpServer {
  readonly port: number;
  setPages(handler: PageHandler): void;
  close(): Promise<void>;
}

/** Listens on loopback. */
export async function listen(world: World, api: ReturnType<typeof createApi>, port: number): Promise<HttpServer> {
  let pages: PageHandler = (_request, response) => send(response, 404, {}, Buffer.from('Not Found'));

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = url.pathname;
    if (path === '/api/graphql') return api.serve(request, response, url, '/graphql');
    if (path === apiBase || path.startsWith(`${apiBase}/`))
      return api.serve(request, response, url, path.slice(apiBase.length) || '/');
    if (path.startsWith('/_codeload/')) return serveArchive(world, response, path);
    if (isGitPath(path)) return serveGit(world, request, response, url);
    return pages(request, response, url);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A bug of the sandbox must be seen, not look like GitHub having a bad day.
      const text = error instanceof Error ? `${error.stack}` : String(error);
      if (response.headersSent) response.destroy();
      else send(response, 500, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify({ message: text })));
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    setPages(handler) {
      pages = handler;
    },
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A tarball, at the address that the API redirected to. */
async function serveArchive(world: World, response: ServerResponse, path: string): Promise<void> {
  const wanted = world.store.downloads.get(path.split('/')[2] ?? '');
  if (!wanted) return send(response, 404, {}, Buffer.from('404: Not Found'));
  const { repository, oid } = wanted;
  const prefix = `${repository.owner.login}-${repository.name}-${oid.slice(0, 7)}`;
  const archive = await runGit(repository.git.folder, ['archive', '--format=tar.gz', `--prefix=${prefix}/`, oid]);
  if (archive.code !== 0) throw new Error(`git archive: ${archive.stderr}`);
  const headers = {
    'content-type': 'application/x-gzip',
    'content-disposition': `attachment; filename=${prefix}.tar.gz`,
  };
  send(response, 200, headers, archive.stdout);
}
