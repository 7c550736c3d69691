import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { doctor } from '../../src/cli/doctor.ts';
import { readSettings } from '../../src/config.ts';
import { leadClusters } from '../../src/lead-clusters.ts';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { silentLog } from '../support/silent-log.ts';
import {
  createTwoClusterWorld,
  otherRepository,
  type TwoClusterWorld,
  twoClusters,
  unassignedRepository,
} from '../support/two-clusters.ts';
import { repositoryName } from '../support/world.ts';

let two: TwoClusterWorld;
beforeAll(async () => {
  // What doctor asks GitHub is no part of the descriptions that are kept here.
  two = await createTwoClusterWorld({ unchecked: true });
  await two.world.start();
}, 60_000);
afterAll(() => two.close());

const actIn = (repository: string) => ({
  ...givingOf(two.world, repository),
  reading: readingOf(two.world, repository),
});
/** A cluster is asked for, and its pull request is there. */
const propose = async (repository: string, command: string) => {
  const acting = actIn(repository);
  const { issue } = await acting.give(command);
  const { number, pull } = acting.pullOf(issue.number);
  const summaryOf = (name: string) =>
    acting.reading.runs(pull.head.sha).find((run) => run.name === `ClusterOps / ${name}`)?.summary ?? '';
  return { ...acting, number, sha: pull.head.sha, summaryOf };
};

test('two repositories have clusters of one name, each in its own management cluster', async () => {
  const command = '/create-cluster eu-west-1 workers=1 name=twin';
  const [platform, payments] = await Promise.all([propose(repositoryName, command), propose(otherRepository, command)]);
  await Promise.all([platform, payments].map(({ check, sha }) => check(sha, 'Ready', 'success')));
  expect(platform.summaryOf('Ready')).toContain('Management cluster: `europe`');
  expect(payments.summaryOf('Sync')).toContain('Management cluster: `america`');
  const stays = two.uidOf(two.europe, 'twin');
  expect(stays).toBeDefined();
  expect(two.uidOf(two.america, 'twin')).toBeDefined();

  await payments.close(payments.number);
  await payments.check(payments.sha, 'Cleanup', 'success');
  expect(payments.summaryOf('Cleanup')).toContain('Management cluster: `america`');
  expect(two.uidOf(two.america, 'twin')).toBeUndefined();
  expect(two.uidOf(two.europe, 'twin')).toBe(stays);

  const merged = await platform.merge(platform.number);
  await platform.check(merged, 'Ready', 'success');
  const { issue } = await platform.give('/cluster-status twin');
  expect(platform.reading.answers(issue.number)[0]).toContain('Management cluster: `europe`');
  await platform.reply(issue.number, '/delete-cluster twin dry-run');
  expect(platform.reading.answers(issue.number)[1]).toContain('in the management cluster `europe`');
}, 60_000);

test('a repository that none is given to has nothing to see', async () => {
  const { check, sha, summaryOf } = await propose(unassignedRepository, '/create-cluster eu-west-1 name=sketch');
  await check(sha, 'Ready', 'neutral');
  expect(summaryOf('Ready')).toContain('no management cluster for this repository');
  expect([two.europe, two.america].map((each) => two.uidOf(each, 'sketch'))).toEqual([undefined, undefined]);
}, 60_000);

/** Writes another settings file beside that of the world, and gives its path. */
const settingsFile = (name: string, text: string) => {
  const path = join(dirname(two.world.environment()['MANAGEMENT_CLUSTERS_FILE'] ?? ''), name);
  writeFileSync(path, text);
  return path;
};

