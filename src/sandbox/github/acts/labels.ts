import type { Label, Repository } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import type { World } from '../world.ts';
import { Problem } from './problem.ts';

export interface LabelInput {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description?: string | undefined;
}

/** Makes a label; its name, compared without case, must be free. */
export function createLabel(world: World, repository: Repository, input: LabelInput): Label {
  const problem = (code: 'invalid' | 'already_exists' | 'missing_field', field: string, message: string) =>
    new Problem('UNPROCESSABLE', message, [{ resource: 'Label', code, field }]);
  if (input.name.trim() === '') throw problem('missing_field', 'name', "Name can't be blank");
  if (input.name.length > 50) throw problem('invalid', 'name', 'Name is too long (maximum is 50 characters)');
  if (!/^[0-9a-fA-F]{6}$/.test(input.color)) throw problem('invalid', 'color', 'Color is invalid');
  if ((input.description?.length ?? 0) > 100)
    throw problem('invalid', 'description', 'Description is too long (maximum is 100 characters)');
  if (repository.labels.has(input.name.toLowerCase()))
    throw problem('already_exists', 'name', 'Name has already been taken');
  const id = world.store.id('label');
  const label: Label = {
    id,
    nodeId: encodeNodeId('LA', repository.id, id),
    name: input.name,
    color: input.color.toLowerCase(),
    description: input.description,
    isDefault: false,
  };
  repository.labels.set(input.name.toLowerCase(), label);
  return label;
}

/** The label of that name; made, in grey, when there is none: what naming it on an issue does. */
export function ensureLabel(world: World, repository: Repository, name: string): Label {
  return repository.labels.get(name.toLowerCase()) ?? createLabel(world, repository, { name, color: 'ededed' });
}
