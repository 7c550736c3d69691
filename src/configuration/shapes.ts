import { z } from 'zod';
import { parseRange } from '../domain/cluster/address-range.ts';
import { parseCidr } from '../domain/cluster/cidr.ts';
import { repositoryUrlForm } from '../domain/gitops/repository-url.ts';

// Each leaf carries what it `must be`, in words: findings, JSON Schema and documentation are made from it.
// `patternErrorMessage` is what the language servers of YAML and JSON show.

/** A whole number within bounds. */
export const whole = (min: number, max: number) => {
  const must = `a whole number from ${min} to ${max}`;
  return z.int({ error: must }).min(min, { error: must }).max(max, { error: must });
};
/** One of a few words. */
export const choice = <const T extends readonly [string, ...string[]]>(...of: T) =>
  z.enum(of, { error: `one of ${of.join(', ')}` });
/** A string of a form, which `must` names in words. */
export const pattern = (shape: RegExp, must: string) =>
  z
    .string({ error: must })
    .regex(shape, { error: must })
    .meta({ patternErrorMessage: `It must be ${must}.` });
/** True or false. */
export const flag = () => z.boolean({ error: 'true or false' });

/** A DNS label. */
export const label = () =>
  pattern(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'a DNS label: lower-case letters, digits and hyphens, at most 63');
/** The name of a Kubernetes object. */
export const objectName = () =>
  pattern(
    /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/,
    'the name of a Kubernetes object: lower-case letters, digits, dots and hyphens',
  );
/** An identifier of a cloud; `what` names it. */
export const word = (what: string) => pattern(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/, what);
/** An identifier of a cloud that is a UUID; `what` names it. */
export const uuid = (what: string) => pattern(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, what);
/** A time zone; whether there is one of that name is looked at apart. */
export const zone = () => pattern(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, 'a time zone such as Europe/Berlin');
/** A list within bounds. */
export const list = <T extends z.ZodType>(item: T, what: string, min: number, max: number) =>
  z
    .array(item, { error: `a list of ${what}` })
    .min(min, { error: `a list of at least ${min} ${what}` })
    .max(max, { error: `a list of at most ${max} ${what}` });
const regionName = () => pattern(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'the name of a region, in lower case');
/** A list of regions, as commands write them. */
export const regions = () => list(regionName(), 'regions', 1, 200);
/** A mapping whose keys are all known. */
export const section = <T extends z.core.$ZodShape>(shape: T) =>
  z.strictObject(shape, { error: 'a mapping of keys to values' });
/** Settings that differ from one region to another, by region as commands write it. */
export const perRegion = <T extends z.core.$ZodShape>(shape: T) =>
  z.record(regionName(), section(shape), { error: 'a mapping of regions to settings' });

const segment = '(?!\\.{1,2}(?:/|$)|\\.[gG][iI][tT](?:[hH][uU][bB])?(?:/|$))[A-Za-z0-9._-]{1,100}';
/** A folder of the repository. */
export const folder = () =>
  pattern(
    new RegExp(`^(?:${segment}/){0,9}${segment}$`),
    'a folder of the repository, without a slash at either end, outside .git and .github',
  );
/** A version of Kubernetes. */
export const version = () => pattern(/^v?1\.\d{1,3}\.\d{1,3}$/, 'a Kubernetes version such as v1.34.3');
/** A duration. */
export const duration = () => pattern(/^(?:\d{1,6}[smhdw]){1,5}$/, 'a duration such as 72h, 3d or 90m');
// No user information before the host: credentials do not belong into a repository.
/** An address of a Git repository. */
export const repoUrl = () => pattern(repositoryUrlForm, 'an https or ssh address without credentials');
/** One line of printable text that no template language reads anything into. */
export const printable = () =>
  pattern(/^(?!.*(?:\$\{|\{\{))[\x20-\x7e]{1,255}$/, 'printable text of at most 255 characters');
/** The same, in which `{version}` and `{cluster}` stand for those of a cluster. */
export const fillable = () =>
  pattern(
    /^(?!.*\$\{)(?:[\x20-\x7a|~]|\{(?:version|cluster)\}){1,255}$/,
    'printable text of at most 255 characters, with braces only in {version} or {cluster}',
  );

/** A network. */
export const cidr = () =>
  z
    .string({ error: network })
    .refine((text) => parseCidr(text)?.aligned === true, { error: network })
    .meta({ patternErrorMessage: `It must be ${network}.` });
const network = 'a network such as 10.0.0.0/16, written with its first address';

/** A chart: a folder of the repository, an OCI address, or a name. */
export const chart = () =>
  pattern(
    new RegExp(
      `^(?:oci://[A-Za-z0-9.-]{1,253}(?::\\d{1,5})?(?:/[a-z0-9._-]{1,100}){1,9}|(?:${segment}/){0,9}${segment})$`,
    ),
    'a folder of the repository, an oci:// address, or the name of a chart',
  );

/** An address of a chart repository. */
export const chartRepository = () =>
  pattern(/^https:\/\/[^\s/@]{1,253}(?:\/[^\s@]{0,500})?$/, 'an https address without credentials');

/** The version of a chart, exactly. */
export const chartVersion = () =>
  pattern(/^v?\d{1,5}\.\d{1,5}\.\d{1,5}(?:[-+][A-Za-z0-9.-]{1,60})?$/, 'the exact version of a chart, such as 1.2.3');

/** An IP address. */
export const address = () =>
  pattern(/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})$/, 'an IP address');

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** An IPv4 address. */
export const ipv4 = () => pattern(new RegExp(`^${byte}(?:\\.${byte}){3}$`), 'an IPv4 address');

/** One address, several that follow each other, or a network. */
export const addressRange = () =>
  z
    .string({ error: range })
    .refine((text) => parseRange(text) !== undefined, { error: range })
    .meta({ patternErrorMessage: `It must be ${range}.` });
const range = 'an address, a range such as 10.0.0.4-10.0.0.9, or a network';

/** The same of IPv4. */
export const ipv4Range = () =>
  z
    .string({ error: range })
    .refine((text) => parseRange(text)?.family === 4, { error: range })
    .meta({ patternErrorMessage: `It must be ${range}.` });

/** The path of a template: a file in a folder of the repository. */
export const templatePath = () =>
  pattern(
    new RegExp(`^(?:${segment}/){1,9}${segment}\\.ya?ml$`),
    'the path of a .yaml file in a folder of the repository',
  );

/** The name of a variable of a template. */
export const variableName = () => pattern(/^[A-Z_][A-Z0-9_]{0,99}$/, 'the name of a variable, in upper case');

/** The value of a variable: text, of several lines if need be. */
export const variableValue = () =>
  z.string({ error: 'text; put numbers in quotes' }).max(65_536, { error: 'at most 64 KiB of text' });