describe('doctor', () => {
  const examine = async (file: string) => {
    const lines: string[] = [];
    const environment = { ...two.world.environment(), MANAGEMENT_CLUSTERS_FILE: file };
    const failed = await doctor(environment, {}, (line) => lines.push(line)).then(
      () => false,
      () => true,
    );
    return { failed, said: lines.join('\n') };
  };

  test('looks into each management cluster, and at who has none', async () => {
    const wider = twoClusters.replace(`[${otherRepository}]`, `[${otherRepository}, acme/gone]`);
    const { said } = await examine(settingsFile('wider.yaml', wider));
    expect(said).toContain('✔ europe: Cluster API: Cluster is served as v1beta2');
    expect(said).toContain('✔ america: right to get clusters.cluster.x-k8s.io in default: granted');
    expect(said).toMatch(/! america: repositories: settings\/pattern-unused: "acme\/gone" .*wider\.yaml:7:3/);
    expect(said).toContain(`! repository ${unassignedRepository}: no management cluster is given to it`);
  });

  test('names a context that is not there, and looks at the others', async () => {
    const file = settingsFile('lost.yaml', twoClusters.replace('admin@europe', 'admin@asia'));
    const { failed, said } = await examine(file);
    expect(failed).toBe(true);
    expect(said).toMatch(
      /✘ europe: management cluster: kubernetes\/kubeconfig: no context "admin@asia"; it has .*america/,
    );
    expect(said).toContain(`Correct kubeconfig and context at ${file}:2:3`);
    expect(said).toContain('✔ america: management cluster: Kubernetes');
  });

  test('tells what is wrong in the file with its code and line', async () => {
    const file = settingsFile('twice.yaml', twoClusters.replace(otherRepository, repositoryName));
    const { failed, said } = await examine(file);
    expect(failed).toBe(true);
    expect(said).toContain(`✘ settings ${file}:9:17: settings/repository-twice: "${repositoryName}"`);
    expect(said).toContain('Keep one of the two.');
  });
});

test('the bot does not start with contexts that are not there, and names them all', async () => {
  const lost = twoClusters.replace('admin@europe', 'admin@asia').replace('  america:', '  africa:');
  const file = settingsFile('start.yaml', lost);
  const read = readSettings({ ...two.world.environment(), MANAGEMENT_CLUSTERS_FILE: file });
  if (!read.ok) throw new Error('settings');
  const starting = leadClusters({
    settings: read.settings.managementClusters,
    leadership: { stand: () => Promise.reject(new Error('nobody stands')) },
    follow: () => ({ lookAtAll: () => {}, stop: async () => {} }),
    onWon: () => {},
    clock: Date,
    log: silentLog,
  });
  await expect(starting).rejects.toThrow(
    /start\.yaml:2:3: management cluster europe: no context "admin@asia".*start\.yaml:7:3: management cluster africa: no context "africa"/,
  );
});

test('a request stays with its management cluster when the settings give the repository another', async () => {
  const { sha, check, close, number, summaryOf } = await propose(
    otherRepository,
    '/create-cluster eu-west-1 workers=1 name=moved',
  );
  await check(sha, 'Ready', 'success');
  const file = two.world.environment()['MANAGEMENT_CLUSTERS_FILE'] ?? '';
  const restart = async (text: string) => {
    await two.world.stop();
    writeFileSync(file, text);
    await two.world.start();
  };
  await restart(twoClusters.replace(otherRepository, 'acme/else').replace(repositoryName, otherRepository));
  await close(number);
  await check(sha, 'Cleanup', 'in_progress');
  expect(summaryOf('Cleanup')).toContain(
    'the request began in america, and the settings of this server give the repository europe',
  );
  expect(two.uidOf(two.america, 'moved')).toBeDefined();
  await restart(twoClusters);
  await check(sha, 'Cleanup', 'success');
  expect(two.uidOf(two.america, 'moved')).toBeUndefined();
}, 60_000);

test('one management cluster away keeps nobody from the other', async () => {
  two.america.faults.add({ act: { kind: 'reset' } });
  two.america.cutConnections();
  const command = '/create-cluster eu-west-1 workers=1 name=apart';
  const [platform, payments] = await Promise.all([propose(repositoryName, command), propose(otherRepository, command)]);
  await platform.check(platform.sha, 'Ready', 'success');
  await payments.check(payments.sha, 'Plan', 'success');
  expect(two.uidOf(two.america, 'apart')).toBeUndefined();
  expect(payments.reading.checks(payments.sha)).toMatchObject({ Plan: 'success', Ready: 'queued' });
}, 60_000);
