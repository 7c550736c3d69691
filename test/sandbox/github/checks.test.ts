import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
let head: string;
beforeEach(async () => {
  scene = await openScene();
  head = (await scene.github.control.resolve('octo-org/fleet', 'main')) ?? '';
});
afterEach(() => scene.close());

const place = '/repos/octo-org/fleet';
const create = (more: object = {}) =>
  scene.rest(scene.tokens.bot, 'POST', `${place}/check-runs`, { name: 'Plan', head_sha: head, ...more });
const update = (id: number, more: object) => scene.rest(scene.tokens.bot, 'PATCH', `${place}/check-runs/${id}`, more);
const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'm' };
const action = { label: 'Refresh', description: 'Ask the engine again', identifier: 'refresh' };
const output = { title: 't', summary: 's' };

describe('a check run', () => {
  test('is queued, then in progress, then completed', async () => {
    const { json } = await create({ external_id: 'k3/plan/1', details_url: 'https://example.com/', output });
    expect(json).toMatchObject({ status: 'queued', conclusion: null, completed_at: null, external_id: 'k3/plan/1' });
    expect((await update(json.id, { status: 'in_progress' })).json.status).toBe('in_progress');
    const done = await update(json.id, {
      conclusion: 'success',
      output: { title: 'T', summary: 'S', text: 'all of it' },
    });
    expect(done.json).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      completed_at: expect.any(String),
      output: { title: 'T', summary: 'S', text: 'all of it' },
    });
    expect(scene.github.world.store.runs.get(json.id)?.history.map(({ status }) => status)).toEqual([
      'queued',
      'in_progress',
      'completed',
    ]);
  });

  test('that is completed is not opened again: its conclusion stays', async () => {
    const { json } = await create({ status: 'completed', conclusion: 'failure' });
    expect((await update(json.id, { status: 'in_progress' })).json).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
    });
    expect((await update(json.id, { output: { title: 'later', summary: 'more' } })).json.output.title).toBe('later');
  });

  test('collects annotations over updates', async () => {
    const many = Array.from({ length: 50 }, (_, line) => ({ ...annotation, start_line: line + 1, end_line: line + 1 }));
    const { json } = await create({ output: { ...output, annotations: many } });
    await update(json.id, { output: { ...output, annotations: [annotation] } });
    const page = await scene.rest(scene.tokens.bot, 'GET', `${place}/check-runs/${json.id}/annotations?per_page=100`);
    expect(page.json).toHaveLength(51);
    expect((await update(json.id, {})).json.output.annotations_count).toBe(51);
  });

  test.each([
    ['a commit that is not there', { head_sha: '1'.repeat(40) }, /No commit found for SHA/],
    ['completed without a conclusion', { status: 'completed' }, /a conclusion is required/],
    ['an unknown status', { status: 'done' }, /not one of queued/],
    ['output without a summary', { output: { title: 't' } }, /"summary" wasn't supplied/],
    ['51 annotations', { output: { ...output, annotations: Array(51).fill(annotation) } }, /maximum quantity of 50/],
    ['four buttons', { actions: Array(4).fill(action) }, /maximum quantity of 3/],
    ['a long label', { actions: [{ ...action, label: 'x'.repeat(21) }] }, /label is too long \(maximum is 20/],
    ['a long description', { actions: [{ ...action, description: 'x'.repeat(41) }] }, /description is too long/],
    ['a long summary', { output: { ...output, summary: 'x'.repeat(65_536) } }, /Only 65535 characters are allowed/],
    ['a long text', { output: { ...output, text: 'x'.repeat(65_536) } }, /Only 65535 characters are allowed/],
    [
      'columns over several lines',
      { output: { ...output, annotations: [{ ...annotation, end_line: 2, start_column: 1 }] } },
      /columns/,
    ],
    [
      'an annotation that ends before it starts',
      { output: { ...output, annotations: [{ ...annotation, start_line: 2 }] } },
      /end_line/,
    ],
  ])('with %s is refused', async (_what, more, message) => {
    const answer = await create(more);
    expect(answer.status).toBe(422);
    expect(`${answer.json.message} ${JSON.stringify(answer.json.errors ?? '')}`).toMatch(message);
    expect(scene.github.world.store.runs.size).toBe(0);
  });

  test('belongs to its App: another cannot change it', async () => {
    const { control } = scene.github;
    const other = control.createApp({
      owner: control.createOrganization('third'),
      name: 'Other',
      permissions: { checks: 'write' },
      events: [],
      webhook: { url: '', secret: '' },
    });
    control.install(other, 'octo-org');
    const { json } = await create();
    const run = scene.github.world.store.runs.get(json.id);
    Object.assign(run ?? {}, { suite: { ...run?.suite, app: other } });
    expect((await update(json.id, { status: 'in_progress' })).status).toBe(403);
  });
});

