import { readFileSync, writeFileSync } from 'node:fs';
import { scaleFiles } from '../src/domain/edits/scale-files.ts';
import { type Figure, figure } from './support/figure.ts';
import { renderedFleet, renderedOf } from './support/fleet.ts';
import { createStage, type Stage } from './support/stage.ts';

const clusters = 1_000;
const groups = 10;
const latency = 80;
const lines = 1_000;
const rounds = 25;

/** A selector over a fleet, from the comment to its pull request, and an edit of a large file that people have written in. */
export async function figures(): Promise<readonly Figure[]> {
  const { seconds, requests, peak } = await select();
  const fleet = `a selector over ${clusters.toLocaleString('en')} clusters`;
  return [
    figure(
      `${fleet} that fits ${clusters / groups}: comment to open pull request`,
      seconds,
      's',
      5,
      'lower',
      `nothing read before, ${latency} ms for each GitHub call`,
    ),
    figure(`${fleet}: GitHub requests`, requests, '', 12, 'lower', 'an archive and where it is are two'),
    figure(`${fleet}: peak memory of the bot, Plan included`, peak, 'MiB', 400),
    figure(`edit of a hand-edited file of ${lines.toLocaleString('en')} lines`, editLarge(), 'ms', 20),
  ];
}

async function select(): Promise<{ readonly seconds: number; readonly requests: number; readonly peak: number }> {
  const files = renderedFleet(clusters, (index) => `g${index % groups}-${index}`);
  const stage = await createStage({ organizations: ['acme'] });
  const { github } = stage;
  try {
    // The first command of an installation also fetches its token, and warms the code up.
    await comment(stage, '/help');
    const answered = () => github.requests().some(({ fields }) => fields.includes('addReaction'));
    while (!answered()) await pause();
    await quiet(stage);
    // Pushed now, so that nothing of it was read when the bot started.
    await github.control.commit('acme/platform', {
      branch: 'main',
      as: 'octavia',
      message: 'The fleet',
      files: Object.fromEntries(files.map(({ path, content }) => [path, content])),
    });
    // The start of the embedded database is what takes most, and is none of this.
    writeFileSync(`/proc/${stage.pid}/clear_refs`, '5');
    github.setLatency(latency);
    github.forgetRequests();
    const began = performance.now();
    await comment(stage, '/scale-cluster name=g3-* workers=5');
    while (!isOpen(stage)) {
      if (performance.now() - began > 60_000) throw new Error('no pull request within a minute');
      await pause();
    }
    const seconds = (performance.now() - began) / 1_000;
    const requests = github.requests().length;
    await quiet(stage);
    const [, peak] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${stage.pid}/status`, 'utf8')) ?? [];
    return { seconds, requests, peak: Number(peak) / 1_024 };
  } finally {
    await stage.close();
  }
}

async function comment({ github }: Stage, body: string): Promise<void> {
  const issue = await github.control.openIssue('acme/platform', 'octavia', { title: body, body: '' });
  github.control.comment('acme/platform', issue.number, 'octavia', body);
}

const isOpen = ({ github }: Stage): boolean =>
  [...github.world.store.issues.values()]
    .flatMap((issues) => [...issues.values()])
    .some(({ pull }) => pull?.head.ref.startsWith('clusterops/scale-'));

/** Resolves when the bot has asked GitHub nothing for a second. */
async function quiet({ github }: Stage): Promise<void> {
  for (let seen = -1; seen !== github.requests().length; ) {
    seen = github.requests().length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

/** Median milliseconds of another size for one of the pools of a file. */
function editLarge(): number {
  const { files } = renderedOf({ region: ['eu-west-1'], name: 'shop', workers: 3 });
  const folder = files.map((file) =>
    file.path.endsWith('/workers.yaml') ? { ...file, content: large(file.content) } : file,
  );
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    const edited = scaleFiles('shop', folder, { pool: 'md-3', workers: 9 });
    if (!edited.ok) throw new Error(`the benchmark could not edit: ${edited.findings[0]?.message}`);
    return performance.now() - began;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** The objects of a pool over and over, each with notes that people made. */
function large(content: string): string {
  let text = '';
  for (let pool = 0; text.split('\n').length < lines; pool += 1) {
    const noted = content.replaceAll('md-0', `md-${pool}`).replace(/^(spec:)$/gm, `$1 # as agreed with team ${pool}`);
    text += `# Pool ${pool}: ask team ${pool} before you change it.\n---\n${noted.replace(/^---\n/, '')}`;
  }
  return text;
}
