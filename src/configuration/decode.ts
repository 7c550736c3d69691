import type { ConfigurationRead } from '../domain/access/configuration.ts';
import { fault } from '../domain/finding.ts';
import { checkTogether } from './check-together.ts';
import { decodeYaml } from './decode-file.ts';
import { type BaseText, layer } from './layers.ts';
import { fileSchema, toConfiguration } from './schema.ts';

/**
 * Reads the text of `.github/clusterops.yml`: the configuration with every default filled in, or everything that is wrong
 * with it, each with its place. An empty file means the defaults. Aliases that multiply, keys that stand twice and files
 * over 64 KiB are refused. `bases` are the files that it builds on, the nearest first; one that is lacking is named.
 */
export function decodeConfiguration(text: string, bases: readonly BaseText[] = []): ConfigurationRead {
  const layered = layer(text, bases);
  if (!layered.ok) return layered.read;
  const read = decodeYaml(layered.file, fileSchema);
  if (!read.ok) return { state: 'invalid', findings: read.findings };
  const configuration = toConfiguration(read.data);
  const conflicts = checkTogether(configuration).map(({ key, message, cure }) =>
    fault('configuration/value-invalid', message, { cure, place: read.file.placeOfKey(key) }),
  );
  return conflicts.length > 0 ? { state: 'invalid', findings: conflicts } : { state: 'read', configuration };
}
