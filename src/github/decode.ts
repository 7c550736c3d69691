import type { z } from 'zod';
import { AppError } from '../errors.ts';

/** Decodes what GitHub sent, once; throws `github/unavailable` naming the place that has another shape than documented. */
export function decode<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined ? '' : ` at ${issue.path.join('.') || 'the top'} (${issue.message})`;
  throw new AppError('github/unavailable', `${what}: GitHub's answer has an unexpected shape${place}`);
}
