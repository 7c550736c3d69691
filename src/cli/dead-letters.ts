import { CliExit, exitCodes } from './exit.ts';
import { openQueue } from './open-queue.ts';

/** `clusterops dead-letters`: jobs that are out of tries, and running one of them again. */
export async function deadLetters(
  environment: Readonly<Record<string, string | undefined>>,
  options: { readonly rerun?: string; readonly json?: boolean },
  print: (line: string) => void,
): Promise<void> {
  const queue = await openQueue(environment);
  try {
    if (options.rerun !== undefined) {
      if (!(await queue.workers.rerun(options.rerun)))
        throw new CliExit(exitCodes.refused, `no dead letter has the id ${options.rerun}`);
      print(`${options.rerun} will run again`);
      return;
    }
    const letters = await queue.workers.deadLetters();
    if (options.json === true) print(JSON.stringify(letters, null, 2));
    else if (letters.length === 0) print('no dead letters');
    else
      for (const { id, kind, failedAt, error } of letters)
        print(`${id}  ${kind}  ${new Date(failedAt).toISOString()}\n  ${error}`);
  } finally {
    await queue.close();
  }
}
