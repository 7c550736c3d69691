import { expect, test } from '@jest/globals';
import { parseComment } from '../../src/domain/command/parse.ts';
import { createSigner } from '../../src/domain/text/marker.ts';
import { AppError } from '../../src/errors.ts';
import { createGovernor } from '../../src/github/governor/governor.ts';
import type { Announcement, CommandFacts } from '../../src/ports/github.ts';
import type { HandleCommandJob } from '../../src/ports/jobs.ts';
import { judge } from '../../src/queue/verdict.ts';
import { createStandInLine, createsPerRequest } from '../../src/workflows/stand-in-line.ts';

const signer = createSigner({ secret: 'of the tests' });
const noon = Date.parse('2026-11-28T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

interface Waiting {
  readonly name: string;
  due: number;
  attempts: number;
  deferrals: number;
  done?: number;
  /** Texts of its one comment, in order, and when. */
  readonly told: { readonly at: number; readonly body: string }[];
}

/** Commands in the line of one installation, on a clock that jumps to whoever is due next: eight at a time, as the queue runs them. */
async function play(count: number) {
  let now = noon;
  const clock = { now: () => now };
  const governor = createGovernor({
    clock,
    sleep: async (ms) => {
      now += ms;
    },
  });
  const created: { readonly at: number; readonly weight: number }[] = [];
  const create = async (weight: number) => {
    (await governor.enter({ resource: 'graphql', creates: weight }))();
    created.push({ at: now, weight });
  };
  const line: Waiting[] = Array.from({ length: count }, (_, index) => ({
    ...{ name: `IC_${index}`, due: noon, attempts: 0, deferrals: 0, told: [] },
  }));
  const named = (name: string) => line.find((each) => each.name === name) as Waiting;
  const inLine = createStandInLine({
    pace: { waitFor: (_repository, creates) => governor.forecast(creates) },
    line: {
      before: async (id) => line.slice(0, line.indexOf(named(id))).filter(({ done }) => done === undefined).length,
    },
    announcements: {
      publish: async ({ comment }: Announcement) => {
        await create(1);
        named(comment?.issueNodeId ?? '').told.push({ at: now, body: comment?.body ?? '' });
        return { runs: [], refused: [] };
      },
    },
    signer,
    clock,
  });
  const lines = parseComment('/scale-cluster shop workers=3', { prefix: 'clusterops' });

  /** One run of a job as the queue makes it. */
  const run = async (each: Waiting) => {
    each.attempts += 1;
    const repository = { id: 7, owner: 'acme', name: 'clusters', installationId: 3 };
    const job = {
      repository,
      sourceNodeId: each.name,
      sender: { id: 1, login: 'ada', bot: false },
    } as HandleCommandJob;
    const [last] = each.told.slice(-1);
    const own = last === undefined ? [] : [{ nodeId: 'IC_own', url: 'u', body: last.body }];
    const facts = { issue: { nodeId: each.name }, ownComments: own } as unknown as CommandFacts;
    try {
      const place = await inLine.placeOf(lines, job, { id: each.name });
      if (place !== undefined) await inLine.wait(place, lines, job, facts);
      // 👀; branch, commit and pull request; what is told of it.
      for (const weight of [1, 3, 6, createsPerRequest - 10]) await create(weight);
      each.done = now;
    } catch (error) {
      const verdict = judge(error, each, { tries: 10, firstMs: 1_000, longestMs: 300_000 }, now, false);
      if (!(error instanceof AppError) || verdict.outcome !== 'again') throw error;
      each.due = now + verdict.pauseMs;
      if (verdict.deferred) each.deferrals += 1;
    }
  };

  for (;;) {
    const open = line.filter(({ done }) => done === undefined);
    if (open.length === 0) return { line, created, ended: now };
    now = Math.max(now, Math.min(...open.map(({ due }) => due)));
    for (const each of open.filter(({ due }) => due <= now).slice(0, 8)) await run(each);
  }
}

/** The most that was created in any span. */
function most(created: readonly { readonly at: number; readonly weight: number }[], span: number): number {
  return Math.max(
    ...created.map(({ at: end }) =>
      created.filter(({ at }) => at > end - span && at <= end).reduce((sum, { weight }) => sum + weight, 0),
    ),
  );
}

test('of 200 requests at once none passes the limits, each is told its place, and none is lost', async () => {
  const { line, created, ended } = await play(200);
  expect(most(created, minute)).toBeLessThanOrEqual(80);
  expect(most(created, hour)).toBeLessThanOrEqual(500);

  expect(line.map(({ done = 0 }) => done)).toEqual(
    line.map(({ done = 0 }) => done).toSorted((one, other) => one - other),
  );
  expect(Math.max(...line.map(({ deferrals }) => deferrals))).toBeLessThan(25);
  // 25 requests an hour: what goes beyond is left to checks and answers.
  expect(ended - noon).toBeLessThan(9 * hour);

  const waited = line.filter(({ done = 0 }) => done - noon > 10 * minute);
  expect(waited.length).toBeGreaterThan(150);
  for (const { name, told, done = 0 } of waited) {
    const [first] = told;
    const [, number] = /Number (\d+) in line/.exec(first?.body ?? '') ?? [];
    // At the edge of an hour it may be the next; that is told then.
    const [, due] = /begun at about (.+?) UTC/.exec(told.at(-1)?.body ?? '') ?? [];
    const before = line.slice(
      0,
      line.findIndex((each) => each.name === name),
    );
    const at = first?.at ?? Number.NaN;
    expect({ name, told: at - noon < 10 * minute }).toEqual({ name, told: true });
    // Some are begun in the very moment.
    expect(Number(number)).toBeGreaterThan(before.filter((each) => (each.done ?? 0) > at).length);
    expect(Number(number)).toBeLessThanOrEqual(1 + before.filter((each) => (each.done ?? 0) >= at).length);
    expect(Math.abs(Date.parse(`${due}Z`) - done)).toBeLessThan(10 * minute);
    expect(told.length).toBeLessThan(4);
  }
}, 30_000);

const job = {
  repository: { id: 7, owner: 'acme', name: 'clusters', installationId: 3 },
  ...{ issue: 12, sourceNodeId: 'IC_1', body: '/scale-cluster shop workers=3', delivery: 'd' },
  sender: { id: 1, login: 'ada', bot: false },
};
const place = { before: 36, due: noon + 40 * minute };
const told = (due: number) => ({
  ...{ nodeId: 'IC_own', url: 'u' },
  body: `⏳\n${signer.mark('place', 7, { source: 'IC_1', due, request: 'x' })}`,
});

/** What one who waits is told, and until when. */
async function waits(
  given: {
    readonly wait?: number;
    readonly own?: ReturnType<typeof told>;
    readonly bot?: boolean;
    readonly source?: string;
  } = {},
  full?: AppError,
) {
  const published: (Announcement['comment'] | undefined)[] = [];
  const inLine = createStandInLine({
    pace: { waitFor: async () => given.wait ?? 0 },
    line: { before: async () => 36 },
    announcements: {
      publish: async ({ comment }) => {
        if (full !== undefined) throw full;
        published.push(comment);
        return { runs: [], refused: [] };
      },
    },
    signer,
    clock: { now: () => noon },
  });
  const facts = {
    ...{ issue: { nodeId: 'I_1', locked: false }, repository: { archived: false } },
    ownComments: given.own === undefined ? [] : [given.own],
  } as unknown as CommandFacts;
  const asked = { ...job, sender: { ...job.sender, bot: given.bot ?? false } };
  const lines = parseComment(job.body, { prefix: 'clusterops' });
  const fault = await inLine.wait(place, lines, asked, facts).catch((error: unknown) => error);
  return { inLine, facts, published, fault };
}

test('the place is told once, and again only where it moved by much', async () => {
  const { published, fault } = await waits();
  expect(published).toHaveLength(1);
  expect(published[0]?.body).toMatch(/^⏳ \*\*Number 37 in line\*\*, begun at about 2026-11-28 12:40 UTC \(in 40m\)\./);
  expect(published[0]?.body).toContain('To take the command back, delete your comment.');
  expect(fault).toMatchObject({ code: 'queue/in-line', retry: true, retryAt: place.due });
  expect((await waits({ own: told(place.due + 5 * minute) })).published).toEqual([]);
  expect((await waits({ own: told(place.due - 15 * minute) })).published).toMatchObject([{ existing: 'IC_own' }]);
  expect((await waits({ bot: true })).published).toEqual([]);
});

test('whoever could not be told is told as soon as there is room, one after the other', async () => {
  const full = new AppError('github/rate-limited', 'wait', { retryAt: noon + 10_000 });
  expect((await waits({}, full)).fault).toMatchObject({ code: 'queue/in-line', retryAt: noon + 46_000 });
  const gone = new AppError('github/gone', 'no such issue');
  expect((await waits({}, gone)).fault).toBe(gone);
});

test('what makes no request stands in no line', async () => {
  const { inLine } = await waits({ wait: 60_000 });
  const placeOf = (body: string, more = {}) =>
    inLine.placeOf(parseComment(body, { prefix: 'clusterops' }), { ...job, ...more }, { id: 'j' });
  expect(await placeOf('/scale-cluster shop workers=3')).toEqual({ before: 36, due: noon + 60_000 });
  expect(await placeOf('/help\n/create-cluster eu-west-1')).toEqual({ before: 36, due: noon + 60_000 });
  for (const body of ['/list-clusters', '/scale-cluster shop workers=3 dry-run', '/scale-cluster', '/cancel'])
    expect(await placeOf(body)).toBeUndefined();
  // It stood in line before it was known which clusters its selector fits.
  expect(await placeOf('/scale-cluster name=a-* workers=3', { clusters: ['a-1'] })).toBeUndefined();
});

test('a comment that was deleted in line is said to be taken back, where its place was told', async () => {
  const { inLine, facts, published } = await waits({ own: told(place.due) });
  await inLine.takenBack(job, facts);
  expect(published).toMatchObject([{ existing: 'IC_own', body: expect.stringContaining('was deleted') }]);
  await inLine.takenBack(job, { ...facts, ownComments: [] });
  expect(published).toHaveLength(1);
});