describe('listing', () => {
  test('shows the latest of each name, or all', async () => {
    const first = (await create({ status: 'completed', conclusion: 'failure' })).json.id;
    const second = (await create()).json.id;
    await create({ name: 'Sync' });
    const list = async (query: string) => {
      const { json } = await scene.rest(scene.tokens.bot, 'GET', `${place}/commits/main/check-runs${query}`);
      return [json.total_count, json.check_runs.map(({ id }: { id: number }) => id)];
    };
    expect(await list('?check_name=Plan')).toEqual([1, [second]]);
    expect(await list('?check_name=Plan&filter=all')).toEqual([2, [second, first]]);
    expect((await list(''))[0]).toBe(2);
    expect((await list('?status=completed'))[0]).toBe(1);
    expect((await list(`?app_id=${scene.app.id + 1}`))[0]).toBe(0);
  });
});

describe('by GraphQL', () => {
  test('runs are made and updated, with the same limits', async () => {
    const fields = { repositoryId: scene.repository.nodeId, name: 'Ready', headSha: head, status: 'IN_PROGRESS' };
    const selection =
      'checkRun { id databaseId name status conclusion title annotations(first: 5) { nodes { path annotationLevel location { start { line } } } } }';
    const made = await scene.mutate('createCheckRun', 'CreateCheckRunInput', fields, selection);
    const { id } = made.data.createCheckRun.checkRun;
    const change = {
      repositoryId: scene.repository.nodeId,
      checkRunId: id,
      conclusion: 'ACTION_REQUIRED',
      output: {
        title: 'T',
        summary: 'S',
        annotations: [{ path: 'a', annotationLevel: 'WARNING', message: 'm', location: { startLine: 3, endLine: 3 } }],
      },
      actions: [action],
    };
    const updated = await scene.mutate('updateCheckRun', 'UpdateCheckRunInput', change, selection);
    expect(updated.data.updateCheckRun.checkRun).toMatchObject({
      status: 'COMPLETED',
      conclusion: 'ACTION_REQUIRED',
      title: 'T',
      annotations: { nodes: [{ path: 'a', annotationLevel: 'WARNING', location: { start: { line: 3 } } }] },
    });
    const refused = await scene.mutate(
      'updateCheckRun',
      'UpdateCheckRunInput',
      { ...change, actions: Array(4).fill(action) },
      selection,
    );
    expect(refused.errors).toMatchObject([{ type: 'UNPROCESSABLE', path: ['updateCheckRun'] }]);
  });
});

describe('a suite', () => {
  test('is made by a push, and ends with the gravest conclusion', async () => {
    const sha = await scene.github.control.commit('octo-org/fleet', {
      branch: 'main',
      as: 'wim',
      message: 'm',
      files: { a: 'b' },
    });
    const requested = () => scene.receiver.received.filter(({ payload }) => payload.action === 'requested');
    await scene.github.idle();
    expect(requested().map(({ payload }) => payload.check_suite)).toMatchObject([
      { head_sha: sha, head_branch: 'main', before: head },
    ]);
    head = sha;
    await create({ name: 'Plan', status: 'completed', conclusion: 'success' });
    const { json } = await create({ name: 'Sync' });
    await update(json.id, { conclusion: 'failure', status: 'completed' });
    await scene.github.idle();
    const ends = scene.receiver.received.filter(
      ({ headers, payload }) => headers['x-github-event'] === 'check_suite' && payload.action === 'completed',
    );
    expect(ends.at(-1)?.payload).toMatchObject({ check_suite: { status: 'completed', conclusion: 'failure' } });
  });
});
