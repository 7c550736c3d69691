import { type DocumentNode, execute, GraphQLError, type GraphQLFieldResolver, Kind, parse, validate } from 'graphql';
import { Problem } from '../acts/problem.ts';
import { checkMutations } from './check-mutations.ts';
import { gitMutations } from './git-mutations.ts';
import { issueMutations } from './issue-mutations.ts';
import { pullMutations } from './pull-mutations.ts';
import { queryView } from './query.ts';
import { loadSchema } from './schema.ts';
import { createContext } from './show.ts';
import type { Asker, Context } from './view.ts';

export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
}

export interface GraphqlReply {
  readonly data?: unknown;
  readonly errors?: readonly Readonly<Record<string, unknown>>[];
}

const documents = new Map<string, DocumentNode | GraphQLError[]>();

/** Parsed and valid against GitHub's schema, or what is wrong with it. Remembers the last few hundred. */
function prepare(query: string): DocumentNode | GraphQLError[] {
  const known = documents.get(query);
  if (known) return known;
  const prepared = read(query);
  if (documents.size > 300) documents.clear();
  documents.set(query, prepared);
  return prepared;
}

function read(query: string): DocumentNode | GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(loadSchema(), document);
    return errors.length > 0 ? [...errors] : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** Name and root fields of the operation that a request asks for: what logs and faults call it by. */
export function operationNames(request: GraphqlRequest): {
  readonly name: string | undefined;
  readonly fields: readonly string[];
  readonly mutation: boolean;
} {
  const prepared = prepare(request.query);
  if (Array.isArray(prepared)) return { name: request.operationName, fields: [], mutation: false };
  const operations = prepared.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const chosen = operations.find((each) => each.name?.value === request.operationName) ?? operations[0];
  const fields = chosen?.selectionSet.selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));
  return { name: chosen?.name?.value, fields: fields ?? [], mutation: chosen?.operation === 'mutation' };
}

/** Runs a request as GitHub does: HTTP 200 with partial data; root mutations one after another, going on after one fails. */
export async function runGraphql(asker: Asker, request: GraphqlRequest): Promise<GraphqlReply> {
  const prepared = prepare(request.query);
  if (Array.isArray(prepared)) return { errors: prepared.map(errorJson) };
  const context = createContext(asker);
  const rootValue = {
    ...queryView(context),
    ...gitMutations(context),
    ...issueMutations(context),
    ...pullMutations(context),
    ...checkMutations(context),
  };
  const result = await execute({
    schema: loadSchema(),
    document: prepared,
    rootValue,
    contextValue: context,
    variableValues: request.variables ?? {},
    operationName: request.operationName ?? null,
    fieldResolver: resolveField,
  });
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map(errorJson) } : {}),
  };
}

const resolveField: GraphQLFieldResolver<Readonly<Record<string, unknown>>, Context> = (
  source,
  args,
  context,
  info,
) => {
  const { fieldName, parentType } = info;
  if (fieldName === 'clientMutationId') return source.clientMutationId ?? null;
  // A silent null would teach a client something false of GitHub.
  if (!(fieldName in source)) throw new Error(`The sandbox does not model ${parentType.name}.${fieldName}.`);
  const value = source[fieldName];
  if (typeof value !== 'function') return value;
  return parentType.name === 'Mutation' ? mutate(value as Mutation, args) : value(args, context, info);
};

type Mutation = (args: unknown) => Promise<Readonly<Record<string, unknown>>>;

/** Every mutation's payload gives back the id that the client chose. */
async function mutate(mutation: Mutation, args: { readonly input?: { readonly clientMutationId?: string | null } }) {
  return { ...(await mutation(args)), clientMutationId: args.input?.clientMutationId ?? null };
}

function errorJson(error: GraphQLError): Readonly<Record<string, unknown>> {
  const cause = error.originalError;
  const type = cause instanceof Problem ? cause.kind : error.extensions.type;
  const { type: _, ...extensions } = error.extensions;
  return {
    ...(typeof type === 'string'
      ? { type: type === 'NOT_ALLOWED' || type === 'CONFLICT' ? 'UNPROCESSABLE' : type }
      : {}),
    ...(error.path ? { path: error.path } : {}),
    ...(Object.keys(extensions).length > 0 ? { extensions } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
    message: error.message,
  };
}
