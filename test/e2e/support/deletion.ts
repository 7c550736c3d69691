import { expect } from '@jest/globals';
import type { CheckRun } from '../../../src/sandbox/github/main.ts';
import type { Scene } from './scene.ts';

/** A deletion that was asked for, confirmed and merged. */
export interface MergedDeletion {
  readonly issue: number;
  /** Plan before the confirmation. */
  readonly plan: CheckRun;
  readonly merged: string;
}

/** Asks for a cluster's deletion, confirms it with the code that Plan shows, and merges; Plan is red until it is confirmed. */
export async function mergeDeletion(scene: Scene, cluster: string): Promise<MergedDeletion> {
  const { issue, pull } = await scene.ask(`/delete-cluster ${cluster}`);
  const plan = await scene.check(pull.headSha, 'Plan', 'failure');
  expect(plan.title).toBe(`The deletion of ${cluster} waits for its confirmation`);
  const code = /\/confirm ([a-z2-9]{8})\b/.exec(plan.summary ?? '')?.[1];
  await scene.comment(pull.number, `/confirm ${code}`);
  await scene.check(pull.headSha, 'Plan', 'success');
  expect((await scene.cluster(cluster))?.metadata.deletionTimestamp).toBeUndefined();
  await scene.readyForReview(pull);
  return { issue, plan, merged: await scene.merge(pull) };
}
