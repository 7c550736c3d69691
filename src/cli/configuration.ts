import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeConfiguration } from '../configuration/decode.ts';
import type { ConfigurationRead } from '../domain/access/configuration.ts';
import { CliExit, exitCodes } from './exit.ts';

/** The configuration of a working tree, as `decodeFile` reads it. */
export function configurationOf(root: string, bases?: readonly string[]): ConfigurationRead {
  const path = join(root, '.github/clusterops.yml');
  return existsSync(path) ? decodeFile(path, bases) : { state: 'absent' };
}

/**
 * A configuration file. GitHub is not asked: `bases` are the files of what it builds on, the nearest first. Throws `CliExit` 2 for
 * one that cannot be read.
 */
export function decodeFile(path: string, bases: readonly string[] = []): ConfigurationRead {
  return decodeConfiguration(
    textOf(path),
    bases.map((from) => ({ from, text: textOf(from) })),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new CliExit(exitCodes.refused, `${path}: cannot be read`);
  }
}
