import { spawn } from 'node:child_process';
import { access, cp, mkdir, rename, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';

const dataName = 'pgdata';

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Runs `initialise` beside this file: as TypeScript from source, as JavaScript once built. */
const initialise = (folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL(`./initialise${extname(fileURLToPath(import.meta.url))}`, import.meta.url));
    const child = spawn(process.execPath, ['--no-warnings', script, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2_000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new AppError('queue/unavailable', `the data directory could not be made: ${said.trim()}`));
    });
  });

/**
 * Returns the data directory of the embedded database below `folder`, made if it is not there: copied from `template`
 * (another folder that was opened and closed once), or by a process of its own, because making one takes a gigabyte of
 * memory that this process would keep. It appears whole or not at all. Call it under the folder's lock.
 */
export const prepareDataFolder = async (folder: string, template?: string): Promise<string> => {
  const data = join(folder, dataName);
  if (await isThere(join(data, 'PG_VERSION'))) return data;
  const fresh = `${data}.new`;
  await rm(fresh, { recursive: true, force: true });
  const source = template === undefined ? undefined : join(template, dataName);
  if (source !== undefined && (await isThere(join(source, 'PG_VERSION')))) await cp(source, fresh, { recursive: true });
  else {
    await mkdir(fresh, { mode: 0o700 });
    await initialise(fresh);
  }
  await rename(fresh, data);
  return data;
};
