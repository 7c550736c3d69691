import { describe, expect, test } from '@jest/globals';
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, parse, validate } from 'graphql';
import * as announcements from '../../src/github/documents/announcements.ts';
import * as changes from '../../src/github/documents/changes.ts';
import * as commits from '../../src/github/documents/commits.ts';
import * as facts from '../../src/github/documents/facts.ts';
import * as pulls from '../../src/github/documents/pulls.ts';
import * as recovery from '../../src/github/documents/recovery.ts';
import * as reviews from '../../src/github/documents/reviews.ts';
import * as teams from '../../src/github/documents/teams.ts';
import * as tree from '../../src/github/documents/tree.ts';

// The published text defines a field twice, which the strict reading refuses.
const schema = buildSchema(published.idl, { assumeValidSDL: true });

const constants = [announcements, changes, commits, facts, pulls, recovery, reviews, tree]
  .flatMap((module) => Object.entries(module))
  .filter((entry): entry is [string, string] => typeof entry[1] === 'string');

const built: [string, string][] = [
  ['a whole change', changes.openChange({ ref: true, commit: true, pull: true, labels: 2 })],
  ['the branch alone', changes.openChange({ ref: true, commit: false, pull: false, labels: 0 })],
  ['the commit alone', changes.openChange({ ref: false, commit: true, pull: false, labels: 0 })],
  ['the pull request alone', changes.openChange({ ref: false, commit: false, pull: true, labels: 0 })],
  ['the state of a change', changes.changeState(2)],
  ['files at a revision', changes.filesAt(3)],
  ['the state of a change without paths', changes.changeState(0)],
  [
    'a first announcement',
    announcements.announcement({ comment: 'add', labels: true, runs: ['create', 'update'], reaction: true }),
  ],
  ['a rewritten comment', announcements.announcement({ comment: 'update', labels: false, runs: [], reaction: false })],
  ['one run', announcements.announcement({ labels: false, runs: ['update'], reaction: false })],
  ['blobs', tree.readBlobs(3)],
  ['trees', tree.treesAt(3)],
  ['members of teams', teams.teamMembers(2)],
];

describe('every document is valid against the schema that GitHub publishes', () => {
  test.each([...constants, ...built])('%s', (_name, document) => {
    expect(validate(schema, parse(document)).map((error) => error.message)).toEqual([]);
  });
});
