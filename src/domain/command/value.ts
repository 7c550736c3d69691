import { parseCidr } from '../cluster/cidr.ts';
import { parseLabel, parseTaint, taintEffects } from '../cluster/node-marks.ts';
import { isSelector, readSelector } from '../fleet/selector.ts';
import { visibleLine } from '../text/characters.ts';
import { didYouMean } from '../text/suggest.ts';
import type { ArgumentValue } from './command.ts';
import type { ArgumentType } from './table/row.ts';

export type ReadValue =
  | { readonly ok: true; readonly value: ArgumentValue }
  /** `wrong` continues "the value … "; `cure` is a sentence. */
  | { readonly ok: false; readonly wrong: string; readonly cure: string };

const bad = (wrong: string, cure: string): ReadValue => ({ ok: false, wrong, cure });
const good = (value: ArgumentValue): ReadValue => ({ ok: true, value });

const identifier = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
/** No segment begins with a dot: nothing hidden, nothing above. */
const path = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\/){0,9}[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;
const dnsLabel = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads one value. Values that could mean something to a template or a terminal are refused for every type. */
export function readValue(type: ArgumentType, text: string): ReadValue {
  if (text !== visibleLine(text) && text.trim() !== '') {
    const visible = visibleLine(text) === text.trim();
    if (!visible) return bad('holds control or invisible characters', 'Type the value anew instead of pasting it.');
  }
  if (text.includes('${') || text.includes('{{')) {
    return bad('holds the beginning of a template expression', 'Leave out ${ and {{.');
  }
  switch (type.kind) {
    case 'integer':
      return readInteger(text, type.min, type.max);
    case 'version':
      return readVersion(text);
    case 'label':
      return dnsLabel.test(text)
        ? good(text)
        : bad(
            text.length > 63 ? 'is longer than 63 characters' : 'is not a DNS label',
            'Use lower-case letters, digits and hyphens, at most 63, beginning with a letter.',
          );
    case 'clusters': {
      if (!isSelector(text)) return readValue({ kind: 'label' }, text);
      const read = readSelector(text);
      return read.ok ? good(text) : bad(read.wrong, read.cure);
    }
    case 'word':
      return identifier.test(text)
        ? good(text)
        : bad('is not a plain word', 'Use letters, digits, dots, hyphens and underscores.');
    case 'path':
      return path.test(text)
        ? good(text)
        : bad('is not a path', 'Write a path of the repository such as templates/gpu.yaml, or a name.');
    case 'words':
      return readList(text, type.max, (word) => identifier.test(word), wordList);
    case 'labels':
      return readList(text, type.max, (word) => parseLabel(word) !== undefined, labelList);
    case 'taints':
      return readList(text, type.max, (word) => parseTaint(word) !== undefined, taintList);
    case 'duration':
      return readDuration(text, type.minSeconds, type.maxSeconds);
    case 'cidr':
      return parseCidr(text) !== undefined
        ? good(text)
        : bad('is not a network', 'Write a network such as 10.0.0.0/16.');
    case 'choice':
      return readChoice(text, type.of);
    case 'flag':
      if (text === 'true' || text === 'false') return good(text === 'true');
      return bad('is neither true nor false', 'Write the argument alone, or with =true or =false.');
    case 'text':
      if (text.trim() === '') return bad('is empty', 'Give some text, or leave the argument out.');
      return text.length <= type.max
        ? good(text.trim())
        : bad(`is longer than ${type.max} characters`, 'Shorten the text.');
  }
}

/** What a value of the type looks like, for help and documentation. */
export function describeType(type: ArgumentType): string {
  switch (type.kind) {
    case 'integer':
      return `${type.min}–${type.max}`;
    case 'version':
      return 'version, e.g. 1.34.3';
    case 'label':
      return 'DNS label';
    case 'clusters':
      return 'DNS label or selector';
    case 'word':
      return 'word';
    case 'path':
      return 'path or name';
    case 'words':
      return `up to ${type.max} words`;
    case 'labels':
      return 'key=value, …';
    case 'taints':
      return 'key=value:effect, …';
    case 'duration':
      return `duration, ${formatDuration(type.minSeconds)}–${formatDuration(type.maxSeconds)}`;
    case 'cidr':
      return 'network, e.g. 10.0.0.0/16';
    case 'choice':
      return type.of.join(', ');
    case 'flag':
      return 'alone, or true/false';
    case 'text':
      return 'text in quotes';
  }
}

function readInteger(text: string, min: number, max: number): ReadValue {
  const cure = `Give a whole number from ${min} to ${max}.`;
  if (!/^-?\d{1,9}$/.test(text)) return bad('is not a whole number', cure);
  const value = Number(text);
  return value >= min && value <= max ? good(value) : bad(`is not between ${min} and ${max}`, cure);
}

function readVersion(text: string): ReadValue {
  if (/^v?(?:0|[1-9]\d{0,3})\.(?:0|[1-9]\d{0,3})(?:\.(?:0|[1-9]\d{0,3}))?$/.test(text)) {
    return good(text.startsWith('v') ? text : `v${text}`);
  }
  return bad('is not a Kubernetes version', 'Write the version as 1.34.3.');
}

const wordList = ['is not a list of plain words', 'Use letters, digits, dots, hyphens and underscores.'] as const;
const labelList = ['is not a list of labels', 'Write labels as team=shop,tier=batch.'] as const;
const taintList = [
  'is not a list of taints',
  `Write taints as gpu=true:NoSchedule; the effects are ${taintEffects.join(', ')}.`,
] as const;

function readList(
  text: string,
  max: number,
  fits: (word: string) => boolean,
  [wrong, cure]: readonly [wrong: string, cure: string],
): ReadValue {
  const words = [...new Set(text.split(',', max + 1).map((each) => each.trim()))];
  if (!words.every(fits)) return bad(wrong, cure);
  return words.length <= max ? good(words) : bad(`names more than ${max}`, `Name at most ${max}.`);
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `1d12h` as seconds; undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d{1,6}[smhdw]){1,5}$/.test(text)) return undefined;
  const parts = text.match(/\d+[smhdw]/g) ?? [];
  return parts.reduce((sum, part) => sum + Number(part.slice(0, -1)) * (unitSeconds[part.slice(-1)] ?? 0), 0);
}

/** Seconds in the largest units that hold them exactly: `3d`, `36h`, `90m`. */
export function formatDuration(seconds: number): string {
  const units = Object.entries(unitSeconds).filter(([unit]) => unit !== 'w');
  const [unit, size] = units.findLast(([, each]) => seconds % each === 0 && seconds >= each) ?? ['s', 1];
  return `${seconds / size}${unit}`;
}

function readDuration(text: string, min: number, max: number): ReadValue {
  const seconds = parseDuration(text);
  const range = `from ${formatDuration(min)} to ${formatDuration(max)}`;
  if (seconds === undefined) return bad('is not a duration', `Write a duration such as 72h, 3d or 90m, ${range}.`);
  return seconds >= min && seconds <= max
    ? good(seconds)
    : bad(`is not ${range}`, `Give a duration ${range}, such as 72h or 3d.`);
}

function readChoice(text: string, of: readonly string[]): ReadValue {
  const exact = of.find((each) => each === text.toLowerCase());
  if (exact !== undefined) return good(exact);
  const meant = didYouMean(text, of);
  return bad(`is not one of ${of.join(', ')}`, meant ? `Did you mean ${meant}?` : `Use one of ${of.join(', ')}.`);
}
