import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { sarifLog } from '../../src/cli/sarif.ts';
import type { Finding } from '../../src/domain/finding.ts';

/** What SARIF 2.1.0 requires of the parts that are written here (OASIS, sections 3.13 to 3.30). */
const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };
const rule = {
  type: 'object',
  required: ['id', 'shortDescription', 'fullDescription', 'help'],
  properties: { shortDescription: text, fullDescription: text, help: text },
};
const region = { type: 'object', required: ['startLine'], properties: { startLine: { type: 'integer', minimum: 1 } } };
const artifact = {
  type: 'object',
  required: ['uri', 'uriBaseId'],
  properties: { uri: { type: 'string', pattern: "^[A-Za-z0-9._~%!$&'()*+,;=@-]+(/[A-Za-z0-9._~%!$&'()*+,;=@-]+)*$" } },
};
const physical = {
  type: 'object',
  required: ['artifactLocation', 'region'],
  properties: { artifactLocation: artifact, region },
};
const location = { type: 'object', required: ['physicalLocation'], properties: { physicalLocation: physical } };
const result = {
  type: 'object',
  required: ['ruleId', 'ruleIndex', 'level', 'message'],
  properties: {
    level: { enum: ['none', 'note', 'warning', 'error'] },
    message: text,
    locations: { type: 'array', items: location },
  },
};
const driver = { type: 'object', required: ['name', 'rules'], properties: { rules: { type: 'array', items: rule } } };
const run = {
  type: 'object',
  required: ['tool', 'results'],
  properties: {
    tool: { type: 'object', required: ['driver'], properties: { driver } },
    results: { type: 'array', items: result },
    originalUriBaseIds: {
      type: 'object',
      properties: { SRCROOT: { type: 'object', properties: { uri: { type: 'string', pattern: '^file:///.*/$' } } } },
    },
  },
};
const log = {
  type: 'object',
  required: ['version', 'runs'],
  properties: { version: { const: '2.1.0' }, runs: { type: 'array', minItems: 1, maxItems: 1, items: run } },
};

const findings: readonly Finding[] = [
  {
    code: 'manifest/syntax',
    severity: 'error',
    message: 'It is torn.',
    cure: 'Mend it.',
    place: { path: 'clusters/my shop/a.yaml', line: 3, column: 7 },
  },
  { code: 'manifest/cni-missing', severity: 'notice', message: 'No CNI.', cure: 'Add one.' },
  { code: 'manifest/syntax', severity: 'warning', message: 'Torn, too.', cure: 'Mend it.', place: { path: 'b.yaml' } },
];

test('a log holds each finding once, with its rule, level and place', () => {
  const made = sarifLog(findings, '/srv/my fleet');
  const isSarif = new Ajv().compile(log);
  expect([isSarif(made), isSarif.errors]).toEqual([true, null]);
  expect(made).toMatchObject({
    runs: [
      {
        tool: { driver: { rules: [{ id: 'manifest/cni-missing' }, { id: 'manifest/syntax' }] } },
        originalUriBaseIds: { SRCROOT: { uri: 'file:///srv/my%20fleet/' } },
        results: [
          {
            ruleId: 'manifest/syntax',
            ruleIndex: 1,
            level: 'error',
            message: { text: 'It is torn. Mend it.' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'clusters/my%20shop/a.yaml', uriBaseId: 'SRCROOT' },
                  region: { startLine: 3, startColumn: 7 },
                },
              },
            ],
          },
          { ruleId: 'manifest/cni-missing', ruleIndex: 0, level: 'note' },
          {
            ruleId: 'manifest/syntax',
            level: 'warning',
            locations: [{ physicalLocation: { region: { startLine: 1 } } }],
          },
        ],
      },
    ],
  });
});

test('nothing found is a log as well', () => {
  expect(new Ajv().compile(log)(sarifLog([], '/srv/fleet'))).toBe(true);
});
