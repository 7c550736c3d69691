import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { decodeConfiguration } from '../../src/configuration/decode.ts';
import { configurationDocs, configurationExample } from '../../src/configuration/docs.ts';
import { configurationJsonSchema } from '../../src/configuration/json-schema.ts';

const fits = new Ajv2020({ strict: false }).compile(configurationJsonSchema());

test('the JSON Schema takes what the decoder takes, and refuses what it refuses', () => {
  const texts = [
    configurationExample,
    'clusters: { folder: a/b }',
    'defaults: { ttl: 72h }',
    'labels: []',
    'clusters: { foldr: x }',
    'defaults: { ttl: soon }',
    'limits: { workers: 2.5 }',
    'regions: []',
  ];
  for (const text of texts)
    expect([text, fits(parse(text))]).toEqual([text, decodeConfiguration(text).state === 'read']);
});

test('the page shows the example and every key', () => {
  const page = configurationDocs();
  expect(page).toContain(configurationExample.trimEnd());
  for (const key of ['clusters.folder', 'providers.aws.identity.name', 'limits.clustersPerComment', 'labels']) {
    expect(page).toContain(`| \`${key}\` |`);
  }
});
