import type { Finding } from '../finding.ts';

/** One rule that was looked at, and what it said: the decision as data, for logs, answers and `policy explain`. */
export interface RuleLine {
  /** Name of the rule, as the configuration has it where it stands there. */
  readonly rule: string;
  readonly holds: boolean;
  /** One sentence in plain text. */
  readonly because: string;
}

/** A rule's line, with what is wrong when it does not hold. */
export interface Check {
  readonly line: RuleLine;
  readonly findings: readonly Finding[];
}

export const holds = (rule: string, because: string): Check => ({
  line: { rule, holds: true, because },
  findings: [],
});

export const fails = (rule: string, because: string, ...findings: readonly Finding[]): Check => ({
  line: { rule, holds: false, because },
  findings,
});
