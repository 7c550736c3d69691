import { readFileSync } from 'node:fs';
import { buildASTSchema, GraphQLError, type GraphQLSchema, isScalarType, Kind, parse } from 'graphql';

let built: GraphQLSchema | undefined;

/** GitHub's public schema, built at the first question: it holds 1,600 types and takes a third of a second. */
export function loadSchema(): GraphQLSchema {
  built ??= build();
  return built;
}

function build(): GraphQLSchema {
  // The package exports only its entry, which would load the schema twice over.
  const text = readFileSync(new URL('./schema.graphql', import.meta.resolve('@octokit/graphql-schema')), 'utf8');
  const schema = buildASTSchema(parse(text, { noLocation: true }), { assumeValid: true, assumeValidSDL: true });
  checkScalar(schema, 'GitObjectID', /^[0-9a-f]{40}$/);
  checkScalar(schema, 'Base64String', /^[A-Za-z0-9+/\s]*={0,2}\s*$/);
  checkScalar(schema, 'DateTime', /^\d{4}-\d\d-\d\dT/);
  return schema;
}

/** GitHub refuses malformed values of these; a scalar built from text would take anything. */
function checkScalar(schema: GraphQLSchema, name: string, pattern: RegExp): void {
  const scalar = schema.getType(name);
  if (!isScalarType(scalar)) return;
  scalar.parseValue = (value) => {
    if (typeof value !== 'string' || !pattern.test(value))
      throw new GraphQLError(`${JSON.stringify(value)} is not a valid ${name}`);
    return value;
  };
  scalar.parseLiteral = (node) => scalar.parseValue(node.kind === Kind.STRING ? node.value : undefined);
}
