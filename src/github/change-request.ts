import { z } from 'zod';
import type { Change } from '../ports/github.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { pullShape } from './decode-pull.ts';
import { openChange } from './documents/changes.ts';
import type { GraphqlReply } from './reply.ts';
import type { RepositoryBook } from './repository-book.ts';

export const trailerKey = 'ClusterOps-Request';
const labelColour = '0969da';

export type Step = 'ref' | 'commit' | 'pull';

const shape = z.object({
  ref: z.object({ ref: z.object({ id: z.string() }).nullish() }).nullish(),
  commit: z
    .object({
      commit: z.object({
        oid: z.string(),
        tree: z.object({ oid: z.string() }),
        parents: z.object({ nodes: z.array(z.object({ tree: z.object({ oid: z.string() }) }).nullable()).nullish() }),
      }),
    })
    .nullish(),
  pull: z.object({ pullRequest: pullShape.nullish() }).nullish(),
});
const labelShape = z.object({ label: z.object({ id: z.string(), name: z.string() }).nullish() });

export interface StepsDone {
  readonly errors: GraphqlReply['errors'];
  readonly ref: boolean;
  readonly commit?: { readonly oid: string /** It has the same files as its parent. */; readonly empty: boolean };
  readonly pull?: z.infer<typeof pullShape>;
}

/**
 * Sends some of branch, commit and pull request in one document. With a pull request come the labels that the
 * configuration names and the repository lacks, so that the announcement needs no request for them.
 */
export async function sendSteps(
  client: Client,
  book: RepositoryBook,
  change: Change,
  steps: readonly Step[],
  commit: { readonly onto: string; readonly deletions: readonly string[] },
): Promise<StepsDone> {
  const wants = (step: Step) => steps.includes(step);
  const labels = wants('pull') ? book.missingLabels(change.repository) : [];
  const document = openChange({
    ref: wants('ref'),
    commit: wants('commit'),
    pull: wants('pull'),
    labels: labels.length,
  });
  const variables = {
    ...(wants('ref') ? { ref: refInput(change) } : {}),
    ...(wants('commit') ? { commit: commitInput(change, commit.onto, commit.deletions) } : {}),
    ...(wants('pull') ? { pull: pullInput(change) } : {}),
    ...Object.fromEntries(labels.map((name, index) => [`label${index}`, labelInput(change, name)])),
  };
  const reply = await client.mutate(document, variables, steps.length + labels.length);
  noteLabels(book, change, reply, labels);
  const done = decode(shape, reply.data, 'OpenChange');
  const made = done.commit?.commit;
  const pull = done.pull?.pullRequest;
  return {
    errors: reply.errors,
    ref: done.ref?.ref != null,
    ...(made ? { commit: { oid: made.oid, empty: made.parents.nodes?.[0]?.tree.oid === made.tree.oid } } : {}),
    ...(pull ? { pull } : {}),
  };
}

function noteLabels(book: RepositoryBook, change: Change, reply: GraphqlReply, names: readonly string[]): void {
  if (names.length === 0) return;
  const entry = book.note(change.repository, change.repositoryNodeId);
  for (const index of names.keys()) {
    const made = labelShape.safeParse(reply.data[`label${index}`]);
    if (made.success && made.data.label) entry.labels.set(made.data.label.name.toLowerCase(), made.data.label.id);
  }
  // One made by somebody else meanwhile, or refused, is left to the announcement, which can name it without its id.
  entry.missing = [];
}

function refInput(change: Change) {
  return { repositoryId: change.repositoryNodeId, name: `refs/heads/${change.branch}`, oid: change.base.sha };
}

function commitInput(change: Change, expectedHeadOid: string, deletions: readonly string[]) {
  const { repository, branch, message, requestId, files } = change;
  const body = message.body === '' ? '' : `${message.body.trimEnd()}\n\n`;
  return {
    branch: { repositoryNameWithOwner: `${repository.owner}/${repository.name}`, branchName: branch },
    expectedHeadOid,
    message: { headline: message.headline, body: `${body}${trailerKey}: ${requestId}` },
    fileChanges: {
      additions: files.map(({ path, content }) => ({ path, contents: Buffer.from(content).toString('base64') })),
      deletions: deletions.map((path) => ({ path })),
    },
  };
}

function pullInput(change: Change) {
  const { title, body, draft } = change.pull;
  const { repositoryNodeId: repositoryId, base, branch } = change;
  return { repositoryId, baseRefName: base.name, headRefName: branch, title, body, draft };
}

function labelInput(change: Change, name: string) {
  return { repositoryId: change.repositoryNodeId, name, color: labelColour };
}
