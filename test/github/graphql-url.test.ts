import { expect, test } from '@jest/globals';
import { graphqlUrlFor } from '../../src/github/graphql-url.ts';

test.each([
  ['https://api.github.com', 'https://api.github.com/graphql'],
  ['https://api.github.com/', 'https://api.github.com/graphql'],
  ['https://ghe.example.com/api/v3', 'https://ghe.example.com/api/graphql'],
  ['https://ghe.example.com/api/v3/', 'https://ghe.example.com/api/graphql'],
  ['https://api.acme.ghe.com', 'https://api.acme.ghe.com/graphql'],
  ['http://127.0.0.1:4100', 'http://127.0.0.1:4100/graphql'],
])('%s serves GraphQL at %s', (base, expected) => {
  expect(graphqlUrlFor(base)).toBe(expected);
});
