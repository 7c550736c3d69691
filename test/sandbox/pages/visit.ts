import { request } from 'node:http';
import { isPull } from '../../../src/sandbox/github/acts/issues.ts';
import type { Issue, PullIssue } from '../../../src/sandbox/github/main.ts';
import { issuesOf } from '../../../src/sandbox/github/state/store.ts';
import { createPages } from '../../../src/sandbox/pages/main.ts';
import { openScene } from '../../support/github/scene.ts';

export const place = 'octo-org/fleet';

/** A scene whose pages are open, and what a browser of `wim` does there. */
export type Visit = Awaited<ReturnType<typeof openVisit>>;

export async function openVisit() {
  const scene = await openScene();
  scene.github.setPages(createPages(scene.github, { viewer: 'wim' }));

  async function see(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string; headers: Headers }> {
    const response = await fetch(`${scene.github.url}${path}`, { headers, redirect: 'manual' });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  /** Sends a form as a browser does from the page's own site, unless another origin is given. */
  function submit(
    path: string,
    fields: Readonly<Record<string, string>>,
    origin: string | undefined = scene.github.url,
    host?: string,
  ): Promise<{ status: number; location: string | undefined; text: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(
        `${scene.github.url}${path}`,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            ...(origin === undefined || origin === '' ? {} : { origin }),
            ...(host === undefined ? {} : { host }),
          },
        },
        async (response) => {
          let text = '';
          for await (const chunk of response) text += String(chunk);
          resolve({ status: response.statusCode ?? 0, location: response.headers.location, text });
        },
      );
      sent.once('error', reject);
      sent.end(new URLSearchParams(fields).toString());
    });
  }

  const issueAt = (number: number): Issue | undefined =>
    issuesOf(scene.github.world.store, scene.repository).get(number);
  const open = (title: string, body = '') => scene.github.control.openIssue(place, 'wim', { title, body });
  const told = async (): Promise<string[]> => {
    await scene.github.idle();
    return scene.receiver.received.map(({ headers, payload }) => `${headers['x-github-event']}.${payload['action']}`);
  };

  async function openPull(): Promise<PullIssue> {
    const { control } = scene.github;
    await control.commit(place, {
      branch: 'wim/prod',
      as: 'wim',
      message: 'Add prod\n\nBecause we need it.',
      files: {
        'clusters/prod/cluster.yaml': 'kind: Cluster\nreplicas: 3\n',
        'clusters/dev/cluster.yaml': 'kind: Other\n',
      },
    });
    const answer = await scene.rest(scene.tokens.wim, 'POST', `/repos/${place}/pulls`, {
      title: 'Prod <b>now</b>',
      base: 'main',
      head: 'wim/prod',
    });
    const issue = issueAt(answer.json.number);
    if (!issue || !isPull(issue)) throw new Error('no pull request');
    return issue;
  }

  async function addRun(sha: string): Promise<number> {
    const answer = await scene.rest(scene.tokens.bot, 'POST', `/repos/${place}/check-runs`, {
      name: 'Plan',
      head_sha: sha,
      status: 'completed',
      conclusion: 'failure',
      output: {
        title: '1 problem',
        summary: 'It is **bad**.',
        annotations: [
          {
            path: 'clusters/prod/cluster.yaml',
            start_line: 2,
            end_line: 2,
            annotation_level: 'failure',
            message: 'Three are <too> many.',
          },
        ],
      },
      actions: [{ label: 'Try again', description: 'Runs it again', identifier: 'again' }],
    });
    return answer.json.id;
  }

  return { scene, see, submit, issueAt, open, told, openPull, addRun };
}
