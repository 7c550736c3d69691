import { describe, expect, test } from '@jest/globals';
import { decodeConfiguration } from '../../src/configuration/decode.ts';

const from = 'acme/.github';
const organisation = `
limits: { workers: 10 }
access: { permission: maintain }
policy:
  names: ["team-*"]
  rules:
    - { name: production, effect: deny, when: { clusters: ["prod-*"] } }
`;
const read = (text: string, ...bases: readonly string[]) => {
  const result = decodeConfiguration(
    text,
    bases.map((each) => ({ from, text: each })),
  );
  if (result.state !== 'read') throw new Error(JSON.stringify(result));
  return result.configuration;
};
const faults = (text: string, ...bases: readonly string[]) => {
  const result = decodeConfiguration(
    text,
    bases.map((each) => ({ from, text: each })),
  );
  return result.state === 'invalid' ? result.findings.map(({ code, place }) => [code, place?.path, place?.line]) : [];
};

describe('a configuration that builds on another', () => {
  test('joins mappings, and replaces lists and values', () => {
    const { limits, access, policy } = read(
      '_extends: .github\nlimits: { controlPlane: 3 }\npolicy:\n  names: ["shop-*"]\n',
      organisation,
    );
    expect(limits).toMatchObject({ workers: 10, controlPlane: 3 });
    expect(access.permission).toBe('maintain');
    expect(policy.names).toEqual(['shop-*']);
    expect(policy.rules.map(({ name }) => name)).toEqual(['production']);
  });

  test('may do so over several', () => {
    const middle = '_extends: defaults\nlimits: { workers: 5 }\n';
    expect(read('_extends: .github\n', middle, organisation).limits.workers).toBe(5);
    expect(read('_extends: .github\n', middle, organisation).policy.names).toEqual(['team-*']);
  });

  test('cannot be used without it, and says which and where', () => {
    const result = decodeConfiguration('limits: {}\n_extends: .github\n');
    expect(result).toMatchObject({ state: 'invalid', lacks: { repository: '.github', place: { line: 2 } } });
    expect(faults('_extends: .github\n')).toEqual([['configuration/extends-unread', '.github/clusterops.yml', 1]]);
  });

  test.each<readonly [string, string, string, readonly unknown[]]>([
    [
      'a fault of the other, at its place',
      '_extends: .github\n',
      'limts: {}\n',
      ['configuration/key-unknown', `${from}:.github/clusterops.yml`, 1],
    ],
    [
      'YAML that is none',
      '_extends: .github\n',
      '\n- a\n',
      ['configuration/syntax', `${from}:.github/clusterops.yml`, 1],
    ],
    [
      'what does not go together',
      '_extends: .github\ndefaults:\n  workers: 20\n',
      organisation,
      ['configuration/value-invalid', `${from}:.github/clusterops.yml`, 2],
    ],
    [
      'a name of another form',
      '_extends: other/.github\n',
      organisation,
      ['configuration/value-invalid', '.github/clusterops.yml', 1],
    ],
  ])('shows %s', (_, text, base, want) => {
    expect(faults(text, base)).toEqual([want]);
  });
});
