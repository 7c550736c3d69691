import type { ConfigurationRead, LackedBase } from '../domain/access/configuration.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { readYaml, type YamlFile } from './read-yaml.ts';

/** A file that a configuration builds on: its text, and where it is from. */
export interface BaseText {
  /** `owner/name` of its repository, or the path of a file. */
  readonly from: string;
  readonly text: string;
}

/** The key that names a repository of the same organisation whose configuration this one builds on. */
export const extendsKey = '_extends';
export const repositoryForm = /^[A-Za-z0-9._-]{1,100}$/;

const ownPath = '.github/clusterops.yml';

type Layered =
  | { readonly ok: true; readonly file: YamlFile }
  | { readonly ok: false; readonly read: ConfigurationRead };

/**
 * A configuration with what it builds on, as one file: mappings are joined key by key, and of all else what stands nearer counts.
 * Without a base that one of the files names it cannot be used, and says which that is.
 */
export function layer(text: string, bases: readonly BaseText[]): Layered {
  const files: YamlFile[] = [];
  for (const { text: each, from } of [{ text, from: undefined }, ...bases]) {
    const read = readYaml(each, from === undefined ? ownPath : `${from}:${ownPath}`);
    if (!read.ok) return { ok: false, read: { state: 'invalid', findings: read.findings } };
    files.push(read.file);
    const name = baseOf(read.file);
    if (name === undefined) return { ok: true, file: joined(files) };
    const place = read.file.placeOfValue([extendsKey]);
    if (bases.length < files.length) return { ok: false, read: lacking({ repository: name, place }) };
  }
  return { ok: true, file: joined(files) };
}

/** A value of another form is for the schema to refuse. */
function baseOf({ value }: YamlFile): string | undefined {
  const name = isMapping(value) ? value[extendsKey] : undefined;
  return typeof name === 'string' && repositoryForm.test(name) ? name : undefined;
}

function lacking(lacks: LackedBase): ConfigurationRead {
  const message = `The configuration builds on that of the repository "${lacks.repository}", which was not read.`;
  const finding: Finding = fault('configuration/extends-unread', message, { place: lacks.place });
  return { state: 'invalid', findings: [finding], lacks };
}

/** Nearest first. A place is that of the nearest file that has the key. */
function joined(files: readonly YamlFile[]): YamlFile {
  const [own, ...others] = files;
  if (own === undefined || others.length === 0) return own ?? empty;
  const holder = (at: readonly (string | number)[]): YamlFile => files.find(({ value }) => holds(value, at)) ?? own;
  return {
    value: files.map(({ value }) => value).reduceRight((far, near) => join(far, near)),
    placeOfKey: (at) => holder(at).placeOfKey(at),
    placeOfValue: (at) => holder(at).placeOfValue(at),
  };
}

const empty: YamlFile = { value: {}, placeOfKey: () => ({}), placeOfValue: () => ({}) };

function join(far: unknown, near: unknown): unknown {
  if (!isMapping(far) || !isMapping(near)) return near;
  const joint = Object.entries(near).map(([key, value]) => [
    key,
    Object.hasOwn(far, key) ? join(far[key], value) : value,
  ]);
  return { ...far, ...Object.fromEntries(joint) };
}

function holds(value: unknown, [key, ...rest]: readonly (string | number)[]): boolean {
  if (key === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return holds((value as Readonly<Record<string | number, unknown>>)[key], rest);
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
