import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export interface PostgresServer {
  readonly url: string;
  /** Makes an empty database and returns its URL; it is dropped at the end. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

const binaries = (): string | undefined => {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/lib/postgresql',
    '/opt/homebrew/bin',
    '/usr/local/bin',
  ];
  const versions = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql')
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join('/usr/lib/postgresql', version, 'bin'))
    : [];
  return [...folders, ...versions].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

/** Postgres refuses to run as root: then its own user is taken. */
const user = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const id = (kind: '-u' | '-g'): number => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

const serverAt = (url: string, stop: () => Promise<void>): PostgresServer => {
  const made: string[] = [];
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  return {
    url,
    createDatabase: async (name) => {
      const database = `clusterops_bench_${name}_${process.pid}`;
      await run(`create database ${database}`);
      made.push(database);
      const place = new URL(url);
      place.pathname = `/${database}`;
      return place.href;
    },
    stop: async () => {
      for (const database of made) await run(`drop database if exists ${database} with (force)`);
      await stop();
    },
  };
};

/**
 * A Postgres server: the one of DATABASE_URL, else a private cluster in a temporary folder on a free port of loopback.
 * A string instead says why there is none.
 */
export const startPostgres = async (): Promise<PostgresServer | string> => {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== '') return serverAt(given, async () => {});
  const bin = binaries();
  if (bin === undefined) return 'no Postgres: set DATABASE_URL or install the server (initdb, postgres)';
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-postgres-'));
  const data = join(folder, 'data');
  try {
    const as = user();
    if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
    const env = { PATH: process.env.PATH, LC_ALL: 'C' };
    execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
      ...as,
      env,
      cwd: folder,
      stdio: 'pipe',
    });
    const port = await freePort();
    const server = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`],
      { ...as, env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stderr.on('data', (chunk: Buffer) => {
        if (said.length < 10_000) said += chunk.toString('utf8');
        if (said.includes('ready to accept connections')) resolve();
      });
      server.once('exit', () => reject(new Error(said.slice(-500))));
    });
    return serverAt(`postgres://bench@127.0.0.1:${port}/postgres`, async () => {
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return `no Postgres: ${error instanceof Error ? error.message : String(error)}`;
  }
};
