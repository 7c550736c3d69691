import { z } from 'zod';
import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { Announcement, Announcements, WrittenRun } from '../ports/github.ts';
import { type Parts, type Sent, sendParts, type Writing } from './announcement-request.ts';
import { annotationsPerRequest, type FoundRun, runsOn } from './check-runs.ts';
import type { Client, ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { pullNumber } from './documents/pulls.ts';
import { refusedForGood } from './faults.ts';
import { largestBody } from './limits.ts';
import type { RepositoryBook } from './repository-book.ts';

export interface AnnouncementsOptions {
  readonly clientOf: ClientOf;
  readonly book: RepositoryBook;
  readonly appId: number;
}

export function createAnnouncements({ clientOf, book, appId }: AnnouncementsOptions): Announcements {
  return {
    async publish(announcement) {
      refuseTooLarge(announcement);
      const { repository, comment, labels, reaction } = announcement;
      const client = clientOf(repository);
      const { writings, settled } = await locate(client, announcement, appId);
      const repositoryId = writings.length === 0 ? '' : await book.nodeId(repository);
      const names = labels?.names ?? [];
      const labelIds = names.length === 0 ? [] : book.labelIds(repository, names);

      const sent = await sendParts(client, {
        ...(comment === undefined ? {} : { comment }),
        ...(labels === undefined || !labelIds?.length ? {} : { labels: { labelableId: labels.pullNodeId, labelIds } }),
        runs: { repositoryId, writings },
        ...(reaction === undefined ? {} : { reaction }),
      });
      const faults = new Map(sent.faults);
      const written = await rewriteLost(client, comment, sent, faults);
      const labelsLost = labelIds === undefined || faults.get('labels')?.code === 'github/gone';
      if (labels !== undefined && labelsLost) {
        const fault = await addLabels(client, repository, labels);
        if (fault === undefined) faults.delete('labels');
        else faults.set('labels', fault);
      }
      await sendRemaining(client, repositoryId, writings, sent.runs);

      const thrown = [...faults.values()].find(({ code }) => !refusedForGood(code));
      if (thrown !== undefined) throw thrown;
      return {
        ...(written === undefined ? {} : { comment: written }),
        runs: [...settled, ...sent.runs.filter((run) => run !== undefined)],
        refused: [...faults].map(([part, { detail }]) => `${part.replace(/^run\d+$/, 'check run')}: ${detail}`),
      };
    },
  };
}

/**
 * Which of the runs exist, by `external_id`; asked for only where the caller cannot know. A completed run is not put back
 * by a repeated try that only now says "queued": it is settled.
 */
async function locate(
  client: Client,
  { repository, runs = [] }: Announcement,
  appId: number,
): Promise<{ readonly writings: readonly Writing[]; readonly settled: readonly WrittenRun[] }> {
  // A known run with annotations may have got some of them in a try that was cut off: GitHub would add them twice.
  const unsure = runs.filter((run) => run.fresh !== true && (!run.known || run.report.annotations.length > 0));
  const bySha = new Map<string, ReadonlyMap<string, FoundRun>>();
  for (const sha of new Set(unsure.map((run) => run.sha))) bySha.set(sha, await runsOn(client, repository, sha, appId));

  const writings: Writing[] = [];
  const settled: WrittenRun[] = [];
  for (const run of runs) {
    const { sha, externalId, report } = run;
    const seen = run.fresh === true ? undefined : bySha.get(sha)?.get(externalId);
    const complete = report.state !== 'queued' && report.state !== 'in_progress';
    if (seen?.completed === true && !complete && run.known === undefined) {
      settled.push({ runId: seen.runId, nodeId: seen.nodeId, sha, externalId });
    } else {
      writings.push({ run, found: run.known ?? seen, annotations: report.annotations.slice(seen?.annotations ?? 0) });
    }
  }
  return { writings, settled };
}

/** A comment that somebody removed before it was to be rewritten is written anew, unless the issue is gone as well. */
async function rewriteLost(
  client: Client,
  comment: Announcement['comment'],
  sent: Sent,
  faults: Map<string, AppError>,
): Promise<Sent['comment']> {
  if (comment?.existing === undefined || faults.get('comment')?.code !== 'github/gone') return sent.comment;
  const { issueNodeId, body } = comment;
  const parts: Parts = { comment: { issueNodeId, body }, runs: { repositoryId: '', writings: [] } };
  const again = await sendParts(client, parts);
  const fault = again.faults.get('comment');
  if (fault === undefined) faults.delete('comment');
  else faults.set('comment', fault);
  return again.comment;
}

/** Annotations beyond the first fifty of each run, fifty a request. */
async function sendRemaining(
  client: Client,
  repositoryId: string,
  writings: readonly Writing[],
  runs: Sent['runs'],
): Promise<void> {
  for (const [index, { run, annotations }] of writings.entries()) {
    const found = runs[index];
    if (found === undefined) continue;
    for (let start = annotationsPerRequest; start < annotations.length; start += annotationsPerRequest) {
      const part = annotations.slice(start, start + annotationsPerRequest);
      const sent = await sendParts(client, { runs: { repositoryId, writings: [{ run, found, annotations: part }] } });
      const [fault] = sent.faults.values();
      if (fault !== undefined) throw fault;
    }
  }
}

const pullShape = z.object({ node: z.object({ number: z.number() }).nullish() });

/** By REST, which creates the labels that the repository lacks; for labels whose ids are not known. */
async function addLabels(
  client: Client,
  { owner, name }: RepositoryRef,
  labels: NonNullable<Announcement['labels']>,
): Promise<AppError | undefined> {
  try {
    const data = await client.query(pullNumber, { id: labels.pullNodeId });
    const number = decode(pullShape, data, 'pull request').node?.number;
    if (number === undefined) return new AppError('github/gone', 'the pull request is not there');
    await client.rest({
      method: 'POST',
      url: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
      parameters: { owner, repo: name, issue_number: number, labels: labels.names },
    });
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function refuseTooLarge({ comment, runs = [] }: Announcement): void {
  const texts = [comment?.body, ...runs.flatMap(({ report }) => [report.summary, report.text])];
  const largest = Math.max(0, ...texts.map((text) => text?.length ?? 0));
  if (largest <= largestBody) return;
  throw new AppError('internal/bug', `a text of ${largest} characters was to be written; GitHub takes ${largestBody}`);
}
