import type { ConfigurationRead } from '../domain/access/configuration.ts';
import type { ConfigurationShape } from './decode-facts.ts';

/** A file that a configuration builds on, and the `owner/name` that it is from. */
export interface BaseText {
  readonly from: string;
  readonly text: string;
}

export type DecodeConfiguration = (text: string, bases?: readonly BaseText[]) => ConfigurationRead;

const configurationPath = '.github/clusterops.yml';
const symlinkMode = 0o120000;

/**
 * The configuration from what was read. "Absent" needs proof: the folder was read and does not list the file, or the root
 * was read and there is no such folder. Whatever cannot be read in full counts as invalid, so that it denies.
 */
export function configurationFrom<Read>(
  facts: ConfigurationShape,
  decode: (text: string) => Read,
): Read | ConfigurationRead {
  if (facts.isEmpty) return { state: 'absent' };
  if (facts.root?.__typename !== 'Tree') return invalid('the files of the default branch could not be read');
  const { dotGithub, configuration: blob } = facts;
  const entry = dotGithub?.entries?.find(({ name }) => name === 'clusterops.yml');
  if (!blob) {
    const seen = dotGithub == null || (dotGithub.__typename === 'Tree' && dotGithub.entries != null);
    return seen && entry === undefined ? { state: 'absent' } : invalid('it could not be read');
  }
  if (blob.__typename !== 'Blob') return invalid('it is not a file');
  if (entry?.mode === symlinkMode) return invalid('it is a symbolic link');
  if (blob.isBinary === true || blob.text == null) return invalid('it is not text');
  if (blob.isTruncated === true) return invalid('it is too large to be read in full');
  return decode(blob.text);
}

function invalid(why: string): ConfigurationRead {
  return {
    state: 'invalid',
    findings: [
      {
        code: 'configuration/syntax',
        severity: 'error',
        message: `The configuration file cannot be used: ${why}.`,
        place: { path: configurationPath },
        cure: `Make ${configurationPath} on the default branch a plain YAML file, or remove it.`,
      },
    ],
  };
}
