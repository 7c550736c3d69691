import { z } from 'zod';
import type { Annotation } from '../domain/report/stage.ts';
import { AppError } from '../errors.ts';
import type { Announced, Announcement, RunToWrite, WrittenRun } from '../ports/github.ts';
import { annotationsPerRequest, type FoundRun, runInput } from './check-runs.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { announcement as announcementDocument } from './documents/announcements.ts';
import { graphqlFault } from './faults.ts';
import { reactionContents } from './reactions.ts';
import type { GraphqlReply } from './reply.ts';

/** A run, where it stands on GitHub if it does, and its annotations that are not there yet. */
export interface Writing {
  readonly run: RunToWrite;
  readonly found: Pick<FoundRun, 'runId' | 'nodeId'> | undefined;
  readonly annotations: readonly Annotation[];
}

export interface Parts {
  readonly comment?: Announcement['comment'];
  readonly labels?: { readonly labelableId: string; readonly labelIds: readonly string[] };
  readonly runs: { readonly repositoryId: string; readonly writings: readonly Writing[] };
  readonly reaction?: Announcement['reaction'];
}

export interface Sent {
  readonly comment?: Announced['comment'];
  /** One entry a run, in order; absent where GitHub did not write it. */
  readonly runs: readonly (WrittenRun | undefined)[];
  /** The fault of each part that GitHub did not carry out: `comment`, `labels`, `run0`, …, `reaction`. */
  readonly faults: ReadonlyMap<string, AppError>;
}

/** Sends all parts as one document. GitHub carries out each by itself, so each has its own fault or none. */
export async function sendParts(client: Client, { comment, labels, runs, reaction }: Parts): Promise<Sent> {
  const variables: Record<string, unknown> = {};
  if (comment !== undefined) {
    const { existing, issueNodeId, body } = comment;
    variables.comment = existing === undefined ? { subjectId: issueNodeId, body } : { id: existing, body };
  }
  if (labels !== undefined) variables.labels = labels;
  for (const [index, { run, found, annotations }] of runs.writings.entries()) {
    const first = annotations.slice(0, annotationsPerRequest);
    variables[`run${index}`] = runInput(run, runs.repositoryId, found?.nodeId, first);
  }
  if (reaction !== undefined) {
    variables.reaction = { subjectId: reaction.subjectNodeId, content: reactionContents[reaction.content] };
  }
  const aliases = Object.keys(variables);
  if (aliases.length === 0) return { runs: [], faults: new Map() };

  const document = announcementDocument({
    ...(comment === undefined ? {} : { comment: comment.existing === undefined ? 'add' : 'update' }),
    labels: labels !== undefined,
    runs: runs.writings.map(({ found }) => (found === undefined ? 'create' : 'update')),
    reaction: reaction !== undefined,
  });
  const reply = await client.mutate(document, variables, aliases.length);
  const faults = aliases.flatMap((alias) => {
    const fault = faultOf(reply, alias);
    return fault === undefined ? [] : [[alias, fault] as const];
  });
  const written = commentOf(reply);
  return {
    ...(written === undefined ? {} : { comment: written }),
    runs: runs.writings.map(({ run, found }, index) => runOf(reply, run, found, index)),
    faults: new Map(faults),
  };
}

function faultOf(reply: GraphqlReply, alias: string): AppError | undefined {
  const error = reply.errors.find(({ path }) => path[0] === alias);
  if (error !== undefined) return graphqlFault(error, 'Announce');
  if (reply.data[alias] != null) return undefined;
  // Missing without an error of its own: the document as a whole was refused.
  const [whole] = reply.errors;
  if (whole !== undefined) return graphqlFault(whole, 'Announce');
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

function runOf(
  reply: GraphqlReply,
  { sha, externalId }: RunToWrite,
  found: Writing['found'],
  index: number,
): WrittenRun | undefined {
  const field = reply.data[`run${index}`];
  if (field == null) return undefined;
  const { checkRun } = decode(runShape, field, 'check run');
  return { runId: checkRun.databaseId ?? found?.runId ?? 0, nodeId: checkRun.id, sha, externalId };
}
