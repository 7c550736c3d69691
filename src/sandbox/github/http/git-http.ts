import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { canSee, hasPermission, hasRole } from '../acts/access.ts';
import { followPush, type Moved } from '../acts/refs.ts';
import { gitEnvironment } from '../git/process.ts';
import type { Account, Repository } from '../state/model.ts';
import { repositoryByName } from '../state/store.ts';
import { fullName, type World } from '../world.ts';
import { authenticate } from './authenticate.ts';
import { send } from './body.ts';

const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.+)$/;

/** Whether an address belongs to git's smart HTTP protocol. */
export const isGitPath = (path: string): boolean => gitPath.test(path);

/** Serves clone, fetch and push of real git by `git http-backend`. A push has every effect that it has at GitHub. */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, owner = '', name = '', rest = ''] = gitPath.exec(url.pathname) ?? [];
  const repository = repositoryByName(world.store, decodeURIComponent(owner), decodeURIComponent(name));
  const writes = rest === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const access = repository ? accessTo(world, repository, request.headers.authorization, writes) : 'unseen';
  if (!repository || typeof access === 'string') return refuse(request, response, access === 'forbidden');

  const before = writes ? snapshot(repository) : undefined;
  await runBackend(repository, request, response, `/${rest}`, url.search.slice(1));
  // Before git hears that it is done, so that whoever pushed finds every effect.
  if (before && access.account && rest === 'git-receive-pack')
    await followPush(world, repository, access.account, moves(before, snapshot(repository)));
  response.end();
}

function refuse(request: IncomingMessage, response: ServerResponse, forbidden: boolean): void {
  const text = { 'content-type': 'text/plain' };
  if (forbidden) send(response, 403, text, Buffer.from('Permission to repository denied.'));
  // git shows its credentials only when it is asked for them.
  else if (!request.headers.authorization)
    send(response, 401, { ...text, 'www-authenticate': 'Basic realm="GitHub"' }, Buffer.from('Who are you?'));
  else send(response, 404, text, Buffer.from('Repository not found.'));
}

/** Who reads or pushes. Anybody reads what is public; a push needs a token. */
function accessTo(
  world: World,
  repository: Repository,
  authorization: string | undefined,
  writes: boolean,
): { readonly account: Account | undefined } | 'unseen' | 'forbidden' {
  const authentication = authenticate(world, authorization);
  if (!('actor' in authentication) || authentication.actor.kind === 'app') return 'unseen';
  const { actor } = authentication;
  if (actor.kind === 'anonymous') return writes || repository.private ? 'unseen' : { account: undefined };
  if (!canSee(actor, repository)) return 'unseen';
  const may =
    actor.kind === 'installation'
      ? hasPermission(actor.permissions, 'contents', writes ? 'write' : 'read')
      : hasRole(repository, actor.account, writes ? 'write' : 'read');
  return may && !(writes && repository.archived) ? { account: actor.account } : 'forbidden';
}

const snapshot = (repository: Repository) =>
  new Map(repository.git.refs.list('refs/').map(({ name, oid }) => [name, oid]));

function moves(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Moved[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((move) => move.before !== move.after && !move.name.startsWith('refs/pull/'));
}

function runBackend(
  repository: Repository,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
): Promise<void> {
  const header = (name: string) => `${request.headers[name] ?? ''}`;
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment({
      GIT_PROJECT_ROOT: repository.git.folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: header('content-length'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: fullName(repository),
      REMOTE_ADDR: '127.0.0.1',
      // The folder may belong to another account, in a container say.
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    }),
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  return new Promise((resolve) => {
    let head: Buffer | undefined = Buffer.alloc(0);
    child.stdout.on('data', (chunk: Buffer) => {
      if (!head) return void response.write(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      writeHead(response, head.toString('latin1', 0, end));
      response.write(head.subarray(end + 4));
      head = undefined;
    });
    child.on('error', () => {
      if (!response.headersSent) response.writeHead(500).write('git is not installed');
      resolve();
    });
    child.on('close', () => {
      if (head && !response.headersSent) response.writeHead(500);
      resolve();
    });
  });
}

/** CGI's head: `Status: 404 Not Found` and header lines. */
function writeHead(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
