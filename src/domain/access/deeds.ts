import type { Request } from '../cluster/request.ts';
import type { ClusterRow } from '../cluster/rows.ts';
import { clusterEdits } from '../edits/registry.ts';
import type { Environment } from './policy.ts';
import { type Subject, subjectOfRow, subjectOfSpec } from './subject.ts';

/** What a pull request does to a cluster: a command, or what amounts to it when somebody does it by hand. */
export interface Deed {
  readonly command: string;
  readonly subject: Subject;
}

export interface Proposal {
  /** Absent: all of it was made by hand. */
  readonly request?: Request;
  /** Whether somebody else pushed onto the request's branch: then what it does is what its files say, too. */
  readonly pushed: boolean;
  /** The clusters that it touches, as they stand and as it leaves them. */
  readonly before: readonly ClusterRow[];
  readonly after: readonly ClusterRow[];
  /** Names of those whose files tell nothing of them. */
  readonly untold: readonly string[];
}

/**
 * What a pull request does, as far as rules can be about it. A cluster counts as it stands and as it will be, so that nobody leaves
 * an environment by the very change that the environment guards. What is done by hand to a cluster that stays may be any edit.
 */
export function deedsOf(proposal: Proposal, environments: Readonly<Record<string, Environment>>): readonly Deed[] {
  const { request, pushed, before, after, untold } = proposal;
  const standing = (name: string) => [...before, ...after].filter((row) => row.name === name);
  const requested = (request?.clusters ?? []).flatMap(({ spec }): Deed[] => {
    const asked = subjectOfSpec(spec, environments);
    const rows = standing(spec.name).map((row) => ({ ...subjectOfRow(row, environments), ...known(asked) }));
    const subjects = rows.length === 0 ? [asked] : rows;
    return subjects.map((subject) => ({ command: request?.kind ?? '', subject }));
  });
  const names = new Set(requested.map(({ subject }) => subject.name));
  const touched = new Set([...[...before, ...after].map(({ name }) => name), ...untold]);
  const byHand = [...touched].filter((name) => pushed || !names.has(name));
  return [
    ...requested,
    ...byHand.flatMap((name) => {
      const subjects = standing(name).map((row) => subjectOfRow(row, environments));
      const stood = before.some((row) => row.name === name);
      const stands = after.some((row) => row.name === name);
      const commands =
        stood && !stands
          ? ['delete-cluster']
          : stands && !stood
            ? ['create-cluster']
            : clusterEdits.map(({ kind }) => kind);
      return (subjects.length === 0 ? [{ name }] : subjects).flatMap((subject) =>
        commands.map((command) => ({ command, subject })),
      );
    }),
  ];
}

/** Where a cluster is, only its own files say: a request's idea of it would hide the label. */
const known = ({ environment: _, ...asked }: Subject): Omit<Subject, 'environment'> => asked;
