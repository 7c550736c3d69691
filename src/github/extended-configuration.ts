import type { ConfigurationRead } from '../domain/access/configuration.ts';
import { type Finding, fault } from '../domain/finding.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { ClientOf } from './client.ts';
import { type BaseText, configurationFrom, type DecodeConfiguration } from './configuration-file.ts';
import { decode } from './decode.ts';
import { configurationOnlyShape } from './decode-facts.ts';
import { configuration as configurationDocument } from './documents/facts.ts';

/** More files than this build on each other by mistake. */
const mostBases = 4;

/** The configuration that a text means for a repository, with what it builds on as the default branches there have it. */
export type ReadConfiguration = (repository: RepositoryRef, text: string) => Promise<ConfigurationRead>;

/**
 * Reads what a configuration builds on, file by file, from repositories of the same owner. A file that is not there or cannot be
 * read, and a circle, make it invalid at the place that names it.
 */
export function createReadConfiguration(clientOf: ClientOf, decodeText: DecodeConfiguration): ReadConfiguration {
  const textOf = async (repository: RepositoryRef, name: string): Promise<string | undefined> => {
    const variables = { owner: repository.owner, name };
    const isAbsent = ({ type }: { type?: string }) => type === 'NOT_FOUND' || type === 'FORBIDDEN';
    const data = await clientOf(repository).query(configurationDocument, variables, isAbsent);
    if (data['repository'] == null) return undefined;
    let text: string | undefined;
    configurationFrom(decode(configurationOnlyShape, data, 'configuration').repository, (each) => {
      text = each;
      return { state: 'absent' };
    });
    return text;
  };

  return async (repository, text) => {
    const bases: BaseText[] = [];
    const builtOn: string[] = [];
    const seen = [repository.name.toLowerCase()];
    for (;;) {
      const read = decodeText(text, bases);
      if (read.state !== 'invalid' || read.lacks === undefined)
        return read.state === 'absent' || builtOn.length === 0 ? read : { ...read, builtOn };
      const { repository: name, place } = read.lacks;
      const refuse = (finding: Finding): ConfigurationRead => ({ state: 'invalid', findings: [finding], builtOn });
      const full = `${repository.owner}/${name}`;
      if (seen.includes(name.toLowerCase()) || bases.length === mostBases) {
        const chain = [...seen, name].join(' → ');
        return refuse(
          fault('configuration/extends-cycle', `_extends leads in a circle, or too far: ${chain}.`, { place }),
        );
      }
      builtOn.push(full);
      const base = await textOf(repository, name);
      if (base === undefined) {
        const message = `_extends names ${full}, where ClusterOps can read no .github/clusterops.yml on the default branch.`;
        return refuse(fault('configuration/extends-missing', message, { place }));
      }
      seen.push(name.toLowerCase());
      bases.push({ from: full, text: base });
    }
  };
}
