import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exampleChart } from '../domain/manifests/support/clusters.ts';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, person, repositoryName, type World } from '../support/world.ts';

let world: World;
const reading = () => readingOf(world);
const give = (body: string) => givingOf(world).give(body);

beforeAll(async () => {
  world = await createWorld();
  await world.start();
}, 60_000);
afterAll(() => world.close());

async function call(method: string, path: string): Promise<unknown> {
  const response = await fetch(`${world.github.url}/api/v3/repos/${repositoryName}${path}`, {
    method,
    headers: { authorization: `Bearer ${world.github.control.createToken(person)}` },
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** The pull request of an issue, and the files that its commit touches. */
async function made(issue: number) {
  const pull = reading()
    .pulls()
    .find((each) => each.body?.includes(`#${issue}:`));
  if (pull === undefined) throw new Error(`#${issue} has no pull request: ${reading().answers(issue).join('\n')}`);
  const { files } = (await call('GET', `/commits/${pull.pull.head.sha}`)) as { files: { filename: string }[] };
  return { number: pull.number, files: files.map(({ filename }) => filename).sort() };
}

describe('clusters with Kustomize', () => {
  test('the first brings the base, the second touches only its own overlay', async () => {
    const first = await give('/create-cluster eu-west-1 packaging=kustomize');
    const opened = await made(first.issue.number);
    const base = 'cluster-bases/aws-kubeadm-v1.34.3-cilium';
    expect(opened.files).toContain(`${base}/kustomization.yaml`);
    expect(opened.files).toContain(`clusters/eu-west-1-${first.issue.number}/kustomization.yaml`);
    await call('PUT', `/pulls/${opened.number}/merge`);

    const second = await give('/create-cluster eu-west-2 workers=5 packaging=kustomize');
    const { files } = await made(second.issue.number);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => !path.startsWith(`clusters/eu-west-2-${second.issue.number}/`))).toEqual([]);
  });
});

describe('clusters with Helm', () => {
  test('without a chart: the answer says where one is expected', async () => {
    const { issue } = await give('/create-cluster eu-west-1 packaging=helm');
    expect(reading().answers(issue.number).join('\n')).toContain('There is no chart in charts/cluster');
  });

  test('with a chart: its values, and what it does not make is refused with the reason', async () => {
    const withoutEks = [...exampleChart].map(([path, content]) => [
      path,
      content.replace('["kubeadm", "eks", "eks-machine-deployment"]', '["kubeadm"]'),
    ]);
    await world.github.control.commit(repositoryName, {
      branch: 'main',
      as: person,
      message: 'Add the chart of clusters',
      files: Object.fromEntries(withoutEks),
    });
    const right = await give('/create-cluster eu-west-1 packaging=helm');
    const folder = `clusters/eu-west-1-${right.issue.number}`;
    expect((await made(right.issue.number)).files).toEqual([`${folder}/Chart.yaml`, `${folder}/values.yaml`]);

    const wrong = await give('/create-cluster eu-west-1 provider=eks packaging=helm');
    const answer = reading().answers(wrong.issue.number).join('\n');
    expect(answer).toContain('cluster/values-refused');
    expect(answer).toContain('cluster.flavor');
  });

  test('an upgrade brings the control plane first, and the workers when it is given again', async () => {
    const created = await give('/create-cluster eu-west-1 name=train packaging=helm');
    await call('PUT', `/pulls/${(await made(created.issue.number)).number}/merge`);
    const upgrade = async () => {
      const { issue } = await give('/upgrade-cluster train version=1.35.2');
      const { number, files } = await made(issue.number);
      const body =
        reading()
          .pulls()
          .find((each) => each.number === number)?.body ?? '';
      await call('PUT', `/pulls/${number}/merge`);
      return { files, lines: body.match(/^[-+] .*kubernetesVersion.*$/gm), body };
    };
    const first = await upgrade();
    expect(first.files).toEqual(['clusters/train/values.yaml']);
    expect(first.lines).toEqual([
      '-  kubernetesVersion: v1.34.3',
      '+  kubernetesVersion: v1.35.2',
      '+      kubernetesVersion: v1.34.3',
    ]);
    expect(first.body).toContain('Only the control plane moves now');
    expect((await upgrade()).lines).toEqual(['-      kubernetesVersion: v1.34.3']);
  });
});

test('clusters of several clouds in one comment: one pull request, one commit', async () => {
  const { issue } = await give('/create-cluster eu-west-1\n/create-cluster local workers=1');
  const { files } = await made(issue.number);
  expect(new Set(files.map((path) => path.split('/')[1]))).toEqual(
    new Set([`eu-west-1-${issue.number}`, `local-${issue.number}`]),
  );
});
