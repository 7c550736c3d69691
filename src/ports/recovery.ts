import type { Person, RepositoryRef } from '../domain/repository.ts';

/** A comment found by reading, after a webhook was lost. */
export interface FoundComment {
  readonly nodeId: string;
  readonly issue: number;
  readonly body: string;
  readonly author: Person & { readonly bot: boolean };
  readonly createdAt: number;
  readonly edited: boolean;
  /** Our App reacted to it already: it was handled. */
  readonly handled: boolean;
}

export interface Recovery {
  /**
   * All repositories of all installations, with the numeric id of their owner. With `onUnread`, an installation whose repositories GitHub
   * refuses to list is told there and passed over: an organization may let in certain addresses only.
   */
  repositories(
    onUnread?: (account: string, because: string) => void,
  ): Promise<readonly (RepositoryRef & { readonly ownerId: number })[]>;
  /** Comments and new issues that hold a command, created since `since` (milliseconds). */
  commentsSince(repository: RepositoryRef, since: number): Promise<readonly FoundComment[]>;
  /** Texts of our App's comments that were written or changed since `since` (milliseconds). */
  ownCommentsSince(repository: RepositoryRef, since: number): Promise<readonly string[]>;
  /**
   * Deliveries of the App's webhook, newest first, down to and with the watermark: a `deliveredAt` as text; absent: all
   * that GitHub keeps (three days). Ids are decimal text, because GitHub's exceed what a number holds exactly.
   */
  deliveriesSince(
    watermark: string | undefined,
  ): Promise<
    readonly { readonly id: string; readonly guid: string; readonly deliveredAt: number; readonly ok: boolean }[]
  >;
  /** Asks GitHub to deliver it again; one that GitHub no longer keeps is passed over. */
  redeliver(deliveryId: string): Promise<void>;
}
