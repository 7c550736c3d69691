import type { Finding } from '../finding.ts';

/** Typed arguments of one command, by key of its table row; positionals under their own key. */
export type ArgumentValue = string | number | boolean | readonly string[];

/** One recognised command of a comment. */
export interface ParsedCommand {
  /** Index among the comment's commands, refused ones included: part of the effect's identity. */
  readonly index: number;
  /** Line of the comment that it stands on, from 1. */
  readonly line: number;
  /** As typed, white space at both ends removed. */
  readonly raw: string;
  /** Name without the slash and prefix, e.g. `create-cluster`. */
  readonly name: string;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
}

export interface RefusedCommand {
  readonly index: number;
  readonly line: number;
  readonly raw: string;
  /** The command's name when that much was understood. */
  readonly name?: string;
  readonly findings: readonly Finding[];
}

export type CommandLine =
  | ({ readonly kind: 'command' } & ParsedCommand)
  | ({ readonly kind: 'refused' } & RefusedCommand);
