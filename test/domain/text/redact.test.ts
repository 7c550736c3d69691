import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../../src/domain/text/redact.ts';

// Put together at run time, so that no scanner of repositories takes these for real ones.
const letters = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
const key = (label: string) =>
  `-----BEGIN ${label}PRIVATE KEY-----\n${letters}\n${letters}\n-----END ${label}PRIVATE KEY-----`;
const jwt = [`eyJ${letters}`, `eyJ${letters}`, letters].join('.');

describe('redact', () => {
  const secrets = [
    ['a personal token of GitHub', `ghp_${letters}`],
    ['an installation token', `ghs_${letters}`],
    ['a fine-grained token', `github_pat_${letters}`],
    ['an AWS key', `AKIA${'ABCDEFGH23456789'}`],
    ['a private key', key('RSA ')],
    ['a private key without its end', key('').slice(0, 60)],
    ['a web token', jwt],
    ['a Slack token', `xoxb-${letters}`],
  ] as const;
  test.each(secrets)('removes %s', (_, secret) => {
    const out = redact(`before ${secret} after`);
    expect(out).toContain('before ');
    expect(out).toContain('[redacted]');
    for (const part of secret.split(/\s|-----|\./).filter((each) => each.length > 12)) expect(out).not.toContain(part);
  });

  const lines = [
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: [redacted]'],
    ['{"authorization":"token abc"}', '{"authorization":"[redacted]"}'],
    [`sent Bearer ${letters} to it`, 'sent Bearer [redacted] to it'],
    ['https://user:pa:ss@host.example/x', 'https://[redacted]@host.example/x'],
    ['ssh://git@github.com/o/r', 'ssh://git@github.com/o/r'],
    ['postgres://u:p@ss@db:5432/x', 'postgres://[redacted]@db:5432/x'],
    ['    client-key-data: QUJD', '    client-key-data: [redacted]'],
    ['    token: abc', '    token: [redacted]'],
    ['- password: "p q"', '- password: "[redacted]"'],
    ['{"clientSecret": "a\\"b", "id": 1}', '{"clientSecret": "[redacted]", "id": 1}'],
    ['DB_PASSWORD=hunter2 next', 'DB_PASSWORD=[redacted] next'],
    ['GET /x?a=1&access_token=abc&b=2', 'GET /x?a=1&access_token=[redacted]&b=2'],
    ['cannot get token: Unauthorized', 'cannot get token: Unauthorized'],
    ['secrets "prod-kubeconfig" not found', 'secrets "prod-kubeconfig" not found'],
    ['secretName: my-secret', 'secretName: my-secret'],
  ] as const;
  test.each(lines)('%s', (text, want) => {
    expect(redact(text)).toBe(want);
  });

  test('changes nothing more the second time', () => {
    const pieces = fc.constantFrom(
      'token',
      'password',
      ': ',
      '=',
      '"',
      "'",
      '\n',
      'abc',
      '9',
      '://',
      '@',
      'eyJ',
      '.',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const once = redact(parts.join(''));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  test('comes to an end on a megabyte of each kind of beginning', () => {
    const beginnings = [
      'eyJ',
      'eyJaaaaaaaa.',
      '-----BEGIN PRIVATE KEY',
      '-----BEGIN ',
      '://',
      '://a',
      'token="',
      "secret='",
      'ghp_',
    ];
    for (const beginning of [
      ...beginnings,
      'bearer ',
      'authorization',
      'password:    ',
      'token="\\',
      'LS0tLS1CRUdJTi',
    ]) {
      expect(typeof redact(beginning.repeat(1_000_000 / beginning.length))).toBe('string');
    }
  });
});
