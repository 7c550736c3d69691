import { z } from 'zod';
import type { Annotation } from '../domain/report/stage.ts';
import { AppError } from '../errors.ts';
import type { Announced, Announcement, Announcements, RunToWrite, WrittenRun } from '../ports/github.ts';
import { annotationsPerRequest, type FoundRun, runInput, runsOn } from './check-runs.ts';
import type { Client, ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { type AnnouncementParts, announcement as announcementDocument } from './documents/announcements.ts';
import { pullNumber } from './documents/pulls.ts';
import { graphqlFault, refusedForGood } from './faults.ts';
import { reactionContents } from './reactions.ts';
import type { GraphqlReply } from './reply.ts';
import type { RepositoryBook } from './repository-book.ts';

export interface AnnouncementsOptions {
  readonly clientOf: ClientOf;
  readonly book: RepositoryBook;
  readonly appId: number;
}

/** GitHub's limit for bodies, summaries and texts, in characters. */
const bodyLimit = 65_535;

/** A run, where it stands on GitHub if it does, and its annotations that are not there yet. */
interface Writing {
  readonly run: RunToWrite;
  readonly found: Pick<FoundRun, 'runId' | 'nodeId'> | undefined;
  readonly annotations: readonly Annotation[];
}

export function createAnnouncements({ clientOf, book, appId }: AnnouncementsOptions): Announcements {
  return {
    async publish(announcement) {
      refuseTooLarge(announcement);
      const client = clientOf(announcement.repository);
      const writings = await locate(client, announcement, appId);
      const repositoryId = writings.length === 0 ? '' : await book.nodeId(announcement.repository);
      const labelIds = announcement.labels && book.labelIds(announcement.repository, announcement.labels.names);

      const sent = await send(client, announcement, writings, repositoryId, labelIds);
      const refused: string[] = [];
      const faults: AppError[] = [];
      const settle = (part: string) => {
        const fault = sent.faults.get(part);
        if (fault === undefined) return;
        if (refusedForGood(fault.code)) refused.push(`${wordFor(part)}: ${fault.detail}`);
        else faults.push(fault);
      };

      let comment = commentOf(sent.reply);
      if (sent.faults.get('comment')?.code === 'github/gone' && announcement.comment?.existing !== undefined) {
        // Somebody removed the comment that was to be rewritten: it is written anew, unless the issue is gone as well.
        const { existing: _gone, ...anew } = announcement.comment;
        const again = await send(client, { repository: announcement.repository, comment: anew }, [], '', undefined);
        comment = commentOf(again.reply);
        sent.faults.delete('comment');
        const fault = again.faults.get('comment');
        if (fault !== undefined) sent.faults.set('comment', fault);
      }
      for (const part of sent.faults.keys()) settle(part);
      if (announcement.labels !== undefined && announcement.labels.names.length > 0 && labelIds === undefined) {
        const fault = await addLabels(client, announcement);
        if (fault !== undefined && refusedForGood(fault.code)) refused.push(`labels: ${fault.detail}`);
        else if (fault !== undefined) faults.push(fault);
      }
      const runs = writings.flatMap(({ run, found }, index) => writtenRun(sent.reply, run, found, index));
      await sendRemaining(client, writings, sent.reply, repositoryId);
      const [fault] = faults;
      if (fault !== undefined) throw fault;
      return { ...(comment === undefined ? {} : { comment }), runs, refused } satisfies Announced;
    },
  };
}

/** Which of the runs exist, by `external_id`; asked for only where the caller cannot know. */
async function locate(
  client: Client,
  { repository, runs = [] }: Announcement,
  appId: number,
): Promise<readonly Writing[]> {
  // A known run with annotations may have got some of them in a try that was cut off: GitHub would add them twice.
  const unsure = runs.filter(
    ({ known, fresh, report }) => !fresh && (known === undefined || report.annotations.length > 0),
  );
  const found = new Map<string, ReadonlyMap<string, FoundRun>>();
  for (const sha of new Set(unsure.map((run) => run.sha))) found.set(sha, await runsOn(client, repository, sha, appId));
  return runs.map((run) => {
    const seen = run.fresh ? undefined : found.get(run.sha)?.get(run.externalId);
    return { run, found: run.known ?? seen, annotations: run.report.annotations.slice(seen?.annotations ?? 0) };
  });
}

interface Sent {
  readonly reply: GraphqlReply;
  /** The fault of each part that GitHub did not carry out, by alias. */
  readonly faults: Map<string, AppError>;
}

async function send(
  client: Client,
  announcement: Announcement,
  writings: readonly Writing[],
  repositoryId: string,
  labelIds: readonly string[] | undefined,
): Promise<Sent> {
  const { comment, labels, reaction } = announcement;
  const withLabels = labels !== undefined && labelIds !== undefined && labelIds.length > 0;
  const parts: AnnouncementParts = {
    ...(comment === undefined ? {} : { comment: comment.existing === undefined ? 'add' : 'update' }),
    labels: withLabels,
    runs: writings.map(({ found }) => (found === undefined ? 'create' : 'update')),
    reaction: reaction !== undefined,
  };
  const variables: Record<string, unknown> = {};
  if (comment !== undefined) {
    const { existing, issueNodeId, body } = comment;
    variables.comment = existing === undefined ? { subjectId: issueNodeId, body } : { id: existing, body };
  }
  if (withLabels) variables.labels = { labelableId: labels.pullNodeId, labelIds };
  for (const [index, { run, found, annotations }] of writings.entries()) {
    variables[`run${index}`] = runInput(run, repositoryId, found?.nodeId, annotations.slice(0, annotationsPerRequest));
  }
  if (reaction !== undefined) {
    variables.reaction = { subjectId: reaction.subjectNodeId, content: reactionContents[reaction.content] };
  }
  const aliases = Object.keys(variables);
  if (aliases.length === 0) return { reply: { data: {}, errors: [] }, faults: new Map() };

  const reply = await client.mutate(announcementDocument(parts), variables, aliases.length);
  const faults = new Map<string, AppError>();
  for (const alias of aliases) {
    const error = reply.errors.find(({ path }) => path[0] === alias);
    if (error !== undefined) faults.set(alias, graphqlFault(error, 'Announce'));
    else if (reply.data[alias] == null) faults.set(alias, wholeFault(reply, alias));
  }
  return { reply, faults };
}

/** A part that is missing without an error of its own: the document as a whole was refused. */
function wholeFault(reply: GraphqlReply, alias: string): AppError {
  const [error] = reply.errors;
  if (error !== undefined) return graphqlFault(error, 'Announce');
  return new AppError('github/partial', `Announce ${alias}: GitHub did not carry it out`);
}

const commentShape = z.union([
  z.object({ commentEdge: z.object({ node: z.object({ id: z.string(), url: z.string() }) }) }),
  z.object({ issueComment: z.object({ id: z.string(), url: z.string() }) }),
]);

function commentOf(reply: GraphqlReply): Announced['comment'] {
  if (reply.data.comment == null) return undefined;
  const read = decode(commentShape, reply.data.comment, 'comment');
  const { id, url } = 'commentEdge' in read ? read.commentEdge.node : read.issueComment;
  return { nodeId: id, url };
}

const runShape = z.object({ checkRun: z.object({ id: z.string(), databaseId: z.number().nullish() }) });

function writtenRun(
  reply: GraphqlReply,
  { sha, externalId }: RunToWrite,
  found: Writing['found'],
  index: number,
): readonly WrittenRun[] {
  const field = reply.data[`run${index}`];
  if (field == null) return [];
  const { checkRun } = decode(runShape, field, 'check run');
  return [{ runId: checkRun.databaseId ?? found?.runId ?? 0, nodeId: checkRun.id, sha, externalId }];
}

/** Annotations beyond the first fifty of each run, fifty a request. */
async function sendRemaining(
  client: Client,
  writings: readonly Writing[],
  reply: GraphqlReply,
  repositoryId: string,
): Promise<void> {
  for (const [index, { run, annotations }] of writings.entries()) {
    const [written] = writtenRun(reply, run, undefined, index);
    if (written === undefined) continue;
    for (let start = annotationsPerRequest; start < annotations.length; start += annotationsPerRequest) {
      const part = annotations.slice(start, start + annotationsPerRequest);
      const variables = { run0: runInput(run, repositoryId, written.nodeId, part) };
      const document = announcementDocument({ labels: false, runs: ['update'], reaction: false });
      const { errors } = await client.mutate(document, variables, 1);
      if (errors[0] !== undefined) throw graphqlFault(errors[0], 'Announce');
    }
  }
}

const pullShape = z.object({ node: z.object({ number: z.number() }).nullish() });

/** By REST, which creates labels that the repository lacks; used when their ids are not known. */
async function addLabels(client: Client, { repository, labels }: Announcement): Promise<AppError | undefined> {
  if (labels === undefined) return undefined;
  try {
    const data = await client.query(pullNumber, { id: labels.pullNodeId });
    const number = decode(pullShape, data, 'pull request').node?.number;
    if (number === undefined) return new AppError('github/gone', 'the pull request is not there');
    await client.rest({
      method: 'POST',
      url: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
      parameters: { owner: repository.owner, repo: repository.name, issue_number: number, labels: labels.names },
    });
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function wordFor(alias: string): string {
  return alias.startsWith('run') ? 'check run' : alias;
}

function refuseTooLarge({ comment, runs = [] }: Announcement): void {
  const texts = [comment?.body, ...runs.flatMap(({ report }) => [report.summary, report.text])];
  const largest = Math.max(0, ...texts.map((text) => text?.length ?? 0));
  if (largest <= bodyLimit) return;
  throw new AppError('internal/bug', `a text of ${largest} characters was to be written; GitHub takes ${bodyLimit}`);
}
