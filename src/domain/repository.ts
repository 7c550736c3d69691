/** A repository as deliveries and jobs name it. `id` is GitHub's numeric id: it survives renames, the names do not. */
export interface RepositoryRef {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly installationId: number;
}

/** A person (or bot) by GitHub's numeric id; the login is for showing only. */
export interface Person {
  readonly id: number;
  readonly login: string;
}

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';
