import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ArgumentType } from '../../../src/domain/command/table/row.ts';
import { formatDuration, parseDuration, readValue } from '../../../src/domain/command/value.ts';

const types = {
  integer: { kind: 'integer', min: 0, max: 10 },
  version: { kind: 'version' },
  label: { kind: 'label' },
  clusters: { kind: 'clusters' },
  word: { kind: 'word' },
  path: { kind: 'path' },
  words: { kind: 'words', max: 2 },
  labels: { kind: 'labels', max: 2 },
  taints: { kind: 'taints', max: 2 },
  duration: { kind: 'duration', minSeconds: 60, maxSeconds: 864_000 },
  cidr: { kind: 'cidr' },
  choice: { kind: 'choice', of: ['cilium', 'none'] },
  flag: { kind: 'flag' },
  text: { kind: 'text', max: 10 },
} as const satisfies Record<ArgumentType['kind'], ArgumentType>;

describe('readValue', () => {
  const good: readonly (readonly [ArgumentType['kind'], string, unknown])[] = [
    ['integer', '10', 10],
    ['integer', '007', 7],
    ['version', '1.34', 'v1.34'],
    ['version', 'v1.34.2', 'v1.34.2'],
    ['label', 'a-1', 'a-1'],
    ['clusters', 'shop', 'shop'],
    ['clusters', 'team=a,region!=eu-*', 'team=a,region!=eu-*'],
    ['word', 'Standard_D4s_v3', 'Standard_D4s_v3'],
    ['path', 'templates/gpu.yaml', 'templates/gpu.yaml'],
    ['path', 'gpu', 'gpu'],
    ['words', 'a,b,a', ['a', 'b']],
    ['labels', 'team=shop,example.com/tier=', ['team=shop', 'example.com/tier=']],
    ['taints', 'gpu=true:NoSchedule, spot:NoExecute', ['gpu=true:NoSchedule', 'spot:NoExecute']],
    ['duration', '1d12h', 129_600],
    ['duration', '90m', 5400],
    ['cidr', '10.0.0.0/16', '10.0.0.0/16'],
    ['cidr', 'fd00::/48', 'fd00::/48'],
    ['choice', 'Cilium', 'cilium'],
    ['flag', 'false', false],
    ['text', ' why not ', 'why not'],
  ];
  test.each(good)('%s %s', (kind, text, value) => {
    expect(readValue(types[kind], text)).toEqual({ ok: true, value });
  });

  const bad: readonly (readonly [ArgumentType['kind'], string])[] = [
    ['integer', '11'],
    ['labels', 'team'],
    ['labels', 'a=b,c=d,e=f'],
    ['labels', 'a=b=c'],
    ['labels', 'Example.com/a=b'],
    ['labels', 'a="b"'],
    ['taints', 'gpu=true'],
    ['taints', 'gpu:noschedule'],
    ['taints', '=true:NoSchedule'],
    ['taints', 'a:b:NoExecute'],
    ['integer', '-1'],
    ['integer', '1.5'],
    ['integer', '1e1'],
    ['integer', '0x1'],
    ['integer', ''],
    ['path', '../gpu.yaml'],
    ['path', '/etc/passwd'],
    ['path', '.github/clusterops.yml'],
    ['version', '1'],
    ['version', '1.34.2-rc.1'],
    ['version', '01.34'],
    ['version', 'latest'],
    ['label', 'A'],
    ['label', '1a'],
    ['label', 'a-'],
    ['label', 'a'.repeat(64)],
    ['label', '../a'],
    ['word', 'a b'],
    ['word', '-a'],
    ['word', 'a/b'],
    ['words', 'a,,b'],
    ['words', 'a,b,c'],
    ['duration', '3'],
    ['duration', '3 d'],
    ['duration', '59s'],
    ['duration', '11d'],
    ['cidr', '10.0.0.0'],
    ['cidr', '10.0.0.0/33'],
    ['cidr', '256.0.0.0/8'],
    ['cidr', '10.0.0/8'],
    ['cidr', 'fd00::1::/48'],
    ['cidr', 'fd00:/48'],
    ['choice', 'weave'],
    ['flag', 'yes'],
    ['text', ' '],
    ['text', 'a'.repeat(11)],
    ['text', 'a\u0007b'],
    ['text', 'a\u202eb'],
    ['text', '{{ a }}'],
  ];
  test.each(bad)('%s %j is refused with a cure', (kind, text) => {
    const read = readValue(types[kind], text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.cure).toMatch(/[.?]$/);
  });
});

test('a duration that is written out reads back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
      fc.pre(formatDuration(seconds).length <= 7);
      expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    }),
  );
  expect(formatDuration(129_600)).toBe('36h');
});
