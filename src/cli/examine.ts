/** One thing that doctor looked at. */
export interface Examined {
  readonly what: string;
  readonly state: 'ok' | 'warning' | 'failed' | 'not checked';
  readonly detail: string;
  readonly cure?: string;
}

/** The outcome of a question that may throw: a failed examination says what was thrown and what to do. */
export async function examine(
  what: string,
  cure: string,
  ask: () => Promise<Examined | readonly Examined[]>,
): Promise<readonly Examined[]> {
  try {
    return [await ask()].flat();
  } catch (error) {
    return [{ what, state: 'failed', detail: error instanceof Error ? error.message : String(error), cure }];
  }
}
