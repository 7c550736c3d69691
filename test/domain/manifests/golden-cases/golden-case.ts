import type { PlanInput } from '../../../../src/domain/cluster/plan.ts';

/** A command with the name of the tree that it must render to: `<provider>-<flavour>-<packaging>-<case>`. */
export interface GoldenCase {
  readonly name: string;
  readonly typed: PlanInput['arguments'];
  readonly change?: Partial<PlanInput>;
}
