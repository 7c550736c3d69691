import { createHash, randomBytes } from 'node:crypto';
import { link, lstat, mkdir, realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { AppError } from '../errors.ts';

/** The kernel's limit for the path of a socket, less a reserve for the temporary name. */
const longestSocketPath = 90;

const listen = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => {}).end('taken\n');
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path }, () => {
      server.unref();
      resolve(server);
    });
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** True unless the kernel says that nobody listens there: a socket whose process ended refuses. */
const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ path });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    // An owner that is frozen says nothing but is there.
    socket.setTimeout(1_000, () => settle(true));
    socket.once('data', () => settle(true));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => settle(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });

const inodeOf = async (path: string): Promise<number | undefined> => {
  try {
    return (await lstat(path)).ino;
  } catch {
    return undefined;
  }
};

type Release = () => Promise<void>;
const taken = Symbol('taken');

/** A name that the kernel frees with its process: an abstract socket on Linux, a named pipe on Windows. */
const lockName = async (folder: string): Promise<Release | typeof taken> => {
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const name = { linux: `\0clusterops-${digest}`, win32: `\\\\.\\pipe\\clusterops-${digest}` }[
    process.platform as string
  ];
  if (name === undefined) return async () => {};
  const server = await listen(name);
  return server === undefined ? taken : () => close(server);
};

/**
 * A socket in the folder itself: seen from other containers that share the volume, whose abstract names are their own.
 * The socket is made under a name of its own and linked into place, so that it never stands there without a listener.
 */
const lockSocket = async (folder: string): Promise<Release | typeof taken> => {
  const path = join(folder, 'lock');
  if (process.platform === 'win32' || path.length > longestSocketPath) return async () => {};
  const own = `${path}.${randomBytes(4).toString('hex')}`;
  const server = await listen(own);
  if (server === undefined) return taken;
  const giveUp = async (): Promise<typeof taken> => {
    await close(server);
    await unlink(own).catch(() => {});
    return taken;
  };
  for (let round = 0; round < 3; round++) {
    try {
      await link(own, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const stale = await inodeOf(path);
      if (await answers(path)) return giveUp();
      // Removed only if it is still the one that refused; the look below catches who came in between.
      if (stale !== undefined && (await inodeOf(path)) === stale) await unlink(path).catch(() => {});
      continue;
    }
    const inode = await inodeOf(own);
    await unlink(own).catch(() => {});
    // Two that met the same left-over could each remove the other's: the last one linked has the folder.
    await new Promise((resolve) => setTimeout(resolve, 50));
    if ((await inodeOf(path)) !== inode) return giveUp();
    return async () => {
      if ((await inodeOf(path)) === inode) await unlink(path).catch(() => {});
      await close(server);
    };
  }
  return giveUp();
};

const attempt = async (folder: string): Promise<Release | typeof taken> => {
  const releaseName = await lockName(folder);
  if (releaseName === taken) return taken;
  const releaseSocket = await lockSocket(folder).catch(async (error: unknown) => {
    await releaseName();
    throw error;
  });
  if (releaseSocket === taken) {
    await releaseName();
    return taken;
  }
  return async () => {
    await releaseSocket();
    await releaseName();
  };
};

/**
 * Takes a folder for this process, making it if needed, and returns the releaser. A crash frees it at once. Waits up to
 * `waitMs` for a process that is just ending; throws `queue/locked` if it stays taken.
 */
export const lockFolder = async (folder: string, waitMs = 3_000): Promise<Release> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const real = await realpath(folder);
  const until = performance.now() + waitMs;
  for (;;) {
    const release = await attempt(real);
    if (release !== taken) return release;
    if (performance.now() >= until) throw new AppError('queue/locked', `${folder} is in use by another process`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
