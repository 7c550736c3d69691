/** What the rest of the bot counts. Labels are bounded: no login, no name of a cluster. */
export interface Metrics {
  delivery(outcome: 'stored' | 'duplicate' | 'dropped' | 'refused'): void;
  command(name: string, outcome: 'done' | 'refused' | 'denied' | 'failed'): void;
  job(kind: string, outcome: 'done' | 'retried' | 'dead', seconds: number): void;
  githubRequest(installation: number, kind: 'rest' | 'graphql', status: number): void;
  githubQuota(installation: number, resource: string, remaining: number): void;
  deletion(outcome: 'let go' | 'held back' | 'orphan removed' | 'orphan reported'): void;
  checkWritten(stage: string, state: string): void;
}
