import { expect } from '@jest/globals';
import type { Reading } from '../reading.ts';
import type { Foreseen, Person } from './foresee.ts';

interface Said {
  readonly reading: Reading;
  /** The issue or pull request that the command stands on. */
  readonly issue: number;
  readonly command: string;
  readonly who: Person;
}

/** Holds the bot's reactions and answers to a command, the last that was said so, against what the model says. */
export function expectAnswer({ reading, issue, command, who }: Said, answer: Foreseen['answer']): void {
  const comment = reading.issue(issue)?.comments.findLast(({ body }) => body === command);
  const reactions = comment === undefined ? [] : reading.reactions(comment);
  const shown = { command, who, reactions, answers: reading.answers(issue) };
  if (answer === 'done') expect(shown).toEqual({ ...shown, reactions: ['eyes', 'rocket'] });
  else
    expect(shown).toMatchObject({
      ...{ command, who, reactions: ['confused', 'eyes'] },
      answers: expect.arrayContaining([expect.stringContaining(answer)]),
    });
}
