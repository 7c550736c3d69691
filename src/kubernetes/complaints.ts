import type { Complaint } from '../domain/manifests/rehearsal/rehearsed.ts';
import type { Refusal } from './faults.ts';

const most = 20;

/** What a refusal says is wrong, field by field as far as it names them; at least one. */
export function complaintsOf({ message, causes }: Refusal): readonly Complaint[] {
  const typed = typedPatchErrors(message);
  if (typed.length > 0) return typed.slice(0, most);
  const unknown = [...message.matchAll(/unknown field "([^"]+)"/g)].map(
    ([said, field]): Complaint => ({ message: said, field: field ?? '', unknownField: true }),
  );
  if (unknown.length > 0) return unknown.slice(0, most);
  const webhook = /^admission webhook "([^"]+)" denied the request/.exec(message)?.[1];
  const by = webhook === undefined ? '' : ` (admission webhook ${webhook})`;
  const single = causes.filter(({ field }) => field !== '' && field !== '<nil>');
  if (single.length === 0) return [{ message }];
  return single
    .slice(0, most)
    .map(({ field, message: said }) => ({ message: `${field}: ${withoutField(said, field)}${by}`, field }));
}

/** Server-side apply's own complaints: a line for each field, `.spec.pools[name="a"].size: expected numeric …`. */
function typedPatchErrors(message: string): readonly Complaint[] {
  const lines = /failed to create typed patch object \([^)]*\): (?:errors:\n)?([\s\S]+)$/.exec(message)?.[1];
  return (lines ?? '').split('\n').flatMap((line) => {
    const read = /^\s*(\.(?:[^:[]|\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\])+): (.+)$/.exec(line);
    const [, field, said] = read ?? [];
    if (field === undefined || said === undefined) return [];
    return [{ message: `${field.slice(1)}: ${said}`, field, unknownField: said.includes('not declared in schema') }];
  });
}

/** Some servers begin the message with the field, some do not. */
function withoutField(message: string, field: string): string {
  return message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
}
