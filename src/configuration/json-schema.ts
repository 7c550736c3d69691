import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** JSON Schema (draft 2020-12) of `.github/clusterops.yml`, for editors. */
export function configurationJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(fileSchema, { io: 'input' });
  return {
    $schema,
    title: 'ClusterOps configuration',
    description: 'The file .github/clusterops.yml on the default branch of a repository.',
    ...rest,
  };
}
