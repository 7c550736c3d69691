import { type Figure, figure } from './support/figure.ts';
import { createStage, type Stage } from './support/stage.ts';

const latency = 80;
const repetitions = 20;

/** Milliseconds from a comment to its open pull request, at 80 ms for every GitHub call: one installation, then ten at once. */
export async function figures(): Promise<readonly Figure[]> {
  const alone = await measure(['org0'], repetitions);
  const together = await measure(
    Array.from({ length: 10 }, (_, index) => `org${index}`),
    4,
  );
  const one = p95(alone);
  const ten = p95(together);
  return [
    figure(
      'comment to open pull request, p95, one installation',
      one,
      's',
      1.2,
      'lower',
      `${alone.length} commands, ${latency} ms for each GitHub call`,
    ),
    figure(
      'comment to open pull request, p95, ten installations at once',
      ten,
      's',
      1.8,
      'lower',
      `${together.length} commands; 1.5 × the limit of one`,
    ),
    figure(
      'ten installations at once against one, as measured',
      ten / one,
      '×',
      undefined,
      'lower',
      'the local GitHub shares the two cores',
    ),
  ];
}

async function measure(organizations: readonly string[], rounds: number): Promise<readonly number[]> {
  const stage = await createStage({ organizations });
  try {
    // The first command of an installation also fetches its token and warms the code up.
    await Promise.all(organizations.map((name) => time(stage, name, 'warm')));
    await quiet(stage);
    stage.github.setLatency(latency);
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      seconds.push(...(await Promise.all(organizations.map((name) => time(stage, name, `r${round}`)))));
      await quiet(stage);
    }
    return seconds;
  } finally {
    await stage.close();
  }
}

/** Resolves when the bot has asked GitHub nothing for half a second: the checks of the round before are written. */
async function quiet({ github }: Stage): Promise<void> {
  for (let seen = -1; seen !== github.requests().length; ) {
    seen = github.requests().length;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function time({ github }: Stage, organization: string, name: string): Promise<number> {
  const repository = `${organization}/platform`;
  const issue = await github.control.openIssue(repository, 'octavia', { title: name, body: '' });
  await github.idle();
  const began = performance.now();
  github.control.comment(repository, issue.number, 'octavia', `/create-cluster eu-west-1 name=${name} workers=3`);
  for (;;) {
    const opened = [...github.world.store.issues.values()]
      .flatMap((issues) => [...issues.values()])
      .some(
        ({ pull, repository: { owner } }) =>
          owner.login === organization && pull?.head.ref.startsWith(`clusterops/create-${name}-`),
      );
    if (opened) return (performance.now() - began) / 1_000;
    if (performance.now() - began > 30_000) throw new Error('no pull request within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;
