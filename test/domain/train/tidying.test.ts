import { expect, test } from '@jest/globals';
import { isTidying, tidyingCommand } from '../../../src/domain/train/tidying.ts';

test.each([
  ['/scale-cluster shop machine-type=c7i.xlarge', 'scale-cluster', ['shop'], '/remove-templates shop'],
  ['/clusterops upgrade-cluster a version=1.35.2', 'upgrade-cluster', ['a'], '/clusterops remove-templates a'],
  ['/scale-cluster env=x machine-type=b', 'scale-cluster', ['a', 'b'], '/remove-templates name=a|b'],
])('what follows %s is written as it was', (raw, name, names, command) => {
  expect(tidyingCommand({ raw, name }, names)).toBe(command);
  expect(isTidying(command)).toBe(true);
  expect(isTidying(raw)).toBe(false);
});
