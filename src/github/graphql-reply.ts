import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { GraphqlReply } from './reply.ts';

const shape = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string().default(''),
        type: z.string().optional(),
        path: z.array(z.union([z.string(), z.number()])).nullish(),
        extensions: z.object({ code: z.string().optional() }).nullish(),
      }),
    )
    .nullish(),
});

/** The body of a GraphQL answer; throws `github/unavailable` when it is none. */
export function graphqlReply(body: unknown, operation: string): GraphqlReply {
  const parsed = shape.safeParse(body);
  if (!parsed.success || (parsed.data.data == null && !parsed.data.errors?.length)) {
    throw new AppError('github/unavailable', `${operation}: the answer is no GraphQL result`);
  }
  return {
    data: parsed.data.data ?? {},
    errors: (parsed.data.errors ?? []).map(({ message, type, path, extensions }) => ({
      message,
      path: path ?? [],
      ...(type === undefined ? {} : { type }),
      ...(extensions?.code === undefined ? {} : { code: extensions.code }),
    })),
  };
}
