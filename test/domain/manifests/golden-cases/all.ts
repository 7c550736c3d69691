import { awsCases } from './aws.ts';
import { devCases } from './dev.ts';
import type { GoldenCase } from './golden-case.ts';

export const goldenCases: readonly GoldenCase[] = [...awsCases, ...devCases];
